import { describe, test } from 'vitest';
import { bodyOf, checkPaginator, type PaginatorCase } from './paginator-case.ts';
import { numbered, POSTS } from './posts-api.ts';

const pages = (...all: readonly number[]): readonly string[] =>
  all.map((page) => `GET /posts?page=${page}`);
const toldPages = { total: 5 };

describe('page_number', () => {
  const number = { type: 'page_number' };

  test.each<PaginatorCase>([
    {
      it: 'as a string counts from 0 and ends at the number of pages',
      paginator: 'page_number',
      script: numbered(0, () => toldPages),
      asked: pages(0, 1, 2, 3, 4),
    },
    {
      it: 'counts from 1 where the API does',
      paginator: { ...number, base_page: 1 },
      script: numbered(1, () => toldPages),
      asked: pages(1, 2, 3, 4, 5),
    },
    {
      it: 'ends at an empty page where no number of pages is told',
      paginator: { ...number, base_page: 1 },
      script: numbered(1, () => ({})),
      asked: pages(1, 2, 3, 4, 5, 6),
    },
    {
      it: 'runs to an empty page where what is told is a number of rows',
      paginator: { ...number, total_path: 'total' },
      script: numbered(0, () => ({ total: 25 })),
      asked: pages(0, 1, 2, 3, 4, 5),
    },
    {
      it: 'ends at an empty page where the number of pages is switched off',
      paginator: { ...number, total_path: null },
      script: numbered(0, () => ({ total: 1 })),
      asked: pages(0, 1, 2, 3, 4, 5),
    },
    {
      it: 'reads the number of pages at its path, as text too',
      paginator: { ...number, total_path: "$['page info'].pages" },
      script: numbered(0, () => ({ 'page info': { pages: '5' } })),
      asked: pages(0, 1, 2, 3, 4),
    },
    {
      it: 'begins at another page than the first one',
      paginator: { ...number, base_page: 1, page: 4 },
      script: numbered(4, () => toldPages),
      asked: pages(4, 5),
      rows: 10,
    },
    {
      it: 'names its parameter otherwise, in place of one of the endpoint',
      paginator: { ...number, page_param: 'p' },
      endpoint: { params: { p: 'x', size: 5 } },
      script: numbered(
        0,
        () => ({ total: 2 }),
        ({ query }) => query.get('p'),
      ),
      asked: ['GET /posts?p=0&size=5', 'GET /posts?p=1&size=5'],
      rows: 10,
    },
    {
      it: 'takes null for the default name',
      paginator: { ...number, page_param: null },
      script: numbered(0, () => ({ total: 2 })),
      asked: pages(0, 1),
      rows: 10,
    },
    {
      it: 'does not ask for the maximum page',
      paginator: { ...number, base_page: 1, maximum_page: 3 },
      script: numbered(1, () => ({})),
      asked: pages(1, 2),
      rows: 10,
    },
    {
      it: 'goes on behind an empty page where that does not end it',
      paginator: { ...number, stop_after_empty_page: false, maximum_page: 3 },
      script: ({ query }) => ({
        json: { data: query.get('page') === '2' ? POSTS.slice(0, 5) : [] },
      }),
      asked: pages(0, 1, 2),
      rows: 5,
    },
    {
      it: 'ends when the flag says so',
      paginator: { ...number, has_more_path: 'more' },
      script: numbered(0, (page) => ({ more: page < 1 })),
      asked: pages(0, 1),
      rows: 10,
    },
    {
      it: 'ends at the number of pages although the flag says that more follow',
      paginator: { ...number, has_more_path: 'more' },
      script: numbered(0, () => ({ more: 'true', total: 5 })),
      asked: pages(0, 1, 2, 3, 4),
    },
    {
      it: 'ends at the maximum although the flag says that more follow',
      paginator: { ...number, has_more_path: 'more', maximum_page: 2 },
      script: numbered(0, () => ({ more: true })),
      asked: pages(0, 1),
      rows: 10,
    },
    {
      it: 'refuses a flag that is missing',
      paginator: { ...number, has_more_path: 'more' },
      script: numbered(0, () => ({})),
      asked: pages(0),
      rows: 0,
      error: { code: 'SOURCE_PAGE_FIELD', says: 'is not in the body' },
    },
    ...[undefined, 'many', null, [5]].map(
      (total): PaginatorCase => ({
        it: `refuses ${JSON.stringify(total) ?? 'nothing'} at the written path of the number of pages`,
        paginator: { ...number, total_path: 'pages' },
        script: numbered(0, () => ({ pages: total })),
        asked: pages(0),
        rows: 0,
        error: { code: 'SOURCE_TOTAL_MISSING', says: '`total_path`' },
      }),
    ),
    {
      it: 'writes the page into the body, into objects that it makes, beside what is there',
      paginator: { ...number, base_page: 1, page_body_path: 'paging.page' },
      endpoint: { method: 'POST', json: { q: 'x' } },
      script: numbered(
        1,
        () => ({ total: 2 }),
        (asked) => (bodyOf(asked) as { paging: { page: number } }).paging.page,
      ),
      asked: ['POST /posts', 'POST /posts'],
      bodies: [
        { q: 'x', paging: { page: 1 } },
        { q: 'x', paging: { page: 2 } },
      ],
      rows: 10,
    },
    {
      it: 'writes the page into an absent body, of a GET too',
      paginator: { ...number, page_body_path: 'page' },
      script: numbered(
        0,
        () => ({ total: 2 }),
        (asked) => bodyOf(asked)['page'],
      ),
      asked: Array(2).fill('GET /posts'),
      bodies: [{ page: 0 }, { page: 1 }],
      rows: 10,
    },
  ])('$it', checkPaginator);
});
