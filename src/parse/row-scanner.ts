import { isUtf8 } from 'node:buffer';
import { Kind } from '../model.ts';
import type { Field, FieldInBytes, FieldShape } from './field-shape.ts';
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  IS_SPACE,
  LOWER_F,
  LOWER_N,
  LOWER_T,
  LOWER_U,
  MINUS,
  MORE,
  NINE,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  SLASH,
  SPACE,
  UNSURE,
  ZERO,
} from './json-bytes.ts';
import { quoteText } from './json-text.ts';
import type { KeyFields, TextSource } from './key-fields.ts';
import type { ParseLimits } from './limits.ts';
import { isShortFraction, numberFacts } from './number.ts';
import { NumberScan } from './number-scan.ts';
import type { BuiltRow } from './row-builder.ts';
import { RowText } from './row-text.ts';
import { stringKind, stringKindInBytes } from './string-kind.ts';

/** What a byte is inside of a string; 0 for one that stands for itself. */
const HIGH = 1;
const STOP = 2;
const IN_STRING = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  if (byte >= 128) IN_STRING[byte] = HIGH;
  else if (byte < SPACE || byte === QUOTE || byte === BACKSLASH) IN_STRING[byte] = STOP;
}

/** What a byte is behind a backslash; 0 for one that may not stand there. */
const SHORTEST = 1;
const REWRITTEN = 2;
const ESCAPES = new Uint8Array(256);
for (const byte of Buffer.from('"\\bfnrt')) ESCAPES[byte] = SHORTEST;
ESCAPES[SLASH] = REWRITTEN;
ESCAPES[LOWER_U] = REWRITTEN;

const WORDS: Readonly<Record<number, Uint8Array>> = {
  [LOWER_T]: Buffer.from('true'),
  [LOWER_F]: Buffer.from('false'),
  [LOWER_N]: Buffer.from('null'),
};

/** What scanning a row works with; the same that building one from tokens does. */
export interface ScannedRows {
  readonly keys: KeyFields;
  readonly limits: ParseLimits;
  /** The names of the objects at a depth; those of the row itself stand at 1, with their facts. */
  shapeAt(depth: number): FieldShape;
}

/**
 * Reads rows in the bytes of a body, one after the other: their text, key and facts, as building them from tokens gives them.
 * It looks at each byte once. A name is compared with the one that is expected there, the first byte tells what a value is, and
 * a string is skipped unless something has to be known of it. A row's text is the body's own, except for white space
 * and escapes that could be shorter.
 *
 * It is never wrong, but it may not know: `isOdd` rows are valid and have to be built from their tokens, and
 * {@link UNSURE} says that tokens must tell what stands there.
 */
export class RowScanner {
  readonly #rows: ScannedRows;
  readonly #limits: ParseLimits;
  /** The shapes of open objects by depth; undefined for a list. */
  readonly #open: (FieldShape | undefined)[] = [];
  /** What the elements of open lists are, by depth, if that is asked. */
  readonly #items: (Field | undefined)[] = [];

  readonly #text = new RowText();
  #isOdd = false;
  #names = 0;
  /** Of the member that was named last; undefined in a row that is odd. */
  #field: Field | undefined;
  /** Of the string that was read last. */
  #hasEscape = false;
  readonly #number = new NumberScan();

  constructor(rows: ScannedRows) {
    this.#rows = rows;
    this.#limits = rows.limits;
  }

  /** Whether the row holds bytes beyond ASCII. */
  get hasHigh(): boolean {
    return this.#text.hasHigh;
  }

  /** Whether the row that was read last is valid, and has something in it that tokens have to tell. */
  get isOdd(): boolean {
    return this.#isOdd;
  }

