import type { FieldFacts } from '../model.ts';
import { quoteText, spellSurrogates } from './json-text.ts';

/** One name of an object, as it was met. */
export interface Field {
  /** As it was met. */
  readonly met: string;
  /** The same without lone surrogates, which no text of a table can hold. */
  readonly name: string;
  /** `"name":`, ready to be written. */
  readonly prefix: string;
  /** The same as bytes; undefined for a name that can't be told by its bytes. */
  readonly bytes: Uint8Array | undefined;
  /** What was seen in its values since the last batch; meaningful for the row's own fields only. */
  readonly facts: FieldFacts;
  /** The last object in which it was met, to tell a name that stands twice. */
  object: number;
  /** The last batch in which it was met. */
  batch: number;
}

/** A field that was told by its bytes. */
export type FieldInBytes = Field & { readonly bytes: Uint8Array };

/** Names that are remembered from batch to batch: objects with ids for names must not grow this without end. */
const MAX_REMEMBERED = 20_000;

/**
 * Remembers the names of the objects of one nesting depth. Rows of one collection mostly repeat the same names in the
 * same order, so that the next name is nearly always the one that followed last time: one comparison finds its field.
 */
export class FieldShape {
  readonly #byName = new Map<string, Field>();
  #order: Field[] = [];
  #at = 0;
  #object = 0;
  #batch = 1;
  /** The fields that the rows of this batch have. */
  #met: Field[] = [];

  /** Begins the next object. */
  begin(): void {
    this.#object++;
    this.#at = 0;
  }

  /** The field of the next name, or undefined if this object had it already. */
  next(name: string): Field | undefined {
    const expected = this.#order[this.#at];
    if (expected !== undefined && expected.met === name) {
      // after a detour through the map the expected field may have been met out of order
      if (expected.object === this.#object) return undefined;
      expected.object = this.#object;
      if (expected.batch !== this.#batch) this.#meet(expected);
      this.#at++;
      return expected;
    }
    return this.#find(name);
  }

  /**
   * The field whose name and colon begin at a quote in the bytes, if that is the one that is expected there; undefined if it
   * may be any other.
   */
  nextInBytes(bytes: Uint8Array, start: number): FieldInBytes | undefined {
    const expected = this.#order[this.#at];
    if (expected === undefined || expected.object === this.#object) return undefined;
    const name = expected.bytes;
    if (name === undefined) return undefined;
    for (let i = 1; i < name.length; i++) if (bytes[start + i] !== name[i]) return undefined;
    expected.object = this.#object;
    if (expected.batch !== this.#batch) this.#meet(expected);
    this.#at++;
    return expected as FieldInBytes;
  }

  #find(name: string): Field | undefined {
    let field = this.#byName.get(name);
    if (field === undefined) {
      // a name cut out of a chunk would keep the whole chunk alive
      const met = Buffer.from(name, 'utf16le').toString('utf16le');
      const prefix = `${quoteText(spellSurrogates(met))}:`;
      field = {
        met,
        name: spellSurrogates(met),
        prefix,
        bytes: met.isWellFormed() ? Buffer.from(prefix) : undefined,
        facts: { kinds: 0, integerDigits: 0, scale: 0 },
        object: 0,
        batch: 0,
      };
      this.#byName.set(met, field);
    } else if (field.object === this.#object) return undefined;
    field.object = this.#object;
    if (field.batch !== this.#batch) this.#meet(field);
    this.#order.length = this.#at;
    this.#order.push(field);
    this.#at++;
    return field;
  }

  #meet(field: Field): void {
    field.batch = this.#batch;
    this.#met.push(field);
  }

  /** The field of a name that was met before. */
  known(name: string): Field | undefined {
    return this.#byName.get(name);
  }

  /** The names of the object that was begun last, as far as it was read. */
  names(): readonly string[] {
    return this.#order.slice(0, this.#at).map(({ name }) => name);
  }

  /** Called between batches. */
  trim(): void {
    if (this.#byName.size <= MAX_REMEMBERED) return;
    this.#byName.clear();
    this.#order = [];
  }

  /** The facts that were gathered since the last call, by name; they start anew. */
  takeFacts(): Map<string, FieldFacts> {
    const taken = new Map<string, FieldFacts>();
    for (const { name, facts } of this.#met) {
      if (facts.kinds === 0) continue;
      taken.set(name, { ...facts });
      facts.kinds = facts.integerDigits = facts.scale = 0;
    }
    this.#met = [];
    this.#batch++;
    return taken;
  }
}
