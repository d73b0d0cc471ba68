import { Utf8Check } from './body-decoder.ts';
import { CLOSE_LIST, COMMA, isSpace, MORE } from './json-bytes.ts';
import type { PageRows } from './page-rows.ts';
import type { PageText } from './page-text.ts';

/** A row that is longer is left to the tokens: it need not be held as bytes before it is read. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;

/** How a scan goes on: with more bytes, with what follows the rows, or with the tokens of what comes next. */
export type ScanState = 'rows' | 'behind' | 'tokens';

/** Reads the rows of a list in its bytes, slice by slice, from behind the bracket that begins it. */
export class ListScan {
  readonly #rows: PageRows;
  readonly #text: PageText;
  readonly #utf8 = new Utf8Check();
  /** Slices, or the rest of one, that hold what was not taken yet. */
  #held: Uint8Array[] = [];
  readonly #validity: boolean[] = [];
  #hasDroppedInvalid = false;
  #heldBytes = 0;
  /** Bytes that have to be there before it is worth looking again. */
  #needed = 1;
  #place: 'start' | 'behind row' | 'behind comma' = 'start';

  constructor(rows: PageRows, text: PageText) {
    this.#rows = rows;
    this.#text = text;
  }

  /** What was not taken, slice by slice. */
  get rest(): readonly Uint8Array[] {
    return this.#held;
  }

  add(slice: Uint8Array): ScanState {
    if (slice.byteLength === 0) return 'rows';
    const isValid = this.#utf8.isValid(slice);
    this.#held.push(slice);
    this.#validity.push(isValid);
    // whatever row they stand in: keys of others that hold U+FFFD are in doubt as well
    if (!isValid) this.#text.hasSkippedInvalid = true;
    this.#heldBytes += slice.byteLength;
    if (this.#heldBytes < this.#needed) return 'rows';
    const bytes = this.#bytes();
    const [taken, state] = this.#scan(bytes);
    this.#drop(taken);
    if (state === 'tokens') this.leave();
    // a row that goes on over many slices is not read anew with each of them
    this.#needed = 2 * this.#heldBytes;
    if (state !== 'rows' || this.#heldBytes <= MAX_HELD_BYTES) return state;
    this.leave();
    return 'tokens';
  }

  /** Lets the tokenizer go on here. */
  leave(): void {
    // the decoder finds for itself what is wrong with the slices that come next
    this.#text.hasSkippedInvalid = this.#hasDroppedInvalid;
    if (this.#place !== 'start') this.#text.resume(this.#place === 'behind comma');
  }

  #bytes(): Buffer {
    const [first] = this.#held;
    if (first === undefined || this.#held.length > 1) return Buffer.concat(this.#held);
    return Buffer.from(first.buffer, first.byteOffset, first.byteLength);
  }

  /** Takes what is whole; returns how many bytes that is, and what follows. */
  #scan(bytes: Buffer): readonly [taken: number, state: ScanState] {
    let taken = 0;
    for (let at = 0; ; ) {
      while (isSpace(bytes[at])) at++;
      const byte = bytes[at];
      if (byte === undefined) return [taken, 'rows'];
      if (this.#place === 'behind row') {
        if (byte === CLOSE_LIST) return [at, 'behind'];
        if (byte !== COMMA) return [taken, 'tokens'];
        taken = ++at;
        this.#place = 'behind comma';
        continue;
      }
      if (byte === CLOSE_LIST && this.#place === 'start') return [at, 'behind'];
      const end = this.#rows.scan(bytes, at);
      if (end < 0) return [taken, end === MORE ? 'rows' : 'tokens'];
      taken = at = end;
      this.#place = 'behind row';
    }
  }

  #drop(taken: number): void {
    this.#heldBytes -= taken;
    let left = taken;
    for (;;) {
      const slice = this.#held[0];
      if (slice === undefined) return;
      // what was taken of a slice was taken in the light of all of it
      if (left > 0 && this.#validity[0] === false) this.#hasDroppedInvalid = true;
      if (slice.byteLength > left) {
        if (left > 0) this.#text.skip(slice.subarray(0, left), false);
        this.#held[0] = slice.subarray(left);
        return;
      }
      this.#text.skip(slice, true);
      left -= slice.byteLength;
      this.#held.shift();
      this.#validity.shift();
    }
  }
}
