import { createHash, type Hash } from 'node:crypto';
import { rowIdentities } from '../batch.ts';
import { SourceError } from '../errors.ts';
import type { Batch } from '../model.ts';
import { counted } from '../wording.ts';

/** Pages that are remembered. */
const REMEMBERED = 16;
/** A collection that moves can show one page twice; an API that ignores the offset shows it for ever. */
const TOLERATED = 2;
/** A short page at the end shows up again with each row that comes in front meanwhile, and behind rows that are left out. */
const TOLERATED_SHORT = 12;
const MOST_TOLERATED = 48;

/** Tells pages that come again and again: by a hash of their keys, or of their rows if they have none. */
export class PageFingerprints {
  readonly #recent: string[] = [];
  /** Made with the first row: walks that link their pages need none. */
  #hash: Hash | undefined;

  /** Begins a page, or begins it again. */
  begin(): void {
    this.#hash = undefined;
  }

  add(batch: Batch): void {
    this.#hash ??= createHash('sha256');
    // a call costs more than what it hashes
    this.#hash.update(`${rowIdentities(batch).join('\n')}\n`);
  }

  /**
   * Ends a page with rows. Returns whether the walk makes no progress.
   *
   * @param limit of a short page: the rows that it might have held
   */
  endPage(limit: number | undefined): boolean {
    const digest = this.#hash?.digest('base64') ?? '';
    this.begin();
    this.#recent.push(digest);
    if (this.#recent.length > MOST_TOLERATED + 1) this.#recent.shift();
    const tolerated =
      limit === undefined ? TOLERATED : Math.min(Math.max(limit, TOLERATED_SHORT), MOST_TOLERATED);
    const remembered = limit === undefined ? REMEMBERED : MOST_TOLERATED + 1;
    return this.#recent.slice(-remembered).filter((seen) => seen === digest).length > tolerated;
  }
}

export function noProgress(): SourceError {
  return new SourceError(
    'SOURCE_PAGE_LOOP',
    'pagination makes no progress, the API answered with the same rows again and again. Check that it knows the parameters of the paginator.',
  );
}

export function emptyPages(count: number): SourceError {
  return new SourceError(
    'SOURCE_PAGE_LOOP',
    `pagination makes no progress, ${counted(count, 'page')} in a row held no rows (client.limits.empty_pages). Check what leads to the next page, or set \`stop_after_empty_page\`.`,
  );
}
