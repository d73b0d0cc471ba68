import { describe, expect, test } from 'vitest';
import { checkPaginator, type PaginatorCase } from './paginator-case.ts';
import { linked, numbered, POSTS, postsOf } from './posts-api.ts';
import { clientOf, ORIGIN, onePosts, runConfig, type Script } from './scripted-api.ts';

/** Two pages: the first one tells `first`, the second one nothing. */
function twoPages(first: object): Script {
  return ({ index }) => ({ json: { data: postsOf(index), ...(index === 0 ? first : {}) } });
}

const url = `${ORIGIN}/posts?page=1`;
const byLink = ['GET /posts', 'GET /posts?page=1'];
const byCursor = ['GET /posts', 'GET /posts?cursor=abc'];
const single = ['GET /posts'];

describe('the paginator, where none is given', () => {
  test.each<PaginatorCase>([
    {
      it: 'is the Link header before all else, of a bare list too',
      paginator: undefined,
      script: ({ index }) => ({
        json: postsOf(index),
        ...(index === 0 ? { headers: { Link: `<${url}>; rel="next"` } } : {}),
      }),
      asked: byLink,
      rows: 10,
    },
    {
      it: 'is the Link header although the body has a link',
      paginator: undefined,
      script: linked((page) =>
        page === 0 ? { next: `${ORIGIN}/no`, headers: { Link: `<${url}>; rel=next` } } : {},
      ),
      asked: byLink,
      rows: 10,
    },
    ...[
      { next: url },
      { Next_Page: url },
      { nextPageUrl: '/posts?page=1' },
      { links: { next: url, previous: null } },
      { _links: { self: { href: '/posts' }, next: { href: url } } },
      { paging: { next: { url: '/posts?page=1' } } },
      { links: { nextPage: url } },
      { next_count: 3, next: url },
    ].map(
      (first): PaginatorCase => ({
        it: `is the link of ${JSON.stringify(first).replaceAll(ORIGIN, '')}`,
        paginator: undefined,
        script: twoPages(first),
        asked: byLink,
        rows: 10,
      }),
    ),
    ...[
      { next_cursor: 'abc' },
      { cursors: { next: 'abc' } },
      { meta: { next_id: 'abc' } },
      { next: null, pagination: { next_cursor: 'abc' } },
    ].map(
      (first): PaginatorCase => ({
        it: `is the cursor of ${JSON.stringify(first)}`,
        paginator: undefined,
        script: twoPages(first),
        asked: byCursor,
        rows: 10,
      }),
    ),
    {
      it: 'is a token under its own name',
      paginator: undefined,
      script: twoPages({ nextToken: 'abc' }),
      asked: ['GET /posts', 'GET /posts?nextToken=abc'],
      rows: 10,
    },
    ...['total_pages', 'pages', 'totalPages', 'TotalPages'].map(
      (key): PaginatorCase => ({
        it: `is page numbers where \`${key}\` tells how many, counted from 0`,
        paginator: undefined,
        script: numbered(0, () => ({ meta: { [key]: 5 } })),
        asked: ['GET /posts', ...[1, 2, 3, 4].map((page) => `GET /posts?page=${page}`)],
      }),
    ),
    {
      it: 'is page numbers although there is a cursor',
      paginator: undefined,
      script: numbered(0, (page) => ({ next_id: 'abc', page: { total_pages: '2', number: page } })),
      asked: byLink,
      rows: 10,
    },
    {
      it: 'counts pages from 1 where the first one says so, and loses no page',
      paginator: undefined,
      script: numbered(1, (page) => ({ meta: { page: page + 1, total_pages: 5 } })),
      asked: ['GET /posts', ...[2, 3, 4, 5].map((page) => `GET /posts?page=${page}`)],
    },
    {
      it: 'finds out that pages count from 1, at the price of one page, and loses none',
      paginator: undefined,
      script: numbered(1, () => ({ total_pages: 5 })),
      asked: ['GET /posts', ...[1, 2, 3, 4, 5].map((page) => `GET /posts?page=${page}`)],
    },
    ...[
      { total: 5 },
      { offset: 0, limit: 5 },
      { meta: { total: 5, offset: 0 } },
      { next: null },
      { previous: url },
      { data2: { pages: 'many' } },
    ].map(
      (first): PaginatorCase => ({
        it: `is a single page for ${JSON.stringify(first).replaceAll(ORIGIN, '')}`,
        paginator: undefined,
        script: twoPages(first),
        asked: single,
        rows: 5,
      }),
    ),
    {
      it: 'is a single page for a bare list',
      paginator: undefined,
      script: () => ({ json: postsOf(0) }),
      asked: single,
      rows: 5,
    },
    {
      it: 'is found by `auto` too, whatever other options stand beside it',
      paginator: { type: 'auto' },
      script: twoPages({ next: url }),
      asked: byLink,
      rows: 10,
    },
  ])('$it', async ({ paginator, ...more }) => {
    await checkPaginator({
      ...more,
      paginator,
      ...(paginator === undefined ? { paginator: null } : {}),
    });
  });

  test('is found anew by each resource', async () => {
    const config = {
      client: clientOf(),
      resources: ['posts', { name: 'notes', endpoint: 'posts' }],
    };
    const linkedPages = await runConfig(config, twoPages({ next: url }), { resource: 'posts' });
    const cursorPages = await runConfig(config, twoPages({ next_cursor: 'abc' }), {
      resource: 'notes',
    });
    expect(linkedPages.asked).toEqual(byLink);
    expect(cursorPages.asked).toEqual(byCursor);
  });

  test('says of a page that tells of more that it is not all', async () => {
    const { report } = await runConfig(onePosts({}), () => ({
      json: { data: postsOf(0), total: 25 },
    }));
    expect(report).toMatchObject({ verdict: 'incomplete', reason: 'total_mismatch' });
    expect(report.warnings.join(' ')).toContain('25');
  });
});

