import { isMoreTold } from './has-more.ts';
import { LookBeyond, pagesToLook } from './look-beyond.ts';
import {
  endOffset,
  type OffsetOptions,
  type OffsetSettings,
  offsetOf,
  offsetRequest,
  skippedRows,
} from './offset.ts';
import { noteSize, type StepSize } from './page-step.ts';
import { type PageRequest, type PageStep, type Paginator, PLAIN_END } from './paginator.ts';
import { demandTotal, totalPointers, type WrittenTotal } from './total.ts';

interface State {
  position: number;
  step: StepSize;
  /** Pages with rows, and the most rows that one of them held. */
  pages: number;
  longest: number;
  hasAskedAgain: boolean;
  total: WrittenTotal;
  /** The total that the last response told; null if it told none. */
  told: number | null;
  isBegun: boolean;
  /** Whether the walk ended at `maximumOffset`, so that nothing behind it is missing. */
  isCapped: boolean;
  /** Whether the last response said that more follow. */
  isMoreTold: boolean;
}

/**
 * Each page starts behind the last row received, so that neither a limit that the server lowers nor a short page steps
 * over rows; the end is an empty page, unless rows stand behind it. The total sizes the window of pages asked for ahead; it
 * never ends the pass.
 */
export function steppedOffsets(
  settings: OffsetSettings,
  { verify, window, state: earlier }: OffsetOptions,
): Paginator {
  const begun = earlier as State | undefined;
  /** Rows that one page reaches over, as far as the API honours the limit. */
  const reach = (): number => (state.pages > 1 ? state.longest : settings.limit);
  const state: State = { ...(begun ?? initialState(settings)), hasAskedAgain: false };
  const { maximumOffset, hasMorePath } = settings;
  const maximum = maximumOffset ?? Number.POSITIVE_INFINITY;
  const look = new LookBeyond();
  const toAsk = (places: readonly number[]): readonly PageRequest[] =>
    places.slice(0, window).map((place) => offsetRequest(settings, place));
  /** Where pages were asked for behind the one that comes next. */
  let inFlight: readonly number[] = [];
  const plan = (): readonly PageRequest[] => {
    const requests = ahead();
    inFlight = requests.slice(1).map((request) => offsetOf(settings, request));
    return requests;
  };
  const ahead = (): PageRequest[] => {
    const { position, step, told } = state;
    const requests = [offsetRequest(settings, position)];
    if (!state.isBegun) return requests;
    // behind the last row there is nothing to be had by asking ahead; without a total the window looks past the end
    const bound = Math.min(
      told === null ? Number.POSITIVE_INFINITY : endOffset(settings, told),
      maximum,
    );
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
    isLooking: () => look.isUnderWay,
    after: (page): PageStep => {
      demandTotal(state.total, settings.total, page);
      state.told = page.told ?? null;
      state.isBegun = true;
      state.isMoreTold = isMoreTold(page, hasMorePath);
      if (look.isUnderWay) {
        const place = offsetOf(settings, page.request);
        const places = look.after(place, page.rowCount > 0 && !page.repeats, reach());
        if (places !== 'here') {
          return { takes: page.rowCount === 0 && places.length === 0, next: toAsk(places) };
        }
        state.position = place;
      }
      if (page.rowCount > 0) {
        state.hasAskedAgain = false;
        // the same rows again: the API counts places that it leaves out of its pages, and this page reached over all of them
        const { repeats, rowCount } = page;
        if (!repeats) {
          noteSize(state.step, rowCount);
          state.pages++;
          state.longest = Math.max(state.longest, rowCount);
        }
        state.position += repeats ? reach() : rowCount;
        state.isCapped = state.position >= maximum;
        return { takes: true, next: state.isCapped ? [] : plan() };
      }
      // an empty page where more was told may be a hiccup: it is asked for once more before it is believed
      const isEarly =
        state.isMoreTold ||
        (page.told !== undefined && endOffset(settings, page.told) > state.position);
      if (isEarly && !state.hasAskedAgain && inFlight.length === 0) {
        state.hasAskedAgain = true;
        return { takes: true, next: [offsetRequest(settings, state.position)] };
      }
      const { position, step } = state;
      const read = Math.ceil((position - settings.offset) / reach());
      const told = page.told === undefined ? undefined : endOffset(settings, page.told);
      // where nothing is to be proved, or a total is met, what is in flight is enough
      const mayBeGap = verify === 'passes' && told !== position;
      const pages = mayBeGap ? pagesToLook(read, window, step.last >= reach()) : 0;
      const sought = { from: position, unit: reach(), inFlight, pages, told };
      const places = look.begin({ ...sought, maximum: maximumOffset });
      return { takes: true, next: toAsk(places) };
    },
    end: () => ({
      ...PLAIN_END,
      isCapped: state.isCapped,
      skipped: skippedRows(settings),
      isPastEnd: !state.isCapped,
    }),
    state: () => state,
  };
}

function initialState({ offset, limit }: OffsetSettings): State {
  return {
    position: offset,
    step: { size: limit, last: 0 },
    pages: 0,
    longest: 0,
    hasAskedAgain: false,
    total: { isTold: false },
    told: null,
    isBegun: false,
    isCapped: false,
    isMoreTold: false,
  };
}