  /**
   * Reads the row that begins at `start`, which is not white space.
   *
   * @returns the place behind the row, {@link MORE} or {@link UNSURE}
   */
  scan(bytes: Buffer, start: number): number {
    this.#text.begin(start);
    this.#isOdd = false;
    this.#names = 0;
    const end =
      bytes[start] === OPEN_OBJECT ? this.#object(bytes, start) : this.#otherRow(bytes, start);
    if (end < 0) return end;
    if (end - start > this.#limits.maxRowBytes) this.#isOdd = true;
    return this.#text.hasHigh && !isUtf8(bytes.subarray(start, end)) ? UNSURE : end;
  }

  /**
   * The row that was read last and ended there, unless it is odd.
   *
   * @throws {RowFault}
   */
  row(bytes: Buffer, end: number, source: TextSource): BuiltRow {
    const { keys } = this.#rows;
    const text = this.#text.end(bytes, end);
    return { text, key: keys.finish(text, this.#rows.shapeAt(1), source), exact: undefined };
  }

  /** A row that is not an object: tokens tell what it is. */
  #otherRow(bytes: Buffer, start: number): number {
    this.#isOdd = true;
    const first = bytes[start];
    if (first === OPEN_LIST) return this.#nested(bytes, start, undefined);
    return this.#scalar(bytes, start, undefined);
  }

  /** The row itself, and the facts of its fields. */
  #object(bytes: Buffer, start: number): number {
    const shape = this.#rows.shapeAt(1);
    shape.begin();
    this.#rows.keys.begin();
    let at = this.#skipSpace(bytes, start + 1);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    for (;;) {
      at = this.#member(bytes, at, shape);
      if (at < 0) return at;
      const field = this.#field;
      const first = bytes[at];
      if (first === OPEN_OBJECT || first === OPEN_LIST) {
        at = this.#nested(bytes, at, field);
      } else at = this.#scalar(bytes, at, field);
      if (at < 0) return at;
      at = this.#skipSpace(bytes, at);
      const behind = bytes[at];
      if (behind === CLOSE_OBJECT) return at + 1;
      if (behind !== COMMA) return at >= bytes.length ? MORE : UNSURE;
      at = this.#skipSpace(bytes, at + 1);
    }
  }

  /** Reads an object or a list inside of a row, which is the container around it. `field`: whose value it is, if that is asked. */
  #nested(bytes: Buffer, start: number, field: Field | undefined): number {
    const open = this.#open;
    let depth = 1;
    let at = start;
    let holder = field;
    for (;;) {
      // a value begins here
      const first = bytes[at];
      let isOpened = false;
      if (first === OPEN_OBJECT || first === OPEN_LIST) {
        if (++depth > this.#limits.maxDepth) {
          this.#isOdd = true;
          return UNSURE;
        }
        const isObject = first === OPEN_OBJECT;
        const shape = this.#enter(depth, isObject, holder);
        at = this.#skipSpace(bytes, at + 1);
        isOpened = bytes[at] !== (isObject ? CLOSE_OBJECT : CLOSE_LIST);
        if (isOpened && shape !== undefined) {
          at = this.#member(bytes, at, shape);
          if (at < 0) return at;
          holder = shape.isAsked ? this.#field : undefined;
        } else holder = this.#items[depth];
      } else {
        at = this.#scalar(bytes, at, holder);
        if (at < 0) return at;
        at = this.#skipSpace(bytes, at);
      }
      if (isOpened) continue;
      // a value has ended, or an empty container is about to
      for (;;) {
        const shape = open[depth];
        const behind = bytes[at];
        if (behind === (shape === undefined ? CLOSE_LIST : CLOSE_OBJECT)) {
          if (!this.#isOdd) shape?.end();
          if (--depth === 1) return at + 1;
          at = this.#skipSpace(bytes, at + 1);
          continue;
        }
        if (behind !== COMMA) return at >= bytes.length ? MORE : UNSURE;
        at = this.#skipSpace(bytes, at + 1);
        if (shape === undefined) holder = this.#items[depth];
        else {
          at = this.#member(bytes, at, shape);
          if (at < 0) return at;
          holder = shape.isAsked ? this.#field : undefined;
        }
        break;
      }
    }
  }

