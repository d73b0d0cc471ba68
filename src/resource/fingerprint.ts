import { createHash } from 'node:crypto';
import type { Batch } from '../model.ts';

/** Pages that are remembered. */
const REMEMBERED = 16;
/** A collection that moves can show one page twice; an API that ignores the offset shows it for ever. */
const TOLERATED = 2;

/** Tells pages that come again and again: by a hash of their keys, or of their rows where they have none. */
export class PageFingerprints {
  readonly #recent: string[] = [];
  #hash = createHash('sha256');

  add(batch: Batch): void {
    for (const [i, key] of batch.keys.entries())
      this.#hash.update(key ?? batch.texts[i] ?? '').update('\n');
  }

  /** Ends a page with rows. Returns whether the walk makes no progress. */
  endPage(): boolean {
    const digest = this.#hash.digest('base64');
    this.#hash = createHash('sha256');
    this.#recent.push(digest);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
    return this.#recent.filter((seen) => seen === digest).length > TOLERATED;
  }
}
