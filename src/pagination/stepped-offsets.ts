import { isMoreTold } from './has-more.ts';
import { type OffsetOptions, type OffsetSettings, offsetRequest } from './offset.ts';
import { noteSize, type StepSize } from './page-step.ts';
import type { PageRequest, PageStep, Paginator } from './paginator.ts';
import { noTotals, noteTotal, type Totals, totalPointers } from './total.ts';

interface State {
  position: number;
  step: StepSize;
  hasAskedAgain: boolean;
  totals: Totals;
  /** Whether the walk ended at `maximumOffset`, so that nothing behind it is missing. */
  isCapped: boolean;
  /** Whether the last answer said that more follow. */
  isMoreTold: boolean;
}

/**
 * Each page starts behind the last row received, so that neither a limit that the server lowers nor a short page steps
 * over rows; the end is an empty page. The total sizes the window of pages asked for ahead; it never ends the pass.
 */
export function steppedOffsets(
  settings: OffsetSettings,
  { window, state: earlier }: OffsetOptions,
): Paginator {
  const begun = earlier as State | undefined;
  const state: State = begun
    ? { ...begun, hasAskedAgain: false }
    : {
        position: settings.offset,
        step: { size: settings.limit, last: 0 },
        hasAskedAgain: false,
        totals: noTotals(),
        isCapped: false,
        isMoreTold: false,
      };
  const { maximumOffset, hasMorePath } = settings;
  const maximum = maximumOffset ?? Number.POSITIVE_INFINITY;
  const plan = (): readonly PageRequest[] => {
    const { position, step, totals } = state;
    const requests = [offsetRequest(settings, position)];
    if (!totals.isBegun) return requests;
    // behind the last row there is nothing to be had by asking ahead; without a total the window looks past the end
    const bound = Math.min(totals.last ?? Number.POSITIVE_INFINITY, maximum);
    for (let i = 1; i < window && position + i * step.size < bound; i++) {
      requests.push(offsetRequest(settings, position + i * step.size));
    }
    return requests;
  };
  return {
    envelopePointers: [
      ...totalPointers(settings.total),
      ...(hasMorePath === undefined ? [] : [hasMorePath]),
    ],
    first: () => (state.isCapped ? [] : plan()),
    after: (page): PageStep => {
      noteTotal(state.totals, settings.total, page);
      state.isMoreTold = isMoreTold(page, hasMorePath);
      if (page.rowCount > 0) {
        state.hasAskedAgain = false;
        noteSize(state.step, page.rowCount);
        state.position += page.rowCount;
        state.isCapped = state.position >= maximum;
        return { takes: true, next: state.isCapped ? [] : plan() };
      }
      // an empty page where more was told may be a hiccup: it is asked for once more before it is believed
      const { last } = state.totals;
      const isEarly = state.isMoreTold || (last !== undefined && last > state.position);
      if (isEarly && !state.hasAskedAgain) {
        state.hasAskedAgain = true;
        return { takes: true, next: [offsetRequest(settings, state.position)] };
      }
      return { takes: true, next: [] };
    },
    end: () => {
      const { first, last, unusable } = state.totals;
      return {
        position: state.position,
        proof: 'none',
        isShort:
          !state.isCapped && (state.isMoreTold || (last !== undefined && last > state.position)),
        isLost: false,
        firstTotal: first,
        lastTotal: last,
        warnings: unusable === undefined ? [] : [unusable],
      };
    },
    state: () => state,
  };
}
