import { SourceError } from '../errors.ts';
import type { PageFacts } from './paginator.ts';

/** Pages in a row with the very rows of the page before, after which an API is taken to answer with them for ever. */
export const MAX_REPEATED_PAGES = 16;

/** What a walk keeps in mind whose pages lead from one to the next: plain data. */
export interface PageNotes {
  /** Rows, without those of pages that repeat the one before. */
  received: number;
  /** Pages in a row that repeat the one before. */
  repeats: number;
  isBegun: boolean;
}

export function newPageNotes(): PageNotes {
  return { received: 0, repeats: 0, isBegun: false };
}

/**
 * Takes note of a page that counts.
 *
 * @throws {SourceError} SOURCE_PAGE_LOOP after too many pages in a row that hold the same rows.
 */
export function notePage(notes: PageNotes, page: Pick<PageFacts, 'rowCount' | 'repeats'>): void {
  const isRepeated = page.repeats && page.rowCount > 0;
  notes.repeats = isRepeated ? notes.repeats + 1 : 0;
  if (notes.repeats >= MAX_REPEATED_PAGES) throw sameRows();
  if (!isRepeated) notes.received += page.rowCount;
  notes.isBegun = true;
}

function sameRows(): SourceError {
  return new SourceError(
    'SOURCE_PAGE_LOOP',
    `pagination makes no progress, ${MAX_REPEATED_PAGES} pages in a row held the very rows of the page before. Check that the API knows the parameters of the paginator.`,
  );
}
