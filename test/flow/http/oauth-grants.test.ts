import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openHttpClient } from '../../../src/http/open-http-client.ts';
import { createSource } from '../../../src/source/rest-api-source.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { httpRequest, httpSettings } from '../../support/http-settings.ts';
import { rejection } from '../../support/rejection.ts';
import { readPage, serveTokens, sourceOf } from '../../support/token-api.ts';

const CREDENTIALS = { type: 'oauth2_client_credentials', client_secret: 'canary:s e/cret' };
const REFRESH = { type: 'oauth2_refresh_token', refresh_token: 'canary-refresh' };
/** As RFC 6749 has it: both are form-encoded first. */
const BASIC = `Basic ${Buffer.from('my+client:canary%3As+e%2Fcret').toString('base64')}`;

describe('how the client says who it is', () => {
  test.each([
    ['by default', {}],
    ['client_secret_post', { auth_method: 'client_secret_post' }],
  ])('%s in the form', async (_what, over) => {
    const api = await serveTokens();
    expect(await readPage(api, { ...CREDENTIALS, ...over })).toHaveLength(1);
    expect(api.asked[0]?.form).toEqual({
      grant_type: 'client_credentials',
      client_id: 'my client',
      client_secret: 'canary:s e/cret',
    });
    expect(api.asked[0]?.headers).not.toHaveProperty('authorization');
  });

  test.each([
    ['client credentials', CREDENTIALS, { grant_type: 'client_credentials' }],
    [
      'a refresh token',
      { ...REFRESH, client_secret: 'canary:s e/cret' },
      { grant_type: 'refresh_token', refresh_token: 'canary-refresh' },
    ],
  ])('client_secret_basic in the header, of %s', async (_what, auth, form) => {
    const api = await serveTokens();
    expect(await readPage(api, { ...auth, auth_method: 'client_secret_basic' })).toHaveLength(1);
    expect(api.asked[0]).toMatchObject({ form, headers: { authorization: BASIC } });
    expect(Object.keys(api.asked[0]?.form ?? {})).not.toContain('client_secret');
  });

  test('the request has its own headers, and they are not those of the client', async () => {
    const api = await serveTokens();
    const headers = { 'X-Tenant': 'a', 'user-agent': 'mine/1' };
    await readPage(api, { ...CREDENTIALS, access_token_request_headers: headers });
    expect(api.asked[0]?.headers).toMatchObject({
      'x-tenant': 'a',
      'user-agent': 'mine/1',
      'content-type': expect.stringContaining('application/x-www-form-urlencoded'),
      accept: 'application/json',
    });
  });
});

describe('a refresh token', () => {
  test('of a client without a secret', async () => {
    const api = await serveTokens();
    expect(await readPage(api, REFRESH)).toHaveLength(1);
    expect(api.asked[0]?.form).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'canary-refresh',
      client_id: 'my client',
    });
  });

  test('one that the answer gives takes its place, within one run', async () => {
    const api = await serveTokens((nth) => ({ refresh_token: `canary-refresh-${nth}` }));
    const auth = {
      type: 'oauth2_refresh_token',
      accessTokenUrl: `${api.origin}/token`,
      clientId: 'c',
      refreshToken: 'canary-refresh',
      requestData: {},
      defaultExpirationSeconds: 100,
    } as const;
    const client = openHttpClient(httpSettings(api.origin, { auth }), { clock: fakeClock() });
    onTestFinished(() => client.close());
    for (let page = 0; page < 2; page++) {
      const { body } = await client.send(httpRequest(`${api.origin}/items`));
      await text(body);
      api.good = 'revoked';
    }
    expect(api.asked.map(({ form }) => form['refresh_token'])).toEqual([
      'canary-refresh',
      'canary-refresh-1',
    ]);
  });

  test('refused, it says what to do, and shows no secret', async () => {
    const api = await serveTokens(() => ({
      error: 'invalid_grant',
      error_description: `no canary-refresh, ${BASIC}`,
    }));
    const auth = {
      ...REFRESH,
      client_secret: 'canary:s e/cret',
      auth_method: 'client_secret_basic',
    };
    const error = await rejection(readPage(api, auth));
    expect(error.message).toMatch(/invalid_grant.*`refresh_token`; .*has to be given anew/);
    expect(inspect(error, { depth: 9 })).not.toMatch(/canary|bXkrY2xpZW50/);
  });
});

describe('configurations', () => {
  const refusalOf = async (auth: object): Promise<string> =>
    (await rejection((async () => sourceOf({ origin: 'https://x' }, auth))())).message;

  test.each<[object, RegExp]>([
    [
      { ...CREDENTIALS, auth_method: 'basic' },
      /auth\.auth_method: must be one of `client_secret_post`/,
    ],
    [{ ...REFRESH, refresh_token: '' }, /auth\.refresh_token: /],
    [{ type: 'oauth2_refresh_token' }, /refresh_token: is needed: .*CREDENTIALS__REFRESH_TOKEN/],
    [{ type: 'oauth2_jwt_bearer' }, /private_key: is needed: .*CREDENTIALS__PRIVATE_KEY/],
    [
      { ...CREDENTIALS, refresh_token: 'x' },
      /`refresh_token` belongs to auth of type `oauth2_refresh_token`/,
    ],
    [
      { ...REFRESH, client_secret: null, auth_method: 'client_secret_basic' },
      /auth_method: needs a `client_secret`/,
    ],
    [{ ...REFRESH, auth_method: 'client_secret_basic' }, /auth_method: needs a `client_secret`/],
    [
      { ...CREDENTIALS, access_token_request_headers: { 'Content-Type': 'a/b' } },
      /access_token_request_headers\['Content-Type'\]: is a header that the token request has by itself/,
    ],
    [
      {
        ...CREDENTIALS,
        auth_method: 'client_secret_basic',
        access_token_request_headers: { authorization: 'x' },
      },
      /access_token_request_headers\.authorization: is a header/,
    ],
    [
      { ...CREDENTIALS, access_token_request_headers: { 'a b': 'x' } },
      /access_token_request_headers/,
    ],
    [
      { ...CREDENTIALS, access_token_request_headers: { a: 'x\ny' } },
      /access_token_request_headers\.a/,
    ],
  ])('refused: %j', async (auth, message) => {
    expect(await refusalOf(auth)).toMatch(message);
  });

  test('the names alone take their values from the environment', () => {
    const env = {
      CREDENTIALS__ACCESS_TOKEN_URL: 'https://x/token',
      CREDENTIALS__CLIENT_ID: 'c',
      CREDENTIALS__REFRESH_TOKEN: 'canary-refresh',
    };
    const client = { base_url: 'https://x', auth: 'oauth2_refresh_token' };
    expect(() =>
      createSource({ client, resources: [] } as never, { env }, fakeClock()),
    ).not.toThrow();
  });
});
