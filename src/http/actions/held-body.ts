import type { Readable } from 'node:stream';
import { decodeText } from '../charset.ts';
import { type Fail, NOTHING_KEPT } from '../failure.ts';

/** What response actions may hold of a body. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A body that is in memory. */
export interface HeldBody {
  readonly bytes: Buffer;
  readonly text: string;
  /** How the bytes are encoded, if the response says so and they are its own. */
  readonly charset: string | undefined;
  /** The parsed JSON, or the text where it is none; the same value each time. */
  value(): unknown;
}

export function heldBody(bytes: Buffer, charset?: string): HeldBody {
  const text = decodeText(bytes, charset);
  let memo: { readonly value: unknown } | undefined;
  return {
    bytes,
    text,
    charset,
    value: () => {
      memo ??= { value: parsed(text) };
      return memo.value;
    },
  };
}

/** The body for a value that a function gave: text as it is, all else as JSON. */
export function heldBodyOf(value: unknown): HeldBody {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return heldBody(Buffer.from(text, 'utf8'));
}

/** Reads a body for the actions. Of a bad response the part that came is enough. */
export async function readForActions(
  body: Readable,
  status: number,
  { fail, signal }: { readonly fail: Fail; readonly signal: AbortSignal },
): Promise<Buffer> {
  const isGood = status >= 200 && status < 300;
  const chunks: Buffer[] = [];
  let byteCount = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      byteCount += chunk.length;
      if (byteCount > MAX_BYTES) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (isGood) throw error;
  } finally {
    body.destroy();
  }
  if (byteCount > MAX_BYTES && isGood) {
    throw fail({
      code: 'SOURCE_TOO_LARGE',
      status,
      what: `answered with more than ${MAX_BYTES} bytes, which is more than \`response_actions\` can look into`,
      advice: `Ask for fewer rows a page, or let the actions look at the status alone. ${NOTHING_KEPT}`,
    });
  }
  return Buffer.concat(chunks).subarray(0, MAX_BYTES);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
