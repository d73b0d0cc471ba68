import { describe, test } from 'vitest';
import { bodyOf, checkPaginator, type PaginatorCase } from './paginator-case.ts';
import { linked, PAGES, postsOf } from './posts-api.ts';

const all = ['GET /posts', ...[1, 2, 3, 4].map((page) => `GET /posts?cursor=${page}`)];
const next = (page: number): number | null => (page === PAGES - 1 ? null : page + 1);

describe('cursor', () => {
  const cursor = { type: 'cursor', cursor_path: 'next' };

  test.each<PaginatorCase>([
    {
      it: 'as a string sends what is at `cursors.next` as `cursor`',
      paginator: 'cursor',
      script: linked(
        (page) => ({ cursors: { next: next(page) } }),
        ({ query }) => query.get('cursor'),
      ),
      asked: all,
    },
    {
      it: 'ends where the cursor is absent',
      paginator: cursor,
      script: linked(
        (page) => (page === 4 ? {} : { next: String(page + 1) }),
        ({ query }) => query.get('cursor'),
      ),
      asked: all,
    },
    {
      it: 'sends it under another name, behind the parameters of the endpoint',
      paginator: { ...cursor, cursor_param: 'after' },
      endpoint: { params: { sort: 'id', tag: ['a', 'b'] } },
      script: linked(
        (page) => ({ next: page === 0 ? 1 : null }),
        ({ query }) => query.get('after'),
      ),
      asked: ['GET /posts?sort=id&tag=a&tag=b', 'GET /posts?sort=id&tag=a&tag=b&after=1'],
      rows: 10,
    },
    {
      it: 'takes the place of a parameter of the same name',
      paginator: cursor,
      endpoint: { params: { cursor: 'start', sort: 'id' } },
      script: ({ index }) => ({ json: { data: postsOf(index), next: index === 0 ? 'b c' : null } }),
      asked: ['GET /posts?cursor=start&sort=id', 'GET /posts?cursor=b+c&sort=id'],
      rows: 10,
    },
    {
      it: 'finds it in the last row',
      paginator: { type: 'cursor', cursor_path: 'data[-1].id', stop_after_empty_page: true },
      script: ({ query }) => {
        const from = Number(query.get('cursor') ?? -1) + 1;
        return { json: { data: from < 10 ? postsOf(from / 5) : [] } };
      },
      asked: ['GET /posts', 'GET /posts?cursor=4', 'GET /posts?cursor=9'],
      rows: 10,
    },
    ...[null, '', 0, false, [], {}].map(
      (end): PaginatorCase => ({
        it: `ends at ${JSON.stringify(end)}`,
        paginator: cursor,
        script: linked(() => ({ next: end })),
        asked: ['GET /posts'],
        rows: 5,
      }),
    ),
    {
      it: 'sends a large number as the API wrote it',
      paginator: cursor,
      script: ({ index }) => ({
        text: `{"data":[],"next":${index === 0 ? '9007199254740993' : 'null'}}`,
      }),
      asked: ['GET /posts', 'GET /posts?cursor=9007199254740993'],
      rows: 0,
    },
    {
      it: 'goes on behind an empty page',
      paginator: cursor,
      script: ({ index }) => ({
        json: {
          data: index === 1 ? [] : postsOf(index / 2),
          next: index === 2 ? null : `c${index}`,
        },
      }),
      asked: ['GET /posts', 'GET /posts?cursor=c0', 'GET /posts?cursor=c1'],
      rows: 10,
    },
    {
      it: 'ends at an empty page, where that is said, despite a cursor',
      paginator: { ...cursor, stop_after_empty_page: true },
      script: ({ index }) => ({ json: { data: index === 1 ? [] : postsOf(0), next: `c${index}` } }),
      asked: ['GET /posts', 'GET /posts?cursor=c0'],
      rows: 5,
    },
    ...[false, 'false', 'no', 'N', '0'].map(
      (more): PaginatorCase => ({
        it: `ends where the flag is ${JSON.stringify(more)}, despite a cursor`,
        paginator: { ...cursor, has_more_path: 'more' },
        script: ({ index }) => ({
          json: { data: postsOf(index), next: `c${index}`, more: index === 0 ? true : more },
        }),
        asked: ['GET /posts', 'GET /posts?cursor=c0'],
        rows: 10,
      }),
    ),
    {
      it: 'goes on behind an empty page where the flag says so',
      paginator: { ...cursor, has_more_path: 'more' },
      script: ({ index }) => ({
        json: { data: index === 0 ? [] : postsOf(0), next: `c${index}`, more: index === 0 },
      }),
      asked: ['GET /posts', 'GET /posts?cursor=c0'],
      rows: 5,
    },
    {
      it: 'refuses a flag that is missing',
      paginator: { ...cursor, has_more_path: 'more' },
      script: linked(() => ({ next: 1 })),
      asked: ['GET /posts'],
      rows: 0,
      error: { code: 'SOURCE_PAGE_FIELD', says: '`has_more_path`' },
    },
    {
      it: 'refuses a flag that says more without a cursor, where the format would begin anew',
      paginator: { ...cursor, has_more_path: 'more' },
      script: linked(() => ({ next: null, more: true })),
      asked: ['GET /posts'],
      rows: 0,
      error: { code: 'SOURCE_PAGE_FIELD', says: 'no cursor' },
    },
    {
      it: 'ends with an error where a cursor comes again',
      paginator: cursor,
      script: ({ index }) => ({ json: { data: postsOf(index), next: 'same' } }),
      asked: ['GET /posts', 'GET /posts?cursor=same'],
      rows: 5,
      error: { code: 'SOURCE_PAGE_LOOP', says: 'same' },
    },
    {
      it: 'sets it in the body from the second page on, and keeps its kind',
      paginator: { ...cursor, cursor_body_path: 'cursor' },
      endpoint: { method: 'POST' },
      script: linked(
        (page) => ({ next: page === 0 ? 1 : null }),
        (asked) => bodyOf(asked)['cursor'] ?? 0,
      ),
      asked: ['POST /posts', 'POST /posts'],
      bodies: [null, { cursor: 1 }],
      rows: 10,
    },
    {
      it: 'sets it in the body, into objects that it makes, beside what is there',
      paginator: { ...cursor, cursor_body_path: 'page.after' },
      endpoint: { method: 'POST', json: { q: { a: 1 } } },
      script: ({ index }) => ({ json: { data: postsOf(index), next: index === 0 ? 'x' : null } }),
      asked: ['POST /posts', 'POST /posts'],
      bodies: [{ q: { a: 1 } }, { q: { a: 1 }, page: { after: 'x' } }],
      rows: 10,
    },
  ])('$it', checkPaginator);
});

