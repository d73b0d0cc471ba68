import {
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';

/** Characters that are encoded and written at once. */
const PIECE_CHARACTERS = 256 * 1024;
/** Bytes that one of them takes at most. */
const MAX_CHARACTER_BYTES = 3;
/** A buffer that is larger than this is not kept. */
const KEPT_BYTES = 8 * 1024 * 1024;

/**
 * Long values of staged rows, as JSON tokens one behind the other, in a file beside the staging file. DuckDB holds the strings of
 * 2,048 rows in memory at once whenever it writes or checkpoints them, so that a table is not a place for them. What is appended
 * belongs to a staged row once the transaction is committed that says where it stands.
 */
export class Spool {
  readonly #path: string;
  #file: number | undefined;
  #end = 0;
  #isDirty = false;
  #piece: Buffer | undefined;
  #buffer = Buffer.alloc(0);

  /** @param path nothing is done to it before it is needed */
  constructor(path: string) {
    this.#path = path;
  }

  /** Whether it has a file, of this run or an earlier one. */
  isThere(): boolean {
    return this.#file !== undefined || existsSync(this.#path);
  }

  /** How far it reaches. */
  get end(): number {
    return this.#end;
  }

  /** Takes what is in the file up to `end`, and drops what is behind. Returns whether it reaches as far. */
  cut(end: number): boolean {
    this.#end = end;
    this.#buffer = Buffer.alloc(0);
    if (!this.isThere()) return end === 0;
    const file = this.#open();
    const { size } = fstatSync(file);
    if (size > end) ftruncateSync(file, end);
    this.#end = Math.min(size, end);
    return size >= end;
  }

  /** Appends a JSON token; returns the reference by which it is read. */
  append(token: string): string {
    const file = this.#open();
    this.#piece ??= Buffer.allocUnsafeSlow(PIECE_CHARACTERS * MAX_CHARACTER_BYTES);
    let [at, crc] = [this.#end, 0];
    for (let from = 0; from < token.length; ) {
      const to = pieceEnd(token, from);
      const bytes = this.#piece.subarray(0, this.#piece.write(token.slice(from, to)));
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(file, bytes, done, bytes.length - done, at + done);
      }
      crc = crc32(bytes, crc);
      at += bytes.length;
      from = to;
    }
    const reference = `${this.#end}:${at - this.#end}:${crc}`;
    this.#end = at;
    this.#isDirty = true;
    return reference;
  }

  /** Resolves when everything appended is on the disk. */
  async flush(): Promise<void> {
    if (!this.#isDirty || this.#file === undefined) return;
    await promisify(fdatasync)(this.#file);
    this.#isDirty = false;
  }

  /**
   * The JSON token that a reference means; the bytes are those of a buffer that the next one takes, too.
   *
   * @throws {Error} if the file does not hold what was written to it
   */
  token(reference: string): Buffer {
    const [from = Number.NaN, length = Number.NaN, crc] = reference.split(':').map(Number);
    if (this.#buffer.length < length || this.#buffer.length > Math.max(KEPT_BYTES, length)) {
      this.#buffer = Buffer.allocUnsafeSlow(Math.max(length, 64 * 1024));
    }
    const bytes = this.#buffer.subarray(0, length);
    const file = this.#open();
    let done = 0;
    while (done < length) {
      const read = readSync(file, bytes, done, length - done, from + done);
      if (read === 0) break;
      done += read;
    }
    if (done < length || crc32(bytes) !== crc) throw new Error(DAMAGED);
    return bytes;
  }

  /** The same as text: of a string what it says. */
  text(reference: string): Buffer {
    return unescapeToken(this.token(reference));
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): number {
    this.#file ??= openSync(this.#path, existsSync(this.#path) ? 'r+' : 'w+');
    return this.#file;
  }
}

/** What a fold fails with if the spool was damaged. */
const DAMAGED = 'long values of staged rows are not in their file as they were written';

/** The end of a piece that breaks no surrogate pair. */
function pieceEnd(text: string, from: number): number {
  const to = Math.min(from + PIECE_CHARACTERS, text.length);
  const isHigh = to < text.length && (text.charCodeAt(to - 1) & 0xfc00) === 0xd800;
  return isHigh ? to - 1 : to;
}

const [QUOTE, BACKSLASH, LETTER_U] = [34, 92, 117];
const ESCAPED: Readonly<Record<number, number>> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9 };
const ESCAPE_BYTES = 6;
const REPLACEMENT = 0xfffd;

/** What a JSON token says, in its own bytes: of a string its characters, of anything else the token itself. */
function unescapeToken(token: Buffer): Buffer {
  if (token[0] !== QUOTE) return token;
  const end = token.length - 1;
  let [from, to] = [1, 0];
  while (from < end) {
    const found = token.indexOf(BACKSLASH, from);
    const next = found < 0 || found > end ? end : found;
    token.copyWithin(to, from, next);
    to += next - from;
    from = next;
    if (from === end) break;
    const letter = token[from + 1] ?? 0;
    if (letter !== LETTER_U) {
      token[to++] = ESCAPED[letter] ?? letter;
      from += 2;
      continue;
    }
    let code = codeUnit(token, from);
    from += ESCAPE_BYTES;
    if ((code & 0xfc00) === 0xd800 && token[from] === BACKSLASH && token[from + 1] === LETTER_U) {
      const low = codeUnit(token, from);
      if ((low & 0xfc00) === 0xdc00) {
        code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
        from += ESCAPE_BYTES;
      }
    }
    const isLone = (code & 0xf800) === 0xd800;
    to += token.write(String.fromCodePoint(isLone ? REPLACEMENT : code), to);
  }
  return token.subarray(0, to);
}

function codeUnit(token: Buffer, at: number): number {
  return Number.parseInt(token.toString('latin1', at + 2, at + ESCAPE_BYTES), 16);
}
