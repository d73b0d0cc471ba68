import type { Readable } from 'node:stream';

export interface ErrorBodyLimits {
  readonly maxBytes: number;
  readonly maxMs: number;
}

export const ERROR_BODY_LIMITS: ErrorBodyLimits = { maxBytes: 65_536, maxMs: 5_000 };

/** Behind a cut a secret may stand in half, where redaction does not know it. */
const CUT_TAIL_BYTES = 8_192;

/**
 * Reads what an error page says, as far as the limits go, and lets the body go. A small body is read to its end, which
 * keeps its connection usable. What fails on the way is no matter: there is an error to tell already.
 */
export async function readErrorBody(
  body: Readable,
  limits: ErrorBodyLimits = ERROR_BODY_LIMITS,
): Promise<string> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  let isWhole = false;
  const timer = setTimeout(() => body.destroy(), limits.maxMs);
  timer.unref();
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      byteCount += chunk.length;
      if (byteCount > limits.maxBytes) break;
    }
    isWhole = byteCount <= limits.maxBytes && body.readableEnded;
  } catch {
    // The part that came says enough.
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  const read = Buffer.concat(chunks).subarray(0, limits.maxBytes);
  return (isWhole ? read : read.subarray(0, -CUT_TAIL_BYTES)).toString('utf8');
}