describe('header_cursor', () => {
  test.each<PaginatorCase>([
    {
      it: 'as a string sends the header `next` as `cursor`',
      paginator: 'header_cursor',
      script: linked(
        (page) => (page === 4 ? {} : { headers: { Next: String(page + 1) } }),
        ({ query }) => query.get('cursor'),
      ),
      asked: all,
    },
    {
      it: 'has other names, of a header in any case',
      paginator: { type: 'header_cursor', cursor_key: 'X-Next-Cursor', cursor_param: 'after' },
      endpoint: { params: { sort: 'id' } },
      script: ({ index }) => ({
        json: { data: postsOf(index) },
        ...(index === 0 ? { headers: { 'x-next-cursor': 'a/b' } } : {}),
      }),
      asked: ['GET /posts?sort=id', 'GET /posts?sort=id&after=a%2Fb'],
      rows: 10,
    },
    {
      it: 'ends at an empty header, which would go on for ever',
      paginator: 'header_cursor',
      script: linked(() => ({ headers: { next: '' } })),
      asked: ['GET /posts'],
      rows: 5,
    },
    {
      it: 'ends with an error where a cursor comes again',
      paginator: 'header_cursor',
      script: ({ index }) => ({ json: { data: postsOf(index) }, headers: { next: 'same' } }),
      asked: ['GET /posts', 'GET /posts?cursor=same'],
      rows: 5,
      error: { code: 'SOURCE_PAGE_LOOP', says: 'same' },
    },
  ])('$it', checkPaginator);
});
