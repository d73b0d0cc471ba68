import { demandHasMore, seenHasMore } from './has-more.ts';
import { type OffsetOptions, type OffsetSettings, offsetRequest } from './offset.ts';
import {
  hasNoContent,
  type PageRequest,
  type PageStep,
  type PaginationEnd,
  type Paginator,
} from './paginator.ts';
import {
  DEFAULT_TOTAL,
  noTotals,
  noteTotal,
  nothingEnds,
  type Totals,
  toldTotal,
  totalPointers,
} from './total.ts';

interface State {
  offset: number;
  received: number;
  /** Whether the page before held fewer rows than were asked for. */
  wasShort: boolean;
  /** Whether rows came behind such a page, so that it may have been stepped over rows. */
  hasGap: boolean;
  /** The total at the place that ends the walk. */
  ending: number | undefined;
  totals: Totals;
  /** Whether the walk has ended. */
  isOver: boolean;
  /** Whether the walk ended at `maximumOffset`, so that a total tells nothing of what is missing. */
  isCapped: boolean;
  /** Whether the last answer said that more follow. */
  isMoreTold: boolean;
}

/**
 * The format's own requests, exactly: the step is the limit, whatever was received, and the walk ends at an empty page
 * or at the total of the configured place (`total` by default). Other places are witnesses only, and nothing is asked
 * for that the format might not ask for. What contradicts the result on the way is noticed all the same.
 *
 * Source of the behaviour: dlt's OffsetPaginator.
 */
export function exactOffsets(
  settings: OffsetSettings,
  { window, state: earlier }: OffsetOptions,
): Paginator {
  const { limit, total, maximumOffset, hasMorePath, stopAfterEmptyPage = true } = settings;
  const maximum = maximumOffset ?? Number.POSITIVE_INFINITY;
  const ending = total.written ? totalPointers(total) : [DEFAULT_TOTAL];
  const state = (earlier as State | undefined) ?? {
    offset: settings.offset,
    received: 0,
    wasShort: false,
    hasGap: false,
    ending: undefined,
    totals: noTotals(),
    isOver: false,
    isCapped: false,
    isMoreTold: false,
  };
  const plan = (): readonly PageRequest[] => {
    const requests = [offsetRequest(settings, state.offset)];
    // whether more follow is known from page to page only
    const bound = hasMorePath === undefined ? Math.min(state.ending ?? 0, maximum) : 0;
    for (let i = 1; i < window && state.offset + i * limit < bound; i++) {
      requests.push(offsetRequest(settings, state.offset + i * limit));
    }
    return requests;
  };
  return {
    envelopePointers: [
      ...totalPointers(total),
      ...(hasMorePath === undefined ? [] : [hasMorePath]),
    ],
    first: () => (state.isOver ? [] : plan()),
    after: (page): PageStep => {
      const isEmptyEnd = page.rowCount === 0 && (stopAfterEmptyPage || hasNoContent(page));
      noteTotal(state.totals, total, page, !isEmptyEnd);
      if (isEmptyEnd) {
        state.isMoreTold = seenHasMore(page.envelope, hasMorePath) === true;
        state.isOver = true;
        return { takes: true, next: [] };
      }
      const told = toldTotal(page.envelope, ending);
      state.ending = told.kind === 'count' ? told.count : undefined;
      const isBound = state.ending !== undefined || maximumOffset !== undefined;
      if (!stopAfterEmptyPage && !isBound && hasMorePath === undefined) {
        throw nothingEnds(ending[0] ?? null);
      }
      const hasMore = hasMorePath === undefined || demandHasMore(page.envelope, hasMorePath);
      state.isMoreTold = hasMorePath !== undefined && hasMore;
      noteGap(state, page.rowCount, settings);
      state.received += page.rowCount;
      state.offset += limit;
      const isTotalReached = state.ending !== undefined && state.offset >= state.ending;
      state.isOver = isTotalReached || !hasMore || state.offset >= maximum;
      state.isCapped = !isTotalReached && hasMore && state.offset >= maximum;
      return { takes: true, next: state.isOver ? [] : plan() };
    },
    end: () => describeEnd(state, settings),
    state: () => state,
  };
}

/** Rows behind a short page: those in between were stepped over, unless offsets are no counts of rows anyway. */
function noteGap(state: State, rowCount: number, settings: OffsetSettings): void {
  if (settings.stopAfterEmptyPage === false) return;
  state.hasGap ||= state.wasShort;
  state.wasShort = rowCount < settings.limit;
}

function describeEnd(state: State, { offset, limit }: OffsetSettings): PaginationEnd {
  const { first, last, unusable } = state.totals;
  const position = offset + state.received;
  const isEarly = state.isMoreTold || (last !== undefined && last > position);
  const gap = `A page held fewer rows than the limit of ${limit}, and rows came behind it: those in between were stepped over.`;
  return {
    position,
    proof: 'none',
    isShort: state.hasGap || (isEarly && !state.isCapped),
    isLost: false,
    firstTotal: first,
    lastTotal: last,
    warnings: [...(unusable === undefined ? [] : [unusable]), ...(state.hasGap ? [gap] : [])],
  };
}
