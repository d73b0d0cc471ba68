import { demandHasMore, isMoreTold } from './has-more.ts';
import { LookBeyond, pagesToLook } from './look-beyond.ts';
import type { OffsetOptions } from './offset.ts';
import { newPageNotes, notePage, type PageNotes } from './page-notes.ts';
import {
  hasNoContent,
  type PageFacts,
  type PageRequest,
  type PageStep,
  type Paginator,
  PLAIN_END,
} from './paginator.ts';
import { type ToldPages, toldPages } from './places.ts';
import type { PageNumberSettings } from './settings.ts';
import { DEFAULT_TOTAL, nothingEnds, toldTotal, totalMissing } from './total.ts';
import { placedRequest, placedValue } from './value-place.ts';

interface State {
  /** The page that comes next. */
  page: number;
  base: number;
  /** Whether the number of the API's first page is not known yet. */
  isBaseOpen: boolean;
  /** How many pages there are by the last response that told it. */
  told: number | null;
  /** Whether the last response announced that no page comes behind it. */
  isAnnounced: boolean;
  /** Whether the end was a page without rows, or one that the API refused as it had announced. */
  isPastEnd: boolean;
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
  const at = (page: number): PageRequest => placedRequest([[place, page]]);
  const look = new LookBeyond();
  /** Pages that were asked for behind the one that comes next. */
  let inFlight: readonly number[] = [];
  const plan = (): readonly PageRequest[] => {
    if (state.isOver) return [];
    const pages: number[] = [];
    const end = Math.min(aheadEnd(state, settings, isExact), maximum);
    for (let page = state.page + 1; page < end && pages.length < window - 1; page++) {
      pages.push(page);
    }
    // behind a page that may be the last one nothing more is asked for, but what is in flight is read
    if (pages.length === 0 && !isExact) pages.push(...inFlight.filter((page) => page > state.page));
    inFlight = pages;
    return [state.page, ...pages].map(at);
  };
  /** Behind a page without rows, the end unless one of these pages has some. */
  const lookOn = (places: readonly number[], takes: boolean): PageStep => {
    if (places.length > 0) return { takes: false, next: places.slice(0, window).map(at) };
    state.isShort = isBeforeTold(state, settings);
    state.isOver = true;
    state.isPastEnd = true;
    return { takes, next: [] };
  };
  const lookBeyond = (): PageStep => {
    const isShort = isBeforeTold(state, settings);
    const told = isShort ? state.base + surePages(state.told ?? 0, state, settings) : undefined;
    const isFull = state.last >= state.size;
    // what nothing proves is worth what is in flight, and no more
    const pages = verify === 'passes' ? pagesToLook(state.page - settings.page, window, isFull) : 0;
    const sought = { from: state.page, unit: 1, inFlight, pages, told, maximum };
    return lookOn(isExact ? [] : look.begin(sought), true);
  };
  const isEnd = (page: PageFacts): boolean => {
    noteTold(state, settings, page);
    const hasMore = hasMorePath === undefined || demandHasMore(page.envelope, hasMorePath);
    state.page++;
    const isTotalReached = state.told !== null && state.page >= state.told + state.base;
    state.isAnnounced = isAnnounced(page, state);
    return isTotalReached || state.page >= maximum || !hasMore || (!isExact && isLastOf(page));
  };
  return {
    envelopePointers: [totalPath, hasMorePath].filter((path) => typeof path === 'string'),
    first: plan,
    after: (page): PageStep => {
      if (state.isBaseOpen && state.notes.isBegun) {
        state.isBaseOpen = false;
        if (page.repeats && page.rowCount > 0) return restart(state, plan);
      }
      if (look.isUnderWay) {
        const number = Number(placedValue(place, page.request));
        const places = look.after(number, page.rowCount > 0 && !page.repeats, 1);
        if (places !== 'here') return lookOn(places, page.rowCount === 0);
        state.page = number;
      }
      if (page.rowCount === 0 && (stopAfterEmptyPage || hasNoContent(page))) {
        const isEarly = isMoreTold(page, hasMorePath) || isBeforeTold(state, settings);
        if (isEarly && !isExact && !state.hasAskedAgain && inFlight.length === 0) {
          state.hasAskedAgain = true;
          return { takes: true, next: [at(state.page)] };
        }
        return lookBeyond();
      }
      // behind the announced end some APIs give the last page again
      const isBehind = state.told === null || state.page >= state.told + state.base;
      if (page.repeats && page.rowCount > 0 && state.isAnnounced && isBehind) {
        state.isOver = true;
        state.isPastEnd = true;
        return { takes: false, next: [] };
      }
      state.hasAskedAgain = false;
      if (state.size === 0) state.size = page.rowCount;
      state.last = page.rowCount;
      if (page.repeats && page.rowCount > 1) state.repeated = state.page;
      notePage(state.notes, page);
      state.isOver = isEnd(page);
      return { takes: true, next: plan(), isEndTold: state.isAnnounced };
    },
    isLooking: () => look.isUnderWay,
    end: () => {
      const isCapped = state.page >= maximum;
      // that a cap was reached excuses what lies behind it, not an API that gives one page again and again
      const isShort = (!isCapped && state.isShort) || state.repeated !== null;
      return {
        ...PLAIN_END,
        isShort,
        isCapped,
        skipped: skippedRows(settings, state),
        isPastEnd: state.isPastEnd,
        warnings: isShort ? [describeShort(state)] : [],
      };
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
    isAnnounced: false,
    isPastEnd: false,
    size: 0,
    last: 0,
    hasAskedAgain: false,
    isOver: false,
    isShort: false,
    repeated: null,
    notes: newPageNotes(),
  };
}

/** Rows of the pages in front of a written first page; a first page of 0 or 1 leaves none out. */
function skippedRows({ page, basePage }: PageNumberSettings, { size }: State): number {
  return page > 1 && page > basePage ? (page - basePage) * size : 0;
}

/** Whether a response says that no page comes behind it: by the number of pages, or because all rows came. */
function isAnnounced(page: PageFacts, { page: next, base, notes }: State): boolean {
  const { pages } = pagesOf(page) ?? {};
  const { toldSurely: total = page.told } = page;
  const isAllReceived = total !== undefined && notes.received >= total;
  return isAllReceived || (pages !== undefined && next >= pages + base);
}

/** Whether a response says of itself that it is the last of so many pages. */
function isLastOf(page: PageFacts): boolean {
  const told = pagesOf(page);
  return told?.page !== undefined && told.pages > 0 && told.page === told.pages;
}

function pagesOf({ answer, outline }: PageFacts): ToldPages | undefined {
  return outline === undefined ? undefined : toldPages(answer?.headers ?? {}, outline);
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
  const told = toldTotal(page.envelope, totalPath);
  if (told.kind === 'count') state.told = told.count;
  else if (!isTotalWritten) state.told = null;
  if (state.told !== null) return;
  if (totalPath !== null && isTotalWritten) throw totalMissing(totalPath, told);
  const isBound = maximumPage !== undefined || hasMorePath !== undefined;
  if (!stopAfterEmptyPage && !isBound) throw nothingEnds(totalPath);
}

function describeShort({ repeated }: State): string {
  return repeated === null
    ? 'the API tells of more pages than it gave rows for.'
    : `page ${repeated} held the very rows of the page before. Check the name of the page parameter (\`page_param\`), and whether the API counts pages from 0 or from 1 (\`base_page\`).`;
}
