import type { Batch } from '../model.ts';

/** Batches that are committed together. */
export interface Portion {
  readonly batches: Batch[];
  /** Pages whose committed rows are void, each to be deleted before the rows of this portion are appended. */
  readonly voidPages: { readonly pass: number; readonly page: number }[];
  rows: number;
  textLength: number;
}

export function emptyPortion(): Portion {
  return { batches: [], voidPages: [], rows: 0, textLength: 0 };
}

export function isEmptyPortion({ batches, voidPages }: Portion): boolean {
  return batches.length === 0 && voidPages.length === 0;
}

/** Whether rows count as received when they come: those of the first pass, without those that were met before. */
export function isFirstPass({ pass, isReread }: Pick<Batch, 'pass' | 'isReread'>): boolean {
  return pass === 1 && isReread !== true;
}

/** Takes a batch; one that neither brings rows nor says that a page is whole leaves nothing to commit. */
export function addToPortion(portion: Portion, batch: Batch): void {
  if (batch.texts.length === 0 && batch.state === undefined) return;
  portion.batches.push(batch);
  portion.rows += batch.texts.length;
  for (const text of batch.texts) portion.textLength += text.length;
}

/** Takes a page's waiting batches out and marks it for deletion; gives how many of the rows had counted as received. */
export function voidPage(portion: Portion, page: Pick<Batch, 'pass' | 'page'>): number {
  const isVoid = (batch: Batch): boolean => batch.pass === page.pass && batch.page === page.page;
  const gone = portion.batches.filter(isVoid);
  const kept = portion.batches.filter((batch) => !isVoid(batch));
  portion.batches.length = 0;
  portion.rows = 0;
  portion.textLength = 0;
  for (const batch of kept) addToPortion(portion, batch);
  portion.voidPages.push({ pass: page.pass, page: page.page });
  return gone.filter(isFirstPass).reduce((sum, batch) => sum + batch.texts.length, 0);
}
