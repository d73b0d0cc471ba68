import { describe, test } from 'vitest';
import { bodyOf, checkPaginator, type PaginatorCase } from './paginator-case.ts';
import { byOffset, POSTS } from './posts-api.ts';

const offsets = (...all: readonly number[]): readonly string[] =>
  all.map((offset) => `GET /posts?offset=${offset}&limit=5`);
const told = { total: 25 };

describe('offset', () => {
  const offset = { type: 'offset', limit: 5 };
  const all = offsets(0, 5, 10, 15, 20);
  const single = (path: string, body: object): PaginatorCase['script'] =>
    byOffset(() => ({ [path]: body }));

  test.each<PaginatorCase>([
    {
      it: 'ends at the default total without another request',
      paginator: offset,
      script: byOffset(() => told),
      asked: all,
    },
    {
      it: 'ends at an empty page where the default total is absent',
      paginator: offset,
      script: byOffset(() => ({})),
      asked: [...all, 'GET /posts?offset=25&limit=5'],
    },
    {
      it: 'ends at an empty page where the total is switched off, whatever the body tells',
      paginator: { ...offset, total_path: null },
      script: byOffset(() => ({ total: 5 })),
      asked: [...all, 'GET /posts?offset=25&limit=5'],
    },
    {
      it: 'reads the total at its path',
      paginator: { ...offset, total_path: 'meta.total_records' },
      script: single('meta', { total_records: 25 }),
      asked: all,
    },
    {
      it: 'does not end at a total that is at another place than the configured one',
      paginator: offset,
      script: single('meta', { total: 5 }),
      asked: [...all, 'GET /posts?offset=25&limit=5'],
    },
    {
      it: 'takes a total as text',
      paginator: { ...offset, total_path: 'count' },
      script: byOffset(() => ({ count: '25' })),
      asked: all,
    },
    {
      it: 'needs no total on an empty page',
      paginator: { ...offset, total_path: 'count' },
      script: byOffset((at) => (at < 25 ? { count: 99 } : {})),
      asked: [...all, 'GET /posts?offset=25&limit=5'],
    },
    {
      it: 'refuses a page with rows that lacks the written total',
      paginator: { ...offset, total_path: 'count' },
      script: byOffset(() => ({})),
      asked: offsets(0),
      rows: 0,
      error: { code: 'SOURCE_TOTAL_MISSING', says: 'is not in the body' },
    },
    ...['many', 7.9, true, -1, [25], {}, ''].map(
      (count): PaginatorCase => ({
        it: `refuses ${JSON.stringify(count)} as a total`,
        paginator: { ...offset, total_path: 'count' },
        script: byOffset(() => ({ count })),
        asked: offsets(0),
        rows: 0,
        error: { code: 'SOURCE_TOTAL_MISSING', says: '`total_path`' },
      }),
    ),
    {
      it: 'starts at another offset',
      paginator: { ...offset, offset: 10 },
      script: (asked) => {
        const at = Number(asked.query.get('offset'));
        return { json: { data: POSTS.slice(at - 10, at - 5), total: 20 } };
      },
      asked: offsets(10, 15),
      rows: 10,
    },
    {
      it: 'names its parameters otherwise, and sends them behind those of the endpoint',
      paginator: { ...offset, offset_param: 'skip', limit_param: 'top' },
      endpoint: { params: { sort: 'id', top: 99 } },
      script: byOffset(
        () => told,
        ({ query }) => [query.get('skip'), query.get('top')],
      ),
      asked: [0, 5, 10, 15, 20].map((at) => `GET /posts?sort=id&top=5&skip=${at}`),
    },
    {
      it: 'takes null for a default name',
      paginator: { ...offset, offset_param: null, limit_param: null },
      script: byOffset(() => told),
      asked: all,
    },
    {
      it: 'ends when the next offset reaches the maximum',
      paginator: { ...offset, maximum_offset: 10 },
      script: byOffset(() => ({})),
      asked: offsets(0, 5),
      rows: 10,
    },
    {
      it: 'asks for an offset below a maximum that is not a multiple of the limit',
      paginator: { ...offset, maximum_offset: 11 },
      script: byOffset(() => told),
      asked: offsets(0, 5, 10),
      rows: 15,
    },
    {
      it: 'steps by the limit behind a page that is shorter',
      paginator: offset,
      script: ({ query }) => {
        const at = Number(query.get('offset'));
        return { json: { data: at === 0 ? POSTS.slice(0, 2) : POSTS.slice(2, 7), total: 10 } };
      },
      asked: offsets(0, 5),
      rows: 7,
    },
    {
      it: 'goes on behind empty pages where they do not end it',
      paginator: { ...offset, stop_after_empty_page: false },
      script: ({ query }) => {
        const at = Number(query.get('offset'));
        return { json: { data: at === 25 ? POSTS.slice(0, 5) : [], total: 30 } };
      },
      asked: offsets(0, 5, 10, 15, 20, 25),
      rows: 5,
    },
    {
      it: 'ends when the flag says so',
      paginator: { ...offset, has_more_path: 'more' },
      script: byOffset((at) => ({ more: at < 10 })),
      asked: offsets(0, 5, 10),
      rows: 15,
    },
    ...[
      ['yes', 'no'],
      ['TRUE', 'False'],
      ['1', '0'],
      ['t', 'f'],
      ['Y', 'N'],
    ].map(
      ([yes, no]): PaginatorCase => ({
        it: `takes the flag as text, ${yes} and ${no}`,
        paginator: { ...offset, has_more_path: 'page.more' },
        script: byOffset((at) => ({ page: { more: at < 5 ? yes : no } })),
        asked: offsets(0, 5),
        rows: 10,
      }),
    ),
    {
      it: 'ends at the total although the flag says that more follow',
      paginator: { ...offset, has_more_path: 'more' },
      script: byOffset(() => ({ more: true, total: 25 })),
      asked: all,
    },
    {
      it: 'ends at the maximum although the flag says that more follow',
      paginator: { ...offset, has_more_path: 'more', maximum_offset: 10 },
      script: byOffset(() => ({ more: true })),
      asked: offsets(0, 5),
      rows: 10,
    },
    ...[undefined, 1, 'perhaps', null].map(
      (more): PaginatorCase => ({
        it: `refuses ${JSON.stringify(more) ?? 'nothing'} as the flag`,
        paginator: { ...offset, has_more_path: 'more' },
        script: byOffset(() => ({ more })),
        asked: offsets(0),
        rows: 0,
        error: { code: 'SOURCE_PAGE_FIELD', says: '`has_more_path`' },
      }),
    ),
    {
      it: 'writes both into an absent body',
      paginator: { ...offset, offset_body_path: 'offset', limit_body_path: 'limit' },
      endpoint: { method: 'POST' },
      script: byOffset(
        () => ({ total: 10 }),
        (asked) => [bodyOf(asked)['offset'], bodyOf(asked)['limit']],
      ),
      asked: ['POST /posts', 'POST /posts'],
      bodies: [
        { offset: 0, limit: 5 },
        { offset: 5, limit: 5 },
      ],
      rows: 10,
    },
    {
      it: 'writes one of them into the body, into objects that it makes, beside what is there',
      paginator: { ...offset, offset_body_path: 'page.from.offset' },
      endpoint: { method: 'POST', json: { q: 'x', page: { size: 5 } } },
      script: byOffset(
        () => ({ total: 10 }),
        (asked) => [
          (bodyOf(asked) as { page: { from: { offset: number } } }).page.from.offset,
          asked.query.get('limit'),
        ],
      ),
      asked: Array(2).fill('POST /posts?limit=5'),
      bodies: [
        { q: 'x', page: { size: 5, from: { offset: 0 } } },
        { q: 'x', page: { size: 5, from: { offset: 5 } } },
      ],
      rows: 10,
    },
  ])('$it', checkPaginator);
});
