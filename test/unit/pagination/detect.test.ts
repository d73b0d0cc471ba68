import { describe, expect, test } from 'vitest';
import { detectPaginator, firstPageNumber, moreFlag } from '../../../src/pagination/detect.ts';
import { node } from './drive.ts';

const detect = (body: unknown, headers: Record<string, string> = {}): unknown =>
  detectPaginator({ headers, tree: node(body) });

const rows = [{ id: 1 }, { id: 2 }];
const single = { type: 'single_page' };
const link = (nextUrlPath: string): unknown => ({ type: 'json_link', nextUrlPath });
const cursor = (cursorPath: string, name = 'cursor'): unknown => ({
  type: 'cursor',
  cursorPath,
  place: { kind: 'param', name },
  stopAfterEmptyPage: false,
});
const pages = (totalPath: string): unknown => ({
  type: 'page_number',
  basePage: 0,
  page: 0,
  place: { kind: 'param', name: 'page' },
  totalPath,
  isTotalWritten: false,
  stopAfterEmptyPage: true,
});
const NEXT = 'https://api.example.com/items?page=2';

describe('the bodies that dlt knows', () => {
  test.each<[string, unknown, unknown]>([
    ['next_cursor beside rows', { products: rows, next_cursor: 'abc' }, cursor('/next_cursor')],
    [
      'next_cursor in a paging object',
      { data: rows, meta: { next_cursor: 'abc' } },
      cursor('/meta/next_cursor'),
    ],
    [
      'cursors.next',
      { results: rows, cursors: { next: 'abc', previous: 'x' } },
      cursor('/cursors/next'),
    ],
    ['next_id', { items: rows, paging: { next_id: 17, limit: 2 } }, cursor('/paging/next_id')],
    ['next with a link', { results: rows, next: NEXT, previous: null }, link('/next')],
    [
      'next with a path',
      { entries: rows, pagination: { next: '/items?page=2' } },
      link('/pagination/next'),
    ],
    [
      '_links.next.href',
      { _embedded: { items: rows }, _links: { self: { href: '/a' }, next: { href: '/b' } } },
      link('/_links/next/href'),
    ],
    [
      'links.nextPage',
      { articles: rows, links: { nextPage: '/items?page=2' } },
      link('/links/nextPage'),
    ],
    [
      'links.next with a null previous',
      { data: rows, links: { previous: null, next: NEXT } },
      link('/links/next'),
    ],
    ['next with a url inside', { data: rows, next: { url: NEXT, rel: 'next' } }, link('/next/url')],
    [
      'totalPages',
      { feed: rows, pagination: { page: 1, totalPages: 3 } },
      pages('/pagination/totalPages'),
    ],
    [
      'total_pages',
      { items: rows, page_info: { total_pages: 3 } },
      pages('/page_info/total_pages'),
    ],
    ['total_pages as text', { items: rows, total_pages: '3' }, pages('/total_pages')],
    ['pages', { query_results: rows, info: { pages: 3, count: 6 } }, pages('/info/pages')],
    ['a token', { catalog: rows, nextPageToken: 't0k' }, cursor('/nextPageToken', 'pageToken')],
    ['offset only', { items: rows, meta: { offset: 0, limit: 2 } }, single],
    ['offset and the total of its rows', { posts: rows, offset: 0, limit: 2, total: 2 }, single],
    ['item total only', { comments: rows, total: 9, count: 2 }, single],
    ['a page without their number', { items: rows, page: 1, per_page: 2 }, single],
    ['an array', rows, single],
    ['a single object', { id: 1, name: 'Ada' }, single],
    ['nothing', null, single],
  ])('%s', (_name, body, expected) => {
    expect(detect(body)).toEqual(expected);
  });
});

