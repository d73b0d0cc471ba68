import type { Batch, PageEnd, PagePosition } from '../model.ts';

/** What of a walk is committed: its rows, and the states behind its pages. */
export type StagedItem = Batch | PageEnd;

/** Items that are committed together. */
export interface Portion {
  readonly items: StagedItem[];
  /** Pages whose committed rows are void, each to be deleted before the rows of this portion are appended. */
  readonly voidPages: PagePosition[];
  rows: number;
  textLength: number;
}

export function emptyPortion(): Portion {
  return { items: [], voidPages: [], rows: 0, textLength: 0 };
}

export function isEmptyPortion({ items, voidPages }: Portion): boolean {
  return items.length === 0 && voidPages.length === 0;
}

/** The rows that count as received when they come: those of the first pass, without those that were met before. */
export function countFirstPass(items: readonly StagedItem[]): number {
  return items.reduce((sum, item) => {
    const counts = item.kind === 'rows' && item.pass === 1 && !item.isReread;
    return counts ? sum + item.texts.length : sum;
  }, 0);
}

/** Takes an item; one that neither brings rows nor a state leaves nothing to commit. */
export function addToPortion(portion: Portion, item: StagedItem): void {
  if (item.kind === 'page_end') {
    if (item.state !== undefined) portion.items.push(item);
    return;
  }
  if (item.texts.length === 0) return;
  portion.items.push(item);
  portion.rows += item.texts.length;
  for (const text of item.texts) portion.textLength += text.length;
}

/** Takes a page's waiting items out and marks it for deletion; gives how many of the rows had counted as received. */
export function voidPage(portion: Portion, { pass, page }: PagePosition): number {
  const isVoid = (item: StagedItem): boolean => item.pass === pass && item.page === page;
  const gone = portion.items.filter(isVoid);
  const kept = portion.items.filter((item) => !isVoid(item));
  portion.items.length = 0;
  portion.rows = 0;
  portion.textLength = 0;
  for (const item of kept) addToPortion(portion, item);
  portion.voidPages.push({ pass, page });
  return countFirstPass(gone);
}