  /** An object or a list begins at a depth. Returns the shape of the object; undefined for a list. */
  #enter(depth: number, isObject: boolean, holder: Field | undefined): FieldShape | undefined {
    let shape: FieldShape | undefined;
    let items: Field | undefined;
    if (holder !== undefined && !this.#isOdd) {
      holder.facts.kinds |= isObject ? Kind.object : Kind.array;
      const inside = holder.home.insideOf(holder);
      if (isObject) shape = inside?.shape;
      else items = inside?.items;
    }
    if (isObject) {
      shape ??= this.#rows.shapeAt(depth);
      shape.begin();
    }
    this.#open[depth] = shape;
    this.#items[depth] = items;
    return shape;
  }

  /** The name of a member of the row, or inside of it; returns where its value begins, and leaves its field. */
  #member(bytes: Buffer, start: number, shape: FieldShape): number {
    if (bytes[start] !== QUOTE) return start >= bytes.length ? MORE : UNSURE;
    if (++this.#names > this.#limits.maxRowKeys) this.#isOdd = true;
    const expected = this.#isOdd ? undefined : shape.nextInBytes(bytes, start);
    this.#field = expected;
    if (expected !== undefined) return this.#skipSpace(bytes, start + this.#knownName(expected));
    const close = this.#name(bytes, start);
    if (close < 0) return close;
    if (!this.#isOdd) this.#field = shape.next(this.#text.slice(bytes, start + 1, close));
    // the name stands twice in its object
    if (this.#field === undefined) this.#isOdd = true;
    const at = this.#colon(bytes, close + 1);
    return at < 0 ? at : this.#skipSpace(bytes, at);
  }

  /** Length of a name that was expected, its colon included. */
  #knownName({ bytes, prefix }: FieldInBytes): number {
    if (bytes.length !== prefix.length) this.#text.hasHigh = true;
    return bytes.length;
  }

  #name(bytes: Buffer, open: number): number {
    const close = this.#skipString(bytes, open, false);
    if (this.#hasEscape) this.#isOdd = true;
    return close;
  }

  #colon(bytes: Buffer, from: number): number {
    const at = this.#skipSpace(bytes, from);
    if (bytes[at] === COLON) return at + 1;
    return at >= bytes.length ? MORE : UNSURE;
  }

  /** White space is left out of a row's text. */
  #skipSpace(bytes: Buffer, from: number): number {
    if ((bytes[from] as number) > SPACE || from >= bytes.length) return from;
    let at = from;
    while (IS_SPACE[bytes[at] as number] === 1) at++;
    if (at === from) return at;
    this.#text.leaveOut(bytes, from, at);
    return at;
  }

  /** A text, number, true, false or null. `field`: the row's own, if it is the value of one. */
  #scalar(bytes: Buffer, at: number, field: Field | undefined): number {
    const first = bytes[at];
    if (first === QUOTE) return this.#string(bytes, at, field);
    if (first === undefined) return MORE;
    if (first === MINUS || (first >= ZERO && first <= NINE)) {
      const end = this.#number.read(bytes, at);
      if (end < 0) return end;
      if (end - at > this.#limits.maxStringBytes) return UNSURE;
      this.#noteNumber(bytes, at, end, field);
      return end;
    }
    const word = WORDS[first];
    if (word === undefined) return UNSURE;
    const end = at + word.length;
    if (end > bytes.length) return MORE;
    for (let i = 1; i < word.length; i++) if (bytes[at + i] !== word[i]) return UNSURE;
    if (field !== undefined) field.facts.kinds |= first === LOWER_N ? Kind.null : Kind.boolean;
    return end;
  }

  #string(bytes: Buffer, open: number, field: Field | undefined): number {
    const close = this.#skipString(bytes, open, true);
    if (close < 0) return close;
    if (close - open > this.#limits.maxStringBytes) return UNSURE;
    if (field === undefined || this.#isOdd) return close + 1;
    const { facts } = field;
    if ((facts.kinds & Kind.text) === 0) facts.kinds |= this.#kindOf(bytes, open, close);
    if (field.isOwn && this.#rows.keys.isPart(field)) {
      this.#rows.keys.take(field.name, this.#valueOf(bytes, open, close), false);
    }
    return close + 1;
  }

  #kindOf(bytes: Buffer, open: number, close: number): number {
    if (this.#hasEscape) return stringKind(this.#valueOf(bytes, open, close));
    return stringKindInBytes(bytes, open + 1, close);
  }

  #valueOf(bytes: Buffer, open: number, close: number): string {
    if (!this.#hasEscape) return this.#text.slice(bytes, open + 1, close);
    return JSON.parse(this.#text.slice(bytes, open, close + 1)) as string;
  }

  /** Skips a string that begins with the quote at `open`; returns the place of the quote that ends it. */
  #skipString(bytes: Buffer, open: number, isValue: boolean): number {
    const { length } = bytes;
    let at = open + 1;
    let isRewritten = false;
    this.#hasEscape = false;
    for (;;) {
      let what = 0;
      while (at < length) {
        what = IN_STRING[bytes[at] as number] as number;
        if (what !== 0) break;
        at++;
      }
      if (at >= length) return MORE;
      if (what === HIGH) {
        this.#text.hasHigh = true;
        at++;
        continue;
      }
      const byte = bytes[at];
      if (byte === QUOTE) break;
      if (byte !== BACKSLASH) return UNSURE;
      if (at + 1 >= length) return MORE;
      const kind = ESCAPES[bytes[at + 1] as number];
      if (kind === 0) return UNSURE;
      if (kind === REWRITTEN) isRewritten = true;
      this.#hasEscape = true;
      at += 2;
    }
    return isRewritten && !this.#rewrite(bytes, open, at, isValue) ? UNSURE : at;
  }

  /** Writes a string with escapes that could be shorter as the text of a row has it. */
  #rewrite(bytes: Buffer, open: number, close: number, isValue: boolean): boolean {
    let value: string;
    try {
      value = JSON.parse(this.#text.slice(bytes, open, close + 1)) as string;
    } catch {
      return false;
    }
    if (!isValue || !value.isWellFormed()) this.#isOdd = true;
    else {
      this.#text.replace(bytes, open, close + 1, quoteText(value));
    }
    return true;
  }

  #noteNumber(bytes: Buffer, start: number, end: number, field: Field | undefined): void {
    const number = this.#number;
    if (field === undefined) {
      // integers of any length and short fractions pass through nested values as they are
      if (number.isPlain || !number.isFraction) return;
      const text = bytes.toString('latin1', start, end);
      if (!isShortFraction(text) && !isHeld(numberFacts(text).kinds)) this.#isOdd = true;
      return;
    }
    if (this.#isOdd) return;
    const { facts } = field;
    let [kinds, integerDigits, scale] = [0, 0, 0];
    if (number.isPlain) {
      kinds = number.isFraction ? Kind.fraction : Kind.integer;
      integerDigits = number.wholeDigits;
      scale = number.scale;
    } else {
      ({ kinds, integerDigits, scale } = numberFacts(bytes.toString('latin1', start, end)));
      if (!isHeld(kinds)) {
        // the tokens tell what it is
        this.#isOdd = true;
        return;
      }
    }
    facts.kinds |= kinds;
    if (integerDigits > facts.integerDigits) facts.integerDigits = integerDigits;
    if (scale > facts.scale) facts.scale = scale;
    if (field.isOwn && this.#rows.keys.isPart(field)) {
      this.#rows.keys.take(field.name, bytes.toString('latin1', start, end), true);
    }
  }
}

/** Whether a number is one, and a double holds it. */
function isHeld(kinds: number): boolean {
  return kinds !== 0 && (kinds & Kind.inexact) === 0;
}
