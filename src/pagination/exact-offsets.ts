import { demandHasMore } from './has-more.ts';
import {
  endOffset,
  type OffsetOptions,
  type OffsetSettings,
  offsetRequest,
  skippedRows,
} from './offset.ts';
import {
  hasNoContent,
  type PageRequest,
  type PageStep,
  type PaginationEnd,
  type Paginator,
  PLAIN_END,
} from './paginator.ts';
import { DEFAULT_TOTAL, demandTotal, nothingEnds, toldTotal, type WrittenTotal } from './total.ts';

interface State {
  offset: number;
  /** Whether the page before held fewer rows than were asked for. */
  wasShort: boolean;
  /** Whether rows came behind such a page, so that it may have been stepped over rows. */
  hasGap: boolean;
  /** The total at the place that ends the walk. */
  ending: number | undefined;
  total: WrittenTotal;
  /** Whether the walk has ended. */
  isOver: boolean;
  /** Whether the walk ended at `maximumOffset`, so that a total tells nothing of what is missing. */
  isCapped: boolean;
  /** Whether it ended at a page without rows. */
  isPastEnd: boolean;
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
  const ending = total.written ? total.path : DEFAULT_TOTAL;
  const state = (earlier as State | undefined) ?? {
    offset: settings.offset,
    wasShort: false,
    hasGap: false,
    ending: undefined,
    total: { isTold: false },
    isOver: false,
    isCapped: false,
    isPastEnd: false,
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
    envelopePointers: [ending, hasMorePath].filter((path) => typeof path === 'string'),
    first: () => (state.isOver ? [] : plan()),
    after: (page): PageStep => {
      const isEmptyEnd = page.rowCount === 0 && (stopAfterEmptyPage || hasNoContent(page));
      demandTotal(state.total, total, page, !isEmptyEnd);
      if (isEmptyEnd) {
        state.isOver = true;
        state.isPastEnd = true;
        return { takes: true, next: [] };
      }
      const told = toldTotal(page.envelope, ending);
      // the number of the rows of a full page is not a total: more may follow
      const isOfPage =
        told.kind === 'count' && told.count === page.rowCount && page.rowCount >= limit;
      if (isOfPage) state.ending = undefined;
      else if (told.kind === 'count') state.ending = endOffset(settings, told.count);
      const isBound = state.ending !== undefined || maximumOffset !== undefined;
      if (!stopAfterEmptyPage && !isBound && hasMorePath === undefined) {
        throw nothingEnds(ending);
      }
      const hasMore = hasMorePath === undefined || demandHasMore(page.envelope, hasMorePath);
      noteGap(state, page.rowCount, settings);
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

function describeEnd(state: State, settings: OffsetSettings): PaginationEnd {
  const gap = `a page held fewer rows than the limit of ${settings.limit}, and rows came behind it, so those in between were stepped over.`;
  return {
    ...PLAIN_END,
    isShort: state.hasGap,
    isCapped: state.isCapped,
    isPastEnd: state.isPastEnd,
    skipped: skippedRows(settings),
    warnings: state.hasGap ? [gap] : [],
  };
}
