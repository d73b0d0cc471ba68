import type { Batch } from '../model.ts';
import type { StepTally } from './steps.ts';

/** What became of the rows of a walk, page by page, so that a page can be taken back. */
export interface PageCounts {
  readonly sums: Readonly<StepTally>;
  /** The number of the next row of the page. */
  readonly nextRow: number;
  /** Called with each batch first: whether it begins a page, or begins the page that is under way again. */
  begin(batch: Batch): 'page' | 'again' | undefined;
  /** `rows`: how many rows left. */
  add(batch: Batch, tally: StepTally, rows: number): void;
}

export function createReworkCounts(): PageCounts {
  const sums = { filtered: 0, added: 0 };
  let place: Pick<Batch, 'pass' | 'page'> | undefined;
  let before = { ...sums };
  let nextRow = 0;
  return {
    sums,
    get nextRow(): number {
      return nextRow;
    },
    begin(batch) {
      const isSame = place?.pass === batch.pass && place.page === batch.page;
      if (isSame && !batch.restartsPage) return undefined;
      nextRow = 0;
      if (isSame) Object.assign(sums, before);
      else before = { ...sums };
      place = { pass: batch.pass, page: batch.page };
      return isSame ? 'again' : 'page';
    },
    add(batch, tally, rows) {
      nextRow += rows;
      if (batch.pass > 1 || batch.isReread === true) return;
      sums.filtered += tally.filtered;
      sums.added += tally.added;
    },
  };
}
