import { describe, expect, test } from 'vitest';
import { checkPaginator, type PaginatorCase } from './paginator-case.ts';
import { linked, PAGES, POSTS, postsOf } from './posts-api.ts';
import { clientOf, ORIGIN, onePosts, runConfig, type Script } from './scripted-api.ts';

const all = ['GET /posts', ...[1, 2, 3, 4].map((page) => `GET /posts?page=${page}`)];
const isLast = (page: number): boolean => page === PAGES - 1;

/** The address of the next page in the body, where there is one. */
function bodyLink(write: (link: string | null) => object): Script {
  return linked((page) => write(isLast(page) ? null : `${ORIGIN}/posts?page=${page + 1}`));
}

/** Two pages, of which the first one leads to the second. */
function twoPages(link: unknown): Script {
  return ({ index }) => ({
    json: { data: postsOf(index), next: index === 0 ? link : null },
  });
}

function linkHeader(write: (page: number) => string | undefined): Script {
  return linked((page) => {
    const link = write(page);
    return link === undefined ? {} : { headers: { Link: link } };
  });
}

describe('json_link', () => {
  test.each<PaginatorCase>([
    {
      it: 'as a string follows `next`',
      paginator: 'json_link',
      script: bodyLink((next) => ({ next })),
      asked: all,
    },
    {
      it: 'goes by its old name too',
      paginator: { type: 'json_response' },
      script: bodyLink((next) => ({ next })),
      asked: all,
    },
    {
      it: 'ends where the link is absent',
      paginator: 'json_link',
      script: bodyLink((next) => (next === null ? {} : { next })),
      asked: all,
    },
    {
      it: 'follows another key',
      paginator: { type: 'json_link', next_url_path: 'next_page' },
      script: bodyLink((link) => ({ next: 'no', next_page: link })),
      asked: all,
    },
    {
      it: 'follows a nested key',
      paginator: { type: 'json_link', next_url_path: 'paging.links.next' },
      script: bodyLink((next) => ({ paging: { links: { next } } })),
      asked: all,
    },
    ...["['@odata.nextLink']", '["@odata.nextLink"]', "$['@odata.nextLink']"].map(
      (path): PaginatorCase => ({
        it: `follows ${path}`,
        paginator: { type: 'json_link', next_url_path: path },
        script: bodyLink((link) => ({ '@odata.nextLink': link })),
        asked: all,
      }),
    ),
    {
      it: 'does not end at an empty page',
      paginator: 'json_link',
      script: ({ index }) => ({
        json: { data: index === 0 ? [] : postsOf(0), next: index === 0 ? '?page=2' : null },
      }),
      asked: ['GET /posts', 'GET /posts?page=2'],
      rows: 5,
    },
    {
      it: 'takes an empty list that is null for an empty page',
      paginator: 'json_link',
      endpoint: { data_selector: 'data' },
      script: ({ index }) => ({
        json: { data: index === 0 ? postsOf(0) : null, next: index === 0 ? '?page=2' : null },
      }),
      asked: ['GET /posts', 'GET /posts?page=2'],
      rows: 5,
    },
    {
      it: 'ends at an empty link, which would lead nowhere',
      paginator: 'json_link',
      script: twoPages(''),
      asked: ['GET /posts'],
      rows: 5,
    },
    ...[1, true, {}, 'http://'].map(
      (link): PaginatorCase => ({
        it: `refuses ${JSON.stringify(link)} as a link`,
        paginator: 'json_link',
        script: twoPages(link),
        asked: ['GET /posts'],
        rows: 0,
        error: { code: 'SOURCE_PAGE_FIELD', says: 'not a URL' },
      }),
    ),
    {
      it: 'ends with an error where a page leads to itself',
      paginator: 'json_link',
      script: linked(() => ({ next: `${ORIGIN}/posts?page=1` })),
      asked: ['GET /posts', 'GET /posts?page=1'],
      rows: 5,
      error: { code: 'SOURCE_PAGE_LOOP', says: 'page=1' },
    },
  ])('$it', checkPaginator);

  test.each([
    ['absolute', `${ORIGIN}/other?p=2`, '/other?p=2'],
    ['from the root', '/v2/posts?p=2', '/v2/posts?p=2'],
    ['from the folder', 'more/2', '/v1/more/2'],
    ['a query only', '?p=2', '/v1/posts?p=2'],
    ['with the page in the path', '/v1/posts/page/2', '/v1/posts/page/2'],
    ['with a port', `${ORIGIN}:443/posts?p=2`, '/posts?p=2'],
    [
      'with an encoded query',
      '/v1/posts?f=a%20b%2Cc&d=2024-01-01T00%3A00%3A00Z',
      '/v1/posts?f=a%20b%2Cc&d=2024-01-01T00%3A00%3A00Z',
    ],
    ['with a query as it stands', '/v1/posts?f=a,b:c&x', '/v1/posts?f=a,b:c&x'],
  ])(
    'follows a link %s, and no parameter of the endpoint goes with it',
    async (_, link, second) => {
      const endpoint = { path: 'v1/posts', params: { sort: 'id' }, paginator: 'json_link' };
      const { asked, error } = await runConfig(onePosts(endpoint), twoPages(link));
      expect(error).toBeUndefined();
      expect(asked).toEqual(['GET /v1/posts?sort=id', `GET ${second}`]);
    },
  );

  test('resolves each link against the address of its page', async () => {
    const links = ['b/c?p=1', '?p=2', 'd', '../e', null];
    const { asked } = await runConfig(
      onePosts({ path: 'v1/a', params: { s: 1 }, paginator: 'json_link' }),
      ({ index }) => ({ json: { data: [{ id: index }], next: links[index] } }),
    );
    expect(asked).toEqual([
      'GET /v1/a?s=1',
      'GET /v1/b/c?p=1',
      'GET /v1/b/c?p=2',
      'GET /v1/b/d',
      'GET /v1/e',
    ]);
  });

  test('keeps method, body, headers and auth of the endpoint', async () => {
    const endpoint = {
      method: 'POST',
      json: { q: 'x' },
      headers: { 'X-Own': 'yes' },
      auth: { token: 'secret-1' },
      paginator: 'json_link',
    };
    const { requests, asked } = await runConfig(onePosts(endpoint), twoPages('?p=2'));
    expect(asked).toEqual(['POST /posts', 'POST /posts?p=2']);
    for (const request of requests) {
      expect(request).toMatchObject({
        body: '{"q":"x"}',
        headers: { 'x-own': 'yes', authorization: 'Bearer secret-1' },
      });
    }
  });

  test('asks no other host, whose name the configuration does not hold', async () => {
    const { requests, error } = await runConfig(
      onePosts({ paginator: 'json_link', auth: { token: 'secret-1' } }),
      twoPages('https://elsewhere.test/posts?p=2'),
    );
    expect(requests).toHaveLength(1);
    expect(String(error)).toContain('elsewhere.test');
    expect(String(error)).not.toContain('secret-1');
  });

  test('asks another host that is allowed, with the key', async () => {
    const { requests, rows } = await runConfig(
      onePosts(
        { paginator: 'json_link' },
        { auth: { token: 'secret-1' }, allowed_hosts: ['elsewhere.test'] },
      ),
      twoPages('https://elsewhere.test/posts?p=2'),
    );
    expect(requests.map(({ url }) => url)).toEqual([
      `${ORIGIN}/posts`,
      'https://elsewhere.test/posts?p=2',
    ]);
    expect(requests.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer secret-1',
      'Bearer secret-1',
    ]);
    expect(rows).toEqual(POSTS.slice(0, 10));
  });
});

