import { SourceError } from '../errors.ts';
import { endOffset, type OffsetSettings, offsetOf, skippedRows } from './offset.ts';
import type { StepSize } from './page-step.ts';
import { type PageStep, type PaginationEnd, PLAIN_END } from './paginator.ts';
import type { WrittenTotal } from './total.ts';

/** Answers without a new row after which a pass is given up. */
export const MAX_STALE = 48;
export const MAX_HEAD_ROUNDS = 8;
/** An API that gives no page of a sixteenth of its rows either fails for another reason. */
export const MAX_HALVED = 4;
/** Two pages share a row only if one of them has two. */
export const SMALLEST_LIMIT = 2;
/** A collection into which rows come in front can show one page again and again; an API that ignores the offset does for ever. */
export const MAX_REPEATS = 3;

/** Where the pass is: plain data, so that it can be taken up again. */
export interface OverlapState {
  phase: 'first' | 'body' | 'head' | 'done';
  /** The page that was taken last. */
  start: number;
  count: number;
  /** Pages that brought something new, the head left out. */
  pages: number;
  step: StepSize;
  /** Rows to go back from the place where the chain broke; 0 while it holds. */
  back: number;
  /** Offset of the head's next page, and how many pages it has. */
  headAt: number;
  headPages: number;
  /** How often the head was read from its beginning. */
  headRounds: number;
  /** What was tried already at this place. */
  tried: 'nothing' | 'again' | 'probe' | 'far';
  /** The most rows that a page held. */
  longest: number;
  /** Answers in a row that brought nothing new. */
  stale: number;
  /** Answers in a row that repeat the last page, although the offset moved on. */
  repeats: number;
  /** Whether the API knows whole pages only, so that none can overlap. */
  isRounded: boolean;
  /** Whether every page shares a row with the one before. */
  isLinked: boolean;
  /** Whether new rows came behind a page that was shorter than others, so that places are not counts of rows. */
  isOdd?: boolean;
  /** Whether rows were met that no page has brought since that counts: behind the end, or where the chain broke. */
  isBeyond?: boolean;
  /** Rows that a page is asked for, where the API could not give as many as were configured. */
  limit?: number;
  /** How often the limit was halved at this place. */
  halved?: number;
  /** Whether the chain began anew at the beginning, so that its rows may have been met before. */
  isAnew?: boolean;
  /** Whether the first response said itself that it is all. */
  isWhole: boolean;
  isShort: boolean;
  isLost: boolean;
  /** Whether the walk ended at `maximumOffset`. */
  isCapped: boolean;
  total: WrittenTotal;
  /** The offset behind the last row by the total of the first response, and by the last that told one; null for none. */
  firstTold: number | null;
  told: number | null;
}

export function initialState(settings: OffsetSettings): OverlapState {
  return {
    phase: 'first',
    start: settings.offset,
    count: 0,
    pages: 0,
    step: { size: settings.limit, last: 0 },
    back: 0,
    headAt: settings.offset,
    headPages: 0,
    headRounds: 0,
    tried: 'nothing',
    stale: 0,
    repeats: 0,
    isRounded: false,
    isLinked: true,
    isWhole: false,
    isShort: false,
    isLost: false,
    isCapped: false,
    longest: 0,
    total: { isTold: false },
    firstTold: null,
    told: null,
  };
}

/** What the pass saw; once it is done, what its chain of pages proves. */
export function describeEnd(state: OverlapState, settings: OffsetSettings): PaginationEnd {
  const { isLinked, isRounded, isShort, isLost, isCapped, phase, firstTold } = state;
  const isAll = firstTold === null || firstTold <= state.start + state.count;
  const isSingle = state.pages <= 1 && isAll;
  const isProved =
    phase === 'done' && isLinked && state.isBeyond !== true && !isRounded && !isCapped;
  const advice = isRounded
    ? 'the API serves whole pages only, so no two of them overlap, and nothing proves that no row was stepped over. Set `verify: passes` to read the collection twice.'
    : undefined;
  return {
    ...PLAIN_END,
    proof: !isProved ? 'none' : isSingle ? 'single' : 'overlap',
    isShort,
    isLost,
    isCapped,
    skipped: skippedRows(settings),
    isPastEnd: phase === 'done' && !isCapped,
    warnings: advice === undefined ? [] : [advice],
  };
}

/** Takes note of the total that a response tells, as the offset behind the last row. */
export function noteTold(
  state: OverlapState,
  settings: OffsetSettings,
  total: number | undefined,
  isFirst: boolean,
): void {
  if (total === undefined) return;
  state.told = endOffset(settings, total);
  if (isFirst) state.firstTold = state.told;
}

export function offsetIgnored(): SourceError {
  return new SourceError(
    'SOURCE_PAGE_LOOP',
    'pagination makes no progress, the API answers with the same rows whatever the offset. Check that it knows the parameters of the paginator (`offset_param`, `limit_param`).',
  );
}

/**
 * Nothing is asked for at or beyond `maximumOffset`, nor what the format's own last page would not have held. `reach` is
 * the offset behind the last row.
 */
export function capStep(
  state: OverlapState,
  settings: OffsetSettings,
  step: PageStep,
  reach: number,
): PageStep {
  const { offset, limit, maximumOffset: maximum } = settings;
  if (maximum === undefined || state.phase !== 'body') return step;
  const bound = offset + Math.max(Math.ceil((maximum - offset) / limit), 1) * limit;
  const next = step.next.filter((request) => offsetOf(settings, request) < maximum);
  const isRead = step.takes && state.tried === 'nothing' && reach >= bound;
  if (next[0] === step.next[0] && !isRead) return { ...step, next };
  state.isCapped = true;
  state.phase = 'done';
  return { ...step, next: [] };
}

/** Half of what a page is asked for; undefined if that was tried often enough, or can't be. */
export function halvedLimit(
  { limit, halved = 0, isRounded, tried }: OverlapState,
  settings: OffsetSettings,
): number | undefined {
  const now = limit ?? settings.limit;
  // pages that can't overlap would be counted in other steps; whether they can't is not known yet while that is tried
  const isCounted = isRounded && tried !== 'probe';
  if (isCounted || now <= SMALLEST_LIMIT || halved >= MAX_HALVED) return undefined;
  return Math.max(Math.ceil(now / 2), SMALLEST_LIMIT);
}

/** Pages of half the size from now on, as {@link halvedLimit} has it. */
export function halveLimit(
  state: OverlapState,
  settings: OffsetSettings,
): OffsetSettings | undefined {
  const limit = halvedLimit(state, settings);
  if (limit === undefined) return undefined;
  state.limit = limit;
  state.halved = (state.halved ?? 0) + 1;
  // pages are short on purpose now: that says neither that the end is near nor that rows are left out
  state.step = { size: limit, last: limit };
  state.longest = 0;
  state.isRounded = false;
  state.tried = 'nothing';
  return { ...settings, limit };
}
