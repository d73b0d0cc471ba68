import { Agent } from 'undici';
import { describe, expect, test } from 'vitest';
import { CLIENT, LOGIN } from '../../../fixtures/tracker/tracker-api.ts';
import type { AuthConfig, RestApiConfig } from '../../../src/config/format/config-types.ts';
import { sync } from '../../../src/sync.ts';
import { trackerSuite, walkAll } from '../../support/tracker-suite.ts';

const suite = trackerSuite();

const EVENTS: RestApiConfig['resources'] = [
  { name: 'events', endpoint: { params: { limit: 10 }, paginator: 'cursor' } },
];

const basic = Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64');

const oauth = (): AuthConfig => ({
  type: 'oauth2_client_credentials',
  access_token_url: `${suite.api.url}/oauth/token`,
  client_id: CLIENT.id,
  client_secret: CLIENT.secret,
});

const tokenRequests = () => suite.api.requests.filter(({ path }) => path === '/oauth/token');

describe('the tracker lets in', () => {
  test.each([
    ['bearer', () => ({ type: 'bearer', token: 'tracker-token' }), 'Bearer tracker-token'],
    ['an object without a type', () => ({ token: 'tracker-token' }), 'Bearer tracker-token'],
    [
      'api_key',
      () => ({ type: 'api_key', name: 'authorization', api_key: 'Bearer tracker-token' }),
      'Bearer tracker-token',
    ],
    ['http_basic, in UTF-8', () => ({ type: 'http_basic', ...LOGIN }), `Basic ${basic}`],
    ['oauth2_client_credentials', oauth, 'Bearer issued-1'],
  ] as [string, () => AuthConfig, string][])('%s', async (_name, auth, header) => {
    const api = await suite.start();
    const source = suite.source({ client: { auth: auth() }, resources: EVENTS });
    const { rows } = await walkAll(source, 'events');
    expect(rows).toHaveLength(60);
    const seen = api.requests
      .filter(({ path }) => path === '/events')
      .map(({ authorization }) => authorization);
    expect(new Set(seen)).toEqual(new Set([header]));
  });

  test.each([
    ['bearer', { SOURCES__REST_API__TRACKER__CREDENTIALS__TOKEN: 'tracker-token' }],
    [
      'http_basic',
      { CREDENTIALS__USERNAME: LOGIN.username, SOURCES__CREDENTIALS__PASSWORD: LOGIN.password },
    ],
  ] as [AuthConfig, Record<string, string>][])(
    '%s by name, its values of the environment',
    async (auth, env) => {
      await suite.start();
      const source = suite.source(
        { client: { auth }, resources: EVENTS },
        { env, name: 'tracker' },
      );
      expect((await walkAll(source, 'events')).rows).toHaveLength(60);
    },
  );

  test('an endpoint with a way of its own, and none with null', async () => {
    const api = await suite.start();
    const source = suite.source({
      client: { auth: { token: 'wrong' } },
      resources: [
        { name: 'users', endpoint: { auth: { type: 'http_basic', ...LOGIN } } },
        { name: 'labels', endpoint: { auth: null } },
      ],
    });
    expect((await walkAll(source, 'users')).rows).toHaveLength(32);
    await expect(walkAll(source, 'labels')).rejects.toThrow(/401/);
    expect(api.requests.at(-1)?.authorization).toBeUndefined();
  });

  test('nobody with a wrong secret, which no message tells', async () => {
    await suite.start();
    const secret = 'hush-hush-hush';
    for (const auth of [
      { token: secret },
      { ...(oauth() as object), client_secret: secret },
    ] as AuthConfig[]) {
      const source = suite.source({ client: { auth }, resources: EVENTS });
      const error = await walkAll(source, 'events').catch((reason: unknown) => reason);
      expect(String((error as Error).stack)).toMatch(/401/);
      expect(JSON.stringify(errorTexts(error))).not.toContain(secret);
    }
  });
});

describe('oauth2_client_credentials', () => {
  test('asks for one token for all resources', async () => {
    await suite.start({ latencyMs: 2 });
    const source = suite.source({
      client: { auth: oauth() },
      resources: ['events', 'users', 'labels', 'projects'],
    });
    const report = await sync(source, { to: suite.file });
    expect(report.resources.map(({ error }) => error)).toEqual(Array(4).fill(undefined));
    expect(tokenRequests()).toHaveLength(1);
    expect(new URLSearchParams(tokenRequests()[0]?.body).get('grant_type')).toBe(
      'client_credentials',
    );
  });

  test('gets another token when the one it has is refused, and loses no row', async () => {
    const api = await suite.start();
    const source = suite.source({
      client: { auth: oauth() },
      resources: [{ name: 'events', primary_key: 'id', endpoint: { params: { limit: 10 } } }],
    });
    const stream = source.stream('events');
    const ids: unknown[] = [];
    for await (const row of stream) {
      ids.push((row as { id: unknown }).id);
      if (ids.length === 15) api.revokeTokens();
    }
    expect(new Set(ids).size).toBe(60);
    expect(ids).toHaveLength(60);
    expect(tokenRequests()).toHaveLength(2);
  });

  test('sends what access_token_request_data lays over the form', async () => {
    await suite.start();
    const auth = { ...(oauth() as object), access_token_request_data: { scope: 'read' } };
    const source = suite.source({ client: { auth: auth as AuthConfig }, resources: EVENTS });
    await walkAll(source, 'events');
    expect(new URLSearchParams(tokenRequests()[0]?.body).get('scope')).toBe('read');
  });

  test('sends token requests through the dispatcher, too', async () => {
    await suite.start();
    const seen: string[] = [];
    const agent = new Agent();
    const dispatcher = agent.compose((dispatch) => (options, handler) => {
      seen.push(String(options.path));
      return dispatch(options, handler);
    });
    const source = suite.source({ client: { auth: oauth() }, resources: EVENTS }, { dispatcher });
    await walkAll(source, 'events');
    await agent.close();
    expect(seen[0]).toBe('/oauth/token');
    expect(seen).toHaveLength(suite.api.requests.length);
  });
});

/** Everything that an error and its causes say. */
function errorTexts(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [error];
  const { message, stack, cause } = error;
  return [message, stack, { ...error }, ...(cause === undefined ? [] : errorTexts(cause))];
}
