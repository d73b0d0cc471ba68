import { isAscii } from 'node:buffer';

/** Bytes that are copied one by one faster than by a call. */
const SHORT = 64;

/** The text of a row that is read in the bytes of a body: a slice of them, unless something of it is left out or replaced. */
export class RowText {
  /** Whether bytes beyond ASCII were met. */
  hasHigh = false;
  /** The text so far of a row that does not stand in the body as it is. */
  #rewritten = Buffer.alloc(4096);
  #length = 0;
  /** What stands in front of here is in there, or the row begins here. */
  #copied = 0;

  begin(start: number): void {
    this.hasHigh = false;
    this.#length = 0;
    this.#copied = start;
  }

  leaveOut(bytes: Buffer, from: number, to: number): void {
    this.#copy(bytes, from);
    this.#copied = to;
  }

  replace(bytes: Buffer, from: number, to: number, text: string): void {
    this.leaveOut(bytes, from, to);
    const other = Buffer.from(text);
    // what was an ASCII escape may be a character beyond it
    if (!isAscii(other)) this.hasHigh = true;
    this.#makeRoom(other.length);
    this.#length += other.copy(this.#rewritten, this.#length);
  }

  end(bytes: Buffer, end: number): string {
    if (this.#length === 0) return this.slice(bytes, this.#copied, end);
    this.#copy(bytes, end);
    return this.slice(this.#rewritten, 0, this.#length);
  }

  /** A part of the row as it stands there. */
  slice(bytes: Buffer, from: number, to: number): string {
    return bytes.toString(this.hasHigh ? 'utf8' : 'latin1', from, to);
  }

  /** Takes what was not copied yet, up to `to`. */
  #copy(bytes: Buffer, to: number): void {
    const from = this.#copied;
    this.#makeRoom(to - from);
    const target = this.#rewritten;
    let length = this.#length;
    if (to - from > SHORT) length += bytes.copy(target, length, from, to);
    else for (let at = from; at < to; at++) target[length++] = bytes[at] as number;
    this.#length = length;
    this.#copied = to;
  }

  #makeRoom(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#rewritten.length) return;
    const larger = Buffer.alloc(2 * needed);
    this.#rewritten.copy(larger, 0, 0, this.#length);
    this.#rewritten = larger;
  }
}
