import { expect, test } from 'vitest';
import { apiKeyAuth } from '../../../../src/http/auth/api-key.ts';
import { authCall } from '../../../support/http-auth.ts';

const settings = { type: 'api_key', name: 'Api-Token', apiKey: 'a b&c' } as const;
const method = 'GET';
const url = new URL('https://api.test/a?x=1&y=%20&Api-Token=mine');

test('in a header it replaces any header of that name, and the URL stays', async () => {
  const auth = apiKeyAuth({ ...settings, location: 'header' });
  const headers = { 'api-token': 'old', accept: '*/*' };
  expect(await auth.authorize({ method, url, headers }, authCall())).toEqual({
    method,
    url,
    headers: { accept: '*/*', 'Api-Token': 'a b&c' },
  });
  expect(headers['api-token']).toBe('old');
  expect(auth.carrier).toBe('header `Api-Token`');
});

test('in the query it comes last, encoded, and the given URL stays', async () => {
  const auth = apiKeyAuth({ ...settings, location: 'query' });
  const authorized = await auth.authorize({ method, url, headers: {} }, authCall());
  expect(authorized.url.search).toBe('?x=1&y=%20&Api-Token=mine&Api-Token=a%20b%26c');
  expect(authorized.headers).toEqual({});
  expect(url.search).toBe('?x=1&y=%20&Api-Token=mine');
  expect(auth.carrier).toBe('query parameter `Api-Token`');
});

test('a URL that holds the key already gets it once, and one without a query gets one', async () => {
  const auth = apiKeyAuth({ ...settings, location: 'query' });
  const echoed = new URL('https://api.test/a?Api-Token=a+b%26c&x=1');
  expect((await auth.authorize({ method, url: echoed, headers: {} }, authCall())).url.search).toBe(
    '?x=1&Api-Token=a%20b%26c',
  );
  const bare = new URL('https://api.test/a');
  expect((await auth.authorize({ method, url: bare, headers: {} }, authCall())).url.search).toBe(
    '?Api-Token=a%20b%26c',
  );
});

test.each([
  [{}, 'key=a b&c'],
  [{ Cookie: 'theme=dark; lang=en' }, 'theme=dark; lang=en; key=a b&c'],
  [{ cookie: 'key=old; theme=dark' }, 'theme=dark; key=a b&c'],
])('in a cookie it stands beside the others: %j', async (headers, cookies) => {
  const auth = apiKeyAuth({ ...settings, name: 'key', location: 'cookie' });
  const authorized = await auth.authorize({ method, url, headers }, authCall());
  expect(authorized).toEqual({ method, url, headers: { cookie: cookies } });
});
