import { detectPaginator, firstPageNumber } from './detect.ts';
import type { OffsetOptions } from './offset.ts';
import { pageNumbers } from './page-numbers.ts';
import type { PageFacts, PageStep, PaginationEnd, Paginator } from './paginator.ts';
import type { PaginatorSettings } from './settings.ts';
import { singlePage } from './single-page.ts';

interface State {
  /** What the first page told; null in front of it. */
  detected: PaginatorSettings | null;
  /** The state of the detected paginator. */
  inner: unknown;
}

export type MakePaginator = (settings: PaginatorSettings, options: OffsetOptions) => Paginator;

/**
 * Finds out on the first page how the API pages, and goes on in that way. Where nothing is found but the answer itself
 * tells of more rows, the walk is short instead of complete.
 */
export function autoPages(options: OffsetOptions, make: MakePaginator): Paginator {
  const earlier = options.state as State | undefined;
  let detected = earlier?.detected ?? null;
  let inner =
    detected === null
      ? singlePage(withoutState(options))
      : make(detected, { ...options, state: earlier?.inner });

  const detect = (page: PageFacts): PageFacts => {
    const { answer } = page;
    const body = answer?.body;
    if (answer === undefined || body === undefined) {
      detected = { type: 'single_page' };
      return page;
    }
    const { tree } = body;
    detected = detectPaginator({ headers: answer.headers, tree });
    if (detected.type === 'page_number') {
      const number = firstPageNumber(tree);
      const base = number ?? 0;
      detected = { ...detected, basePage: base, page: base };
      inner = pageNumbers(detected, withoutState(options), { isBaseOpen: number === undefined });
    } else {
      inner = make(detected, withoutState(options));
    }
    return { ...page, envelope: body.envelope(inner.envelopePointers) };
  };

  return {
    // these two are asked before each page
    get envelopePointers(): readonly string[] {
      return inner.envelopePointers;
    },
    get needsTree(): boolean {
      return detected === null;
    },
    first: () => inner.first(),
    after: (page): PageStep => {
      // detection puts another paginator in the place of `inner`
      const facts = detected === null ? detect(page) : page;
      return inner.after(facts);
    },
    end: (): PaginationEnd => unproved(inner.end()),
    state: (): State => ({ detected, inner: detected === null ? null : inner.state() }),
  };
}

function withoutState({ state: _, ...options }: OffsetOptions): OffsetOptions {
  return options;
}

/** That no way to a next page was recognised is not a proof that there is none: only who writes `single_page` knows. */
function unproved(end: PaginationEnd): PaginationEnd {
  return end.proof === 'single' ? { ...end, proof: 'none' } : end;
}
