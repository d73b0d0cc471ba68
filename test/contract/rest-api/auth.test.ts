import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/index.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import {
  clientOf,
  ORIGIN,
  type Outcome,
  onePosts,
  runConfig,
  type Script,
} from './scripted-api.ts';

type Env = Readonly<Record<string, string>>;

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

function run(auth: unknown, env: Env = {}, name?: string): Promise<Outcome> {
  const config = onePosts({ params: { a: 'x y' }, paginator: 'single_page' }, { auth });
  return runConfig(config, () => ({ json: [{ id: 1 }] }), {
    env,
    ...(name === undefined ? {} : { name }),
  });
}

describe('what is sent', () => {
  test.each<[what: string, auth: unknown, headers: Env, query?: string]>([
    ['a bearer', { type: 'bearer', token: 'tok' }, { authorization: 'Bearer tok' }],
    ['an object without a type', { token: 'tok' }, { authorization: 'Bearer tok' }],
    [
      'an api_key, without a prefix',
      { type: 'api_key', api_key: 'key1' },
      { authorization: 'key1' },
    ],
    [
      'an api_key in a header of its own',
      { type: 'api_key', api_key: 'key1', name: 'X-Key' },
      { 'x-key': 'key1' },
    ],
    [
      'an api_key in the query, behind all parameters',
      { type: 'api_key', api_key: 'k+1', name: 'key', location: 'query' },
      {},
      '&key=k%2B1',
    ],
    [
      'an api_key in a param',
      { type: 'api_key', api_key: 'key1', name: 'key', location: 'param' },
      {},
      '&key=key1',
    ],
    [
      'an api_key in a cookie, which dlt does not send',
      { type: 'api_key', api_key: 'key1', name: 'sid', location: 'cookie' },
      { cookie: 'sid=key1' },
    ],
    [
      'a name and a password',
      { type: 'http_basic', username: 'ann', password: 'pä:ss' },
      { authorization: basic('ann:pä:ss') },
    ],
  ])('%s', async (_, auth, headers, query = '') => {
    const { requests, rows } = await run(auth);
    expect(rows).toEqual([{ id: 1 }]);
    expect(requests[0]?.headers).toMatchObject(headers);
    expect(requests[0]?.url).toBe(`${ORIGIN}/posts?a=x+y${query}`);
  });

  test('nothing without auth', async () => {
    expect((await run(null)).requests[0]?.headers).not.toHaveProperty('authorization');
  });

  test('the key goes with every page, once', async () => {
    const auth = { type: 'api_key', api_key: 'key1', name: 'key', location: 'query' };
    const { asked } = await runConfig(
      onePosts({ paginator: 'json_link' }, { auth }),
      ({ index }) => ({ json: { data: [], next: index < 2 ? `?p=${index}&key=key1` : null } }),
    );
    expect(asked).toEqual([
      'GET /posts?key=key1',
      'GET /posts?p=0&key=key1',
      'GET /posts?p=1&key=key1',
    ]);
  });

  test.each<readonly [what: string, own: object, sent: string | undefined]>([
    ['its own auth', { auth: { token: 'own' } }, 'Bearer own'],
    ['no auth', { auth: null }, undefined],
    ['the auth of the client', {}, 'Bearer client'],
  ])('an endpoint has %s', async (_, own, sent) => {
    const { requests } = await runConfig(
      onePosts({ paginator: 'single_page', ...own }, { auth: { token: 'client' } }),
      () => ({ json: [] }),
    );
    expect(requests[0]?.headers['authorization']).toBe(sent);
  });
});

describe('values of the environment', () => {
  test.each<readonly [auth: unknown, env: Env, sent: string]>([
    [
      'bearer',
      { SOURCES__REST_API__CRM__CREDENTIALS__TOKEN: 't1', CREDENTIALS__TOKEN: 't2' },
      'Bearer t1',
    ],
    [
      'bearer',
      { SOURCES__REST_API__CREDENTIALS__TOKEN: 't1', SOURCES__CREDENTIALS__TOKEN: 't2' },
      'Bearer t1',
    ],
    ['bearer', { SOURCES__CREDENTIALS__TOKEN: 't1', CREDENTIALS__TOKEN: 't2' }, 'Bearer t1'],
    ['bearer', { CREDENTIALS__TOKEN: 't2' }, 'Bearer t2'],
    [{ type: 'bearer' }, { CREDENTIALS__TOKEN: 't2' }, 'Bearer t2'],
    [{ token: 'written' }, { CREDENTIALS__TOKEN: 't2' }, 'Bearer written'],
    ['api_key', { CREDENTIALS__API_KEY: 'key1' }, 'key1'],
    ['http_basic', { CREDENTIALS__USERNAME: 'ann', CREDENTIALS__PASSWORD: 'pw' }, basic('ann:pw')],
    [
      { type: 'http_basic', username: 'bob', password: 'x' },
      { CREDENTIALS__USERNAME: 'ann' },
      basic('bob:x'),
    ],
  ])('%j with %j', async (auth, env, sent) => {
    expect((await run(auth, env, 'crm')).requests[0]?.headers['authorization']).toBe(sent);
  });

  test.each([
    ['bearer', 'token'],
    ['api_key', 'api_key'],
    ['http_basic', 'password'],
    ['oauth2_client_credentials', 'client_secret'],
  ])('%s without any is refused, with the names that were tried', async (auth, key) => {
    const error = await run(auth).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(`client.auth.${key}`);
    expect(String(error)).toContain(`SOURCES__REST_API__CREDENTIALS__${key.toUpperCase()}`);
  });

  test.each([
    ['unknown', 'bearer'],
    [{ type: 'unknown' }, 'bearer'],
    [5, 'auth'],
    [{ type: 'api_key', api_key: 'longsecret', location: 'body' }, 'query'],
    [{ type: 'bearer', token: 12345678 }, 'token'],
    [{ type: 'bearer', token: 'longsecret', other: 1 }, 'other'],
  ])('%j is refused, and the message shows no secret', async (auth, says) => {
    const error = await run(auth).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(says);
    expect(String(error)).not.toMatch(/longsecret|12345678/);
  });
});

