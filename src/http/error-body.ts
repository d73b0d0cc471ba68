import type { Readable } from 'node:stream';
import { sureBeginning } from '../wording.ts';
import { decodeText } from './charset.ts';
import type { Redact } from './redaction.ts';

export interface ErrorBodyLimits {
  readonly maxBytes: number;
  readonly maxMs: number;
}

export interface ErrorBodyOptions {
  readonly limits?: ErrorBodyLimits;
  /** How the text is encoded. Default: UTF-8. */
  readonly charset?: string | undefined;
}

export const ERROR_BODY_LIMITS: ErrorBodyLimits = { maxBytes: 65_536, maxMs: 5_000 };

/** A body that is only thrown away. */
const DISCARD_LIMITS: ErrorBodyLimits = { maxBytes: 65_536, maxMs: 1_000 };

/** Lets a body go that nobody reads. */
export async function discardBody(body: Readable): Promise<void> {
  await readErrorBody(body, (text) => text, { limits: DISCARD_LIMITS });
}

/**
 * Reads what an error page says, redacted, as far as the limits go, and lets the body go. A small body is read to its end, which
 * keeps its connection usable. What fails on the way is no matter: there is an error to tell already.
 */
export async function readErrorBody(
  body: Readable,
  redact: Redact,
  { limits = ERROR_BODY_LIMITS, charset }: ErrorBodyOptions = {},
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
  const text = redact(decodeText(Buffer.concat(chunks).subarray(0, limits.maxBytes), charset));
  return isWhole ? text : sureBeginning(text);
}
