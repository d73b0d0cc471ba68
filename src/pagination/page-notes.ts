import { SourceError } from '../errors.ts';
import type { EnvelopeFacts, Verify } from '../model.ts';
import type { PageFacts, PaginationEnd } from './paginator.ts';
import { toldTotal, totalPointers } from './total.ts';

/** Pages in a row with the very rows of the page before, after which an API is taken to answer with them for ever. */
export const MAX_REPEATED_PAGES = 16;

/** What a walk keeps in mind whose pages lead from one to the next: plain data. */
export interface PageNotes {
  received: number;
  /** Pages in a row that repeat the one before. */
  repeats: number;
  isBegun: boolean;
  firstTotal: number | null;
  lastTotal: number | null;
}

export function newPageNotes(): PageNotes {
  return { received: 0, repeats: 0, isBegun: false, firstTotal: null, lastTotal: null };
}

/** The usual places of a total. It decides nothing where pages lead from one to the next: it is a witness only. */
export function witnessPointers(except?: string | null): readonly string[] {
  return totalPointers({ written: false }).filter((pointer) => pointer !== except);
}

/**
 * Takes note of a page that counts.
 *
 * @throws {SourceError} SOURCE_PAGE_LOOP after too many pages in a row that hold the same rows.
 */
export function notePage(
  notes: PageNotes,
  page: Pick<PageFacts, 'rowCount' | 'repeats' | 'envelope'>,
  pointers: readonly string[] = witnessPointers(),
): void {
  notes.repeats = page.repeats && page.rowCount > 0 ? notes.repeats + 1 : 0;
  if (notes.repeats >= MAX_REPEATED_PAGES) throw sameRows();
  notes.received += page.rowCount;
  noteWitness(notes, page.envelope, pointers);
}

function noteWitness(notes: PageNotes, envelope: EnvelopeFacts, pointers: readonly string[]): void {
  const told = toldTotal(envelope, pointers);
  const count = told.kind === 'count' ? told.count : null;
  if (!notes.isBegun) notes.firstTotal = count;
  notes.isBegun = true;
  notes.lastTotal = count ?? notes.lastTotal;
}

/**
 * The end of such a walk. A total that is lower than what was received was no total of these rows, and one that is higher
 * is worth a warning; only where the user chose `verify: total` does it make the walk short.
 */
export function endOfPages(
  notes: PageNotes,
  verify: Verify,
  own: Partial<PaginationEnd> = {},
): PaginationEnd {
  const { received, firstTotal, lastTotal } = notes;
  const isTold = lastTotal !== null && (lastTotal >= received || verify === 'total');
  const isBeyond = lastTotal !== null && lastTotal > received;
  const warning = `The API tells a total of ${lastTotal}, but its pages ended after ${received} rows.`;
  return {
    position: received,
    proof: 'none',
    isLost: false,
    firstTotal: isTold ? (firstTotal ?? undefined) : undefined,
    lastTotal: isTold ? lastTotal : undefined,
    ...own,
    isShort: own.isShort === true || (isBeyond && verify === 'total'),
    warnings: [...(isBeyond ? [warning] : []), ...(own.warnings ?? [])],
  };
}

function sameRows(): SourceError {
  return new SourceError(
    'SOURCE_PAGE_LOOP',
    `pagination makes no progress, ${MAX_REPEATED_PAGES} pages in a row held the very rows of the page before. Check that the API knows the parameters of the paginator.`,
  );
}