describe('of several paginators counts', () => {
  const numbers = { type: 'page_number', total_path: null, maximum_page: 1, page_param: 'n' };
  const cursor = { type: 'cursor', cursor_path: 'c' };
  const offset = { type: 'offset', limit: 5, total_path: null, maximum_offset: 5 };
  const ask = { client: cursor, defaults: offset, endpoint: numbers } as const;
  const asks = {
    client: 'GET /posts',
    defaults: 'GET /posts?offset=0&limit=5',
    endpoint: 'GET /posts?n=0',
    found: 'GET /posts',
  };

  test.each<
    [
      client: boolean,
      defaults: boolean,
      endpoint: boolean | null | 'auto',
      counts: keyof typeof asks,
    ]
  >([
    [false, false, false, 'found'],
    [true, false, false, 'client'],
    [false, true, false, 'defaults'],
    [true, true, false, 'defaults'],
    [false, false, true, 'endpoint'],
    [true, false, true, 'endpoint'],
    [false, true, true, 'endpoint'],
    [true, true, true, 'endpoint'],
    [true, true, null, 'client'],
    [false, true, null, 'found'],
    [true, false, null, 'client'],
    [true, true, 'auto', 'client'],
  ])(
    'client %o, defaults %o, endpoint %o: that of %s',
    async (client, defaults, endpoint, counts) => {
      const own = endpoint === true ? ask.endpoint : endpoint;
      const { asked } = await runConfig(
        {
          client: clientOf(client ? { paginator: ask.client } : {}),
          resource_defaults: { endpoint: defaults ? { paginator: ask.defaults } : {} },
          resources: [{ name: 'posts', endpoint: own === false ? {} : { paginator: own } }],
        },
        () => ({ json: POSTS.slice(0, 5) }),
      );
      expect(asked).toEqual([asks[counts]]);
    },
  );
});

describe('a path whose last segment is filled in leads to one entity', () => {
  const details = (path: string, more: object = {}, params: object = { id: 7 }): unknown => ({
    client: clientOf({ paginator: { type: 'page_number', maximum_page: 3, total_path: null } }),
    resources: [{ name: 'details', endpoint: { path, params, ...more } }],
  });
  const body = { id: 7, comments: [{ id: 1 }], next: url };

  test.each([
    ['posts/{id}', '/posts/7'],
    ['posts/{id}/', '/posts/7/'],
    ['posts/{id}.json', '/posts/7.json'],
    ['posts/{id}?full=1', '/posts/7?full=1'],
    ['posts/a-{id}-b', '/posts/a-7-b'],
  ])('%s: the body is the row, in one page, whatever the client pages by', async (path, asked) => {
    const outcome = await runConfig(details(path), () => ({ json: body }));
    expect(outcome.asked).toEqual([`GET ${asked}`]);
    expect(outcome.rows).toEqual([body]);
    expect(outcome.report.verdict).toBe('complete');
  });

  test('not of a path that has it in its query', async () => {
    const outcome = await runConfig(details('posts?id={id}'), ({ index }) => ({
      json: index < 1 ? body : [],
    }));
    expect(outcome.asked).toEqual(['GET /posts?id=7&page=0', 'GET /posts?id=7&page=1']);
    expect(outcome.rows).toEqual([{ id: 1 }]);
  });

  test('not of a path that goes on behind it', async () => {
    const outcome = await runConfig(details('posts/{id}/comments'), ({ index }) => ({
      json: index < 1 ? body : [],
    }));
    expect(outcome.asked).toEqual(['GET /posts/7/comments?page=0', 'GET /posts/7/comments?page=1']);
    expect(outcome.rows).toEqual([{ id: 1 }]);
  });

  const one = { type: 'page_number', maximum_page: 1, total_path: null };
  test.each<readonly [client: boolean, defaults: boolean, endpoint: boolean | null, asked: string]>(
    [
      [false, false, false, ''],
      [true, false, false, ''],
      [false, true, false, '?d=0'],
      [true, true, false, '?d=0'],
      [true, true, true, '?e=0'],
      [true, false, true, '?e=0'],
      [true, true, null, ''],
    ],
  )(
    'client %o, defaults %o, endpoint %o: asked with "%s"',
    async (client, defaults, own, query) => {
      const { asked } = await runConfig(
        {
          client: clientOf(client ? { paginator: { ...one, page_param: 'c' } } : {}),
          resource_defaults: {
            endpoint: defaults ? { paginator: { ...one, page_param: 'd' } } : {},
          },
          resources: [
            {
              name: 'details',
              endpoint: {
                path: 'posts/{id}',
                params: { id: 7 },
                ...(own === false ? {} : { paginator: own && { ...one, page_param: 'e' } }),
              },
            },
          ],
        },
        () => ({ json: body }),
      );
      expect(asked).toEqual([`GET /posts/7${query}`]);
    },
  );

  test('with a selector of its own it has the rows there', async () => {
    const outcome = await runConfig(details('posts/{id}', { data_selector: 'comments' }), () => ({
      json: body,
    }));
    expect(outcome.rows).toEqual([{ id: 1 }]);
  });

  test('with a paginator of its own it has pages, of which each is a row', async () => {
    const paginator = { type: 'page_number', maximum_page: 2, total_path: null };
    const outcome = await runConfig(details('posts/{id}', { paginator }), () => ({ json: body }));
    expect(outcome.asked).toEqual(['GET /posts/7?page=0', 'GET /posts/7?page=1']);
    expect(outcome.rows).toEqual([body, body]);
  });
});
