import { expect, test } from 'vitest';
import { createAuthenticator } from '../../../../src/http/auth/create-authenticator.ts';

const settings = { type: 'api_key', name: 'Api-Token', apiKey: 'a b&c' } as const;
const url = new URL('https://api.test/a?x=1&y=%20&Api-Token=mine');

test('in a header it replaces any header of that name, and the URL stays', async () => {
  const auth = createAuthenticator({ ...settings, location: 'header' });
  const headers = { 'api-token': 'old', accept: '*/*' };
  expect(await auth.authorize({ url, headers })).toEqual({
    url,
    headers: { accept: '*/*', 'Api-Token': 'a b&c' },
  });
  expect(headers['api-token']).toBe('old');
  expect(auth.carrier).toBe('header `Api-Token`');
});

test('in the query it comes last, encoded, and the given URL stays', async () => {
  const auth = createAuthenticator({ ...settings, location: 'query' });
  const authorized = await auth.authorize({ url, headers: {} });
  expect(authorized.url.search).toBe('?x=1&y=%20&Api-Token=mine&Api-Token=a%20b%26c');
  expect(authorized.headers).toEqual({});
  expect(url.search).toBe('?x=1&y=%20&Api-Token=mine');
  expect(auth.carrier).toBe('query parameter `Api-Token`');
});

test('a URL that holds the key already gets it once, and one without a query gets one', async () => {
  const auth = createAuthenticator({ ...settings, location: 'query' });
  const echoed = new URL('https://api.test/a?Api-Token=a+b%26c&x=1');
  expect((await auth.authorize({ url: echoed, headers: {} })).url.search).toBe(
    '?x=1&Api-Token=a%20b%26c',
  );
  const bare = new URL('https://api.test/a');
  expect((await auth.authorize({ url: bare, headers: {} })).url.search).toBe(
    '?Api-Token=a%20b%26c',
  );
});
