import { describe, expect, test } from 'vitest';
import { registerAuth, registerPaginator } from '../../../src/index.ts';
import { byOffset, POSTS, postsOf } from './posts-api.ts';
import { clientOf, onePosts, runConfig } from './scripted-api.ts';

/** Asks for the page behind the one that the body of the request named. */
const bodyPages = {
  first: () => ({ json: { 'page.number': 0 } }),
  next: ({
    body,
    request,
  }: {
    body: unknown;
    request: { json?: Readonly<Record<string, unknown>> };
  }) =>
    (body as { last: boolean }).last
      ? null
      : { json: { 'page.number': Number(request.json?.['page.number']) + 1 } },
};

describe('a paginator of one’s own', () => {
  test('writes into the body of a POST', async () => {
    const { requests, rows } = await runConfig(
      onePosts({ method: 'POST', json: { q: 'x' }, paginator: bodyPages }),
      ({ body }) => {
        const { page } = JSON.parse(body ?? '{}') as { page: { number: number } };
        return { json: { data: postsOf(page.number), last: page.number === 4 } };
      },
    );
    expect(rows).toEqual(POSTS);
    expect(requests.map(({ body }) => body)).toEqual(
      [0, 1, 2, 3, 4].map((number) => `{"q":"x","page":{"number":${number}}}`),
    );
  });

  test('is told of the answer, and lays parameters over those of the endpoint', async () => {
    const seen: unknown[] = [];
    const paginator = {
      next: (page: {
        status: number;
        url: string;
        headers: Record<string, unknown>;
        rowCount: number;
      }) => {
        seen.push([page.status, page.url, page.headers['x-next'], page.rowCount]);
        return page.headers['x-next'] === undefined
          ? null
          : { params: { at: String(page.headers['x-next']) } };
      },
    };
    const { asked } = await runConfig(
      onePosts({ params: { at: 'start', b: 1 }, paginator }),
      ({ index }) => ({
        json: [{ id: index }],
        ...(index === 0 ? { headers: { 'X-Next': 'n 1' } } : {}),
      }),
    );
    expect(asked).toEqual(['GET /posts?at=start&b=1', 'GET /posts?at=n+1&b=1']);
    expect(seen).toEqual([
      [200, 'https://api.test/posts', 'n 1', 1],
      [200, 'https://api.test/posts', undefined, 1],
    ]);
  });

  test('is registered by a name, and made with its options', async () => {
    const name = registerPaginator('contract_steps', ({ size }) => ({
      first: () => ({ params: { from: 0 } }),
      next: ({ rowCount, request }) =>
        rowCount < Number(size)
          ? null
          : { params: { from: Number(request.params?.['from']) + Number(size) } },
    }));
    const { asked } = await runConfig(
      onePosts({ paginator: { type: name, size: 2 } }),
      byOffset(
        () => ({}),
        ({ query }) => [query.get('from'), query.get('from') === '4' ? 1 : 2],
      ),
    );
    expect(asked).toEqual(['GET /posts?from=0', 'GET /posts?from=2', 'GET /posts?from=4']);
  });

  test.each(['offset', 'auto', 'json_response', ''])('can not be registered as %j', (name) => {
    expect(() => registerPaginator(name, () => bodyPages)).toThrow(/registerPaginator/);
  });

  test('that is not registered is refused, with the names that are', async () => {
    const run = runConfig(onePosts({ paginator: { type: 'contract_none' } }), () => ({ json: [] }));
    await expect(run).rejects.toThrow(/contract_none.*page_number|page_number.*contract_none/s);
  });
});

describe('an authentication of one’s own', () => {
  const signing = {
    authorize: ({
      method,
      url,
      headers,
    }: {
      method: string;
      url: string;
      headers: Record<string, string>;
    }) => ({
      headers: { ...headers, 'x-signature': `${method} ${new URL(url).pathname}` },
    }),
  };

  test('signs each request', async () => {
    const { requests } = await runConfig(
      onePosts(
        { paginator: { type: 'page_number', maximum_page: 2, total_path: null } },
        { auth: signing },
      ),
      () => ({ json: [{ id: 1 }] }),
    );
    expect(requests.map(({ headers }) => headers['x-signature'])).toEqual([
      'GET /posts',
      'GET /posts',
    ]);
  });

  test('is registered by a name, and made with its options', async () => {
    const name = registerAuth('contract_prefix', ({ prefix }) => ({
      authorize: ({ headers }) => ({
        headers: { ...headers, authorization: `${String(prefix)} x` },
      }),
    }));
    const { requests } = await runConfig(
      {
        client: clientOf(),
        resources: [
          {
            name: 'posts',
            endpoint: { auth: { type: name, prefix: 'Sig' }, paginator: 'single_page' },
          },
        ],
      },
      () => ({ json: [] }),
    );
    expect(requests[0]?.headers['authorization']).toBe('Sig x');
  });

  test.each(['bearer', 'http_basic', ''])('can not be registered as %j', (name) => {
    expect(() => registerAuth(name, () => signing)).toThrow(/registerAuth/);
  });
});
