import type { Batch } from '../model.ts';

/** Different keys that are told apart in memory; for more of them the walk asks staging. */
const MAX_KEYS = 50_000;

/** Different keys that were met, and different rows among those that have none. */
export interface Different {
  readonly keys: number;
  readonly keyless: number;
}

/**
 * Counts the different rows that a walk met, as the API sent them: before steps, filters and the boundary of a cursor. Rows
 * without the key, which a step or the parent row makes, are told apart by their text: alike, they get the same key. Exact up
 * to a bound, so that memory stays flat.
 */
export class KeyCount {
  readonly #known = new Set<number>();
  #keyed = 0;
  #keyless = 0;
  #isExact: boolean;
  /** Of the page that is being read: it counts only once it is whole. */
  #page: number[] = [];

  /** @param isWhole - whether every row of the walk passes here; an interrupted walk met some before */
  constructor(isWhole: boolean) {
    this.#isExact = isWhole;
  }

  /** What was met so far; undefined beyond the bound. */
  get exact(): Different | undefined {
    return this.#isExact ? { keys: this.#keyed, keyless: this.#keyless } : undefined;
  }

  /** Whether a row of this key, or of this text if it has none, was met; undefined beyond the bound. */
  has(identity: string): boolean | undefined {
    const hash = hashOf(identity);
    if (this.#known.has(hash) || this.#known.has(-hash)) return true;
    return this.#isExact ? false : undefined;
  }

  /** Begins a page, or begins it again. */
  beginPage(): void {
    this.#page = [];
  }

  /** Rows of the page. */
  add(batch: Batch): void {
    // beyond the bound nothing is counted here any more
    if (!this.#isExact) return;
    for (const [i, key] of batch.keys.entries()) {
      if (this.#page.length > MAX_KEYS) this.#isExact = false;
      // rows without a key have hashes below zero
      else this.#page.push(key === undefined ? -hashOf(batch.texts[i] as string) : hashOf(key));
    }
  }

  /** The page counts. */
  keepPage(): void {
    for (const hash of this.#page) {
      if (this.#known.has(hash)) continue;
      if (this.#known.size >= MAX_KEYS) this.#isExact = false;
      else {
        this.#known.add(hash);
        if (hash > 0) this.#keyed++;
        else this.#keyless++;
      }
    }
    this.beginPage();
  }
}

/** 52 bits of two FNV-1a lanes, from 1: among 50,000 keys two are taken for one with a chance of 3 in 10 million. */
function hashOf(text: string): number {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
  }
  return (a >>> 12) * 0x1_0000_0000 + (b >>> 0) + 1;
}

/** What came of a walk, as the API sent it. */
export interface Came extends Different {
  /** Rows of the last pass, without those that are known to be met again. */
  readonly rows: number;
  /** Rows that a filter left out, so that nobody looked at their keys; they are not among the keys. */
  readonly leftOut: number;
  /** Whether rows were counted, although they have keys: too many to be told apart without staging. */
  readonly isByRows: boolean;
}

/** The number of different rows, as far as is known. */
export function distinctOf({ keys, keyless, leftOut }: Came): number {
  return keys + keyless + leftOut;
}
