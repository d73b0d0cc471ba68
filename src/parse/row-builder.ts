import { type FieldFacts, Kind } from '../model.ts';
import { excerpt } from '../wording.ts';
import { type Field, FieldShape, type Inside } from './field-shape.ts';
import { isPlainText, quoteText, spellSurrogates, textsObject } from './json-text.ts';
import { KeyFields, type KeySpec, type TextSource } from './key-fields.ts';
import type { ParseLimits } from './limits.ts';
import { isIntegerText, isShortFraction, numberFacts } from './number.ts';
import { RowFault } from './row-fault.ts';
import { lastOfEachName, VALUE_FIELD } from './row-object.ts';
import { stringKind } from './string-kind.ts';
import type { Token } from './tokens.ts';

/** A row that is whole. */
export interface BuiltRow {
  readonly text: string;
  readonly key: string | undefined;
  /** See Batch.exact. */
  readonly exact: string | undefined;
}

/**
 * Turns the tokens of rows into their text, key and facts, one row after the other. This is the hot loop of Sluice:
 * it holds the state of one row in fields, works on whole token arrays, and makes no object for each value.
 */
export class RowBuilder {
  readonly keys: KeyFields;
  readonly limits: ParseLimits;
  /** Field shapes by depth; the row's own at 1. */
  readonly #shapes: (FieldShape | undefined)[] = [];
  /** Shape of each open container by depth; undefined for an array. */
  readonly #open: (FieldShape | undefined)[] = [];
  /** What the elements of open arrays are, by depth, if that is asked. */
  readonly #items: (Field | undefined)[] = [];
  /** Whose value comes next inside of the row's own field, if that is asked. */
  #holder: Field | undefined;

  #text = '';
  #depth = 0;
  /** The depth at which the row is whole: 1 for a row that is not an object, which is read as the value of a field. */
  #floor = 0;
  #needsComma = false;
  /** The row's own field whose value is being read, and where that began in the text. */
  #field: Field | undefined;
  #fieldStart = 0;
  #isInexact = false;
  #keyCount = 0;
  #hasRepeatedName = false;
  #hasLoneSurrogates = false;
  /** Text of each inexact value by its field's prefix. */
  readonly #exact = new Map<string, string>();

  /** Whether a row is under way. */
  get isOpen(): boolean {
    return this.#depth > this.#floor;
  }

  constructor(spec: KeySpec & { readonly limits: ParseLimits }) {
    this.keys = new KeyFields(spec);
    this.limits = spec.limits;
  }

  /** Begins a row whose `startObject` was met. */
  begin(): void {
    this.#beginRow('{', 0);
  }

  /**
   * Begins a row that is not an object, with its first token; a scalar is whole then. The row's text is the value's own; its
   * facts are those of a field `value`.
   *
   * @throws {RowFault}
   */
  beginValue(token: Token): void {
    this.#beginRow('', 1);
    this.#field = this.#holder = this.#shapes[1]?.next(VALUE_FIELD);
    this.take([token], 0);
  }

  /**
   * The row of these tokens, which are all of it.
   *
   * @throws {RowFault}
   */
  build(tokens: readonly Token[], source?: TextSource): BuiltRow {
    const [first] = tokens;
    if (first === undefined) throw new TypeError('a row is the text of one JSON value');
    if (first.name === 'startObject') this.begin();
    else this.beginValue(first);
    if (this.isOpen) this.take(tokens, 1);
    return this.finish(source);
  }

