import { describe, expect, test } from 'vitest';
import { clientOf, ORIGIN, runConfig, type SentRequest } from './scripted-api.ts';

type Plain = Readonly<Record<string, unknown>>;

/** The one request of a resource that has these defaults. */
async function requestOf(
  defaults: Plain,
  resource: unknown,
  client: Plain = {},
): Promise<SentRequest> {
  const config = {
    client: clientOf({ paginator: 'single_page', ...client }),
    resource_defaults: defaults,
    resources: [resource],
  };
  const before = JSON.stringify(config);
  const { requests, error } = await runConfig(config, () => ({ json: [] }));
  if (error !== undefined) throw error;
  expect(requests).toHaveLength(1);
  expect(JSON.stringify(config)).toBe(before);
  return requests[0] as SentRequest;
}

const posts = (endpoint: unknown): Plain => ({ name: 'posts', endpoint });

describe('the short forms of a resource', () => {
  test.each([
    ['posts', '/posts'],
    ['path/with/slash', '/path/with/slash'],
    ['/posts', '/posts'],
    [{ name: 'posts' }, '/posts'],
    [{ name: 'p', endpoint: 'x/y' }, '/x/y'],
    [{ name: 'p', endpoint: {} }, '/p'],
    [{ name: 'p', endpoint: { params: { a: 1 } } }, '/p?a=1'],
  ])('%j asks %s', async (resource, path) => {
    expect((await requestOf({}, resource)).url).toBe(`${ORIGIN}${path}`);
  });

  test('the path is the name; one in the defaults is refused by name', async () => {
    await expect(requestOf({ endpoint: { path: 'default' } }, posts({}))).rejects.toThrow(
      /resource_defaults\.endpoint\.path: has no default: a resource without a path has its name/,
    );
    expect((await requestOf({ endpoint: { path: null } }, posts({}))).url).toBe(`${ORIGIN}/posts`);
  });
});

describe('of the endpoint', () => {
  test.each<readonly [what: string, general: Plain, own: unknown, url: string]>([
    ['params are joined, the defaults first', { a: 1, b: 2 }, { c: 3 }, '?a=1&b=2&c=3'],
    [
      'an overridden parameter keeps its place',
      { a: 1, b: 2 },
      { b: 9, a: 8, c: 3 },
      '?a=8&b=9&c=3',
    ],
    ['a parameter that is null is left out', { a: 1, b: 2 }, { a: null }, '?b=2'],
    ['no params of the resource leave those of the defaults', { a: 1 }, undefined, '?a=1'],
    ['params of the resource alone stay', {}, { a: 1 }, '?a=1'],
  ])('%s', async (_, general, own, url) => {
    const endpoint = own === undefined ? {} : { params: own };
    const request = await requestOf({ endpoint: { params: general } }, posts(endpoint));
    expect(request.url).toBe(`${ORIGIN}/posts${url}`);
  });

  test('params reach a resource that is a bare name', async () => {
    expect((await requestOf({ endpoint: { params: { a: 1 } } }, 'posts')).url).toBe(
      `${ORIGIN}/posts?a=1`,
    );
  });

  test('json is joined one level deep, and no deeper', async () => {
    const request = await requestOf(
      { endpoint: { method: 'POST', json: { a: 1, deep: { x: 1, y: 2 } } } },
      posts({ json: { b: 2, deep: { z: 3 } } }),
    );
    expect(request).toMatchObject({ method: 'POST', body: '{"a":1,"deep":{"z":3},"b":2}' });
  });

  test.each<readonly [key: string, general: unknown, own: unknown, shown: Plain]>([
    ['headers', { 'X-A': '1', 'X-B': '2' }, { 'X-B': '3' }, { 'x-b': '3' }],
    ['headers', { 'X-A': '1' }, null, {}],
    ['headers', { 'X-A': '1' }, undefined, { 'x-a': '1' }],
    ['auth', { token: 'general' }, { token: 'own' }, { authorization: 'Bearer own' }],
    ['auth', { token: 'general' }, undefined, { authorization: 'Bearer general' }],
    ['auth', { token: 'general' }, null, {}],
  ])('%s are replaced whole: %j, %j', async (key, general, own, shown) => {
    const request = await requestOf(
      { endpoint: { [key]: general } },
      posts(own === undefined ? {} : { [key]: own }),
    );
    const { 'user-agent': _, accept: __, 'accept-encoding': ___, ...headers } = request.headers;
    expect(headers).toEqual(shown);
  });

  test('data is replaced whole', async () => {
    const request = await requestOf(
      { endpoint: { method: 'POST', data: { a: 1, b: 2 } } },
      posts({ data: { c: 3 } }),
    );
    expect(request.body).toBe('c=3');
  });

  test.each([
    ['data_selector', 'items', null, { notes: [{ id: 2 }], items: [{ id: 1 }] }],
    ['data_selector', 'notes', 'items', { notes: [{ id: 2 }], items: [{ id: 1 }] }],
  ])('%s %j is overridden by %j', async (key, general, own, body) => {
    const { rows } = await runConfig(
      {
        client: clientOf({ paginator: 'single_page' }),
        resource_defaults: { endpoint: { [key]: general } },
        resources: [posts({ [key]: own })],
      },
      () => ({ json: body }),
    );
    expect(rows).toEqual([{ id: 1 }]);
  });

  test('response actions are replaced whole', async () => {
    const { error } = await runConfig(
      {
        client: clientOf({ paginator: 'single_page' }),
        resource_defaults: {
          endpoint: { response_actions: [{ status_code: 404, action: 'ignore' }] },
        },
        resources: [posts({ response_actions: [{ status_code: 410, action: 'ignore' }] })],
      },
      () => ({ status: 404, text: 'no' }),
    );
    expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
  });
});

