import { type OffsetOptions, type OffsetSettings, offsetRequest } from './offset.ts';
import type { PageRequest, PageStep, Paginator } from './paginator.ts';
import {
  DEFAULT_TOTAL,
  noTotals,
  noteTotal,
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
  const { limit, total } = settings;
  const ending = total.written ? totalPointers(total) : [DEFAULT_TOTAL];
  const state = (earlier as State | undefined) ?? {
    offset: settings.offset,
    received: 0,
    wasShort: false,
    hasGap: false,
    ending: undefined,
    totals: noTotals(),
  };
  const plan = (): readonly PageRequest[] => {
    const requests = [offsetRequest(settings, state.offset)];
    const bound = state.ending ?? 0;
    for (let i = 1; i < window && state.offset + i * limit < bound; i++) {
      requests.push(offsetRequest(settings, state.offset + i * limit));
    }
    return requests;
  };
  return {
    envelopePointers: totalPointers(total),
    first: plan,
    after: (page): PageStep => {
      noteTotal(state.totals, total, page);
      if (page.rowCount === 0) return { takes: true, next: [] };
      const told = toldTotal(page.envelope, ending);
      state.ending = told.kind === 'count' ? told.count : undefined;
      state.received += page.rowCount;
      state.hasGap ||= state.wasShort;
      state.wasShort = page.rowCount < limit;
      state.offset += limit;
      const isEnd = state.ending !== undefined && state.offset >= state.ending;
      return { takes: true, next: isEnd ? [] : plan() };
    },
    end: () => {
      const { first, last, unusable } = state.totals;
      const position = settings.offset + state.received;
      return {
        position,
        proof: 'none',
        isShort: state.hasGap || (last !== undefined && last > position),
        isLost: false,
        firstTotal: first,
        lastTotal: last,
        warnings: [
          ...(unusable === undefined ? [] : [unusable]),
          ...(state.hasGap
            ? [
                `A page held fewer rows than the limit of ${limit}, and rows came behind it: those in between were stepped over.`,
              ]
            : []),
        ],
      };
    },
    state: () => state,
  };
}
