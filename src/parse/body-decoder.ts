import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

const REPLACEMENT = '\uFFFD';
const UTF8 = 'utf-8';
/** A byte order mark says more surely than any header how a text is encoded. */
const BYTE_ORDER_MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: UTF8 },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
] as const;

/** Bytes of one encoding in, text out. */
interface Decoding {
  write(chunk: Uint8Array): string;
  end(): string;
  /** Whether there were bytes that the encoding does not have. */
  readonly hasInvalidBytes: boolean;
}

/** The bytes of a body in, split anywhere; its text out, without a byte order mark. */
export class BodyDecoder {
  /** How the body is encoded, as far as it is known: by its byte order mark, else by its charset, else UTF-8. */
  #encoding: string;
  /** A charset that was told and that nobody knows. */
  readonly unknownCharset: string | undefined;
  #decoding: Decoding | undefined;
  #head = Buffer.alloc(0);
  #markLength = 0;
  #hasReplacements = false;

  /** @param charset - a label, as a response has it. Default: UTF-8 */
  constructor(charset?: string) {
    const known = encodingOf(charset ?? UTF8);
    this.#encoding = known ?? UTF8;
    this.unknownCharset = known === undefined ? charset : undefined;
  }

  get encoding(): string {
    return this.#encoding;
  }

  /** Whether the text holds U+FFFD: for bytes that are not valid, or as the API sent it. */
  get hasReplacements(): boolean {
    return this.#hasReplacements;
  }

  get hasInvalidBytes(): boolean {
    return this.#decoding?.hasInvalidBytes === true;
  }

  write(chunk: Uint8Array): string {
    if (this.#decoding !== undefined) return this.#noted(this.#decoding.write(chunk));
    this.#head = Buffer.concat([this.#head, chunk]);
    return mayBecomeMark(this.#head) ? '' : this.#begin();
  }

  /** What was left of a character that never ended. */
  end(): string {
    const text = this.#decoding === undefined ? this.#begin() : '';
    return text + this.#noted(this.#decoding?.end() ?? '');
  }

  /** How many bytes of the body gave the beginning of its text; of encodings of one to four bytes at least so many. */
  bytesOf(text: string): number {
    if (this.#encoding === UTF8) return this.#markLength + Buffer.byteLength(text);
    return this.#markLength + text.length * (this.#encoding.startsWith('utf-16') ? 2 : 1);
  }

  #begin(): string {
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    const mark = BYTE_ORDER_MARKS.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
    this.#encoding = mark?.encoding ?? this.#encoding;
    this.#markLength = mark?.bytes.length ?? 0;
    this.#decoding =
      this.#encoding === UTF8 ? new Utf8Decoding() : new OtherDecoding(this.#encoding);
    return this.#noted(this.#decoding.write(head.subarray(this.#markLength)));
  }

  #noted(text: string): string {
    if (!this.#hasReplacements && text.includes(REPLACEMENT)) this.#hasReplacements = true;
    return text;
  }
}

/** Whether a byte order mark may begin with these bytes, which are not all of it. */
function mayBecomeMark(head: Uint8Array): boolean {
  return BYTE_ORDER_MARKS.some(
    ({ bytes }) => head.length < bytes.length && head.every((byte, i) => byte === bytes[i]),
  );
}

/** The name of an encoding by one of its labels; undefined if it is not known. */
function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** Bytes in, split anywhere; the same out without the beginning of a character, which waits for its rest. */
class WholeCharacters {
  begun: Buffer = Buffer.alloc(0);

  take(chunk: Uint8Array): Buffer {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = this.begun.length === 0 ? piece : Buffer.concat([this.begun, piece]);
    const end = bytes.length - begunLength(bytes);
    this.begun = Buffer.from(bytes.subarray(end));
    return bytes.subarray(0, end);
  }
}

class Utf8Decoding implements Decoding {
  hasInvalidBytes = false;
  readonly #characters = new WholeCharacters();

  write(chunk: Uint8Array): string {
    const bytes = this.#characters.take(chunk);
    const text = bytes.toString('utf8');
    if (!this.hasInvalidBytes && text.includes(REPLACEMENT)) this.hasInvalidBytes = !isUtf8(bytes);
    return text;
  }

  end(): string {
    const { begun } = this.#characters;
    if (begun.length > 0) this.hasInvalidBytes = true;
    return begun.toString('utf8');
  }
}

/** How many bytes at the end are the beginning of a character. */
function begunLength(bytes: Uint8Array): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length++) {
    const byte = bytes[bytes.length - length] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > length ? length : 0;
  }
  return 0;
}

/** Looks whether bytes are valid UTF-8, split anywhere, as decoding them would find. */
export class Utf8Check {
  readonly #characters = new WholeCharacters();

  isValid(chunk: Uint8Array): boolean {
    return isUtf8(this.#characters.take(chunk));
  }
}

class OtherDecoding implements Decoding {
  hasInvalidBytes = false;
  readonly #decoder: TextDecoder;
  /** Reads the same bytes, and stops at the first that is not valid. */
  readonly #strict: TextDecoder;

  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding, { ignoreBOM: true });
    this.#strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  }

  write(chunk: Uint8Array): string {
    this.#check(chunk, true);
    return this.#decoder.decode(chunk, { stream: true });
  }

  end(): string {
    this.#check(new Uint8Array(), false);
    return this.#decoder.decode();
  }

  #check(chunk: Uint8Array, stream: boolean): void {
    if (this.hasInvalidBytes) return;
    try {
      this.#strict.decode(chunk, { stream });
    } catch {
      this.hasInvalidBytes = true;
    }
  }
}
