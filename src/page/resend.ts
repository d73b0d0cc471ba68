import { createHash, type Hash } from 'node:crypto';
import { pickRows } from '../batch.ts';
import type { Batch } from '../model.ts';

/**
 * Remembers what of a page was sent, by a running hash, so that another attempt at the page need not send it twice:
 * nothing is kept but a count and a hash, however long the page is.
 */
export class SentRows {
  /** Made with the first row: nearly all pages are held until they end. */
  #hash: Hash | undefined;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(batch: Batch): void {
    this.#hash ??= createHash('sha256');
    hashRows(this.#hash, batch.texts);
    this.#count += batch.texts.length;
  }

  digest(): string {
    return (this.#hash ?? createHash('sha256')).copy().digest('base64');
  }

  clear(): void {
    this.#hash = undefined;
    this.#count = 0;
  }
}

/** Compares the rows of another attempt with those that were sent. */
export class SentComparison {
  readonly #expected: string;
  #left: number;
  readonly #hash = createHash('sha256');

  constructor(sent: SentRows) {
    this.#expected = sent.digest();
    this.#left = sent.count;
  }

  get isDone(): boolean {
    return this.#left === 0;
  }

  /** What of the batch lies behind the rows that were sent; undefined once they turn out to differ. */
  skip(batch: Batch): Batch | undefined {
    const known = Math.min(this.#left, batch.texts.length);
    hashRows(this.#hash, batch.texts.slice(0, known));
    this.#left -= known;
    if (this.#left === 0 && this.#hash.copy().digest('base64') !== this.#expected) return undefined;
    const rest = Array.from({ length: batch.texts.length - known }, (_, i) => known + i);
    return pickRows(batch, rest);
  }
}

function hashRows(hash: Hash, texts: readonly string[]): void {
  // row texts hold no raw newline, so that no two lists of rows hash alike; a call costs more than what it hashes
  if (texts.length > 0) hash.update(`${texts.join('\n')}\n`);
}
