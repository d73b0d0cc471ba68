import type { Batch } from '../model.ts';

/** Different keys that are told apart in memory; for more of them the walk asks staging. */
const MAX_KEYS = 50_000;

/**
 * Counts the different rows that a walk met, as the API sent them: before steps, filters and the boundary of a cursor. Exact
 * up to a bound, so that memory stays flat.
 */
export class KeyCount {
  readonly #known = new Set<number>();
  #keyed = 0;
  #keyless = 0;
  #isExact: boolean;
  /** Of the page that is being read: it counts only once it is whole. */
  #page: number[] = [];
  #pageKeyless = 0;

  /** @param isWhole - whether every row of the walk passes here; an interrupted walk met some before */
  constructor(isWhole: boolean) {
    this.#isExact = isWhole;
  }

  /** How many different keys there were, and rows without one; undefined beyond the bound. */
  get exact(): number | undefined {
    return this.#isExact ? this.#keyed + this.#keyless : undefined;
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
    this.#pageKeyless = 0;
  }

  /** Rows of the page. */
  add(batch: Batch): void {
    // beyond the bound nothing is counted here any more
    if (!this.#isExact) return;
    for (const [i, key] of batch.keys.entries()) {
      if (key === undefined) this.#pageKeyless++;
      if (this.#page.length > MAX_KEYS) this.#isExact = false;
      // rows without a key have hashes below zero, to be known again without being counted
      else this.#page.push(key === undefined ? -hashOf(batch.texts[i] as string) : hashOf(key));
    }
  }

  /** The page counts. Rows without a key are rows, even if they are alike. */
  keepPage(): void {
    for (const hash of this.#page) {
      if (this.#known.has(hash)) continue;
      if (this.#known.size >= MAX_KEYS) this.#isExact = false;
      else {
        this.#known.add(hash);
        if (hash > 0) this.#keyed++;
      }
    }
    this.#keyless += this.#pageKeyless;
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
