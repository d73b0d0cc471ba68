import { firstPageNumber, moreFlag, nextPointer, recognise } from './detect.ts';
import type { OffsetOptions } from './offset.ts';
import { pageNumbers } from './page-numbers.ts';
import type { PageFacts, PageStep, PaginationEnd, Paginator } from './paginator.ts';
import { withRowsMarked } from './places.ts';
import type { DetectionFacts, PaginatorSettings } from './settings.ts';
import { singlePage } from './single-page.ts';
import { isAmbiguousTotal, type UsualTotal, usualNumbers } from './usual-totals.ts';

interface State {
  /** What the first page told; null in front of it. */
  detected: PaginatorSettings | null;
  /** The same under other names, to be tried while the first page comes again. */
  others: readonly PaginatorSettings[];
  /** Whether what was detected may be no pagination at all. */
  isGuess: boolean;
  /** Whether the next page shows whether the API knows what it is asked. */
  isUntried: boolean;
  /** Whether nothing on the first page said anything of others. */
  isSilent: boolean;
  /** The state of the detected paginator. */
  inner: unknown;
}

const BEGINNING: State = {
  detected: null,
  others: [],
  isGuess: false,
  isUntried: false,
  isSilent: false,
  inner: null,
};

export type MakePaginator = (settings: PaginatorSettings, options: OffsetOptions) => Paginator;

/**
 * Finds out on the first page how the API pages, and goes on in that way. An API that ignores what it is asked gives its
 * first page again: then the other names of the cursor or of the page number are tried, one request each. If no way is
 * found but the first page tells of more rows, the walk is short; if that page tells nothing at all, a warning says so.
 */
export function autoPages(options: OffsetOptions, make: MakePaginator): Paginator {
  const { inner: innerState, ...state }: State = (options.state as State | undefined) ?? BEGINNING;
  let inner =
    state.detected === null
      ? singlePage(withoutState(options))
      : make(state.detected, { ...options, state: innerState });

  const detect = (page: PageFacts): PageFacts => {
    const facts = detectionFacts(page);
    const body = page.answer?.body;
    if (facts === undefined || body === undefined) {
      state.detected = { type: 'single_page' };
      return page;
    }
    const { settings, others, isGuess } = recognise(facts);
    const number = firstPageNumber(facts);
    const isBaseOpen = settings.type === 'page_number' && number === undefined;
    const numbered = (each: PaginatorSettings): PaginatorSettings =>
      each.type === 'page_number'
        ? { ...each, basePage: Math.min(number ?? 0, 1), page: number ?? 0 }
        : each;
    const detected = numbered(settings);
    // while it is not known where pages are counted from, that a page comes again tells that
    const isUntried = detected.type !== 'single_page' && !isBaseOpen;
    Object.assign(state, { detected, isGuess, isUntried, others: others.map(numbered) });
    state.isSilent = isSilent(page);
    inner =
      detected.type === 'page_number'
        ? pageNumbers(detected, withoutState(options), { isBaseOpen })
        : make(detected, withoutState(options));
    return { ...page, envelope: body.envelope(inner.envelopePointers) };
  };

  /** The first page came again: the API did not know what it was asked. Returns undefined if there is nothing else to try. */
  const tryOther = (page: PageFacts): PageStep | undefined => {
    const [next, ...others] = state.others;
    // offsets that overlap are told from ignored ones by their own paginator
    const isIdle = state.detected?.type === 'offset' && options.verify !== 'overlap';
    if (next === undefined && !state.isGuess && !isIdle) return undefined;
    state.others = others;
    state.detected = next ?? { type: 'single_page' };
    inner = make(state.detected, withoutState(options));
    const again = { ...page, repeats: false, shared: 0, ahead: page.rowCount };
    return { takes: false, next: inner.after(again).next };
  };

  return {
    // these two are asked before each page
    get envelopePointers(): readonly string[] {
      return inner.envelopePointers;
    },
    get needsTree(): boolean {
      return state.detected === null || inner.needsTree === true;
    },
    first: () => inner.first(),
    after: (page): PageStep => {
      if (state.detected === null) {
        // detection puts another paginator in the place of `inner`
        const facts = detect(page);
        return inner.after(facts);
      }
      if (state.isUntried) {
        const other = page.repeats && page.rowCount > 0 ? tryOther(page) : undefined;
        if (other !== undefined) return other;
        state.isUntried = false;
      }
      return inner.after(page);
    },
    isLooking: () => inner.isLooking?.() === true,
    canShrink: () => inner.canShrink?.() === true,
    smaller: (request) => inner.smaller?.(request),
    end: (): PaginationEnd => unproved(inner.end(), state),
    state: (): State => ({ ...state, inner: state.detected === null ? null : inner.state() }),
  };
}

function withoutState({ state: _, ...options }: OffsetOptions): OffsetOptions {
  return options;
}

/** What a first page tells detection. */
export function detectionFacts({
  answer,
  rowCount,
  outline,
}: PageFacts): DetectionFacts | undefined {
  if (answer?.body === undefined) return undefined;
  const { headers, url, asked, body } = answer;
  const tree = withRowsMarked(body.tree, outline);
  return { headers, tree, rowCount, url, asked };
}

/** Whether a page with several rows tells nothing of others: neither that there are more, nor that there are none. */
function isSilent({ answer, rowCount, outline }: PageFacts): boolean {
  if (outline === undefined || rowCount < 2) return false;
  const headers = answer?.headers ?? {};
  const { totals, sizes, isMixed } = usualNumbers(headers, outline);
  // a limit that the page does not reach makes a whole collection of its rows
  const isShort = sizes.some((size) => size > rowCount);
  const tellsNothing = ({ place, count, isTop, isSure }: UsualTotal): boolean =>
    // the number of the rows of the page may be just that, and beside other content a number may be about that
    (count === rowCount && !isSure && !isShort) || (isTop && isMixed && isAmbiguousTotal(place));
  return (
    totals.every(tellsNothing) &&
    moreFlag(headers, outline) === undefined &&
    nextPointer(headers, outline) === undefined
  );
}

/** What to write if how the API pages was not recognised. */
export const NAME_PAGINATOR: string =
  'How the API pages was not recognised. Name its `paginator`, or write `paginator: single_page` if this page is all';

/** That no way to a next page was recognised is not a proof that there is none: only who writes `single_page` knows. */
function unproved(end: PaginationEnd, { isSilent, detected }: Omit<State, 'inner'>): PaginationEnd {
  if (detected?.type !== 'single_page') return end;
  const warning = `its first page tells nothing of other pages, so it was taken for all. ${NAME_PAGINATOR}.`;
  return { ...end, proof: 'none', warnings: isSilent ? [...end.warnings, warning] : end.warnings };
}
