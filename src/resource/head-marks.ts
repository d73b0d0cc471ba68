import type { Batch } from '../model.ts';
import { hashText, rowIdentity, type SavedForms } from './row-form.ts';

/** Rows that are kept in mind: the first ones of the walk. */
const MAX_MARKS = 10_000;
/** Rows of the first pages that the state of a walk carries. */
const MAX_SAVED = 20;

/**
 * The first rows of a walk and their form. When the beginning is read again after the walk, a row that still has that
 * form did not move to the front since, and so nothing behind it did: the head ends there.
 */
export class HeadMarks {
  #hashes: Map<string, number>;
  #json: string | undefined;

  constructor(saved: SavedForms = []) {
    this.#hashes = new Map(saved);
  }

  get isEmpty(): boolean {
    return this.#hashes.size === 0;
  }

  has(identity: string): boolean {
    return this.#hashes.has(identity);
  }

  /** Whether more rows can be kept in mind. */
  get isFull(): boolean {
    return this.#hashes.size >= MAX_MARKS;
  }

  /** Takes over those of a page that counts, behind those that are there. */
  extend(other: HeadMarks): void {
    for (const [identity, hash] of other.#hashes) {
      if (this.isFull) return;
      this.#hashes.set(identity, hash);
    }
  }

  /** Takes those of the head in place of what is there. */
  replace(other: HeadMarks): void {
    this.#hashes = new Map(other.#hashes);
    this.#json = undefined;
  }

  add(batch: Batch): void {
    for (const [i, text] of batch.texts.entries()) {
      if (this.#hashes.size >= MAX_MARKS) return;
      this.#hashes.set(rowIdentity(batch, i), hashText(text));
    }
  }

  /** Whether a row stands as it did on the first page. */
  isUnmoved(identity: string, text: string): boolean {
    return this.#hashes.get(identity) === hashText(text);
  }

  /** Some of the rows, evenly spread, as JSON; made once, for it goes with every page. */
  toJson(): string {
    if (this.#json !== undefined) return this.#json;
    const all = [...this.#hashes];
    const every = Math.max(Math.ceil(all.length / MAX_SAVED), 1);
    const json = JSON.stringify(all.filter((_, i) => i % every === 0));
    if (!this.isEmpty) this.#json = json;
    return json;
  }
}
