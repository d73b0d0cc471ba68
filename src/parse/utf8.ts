import { StringDecoder } from 'node:string_decoder';

const REPLACEMENT = '\uFFFD';
const BYTE_ORDER_MARK = 0xfeff;

/** Bytes in, text out, split anywhere. A byte order mark is dropped. */
export interface Utf8Decoder {
  write(chunk: Uint8Array): string;
  /** What was left of a character that never ended. */
  end(): string;
  /** Whether the text holds U+FFFD: bytes that were no UTF-8, or what the API had replaced already. */
  readonly hasReplacements: boolean;
}

export function createUtf8Decoder(): Utf8Decoder {
  const decoder = new StringDecoder('utf8');
  let isFirst = true;
  let hasReplacements = false;
  const note = (text: string): string => {
    if (!hasReplacements && text.includes(REPLACEMENT)) hasReplacements = true;
    if (!isFirst || text === '') return text;
    isFirst = false;
    return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
  };
  return {
    write: (chunk) =>
      note(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))),
    end: () => note(decoder.end()),
    get hasReplacements(): boolean {
      return hasReplacements;
    },
  };
}