describe('of the resource', () => {
  const two = (defaults: Plain, own: Plain): unknown => ({
    client: clientOf({ paginator: 'single_page' }),
    resource_defaults: defaults,
    resources: [{ name: 'posts', ...own }],
  });

  test('steps are replaced whole', async () => {
    const steps = (keep: number): Plain => ({
      processing_steps: [{ filter: (row: { id: number }) => row.id === keep }],
    });
    const { rows } = await runConfig(two(steps(1), steps(2)), () => ({
      json: [{ id: 1 }, { id: 2 }],
    }));
    expect(rows).toEqual([{ id: 2 }]);
  });

  test('a resource that is not selected by default is selected by its own word', async () => {
    const { rows } = await runConfig(two({ selected: false }, { selected: true }), () => ({
      json: [{ id: 1 }],
    }));
    expect(rows).toEqual([{ id: 1 }]);
  });
});

describe('headers of the client and of the endpoint', () => {
  test.each<readonly [client: Plain, own: Plain, sent: Plain, gone: readonly string[]]>([
    [{ 'X-A': '1' }, { 'X-B': '2' }, { 'x-a': '1', 'x-b': '2' }, []],
    [{ 'X-A': '1' }, { 'X-A': '2' }, { 'x-a': '2' }, []],
    [{ 'X-A': '1' }, { 'x-a': '2' }, { 'x-a': '2' }, []],
    [{ 'X-A': '1', 'X-B': '2' }, { 'X-A': null }, { 'x-b': '2' }, ['x-a']],
    [{ 'User-Agent': 'mine/1' }, {}, { 'user-agent': 'mine/1' }, []],
    [{ Accept: 'text/csv' }, { accept: 'application/json' }, { accept: 'application/json' }, []],
  ])('%j and %j', async (client, own, sent, gone) => {
    const { headers } = await requestOf({}, posts({ headers: own }), { headers: client });
    expect(headers).toMatchObject(sent);
    for (const name of gone) expect(headers).not.toHaveProperty(name);
  });

  test('name the tool where nobody says otherwise', async () => {
    expect((await requestOf({}, 'posts')).headers['user-agent']).toMatch(/^sluice\//);
  });

  test('of the client hold no placeholders, whatever braces they have', async () => {
    const { headers } = await requestOf({}, 'posts', {
      headers: { 'X-A': '{a} {{b}} {resources.x.y}' },
    });
    expect(headers['x-a']).toBe('{a} {{b}} {resources.x.y}');
  });
});