describe('oauth2_client_credentials', () => {
  const TOKEN_URL = 'https://login.test/token';
  const auth = {
    type: 'oauth2_client_credentials',
    access_token_url: TOKEN_URL,
    client_id: 'id 1',
    client_secret: 's&cret-value',
  };
  const resources = ['posts', { name: 'notes', endpoint: 'notes/{resources.posts.id}' }];

  /** Answers token requests with the tokens in order, and pages with the other script. */
  function withTokens(answers: readonly object[], pages: Script): Script {
    let asked = 0;
    return (request) => {
      if (request.url === TOKEN_URL)
        return { json: answers[Math.min(asked++, answers.length - 1)] };
      return pages(request);
    };
  }

  const page: Script = ({ url }) => ({
    json: url.endsWith('/posts') ? [{ id: 1 }, { id: 2 }] : { id: 9 },
  });

  test('fetches one token with a form, for all resources', async () => {
    const { requests } = await runConfig(
      { client: clientOf({ auth, paginator: 'single_page' }), resources },
      withTokens([{ access_token: 'tok-1', expires_in: 3600 }], page),
    );
    expect(requests.map(({ url }) => url)).toEqual([
      TOKEN_URL,
      `${ORIGIN}/posts`,
      `${ORIGIN}/notes/1`,
      `${ORIGIN}/notes/2`,
    ]);
    const [token, ...others] = requests;
    expect(token).toMatchObject({
      method: 'POST',
      headers: { 'content-type': expect.stringContaining('application/x-www-form-urlencoded') },
    });
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'id 1',
      client_secret: 's&cret-value',
    });
    expect(new Set(others.map(({ headers }) => headers['authorization']))).toEqual(
      new Set(['Bearer tok-1']),
    );
  });

  test('lays the request data over the form', async () => {
    const data = { grant_type: 'other', scope: 'read' };
    const { requests } = await runConfig(
      onePosts(
        { paginator: 'single_page' },
        { auth: { ...auth, access_token_request_data: data } },
      ),
      withTokens([{ access_token: 'tok-1' }], page),
    );
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toMatchObject(data);
  });

  test('begins with the token that is given', async () => {
    const { requests } = await runConfig(
      onePosts({ paginator: 'single_page' }, { auth: { ...auth, access_token: 'given' } }),
      withTokens([{ access_token: 'tok-1' }], page),
    );
    expect(requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer given']);
  });

  test('fetches another one where the API refuses it', async () => {
    const { requests, rows } = await runConfig(
      onePosts({ paginator: 'single_page' }, { auth }),
      withTokens([{ access_token: 'old' }, { access_token: 'new' }], ({ headers }) =>
        headers['authorization'] === 'Bearer new'
          ? { json: [{ id: 1 }] }
          : { status: 401, text: 'expired' },
      ),
    );
    expect(rows).toEqual([{ id: 1 }]);
    expect(requests.map(({ url }) => url)).toEqual([
      TOKEN_URL,
      `${ORIGIN}/posts`,
      TOKEN_URL,
      `${ORIGIN}/posts`,
    ]);
  });

  test.each<readonly [what: string, answer: object, more: object]>([
    ['that the answer tells', { access_token: 'tok', expires_in: 100 }, {}],
    ['that the configuration tells', { access_token: 'tok' }, { default_token_expiration: 100 }],
  ])('fetches another one before the end %s', async (_, answer, more) => {
    const clock = fakeClock();
    const { requests } = await runConfig(
      onePosts(
        { paginator: { type: 'page_number', maximum_page: 4, total_path: null } },
        { auth: { ...auth, ...more } },
      ),
      withTokens([answer], ({ index }) => {
        clock.advance(60_000);
        return { json: [{ id: index }] };
      }),
      { clock },
    );
    const paths = requests.map(({ url }) => (url === TOKEN_URL ? 'token' : 'page'));
    expect(paths).toEqual(['token', 'page', 'page', 'token', 'page', 'page']);
  });

  test('has everything from the environment, by its name alone', async () => {
    const { requests } = await runConfig(
      onePosts({ paginator: 'single_page' }, { auth: 'oauth2_client_credentials' }),
      withTokens([{ access_token: 'tok-1' }], page),
      {
        env: {
          CREDENTIALS__ACCESS_TOKEN_URL: TOKEN_URL,
          CREDENTIALS__CLIENT_ID: 'id',
          CREDENTIALS__CLIENT_SECRET: 'a secret',
        },
      },
    );
    expect(requests.map(({ url }) => url)).toEqual([TOKEN_URL, `${ORIGIN}/posts`]);
    expect(requests[1]?.headers['authorization']).toBe('Bearer tok-1');
  });

  test.each<readonly [what: string, status: number, answer: object]>([
    ['that is refused', 401, { error: 'invalid_client' }],
    ['without a token', 200, { token: 'x' }],
  ])('a token request %s fails the resource, and asks for no page', async (_, status, answer) => {
    const { requests, error } = await runConfig(
      onePosts({ paginator: 'single_page' }, { auth }),
      () => ({ status, json: answer }),
    );
    expect(requests.map(({ url }) => url)).toEqual([TOKEN_URL]);
    expect(error).toMatchObject({ code: 'SOURCE_AUTH' });
    expect(String(error)).toContain('login.test');
    expect(String(error)).not.toContain('cret-value');
  });
});
