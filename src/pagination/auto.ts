import { detectPaginator, firstPageNumber, tellsMore } from './detect.ts';
import type { OffsetOptions } from './offset.ts';
import { witnessPointers } from './page-notes.ts';
import { pageNumbers } from './page-numbers.ts';
import type { PageFacts, PageStep, PaginationEnd, Paginator } from './paginator.ts';
import type { PaginatorSettings } from './settings.ts';
import { singlePage } from './single-page.ts';
import { toldTotal } from './total.ts';

interface State {
  /** What the first page told; null in front of it. */
  detected: PaginatorSettings | null;
  /** Why one page is not all, although no way to the next one was found. */
  doubt: string | null;
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
  let doubt = earlier?.doubt ?? null;
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
    if (detected.type === 'single_page') doubt = doubtOf(page);
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
    end: (): PaginationEnd => withDoubt(inner.end(), doubt),
    state: (): State => ({ detected, doubt, inner: detected === null ? null : inner.state() }),
  };
}

function withoutState({ state: _, ...options }: OffsetOptions): OffsetOptions {
  return options;
}

/** A single row may have a total of its own, such as that of an order: only of lists it is one of rows. */
function doubtOf({ answer, rowCount }: PageFacts): string | null {
  const body = answer?.body;
  if (body === undefined) return null;
  const told = toldTotal(body.envelope(witnessPointers()), witnessPointers());
  if (told.kind === 'count' && told.count > rowCount && rowCount > 1) {
    return `a total of ${told.count}, and gives ${rowCount} rows`;
  }
  return tellsMore(body.tree) ? 'that more rows follow (`has_more`)' : null;
}

/** That no way to a next page was recognised is no proof that there is none: only who writes `single_page` knows. */
function withDoubt(end: PaginationEnd, doubt: string | null): PaginationEnd {
  if (doubt === null) return end.proof === 'single' ? { ...end, proof: 'none' } : end;
  const warning = `How the API pages was not recognised, but its first page tells ${doubt}. Name its paginator; \`paginator: single_page\` takes this page for all.`;
  return { ...end, proof: 'none', isShort: true, warnings: [...end.warnings, warning] };
}
