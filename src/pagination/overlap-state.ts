import { SourceError } from '../errors.ts';
import type { OffsetSettings } from './offset.ts';
import type { StepSize } from './page-step.ts';
import type { PaginationEnd } from './paginator.ts';
import { noTotals, type Totals } from './total.ts';

/** Answers without a new row after which a pass is given up. */
export const MAX_STALE = 48;
export const MAX_HEAD_ROUNDS = 8;
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
  tried: 'nothing' | 'again' | 'behind' | 'probe' | 'far';
  /** Answers in a row that brought nothing new. */
  stale: number;
  /** Answers in a row that repeat the last page, although the offset moved on. */
  repeats: number;
  /** Whether the API knows whole pages only, so that none can overlap. */
  isRounded: boolean;
  /** Whether every page shares a row with the one before. */
  isLinked: boolean;
  /** Whether the chain began anew at the beginning, so that its rows may have been met before. */
  isAnew?: boolean;
  /** Whether the first answer said itself that it is all. */
  isWhole: boolean;
  isShort: boolean;
  isLost: boolean;
  /** Whether the walk ended at `maximumOffset`. */
  isCapped: boolean;
  /** Whether the last answer said that more follow. */
  isMoreTold: boolean;
  totals: Totals;
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
    isMoreTold: false,
    totals: noTotals(),
  };
}

/** What the pass saw; once it is done, what its chain of pages proves. */
export function describeEnd(state: OverlapState): PaginationEnd {
  const { totals, isLinked, isRounded, isShort, isLost, phase } = state;
  const isAll = totals.first === undefined || totals.first <= state.start + state.count;
  const isSingle = state.pages <= 1 && isAll;
  const isProved = phase === 'done' && isLinked && !isRounded && !state.isCapped;
  const advice = isRounded
    ? 'The API knows whole pages only, so that no two of them overlap: the walk cannot prove that nothing was stepped over. `verify: passes` reads it twice.'
    : undefined;
  const more =
    isShort && state.isMoreTold
      ? 'The API tells at the end of the walk that more rows follow (`has_more_path`), but gives none.'
      : undefined;
  return {
    position: state.start + state.count,
    proof: !isProved ? 'none' : isSingle ? 'single' : 'overlap',
    isShort,
    isLost,
    firstTotal: totals.first,
    lastTotal: totals.last,
    warnings: [totals.unusable, advice, more].filter((warning) => warning !== undefined),
  };
}

export function offsetIgnored(): SourceError {
  return new SourceError(
    'SOURCE_PAGE_LOOP',
    'pagination makes no progress, the API answers with the same rows whatever the offset. Check that it knows the parameters of the paginator (`offset_param`, `limit_param`).',
  );
}