describe('the order', () => {
  const header = { link: '<https://api.example.com/x?page=2>; rel="next"' };

  test.each<[string, unknown]>([
    ['an array', rows],
    ['a link in the body', { next: NEXT }],
  ])('a Link header comes before all, also with %s', (_name, body) => {
    expect(detect(body, header)).toEqual({ type: 'header_link', linksNextKey: 'next' });
  });

  test('a Link header without a next one tells nothing', () => {
    expect(detect(rows, { link: '<x>; rel="last"' })).toEqual(single);
  });

  test('a link comes before a number of pages', () => {
    expect(detect({ total_pages: 3, next: NEXT })).toEqual(link('/next'));
  });

  test('a number of pages comes before a cursor', () => {
    expect(detect({ next_page: 2, total_pages: 3 })).toEqual(pages('/total_pages'));
  });

  test('a number of pages that is no number is passed over', () => {
    expect(detect({ pages: [1, 2], info: { pages: 'many', total_pages: 3 } })).toEqual(
      pages('/info/total_pages'),
    );
  });

  test('names count in any case, at the beginning only', () => {
    expect(detect({ NextLink: NEXT })).toEqual(link('/NextLink'));
    expect(detect({ the_next: NEXT })).toEqual(single);
  });

  test('rows are not looked into', () => {
    expect(detect({ items: [{ next: NEXT, total_pages: 3 }] })).toEqual(single);
  });
});

describe('what would hide the way on', () => {
  test.each<[string, unknown, unknown]>([
    ['a counter in front of a link', { next_count: 3, next: NEXT }, link('/next')],
    [
      'a counter in front of a cursor',
      { next_count: 3, next_token: 'a' },
      cursor('/next_token', 'next_token'),
    ],
    ['a counter in front of a number', { nextTotal: 3, next_id: 17 }, cursor('/next_id')],
    ['a counter alone', { next_count: 3 }, single],
    ['a count in camel case', { nextCount: 3 }, single],
    ['a name that only ends like one', { next_account: 17 }, cursor('/next_account')],
    ['a null', { next: null, meta: { next_cursor: 'a' } }, cursor('/meta/next_cursor')],
    ['an empty text', { next: '', meta: { next: NEXT } }, link('/meta/next')],
    ['a text that is no link', { next_label: 'older', links: { next: NEXT } }, link('/links/next')],
    ['true in front of a cursor', { next: true, next_id: 17 }, cursor('/next_id')],
    ['true alone', { next: true }, cursor('/next')],
    ['false', { next: false }, single],
    ['a link that is a query', { next: '?page=2' }, link('/next')],
    ['a name with a dot', { 'paging.info': { 'next.page': NEXT } }, link('/paging.info/next.page')],
    ['a name with a slash and a tilde', { 'a/b~c': { next: NEXT } }, link('/a~1b~0c/next')],
    ['OData', { '@odata.nextLink': NEXT, value: rows }, link('/@odata.nextLink')],
  ])('%s', (_name, body, expected) => {
    expect(detect(body)).toEqual(expected);
  });
});

describe('the number of the first page', () => {
  test.each<[unknown, number | undefined]>([
    [{ page: 1 }, 1],
    [{ page: 0 }, 0],
    [{ page: '1' }, 1],
    [{ meta: { current_page: 1 } }, 1],
    [{ a: { b: { currentPage: 0 } } }, 0],
    [{ page: { page_number: 1 } }, 1],
    [{ pageNumber: 1 }, 1],
    [{ pageIndex: 0 }, 0],
    [{ page: 25 }, undefined],
    [{ page: null, items: [{ page: 1 }] }, undefined],
    [{ pages: 1 }, undefined],
    [[1], undefined],
  ])('of %j is %s', (body, expected) => {
    expect(firstPageNumber({ tree: node(body) })).toBe(expected);
  });
});

test.each<[unknown, boolean | undefined]>([
  [{ has_more: true }, true],
  [{ meta: { hasMore: true } }, true],
  [{ has_more: false }, false],
  [{ has_more: 'many' }, undefined],
  [{ items: [{ has_more: true }] }, undefined],
])('%j tells of more: %s', (body, expected) => {
  expect(moreFlag({}, node(body))?.more).toBe(expected);
});