describe('header_link', () => {
  const next = (page: number): string => `<${ORIGIN}/posts?page=${page + 1}>; rel="next"`;

  test.each<PaginatorCase>([
    {
      it: 'as a string follows the relation `next`',
      paginator: 'header_link',
      script: linkHeader((page) => (isLast(page) ? undefined : next(page))),
      asked: all,
    },
    {
      it: 'finds it among others',
      paginator: 'header_link',
      script: linkHeader((page) => {
        const last = `<${ORIGIN}/posts?page=9>; rel="last"`;
        return isLast(page) ? last : `</posts?a,b>; rel=prev, ${next(page)}, ${last}`;
      }),
      asked: all,
    },
    {
      it: 'follows another relation',
      paginator: { type: 'header_link', links_next_key: 'more' },
      script: linkHeader((page) => (page === 1 ? next(page) : `</posts?page=1>; rel=more`)),
      asked: ['GET /posts', 'GET /posts?page=1'],
      rows: 10,
    },
    {
      it: 'resolves a relative link against the address that was asked',
      paginator: 'header_link',
      endpoint: { params: { sort: 'id' } },
      script: linkHeader((page) => (page === 0 ? '<?page=1>; rel="next"' : undefined)),
      asked: ['GET /posts?sort=id', 'GET /posts?page=1'],
      rows: 10,
    },
  ])('$it', checkPaginator);
});

describe('single_page', () => {
  test.each<PaginatorCase>([
    {
      it: 'asks once, although there are links to more',
      paginator: 'single_page',
      script: linked(() => ({
        next: `${ORIGIN}/posts?page=1`,
        headers: { Link: `<${ORIGIN}/posts?page=1>; rel="next"` },
      })),
      asked: ['GET /posts'],
      rows: 5,
    },
  ])('$it', checkPaginator);

  test('is a page of its own for a client too', async () => {
    const { asked } = await runConfig(
      { client: clientOf({ paginator: 'single_page' }), resources: ['posts'] },
      linked(() => ({ next: '/posts?page=1' })),
    );
    expect(asked).toEqual(['GET /posts']);
  });
});