  #beginRow(text: string, floor: number): void {
    this.#text = text;
    this.#depth = 1;
    this.#floor = floor;
    this.#fieldStart = 0;
    this.#needsComma = false;
    this.#field = this.#holder = undefined;
    this.#isInexact = false;
    this.#keyCount = 0;
    this.#hasRepeatedName = false;
    this.keys.begin();
    this.#exact.clear();
    this.#open[1] = this.shapeAt(1);
    this.#open[1].begin();
  }

  /** Whether a text since the last `reset` held a lone surrogate. */
  get hasLoneSurrogates(): boolean {
    return this.#hasLoneSurrogates;
  }

  /** Drops a row that is under way. */
  drop(): void {
    this.#depth = this.#floor = 0;
  }

  /** Begins a page. */
  reset(): void {
    this.drop();
    this.#hasLoneSurrogates = false;
    this.takeFacts();
  }

  /** Facts since the last call. Called between rows. */
  takeFacts(): ReadonlyMap<string, FieldFacts> {
    const facts = this.#shapes[1]?.takeFacts() ?? new Map();
    for (const shape of this.#shapes) shape?.trim();
    return facts;
  }

  /**
   * Takes tokens, one at least, from `from` on until the row is whole or the tokens end; returns the index of the next token. The row
   * is whole when `isOpen` is false then, and `finish` gives it.
   *
   * @throws {RowFault}
   */
  take(tokens: readonly Token[], from: number): number {
    let i = from;
    const floor = this.#floor;
    do {
      const token = tokens[i++] as Token;
      switch (token.name) {
        case 'keyValue':
          this.#key(token.value);
          break;
        case 'stringValue':
          this.#string(token.value);
          break;
        case 'numberValue':
          this.#number(token.value);
          break;
        case 'nullValue':
          this.#scalar('null', Kind.null);
          break;
        case 'trueValue':
          this.#scalar('true', Kind.boolean);
          break;
        case 'falseValue':
          this.#scalar('false', Kind.boolean);
          break;
        case 'startObject':
          this.#start('{', true);
          break;
        case 'startArray':
          this.#start('[', false);
          break;
        case 'endObject':
          this.#end('}');
          break;
        case 'endArray':
          this.#end(']');
          break;
        default:
      }
    } while (i < tokens.length && this.#depth > floor);
    const max = this.limits.maxRowBytes;
    if (this.#text.length * 3 > max && Buffer.byteLength(this.#text) > max) {
      throw new RowFault('PARSE_LIMIT', `is longer than \`limits.row_bytes\` (${max})`);
    }
    return i;
  }

  /**
   * The row that just became whole.
   *
   * @param source - where its text comes from
   * @throws {RowFault}
   */
  finish(source?: TextSource): BuiltRow {
    const text = this.#hasRepeatedName ? lastOfEachName(this.#text) : this.#text;
    this.#text = '';
    // Built by many additions, the text is a tree of its pieces, and pieces of chunks, until something looks into it. Rows
    // wait by the thousand: looking now frees all that at once.
    text.charCodeAt(0);
    return {
      text,
      key: this.keys.finish(text, this.#shapes[1], source),
      exact: this.#exact.size === 0 ? undefined : textsObject(this.#exact),
    };
  }

  /** The names of the objects at a depth; those of the row itself stand at 1, with their facts. */
  shapeAt(depth: number): FieldShape {
    let shape = this.#shapes[depth];
    if (shape === undefined) {
      shape = new FieldShape(depth === 1 ? 1 : 0);
      this.#shapes[depth] = shape;
    }
    return shape;
  }

  #key(name: string): void {
    const shape = this.#open[this.#depth];
    if (++this.#keyCount > this.limits.maxRowKeys) {
      throw new RowFault(
        'PARSE_LIMIT',
        `has more names than \`limits.row_keys\` (${this.limits.maxRowKeys})`,
      );
    }
    const field = shape?.next(name);
    const prefix = field?.prefix ?? `${quoteText(spellSurrogates(name))}:`;
    this.#text += this.#needsComma ? `,${prefix}` : prefix;
    this.#needsComma = false;
    if (field === undefined) this.#hasRepeatedName = true;
    // the facts of a repeated name are those of its first copy's field too: they may be too wide, never too narrow
    if (shape?.isAsked) this.#holder = field ?? shape.known(name);
    if (this.#depth > 1) return;
    this.#exact.delete(prefix);
    this.#field = this.#holder;
    this.#fieldStart = this.#text.length;
    this.#isInexact = false;
  }

  #string(value: string): void {
    const max = this.limits.maxStringBytes;
    if (value.length * 3 > max && Buffer.byteLength(value) > max) {
      throw new RowFault(
        'PARSE_LIMIT',
        `${this.#where()} holds a string longer than \`limits.string_bytes\` (${max})`,
      );
    }
    const text = isPlainText(value) ? `"${value}"` : this.#quoted(value);
    this.#text += this.#needsComma ? `,${text}` : text;
    this.#needsComma = true;
    const field = this.#nextHolder();
    if (field === undefined) return;
    if ((field.facts.kinds & Kind.text) === 0) field.facts.kinds |= stringKind(value);
    if (this.#depth === 1) this.#keyPart(value);
  }

  /** Whose value comes here, if that is asked. */
  #nextHolder(): Field | undefined {
    const open = this.#open[this.#depth];
    if (open === undefined) return this.#items[this.#depth];
    return open.isAsked ? this.#holder : undefined;
  }

  /** A key keeps the lone surrogates by which it may differ from others; in other texts U+FFFD stands for them. */
  #quoted(value: string): string {
    if (value.isWellFormed()) return JSON.stringify(value);
    this.#hasLoneSurrogates = true;
    const isKey = this.#field !== undefined && this.keys.canHold(this.#field.name);
    return quoteText(isKey ? spellSurrogates(value) : value);
  }

  #number(text: string): void {
    this.#text += this.#needsComma ? `,${text}` : text;
    this.#needsComma = true;
    const field = this.#nextHolder();
    if (field === undefined) {
      // integers of any length and short fractions pass through nested values as they are
      if (this.#field === undefined || isIntegerText(text) || isShortFraction(text)) return;
      if ((this.#facts(text).kinds & Kind.inexact) !== 0) this.#isInexact = true;
      return;
    }
    const facts = this.#facts(text);
    field.facts.kinds |= facts.kinds;
    if (facts.integerDigits > field.facts.integerDigits)
      field.facts.integerDigits = facts.integerDigits;
    if (facts.scale > field.facts.scale) field.facts.scale = facts.scale;
    if ((facts.kinds & Kind.inexact) !== 0) this.#isInexact = true;
    if (this.#depth > 1) return;
    this.#keyPart(text, true);
    this.#closeField();
  }

  #facts(text: string): ReturnType<typeof numberFacts> {
    const facts = numberFacts(text);
    if (facts.kinds !== 0) return facts;
    throw new RowFault(
      'PARSE_NUMBER_RANGE',
      `${this.#where()} holds ${excerpt(text)}, which is beyond the range of numbers`,
    );
  }

  #scalar(text: string, kind: number): void {
    this.#text += this.#needsComma ? `,${text}` : text;
    this.#needsComma = true;
    const field = this.#nextHolder();
    if (field === undefined) return;
    field.facts.kinds |= kind;
    if (this.#depth === 1) this.#keyPart(undefined);
  }

  #start(bracket: '{' | '[', isObject: boolean): void {
    this.#text += this.#needsComma ? `,${bracket}` : bracket;
    this.#needsComma = false;
    const field = this.#nextHolder();
    let inside: Inside | undefined;
    if (field !== undefined) {
      field.facts.kinds |= isObject ? Kind.object : Kind.array;
      if (this.#depth === 1) this.#keyPart(undefined);
      inside = field.home.insideOf(field);
    }
    if (++this.#depth > this.limits.maxDepth) {
      throw new RowFault(
        'PARSE_LIMIT',
        `${this.#where()} is nested deeper than \`limits.depth\` (${this.limits.maxDepth})`,
      );
    }
    this.#items[this.#depth] = inside?.items;
    this.#open[this.#depth] = isObject ? (inside?.shape ?? this.shapeAt(this.#depth)) : undefined;
    this.#open[this.#depth]?.begin();
  }

  #end(bracket: '}' | ']'): void {
    this.#text += bracket;
    this.#needsComma = true;
    if (this.#depth > 1) this.#open[this.#depth]?.end();
    if (--this.#depth === 1) this.#closeField();
  }

  /** Keeps the text of a value that a double does not hold. */
  #closeField(): void {
    const field = this.#field;
    if (!this.#isInexact || field === undefined) return;
    field.facts.kinds |= Kind.inexact;
    this.#exact.set(field.prefix, this.#text.slice(this.#fieldStart));
    this.#isInexact = false;
  }

  #keyPart(value: string | undefined, isNumber = false): void {
    if (this.#field !== undefined) this.keys.take(this.#field.name, value, isNumber);
  }

  #where(): string {
    return this.#field === undefined ? 'it' : `\`${excerpt(this.#field.name)}\``;
  }
}
