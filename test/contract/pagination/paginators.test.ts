import type { Verify } from '../../../src/model.ts';
import type { OffsetSettings } from '../../../src/pagination/offset.ts';
import type { PageNumberSettings } from '../../../src/pagination/settings.ts';
import type { PagedResponse } from '../../support/paged-api.ts';
import {
  type Collection,
  type PaginatorUnderTest,
  paginatorContract,
  SIZE,
} from '../../support/paginator-contract.ts';

const number = (url: URL, name: string, fallback = 0): number =>
  Number(url.searchParams.get(name) ?? fallback);

const offset: OffsetSettings = {
  type: 'offset',
  ...{ limit: SIZE, offset: 0, offsetParam: 'offset', limitParam: 'limit' },
  total: { written: false },
};
const byOffset: PaginatorUnderTest['respond'] = (url, { from }) => {
  const start = number(url, 'offset');
  return { ids: from(start, start + number(url, 'limit', SIZE)) };
};

const pageNumber: PageNumberSettings = {
  type: 'page_number',
  ...{ basePage: 1, page: 1, place: { kind: 'param', name: 'page' } },
  ...{ totalPath: null, isTotalWritten: true, stopAfterEmptyPage: true },
};
const byNumber: PaginatorUnderTest['respond'] = (url, { from }) => ({
  ids: from((number(url, 'page', 1) - 1) * SIZE),
});

/** A page that begins where the request says, and where the next one does; undefined behind the last. */
function step(url: URL, { from, count }: Collection): { ids: readonly number[]; next?: number } {
  const start = number(url, 'after');
  const next = start + SIZE;
  return { ids: from(start), ...(next < count && { next }) };
}

const linked =
  (toPage: (next: string) => Omit<PagedResponse, 'ids'>): PaginatorUnderTest['respond'] =>
  (url, collection) => {
    const { ids, next } = step(url, collection);
    return { ids, ...(next === undefined ? {} : toPage(String(next))) };
  };

const VERIFIES: readonly Verify[] = ['off', 'total', 'passes', 'overlap'];

for (const verify of VERIFIES) {
  paginatorContract({
    ...{ name: `offset, with ${verify}`, settings: offset, verify },
    respond: byOffset,
    looksBeyond: verify === 'passes' || verify === 'overlap',
  });
}

for (const verify of ['off', 'passes'] as const) {
  paginatorContract({
    ...{ name: `page_number, with ${verify}`, settings: pageNumber, verify },
    respond: byNumber,
  });
}

paginatorContract({
  name: 'cursor',
  settings: {
    type: 'cursor',
    cursorPath: '/cursor',
    place: { kind: 'param', name: 'after' },
    stopAfterEmptyPage: false,
  },
  respond: linked((cursor) => ({ envelope: { cursor } })),
  leadsOn: true,
});

paginatorContract({
  name: 'header_cursor',
  settings: { type: 'header_cursor', cursorKey: 'X-Next', cursorParam: 'after' },
  respond: linked((next) => ({ headers: { 'x-next': next } })),
  leadsOn: true,
});

paginatorContract({
  name: 'json_link',
  settings: { type: 'json_link', nextUrlPath: '/next' },
  respond: linked((next) => ({ envelope: { next: `/rows?after=${next}` } })),
  leadsOn: true,
});

paginatorContract({
  name: 'header_link',
  settings: { type: 'header_link', linksNextKey: 'next' },
  respond: linked((next) => ({ headers: { link: `</rows?after=${next}>; rel="next"` } })),
  leadsOn: true,
});

paginatorContract({
  name: 'header_link, by a header of its own',
  settings: { type: 'header_link', linksNextKey: 'next', header: 'X-More' },
  respond: linked((next) => ({ headers: { 'x-more': `/rows?after=${next}` } })),
  leadsOn: true,
});

paginatorContract({
  name: 'single_page',
  settings: { type: 'single_page' },
  respond: (_url, { from, count }) => ({ ids: from(0, count) }),
  isSinglePage: true,
});

paginatorContract({
  name: 'auto, over links',
  settings: { type: 'auto' },
  respond: linked((next) => ({ envelope: { next: `/rows?after=${next}` } })),
  leadsOn: true,
});

paginatorContract({
  name: 'a custom one',
  settings: {
    type: 'own',
    paginator: {
      next: ({ body }) => {
        const { cursor } = body as { readonly cursor?: string };
        return cursor === undefined ? null : { params: { after: cursor } };
      },
    },
  },
  respond: linked((cursor) => ({ envelope: { cursor } })),
  leadsOn: true,
});
