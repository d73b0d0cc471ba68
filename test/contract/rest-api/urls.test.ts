import { describe, expect, test } from 'vitest';
import { clientOf, ORIGIN, runConfig } from './scripted-api.ts';

/** Where an endpoint with one page is asked. */
async function urlOf(endpoint: unknown, base: string = ORIGIN): Promise<string | undefined> {
  const { requests, error } = await runConfig(
    {
      client: clientOf({ base_url: base, paginator: 'single_page' }),
      resources: [{ name: 'posts', endpoint }],
    },
    () => ({ json: [] }),
  );
  if (error !== undefined) throw error;
  return requests[0]?.url;
}

describe('base_url and path', () => {
  test.each([
    [ORIGIN, 'posts', '/posts'],
    [`${ORIGIN}/`, 'posts', '/posts'],
    [ORIGIN, '/posts', '/posts'],
    [`${ORIGIN}/`, '/posts', '/posts'],
    [`${ORIGIN}/v1`, 'posts', '/v1/posts'],
    [`${ORIGIN}/v1/`, '/posts/', '/v1/posts/'],
    [`${ORIGIN}/v1//`, '//posts', '/v1/posts'],
    [`${ORIGIN}/v1`, 'a//b', '/v1/a//b'],
    [`${ORIGIN}/v1`, '', '/v1'],
    [`${ORIGIN}/v1/`, '', '/v1/'],
    [ORIGIN, 'posts?a=1', '/posts?a=1'],
    [ORIGIN, 'a b/é', '/a%20b/%C3%A9'],
    [ORIGIN, 'posts:search', '/posts:search'],
    [ORIGIN, 'ftp://host/x', '/ftp://host/x'],
    [`${ORIGIN}/v1`, 'httpbin/x', '/v1/httpbin/x'],
  ])('%s and %j become %s', async (base, path, url) => {
    expect(await urlOf({ path }, base)).toBe(`${ORIGIN}${url}`);
  });

  test.each(['https://other.test/x/posts?a=1', 'http://other.test:8080/posts'])(
    'the path %s takes the place of the base',
    async (path) => {
      expect(await urlOf({ path }, `${ORIGIN}/v1`)).toBe(path);
    },
  );

  test.each([
    ['ftp://api.test', 'http'],
    ['api.test', 'URL'],
    [`${ORIGIN}?a=1`, 'query'],
    ['https://ann:pw@api.test', 'auth'],
  ])('the base %s is refused', async (base, says) => {
    await expect(urlOf({}, base)).rejects.toThrow(says);
  });

  test('every path may be a full URL, with an empty base', async () => {
    expect(await urlOf({ path: `${ORIGIN}/posts` }, '')).toBe(`${ORIGIN}/posts`);
  });
});

describe('the query', () => {
  test.each<readonly [params: Readonly<Record<string, unknown>>, query: string]>([
    [{}, ''],
    [{ a: 1, b: 2.5 }, '?a=1&b=2.5'],
    [{ z: 1, a: 2 }, '?z=1&a=2'],
    [{ q: 'a b' }, '?q=a+b'],
    [{ q: 'a+b' }, '?q=a%2Bb'],
    [{ since: '2024-01-01T00:00:00Z' }, '?since=2024-01-01T00%3A00%3A00Z'],
    [{ p: 'x/y,z' }, '?p=x%2Fy%2Cz'],
    [{ q: 'é&=#' }, '?q=%C3%A9%26%3D%23'],
    [{ 'filter[name]': 'x' }, '?filter%5Bname%5D=x'],
    [{ a: null, b: '' }, '?b='],
    [{ a: [1, 'x', 2] }, '?a=1&a=x&a=2'],
    [{ a: [] }, ''],
    [{ a: true, b: false }, '?a=true&b=false'],
    [{ q: '{{literal}}' }, '?q=%7Bliteral%7D'],
    [{ '{{k}}': 1 }, '?%7Bk%7D=1'],
    [{ big: 9007199254740993n }, '?big=9007199254740993'],
  ])('of %o is %s', async (params, query) => {
    expect(await urlOf({ params })).toBe(`${ORIGIN}/posts${query}`);
  });

  test('of the path comes first', async () => {
    expect(await urlOf({ path: 'posts?b=2', params: { a: 1 } })).toBe(`${ORIGIN}/posts?b=2&a=1`);
  });

  test.each([
    ['posts?a,b:c', '?a,b:c'],
    ['posts?flag', '?flag'],
    ['posts?q=a%20b', '?q=a%20b'],
    ['posts?$filter=x', '?$filter=x'],
  ])('of the path %s stays as it is written', async (path, query) => {
    expect(await urlOf({ path })).toBe(`${ORIGIN}/posts${query}`);
    expect(await urlOf({ path, params: { z: 1 } })).toBe(`${ORIGIN}/posts${query}&z=1`);
  });

  test.each([
    ['posts?page=9&x', '?page=0&x'],
    ['posts?x&p%61ge=9', '?x&page=0'],
    ['posts?page=8&page=9', '?page=0'],
  ])('of the path %s gives way to the paginator, once', async (path, query) => {
    const paginator = { type: 'page_number', maximum_page: 1 };
    expect(await urlOf({ path, paginator })).toBe(`${ORIGIN}/posts${query}`);
  });

  test.each([
    [{ a: { b: 1 } }, 'params.a'],
    [{ a: { type: 'what' } }, 'params.a'],
    [{ q: '{' }, 'params.q'],
    [{ q: '{a}' }, 'params.q'],
    [{ q: '{resources.x}' }, 'params.q'],
    [{ q: '{other.x.y}' }, 'params.q'],
  ])('refuses %o before anything is asked for', async (params, place) => {
    await expect(urlOf({ params })).rejects.toThrow(`resources[0].endpoint.${place}`);
  });
});

describe('written parameters of the path stand there as if they had been written there', () => {
  test.each([
    ['users/{id}/posts', { id: 7 }, '/users/7/posts'],
    ['users/{id}/posts', { id: 'a/b' }, '/users/a/b/posts'],
    ['users/{id}/posts', { id: 'a b', x: 1 }, '/users/a%20b/posts?x=1'],
    ['{a}/{b}/{a}/x', { a: 1, b: 2 }, '/1/2/1/x'],
    ['a/{{x}}/b', {}, '/a/%7Bx%7D/b'],
    ['a/{{{{x}}}}/b', {}, '/a/%7Bx%7D/b'],
    ['users/{on}/posts', { on: true }, '/users/true/posts'],
  ])('%s with %o', async (path, params, url) => {
    expect(await urlOf({ path, params })).toBe(`${ORIGIN}${url}`);
  });

  test.each<readonly [path: string, params: Readonly<Record<string, unknown>>, says: string]>([
    ['users/{id}', {}, 'id'],
    ['users/{id', {}, 'brace'],
    ['users/{id}', { id: 'a#b' }, 'fragment'],
    ['users/{id}', { id: null }, 'null'],
    ['users/{id}', { id: [1] }, 'one value'],
    ['users/{other.x}', {}, 'other.x'],
  ])('%s with %o is refused', async (path, params, says) => {
    await expect(urlOf({ path, params })).rejects.toThrow(says);
  });
});

describe('the method', () => {
  test.each(['get', 'post', 'PUT', 'PATCH', 'DELETE', ''])('%j is refused', async (method) => {
    await expect(urlOf({ method })).rejects.toThrow('GET');
  });
});
