import { type Batch, Kind } from '../model.ts';
import { type ColumnForm, sameForm } from '../parse/column-form.ts';
import { RowMemory } from './row-memory.ts';

/**
 * Returns the rows of a page places in the order of those that were met lately. As long as rows keep their order, the places of
 * the known rows of any page ascend; a row that stands in front of its place among them was moved. Rows that come between
 * two known ones get a place between theirs.
 */
export class RowOrder {
  readonly memory: RowMemory<number> = new RowMemory('last');
  #greatest = 0;

  /**
   * Takes the rows of a page, in their order.
   *
   * @param met - the place of each of them in this memory, if somebody looked already
   */
  addPage(
    identities: readonly string[],
    met: readonly (number | undefined)[] = identities.map((identity) => this.memory.get(identity)),
  ): void {
    const places = this.#placesOf(met);
    for (const [i, identity] of identities.entries()) {
      this.memory.note(identity, places[i] as number);
    }
  }

  /** Rows between two known ones are spread evenly between them, those in front of the first one close to it. */
  #placesOf(met: readonly (number | undefined)[]): number[] {
    const known = ascending(met);
    const places: number[] = [];
    let before: number | undefined;
    for (let from = 0; from < known.length; ) {
      let to = from;
      while (to < known.length && known[to] === undefined) to++;
      const behind = known[to];
      const count = to - from;
      const start = before ?? (behind === undefined ? undefined : behind - 0.5);
      for (let i = 1; i <= count; i++) {
        if (behind === undefined || start === undefined) places.push(++this.#greatest);
        else places.push(start + ((behind - start) * i) / (count + 1));
      }
      if (behind !== undefined) places.push(behind);
      before = behind;
      from = to + 1;
    }
    return places;
  }
}

/** The places of the rows that are known and stand where they should; undefined for all others. */
function ascending(met: readonly (number | undefined)[]): (number | undefined)[] {
  let last = Number.NEGATIVE_INFINITY;
  return met.map((place) => {
    if (place === undefined || place < last) return undefined;
    last = place;
    return place;
  });
}

/** A running hash over keys in their order, as plain data, so that it can be taken up again. */
export interface KeyOrderState {
  a: number;
  b: number;
  count: number;
  /** Rows without a key among them. */
  keyless: number;
}

/**
 * Tells whether two passes met the same keys in the same order: two 32-bit FNV-1a lanes with different primes. It guards
 * against accidents of paging, not against somebody who makes up keys.
 */
export class KeyOrder {
  readonly state: KeyOrderState;

  constructor(state?: KeyOrderState) {
    this.state = { a: 0x811c9dc5, b: 0x9747b28c, count: 0, keyless: 0, ...state };
  }

  /** @param key - that of the row, or its text if it has none */
  add(key: string, hasKey = true): void {
    let { a, b } = this.state;
    for (let i = 0; i < key.length; i++) {
      const code = key.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x5bd1e995);
    }
    // where one key ends and the next begins
    this.state.a = Math.imul(a ^ 0x10000, 0x01000193);
    this.state.b = Math.imul(b ^ 0x10000, 0x5bd1e995);
    this.state.count++;
    if (!hasKey) this.state.keyless++;
  }

  equals(other: KeyOrder): boolean {
    const [mine, theirs] = [this.state, other.state];
    return mine.a === theirs.a && mine.b === theirs.b && mine.count === theirs.count;
  }
}

const NUMBERS = Kind.integer | Kind.huge | Kind.big | Kind.fraction;
const TEXTS = Kind.text | Kind.date | Kind.instant;

/** Watches whether a key field changes between number and text: one value in both forms is one key, but odd. */
export class KeyKinds {
  readonly #kinds = new Map<string, number>();
  readonly #fields: readonly string[];
  readonly #columnForm: ColumnForm;

  constructor(fields: readonly string[], columnForm: ColumnForm = (name) => name) {
    this.#fields = fields;
    this.#columnForm = columnForm;
  }

  add(batch: Batch): void {
    for (const field of this.#fields) {
      const name = batch.facts.has(field) ? field : this.#alike(field, batch);
      const kinds = batch.facts.get(name)?.kinds ?? 0;
      this.#kinds.set(field, (this.#kinds.get(field) ?? 0) | kinds);
    }
  }

  #alike(field: string, { facts }: Batch): string {
    return sameForm(field, facts.keys(), this.#columnForm)[0] ?? field;
  }

  /** The fields that came as both. */
  get flipped(): readonly string[] {
    return this.#fields.filter((field) => {
      const kinds = this.#kinds.get(field) ?? 0;
      return (kinds & NUMBERS) !== 0 && (kinds & TEXTS) !== 0;
    });
  }
}
