import { demandHasMore, isMoreTold } from './has-more.ts';
import type { OffsetOptions } from './offset.ts';
import {
  endOfPages,
  newPageNotes,
  notePage,
  type PageNotes,
  witnessPointers,
} from './page-notes.ts';
import {
  hasNoContent,
  type PageFacts,
  type PageRequest,
  type PageStep,
  type Paginator,
} from './paginator.ts';
import type { PageNumberSettings } from './settings.ts';
import { DEFAULT_TOTAL, nothingEnds, toldTotal, totalMissing } from './total.ts';
import { placedRequest } from './value-place.ts';

interface State {
  /** The page that comes next. */
  page: number;
  base: number;
  /** Whether the number of the API's first page is not known yet. */
  isBaseOpen: boolean;
  /** How many pages there are by the last answer. */
  told: number | null;
  /** Rows of the first page that had any. */
  size: number;
  /** Rows of the page before. */
  last: number;
  hasAskedAgain: boolean;
  isOver: boolean;
  isShort: boolean;
  /** A page with the very rows of the page before, where the API took it for another one; null for none. */
  repeated: number | null;
  notes: PageNotes;
}

/**
 * Pages by their number, as the format counts them. Where a proof is wanted, pages are asked for ahead also if nobody told
 * how many there are, and an empty page in front of the told end is asked for once more before it is believed.
 *
 * `isBaseOpen`: the first page was asked for without a number, and it is not known which one it has. Page 1 is asked for
 * then; if it is the first page again, the API counts from 1.
 *
 * Source of the behaviour: dlt's PageNumberPaginator.
 */
export function pageNumbers(
  settings: PageNumberSettings,
  { verify, window, state: earlier }: OffsetOptions,
  { isBaseOpen = false }: { readonly isBaseOpen?: boolean } = {},
): Paginator {
  const { place, totalPath, hasMorePath, stopAfterEmptyPage } = settings;
  const maximum = settings.maximumPage ?? Number.POSITIVE_INFINITY;
  const isExact = verify === 'off';
  const state = (earlier as State | undefined) ?? initialState(settings, isBaseOpen);
  state.hasAskedAgain = false;
  const witnesses = witnessPointers(totalPath).filter((pointer) => pointer !== '/total');
  const at = (page: number): PageRequest => placedRequest([[place, page]]);
  const plan = (): readonly PageRequest[] => {
    if (state.isOver) return [];
    const requests = [at(state.page)];
    const end = Math.min(aheadEnd(state, settings, isExact), maximum);
    for (let page = state.page + 1; page < end && requests.length < window; page++) {
      requests.push(at(page));
    }
    return requests;
  };
  const isEnd = (page: PageFacts): boolean => {
    noteTold(state, settings, page);
    const hasMore = hasMorePath === undefined || demandHasMore(page.envelope, hasMorePath);
    state.page++;
    const isTotalReached = state.told !== null && state.page >= state.told + state.base;
    const isCapped = state.page >= maximum;
    // both must allow the next page; that they disagree is worth knowing
    state.isShort = isTotalReached && !isCapped && hasMore && hasMorePath !== undefined;
    return isTotalReached || isCapped || !hasMore;
  };
  return {
    envelopePointers: [totalPath, hasMorePath, ...witnesses].filter(
      (path) => typeof path === 'string',
    ),
    first: plan,
    after: (page): PageStep => {
      if (state.isBaseOpen && state.notes.isBegun) {
        state.isBaseOpen = false;
        if (page.repeats && page.rowCount > 0) return restart(state, plan);
      }
      if (page.rowCount === 0 && (stopAfterEmptyPage || hasNoContent(page))) {
        const isEarly = isMoreTold(page, hasMorePath) || isBeforeTold(state, settings);
        if (isEarly && !isExact && !state.hasAskedAgain) {
          state.hasAskedAgain = true;
          return { takes: true, next: [at(state.page)] };
        }
        state.isShort = isEarly;
        state.isOver = true;
        return { takes: true, next: [] };
      }
      state.hasAskedAgain = false;
      if (state.size === 0) state.size = page.rowCount;
      state.last = page.rowCount;
      if (page.repeats && page.rowCount > 1) state.repeated = state.page;
      notePage(state.notes, page, witnesses);
      state.isOver = isEnd(page);
      return { takes: true, next: plan() };
    },
    end: () => {
      // that a cap was reached excuses what lies behind it, not an API that gives one page again and again
      const isShort = (state.page < maximum && state.isShort) || state.repeated !== null;
      return endOfPages(state.notes, verify, {
        isShort,
        warnings: isShort ? [describeShort(state)] : [],
      });
    },
    state: () => state,
  };
}

function initialState({ page, basePage }: PageNumberSettings, isBaseOpen: boolean): State {
  return {
    page,
    base: basePage,
    isBaseOpen,
    told: null,
    size: 0,
    last: 0,
    hasAskedAgain: false,
    isOver: false,
    isShort: false,
    repeated: null,
    notes: newPageNotes(),
  };
}

/** Up to where pages are asked for ahead, the end excluded. */
function aheadEnd(state: State, settings: PageNumberSettings, isExact: boolean): number {
  if (state.isBaseOpen || !state.notes.isBegun) return 0;
  const isTold = state.told !== null;
  if (isExact && (!isTold || settings.hasMorePath !== undefined)) return 0;
  // a page shorter than the first one may be the last
  if (state.last < state.size) return 0;
  if (state.told === null) return Number.POSITIVE_INFINITY;
  return state.base + (isExact ? surePages(state.told, state, settings) : state.told);
}

/**
 * How many pages there are for sure. What stands at the default place is mostly a number of rows, of which nobody said
 * that it counts pages; it does, once more rows than that were received.
 */
function surePages(told: number, { size, notes }: State, settings: PageNumberSettings): number {
  const isGuess = !settings.isTotalWritten && settings.totalPath === DEFAULT_TOTAL;
  return isGuess && notes.received <= told ? Math.ceil(told / Math.max(size, 1)) : told;
}

/** The API counts from 1: the page that was asked for as its second one is its first one. */
function restart(state: State, plan: () => readonly PageRequest[]): PageStep {
  state.base = 1;
  state.page = 2;
  return { takes: false, next: plan() };
}

/**
 * Whether an empty page stands before the told end. What the user calls a number of pages may be one of rows, so that it
 * counts only if rows are missing by either.
 */
function isBeforeTold(state: State, { page, basePage }: PageNumberSettings): boolean {
  const { told, base, notes } = state;
  return told !== null && page === basePage && state.page < told + base && notes.received < told;
}

function noteTold(state: State, settings: PageNumberSettings, page: PageFacts): void {
  const { totalPath, isTotalWritten, maximumPage, hasMorePath, stopAfterEmptyPage } = settings;
  const told = toldTotal(page.envelope, totalPath === null ? [] : [totalPath]);
  state.told = told.kind === 'count' ? told.count : null;
  if (state.told !== null) return;
  if (totalPath !== null && isTotalWritten) throw totalMissing(totalPath, told);
  const isBound = maximumPage !== undefined || hasMorePath !== undefined;
  if (!stopAfterEmptyPage && !isBound) throw nothingEnds(totalPath);
}

function describeShort({ repeated }: State): string {
  return repeated === null
    ? 'The API tells that there are more pages than it gave rows for.'
    : `Page ${repeated} held the very rows of the page before. Check that the API knows the name of the page parameter, and whether it counts from 0 or from 1 (\`base_page\`).`;
}
