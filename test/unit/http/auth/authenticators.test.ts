import { expect, test } from 'vitest';
import { authSecrets } from '../../../../src/http/auth/auth-secrets.ts';
import {
  createAuthenticator,
  createAuthenticators,
} from '../../../../src/http/auth/create-authenticator.ts';
import { createKeptToken } from '../../../../src/http/auth/kept-token.ts';
import type { AuthSettings, CustomAuth } from '../../../../src/http/client.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { authCall, authTools } from '../../../support/http-auth.ts';
import { rejection } from '../../../support/rejection.ts';

const request = {
  method: 'GET',
  url: new URL('https://api.test/a?x=1'),
  headers: { accept: '*/*' },
};
const oauth = {
  type: 'oauth2_client_credentials',
  accessTokenUrl: 'https://login.test/token',
  clientId: 'me-client',
  clientSecret: 'canary-secret',
  requestData: { scope: 'read', refresh_token: 'canary-refresh' },
  defaultExpirationSeconds: 60,
} as const;

test.each([
  [{ type: 'bearer', token: 'abc' }, 'Bearer abc'],
  [{ type: 'http_basic', username: 'ü', password: 'p:w' }, 'Basic w7w6cDp3'],
  [{ ...oauth, accessToken: 'given' }, 'Bearer given'],
] satisfies [AuthSettings, string][])(
  '%j sends an authorization header',
  async (settings, value) => {
    const tools = authTools('https://api.test', 'https://login.test');
    const authorized = await createAuthenticator(settings, tools).authorize(request, authCall());
    expect(authorized).toEqual({ ...request, headers: { accept: '*/*', authorization: value } });
  },
);

test.each([
  [{ type: 'bearer', token: 'abc' }, ['abc']],
  [{ type: 'api_key', name: 'k', apiKey: 'abc', location: 'cookie' }, ['abc']],
  [{ type: 'http_basic', username: 'me', password: 'pw' }, ['me', 'pw', 'me:pw']],
  [{ type: 'http_basic', username: 'key', password: 'x' }, ['key', 'key:x']],
  [oauth, ['me-client', 'canary-secret', 'canary-refresh']],
] satisfies [AuthSettings, string[]][])('the secrets of %j are known', (settings, secrets) => {
  expect(authSecrets(settings)).toEqual(secrets);
});

test('a resource has its own authentication, none, or that of all; equal ones are shared', () => {
  const auth = { type: 'bearer', token: 'all' } as const;
  const resourceAuth = {
    none: null,
    twin: { ...auth },
    own: { type: 'bearer', token: 'b' },
  } as const;
  const of = createAuthenticators({ auth, resourceAuth }, authTools('https://api.test'));
  expect(of('none')).toBeUndefined();
  expect(of('twin')).toBe(of('other'));
  expect(of('own')).not.toBe(of('other'));
  expect(of('toString')).toBe(of('other'));
});

test('own authentication changes URL and headers, and what it adds becomes a secret', async () => {
  const tools = authTools('https://api.test');
  const auth: CustomAuth = {
    authorize: async ({ method, url, headers }) => ({
      url: `${url}&sig=canary-sig`,
      headers: { ...headers, authorization: `Sign canary-${method}` },
    }),
  };
  const own = createAuthenticator({ type: 'own', auth }, tools);
  const { url, headers } = await own.authorize(request, authCall());
  expect([url.href, headers['authorization']]).toEqual([
    'https://api.test/a?x=1&sig=canary-sig',
    'Sign canary-GET',
  ]);
  expect(tools.redactor.redact('1 canary-sig 2 canary-GET 3')).toBe('1 *** 2 *** 3');
});

test.each([
  [
    'throws',
    () => {
      throw new Error('no key');
    },
    'failed: no key',
  ],
  [
    'rejects',
    async () => {
      throw new Error('no key');
    },
    'failed: no key',
  ],
  ['leads away', () => ({ url: 'https://evil.test/' }), 'another origin, `https://evil.test`'],
] satisfies [string, CustomAuth['authorize'], string][])(
  'own authentication that %s is an error',
  async (_, authorize, text) => {
    const own = createAuthenticator(
      { type: 'own', auth: { authorize } },
      authTools('https://api.test'),
    );
    const error = await rejection((async () => own.authorize(request, authCall()))());
    expect(error).toMatchObject({ code: 'SOURCE_AUTH', retryable: false });
    expect(error.message).toContain(text);
  },
);

test.each([
  [3_600, 3_539_999, 3_540_000],
  [100, 89_999, 90_000],
])(
  'a token of %i s is kept until %i ms and renewed from %i ms on',
  async (seconds, kept, renewed) => {
    const clock = fakeClock();
    let count = 0;
    const token = createKeptToken(async () => {
      count += 1;
      return { value: `t${count}`, askedAt: clock.now(), lifeMs: seconds * 1_000 };
    }, clock);
    expect(await Promise.all([token.get(), token.get(), token.get()])).toEqual(['t1', 't1', 't1']);
    clock.advance(kept);
    expect(await token.get()).toBe('t1');
    clock.advance(renewed - kept);
    expect(await token.get()).toBe('t2');
    token.drop('t1');
    expect(await token.get()).toBe('t2');
    token.drop('t2');
    expect(await token.get()).toBe('t3');
  },
);
