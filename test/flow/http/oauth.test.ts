import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type {
  ClientCredentialsSettings,
  HttpClient,
  HttpSettings,
} from '../../../src/http/client.ts';
import { openHttpClient } from '../../../src/http/open-http-client.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { serve, type TestServer } from '../../support/http-server.ts';
import { httpRequest, httpSettings } from '../../support/http-settings.ts';
import { rejection } from '../../support/rejection.ts';

interface Api extends TestServer {
  readonly forms: readonly URLSearchParams[];
  /** From now on only later tokens are good. */
  revoke(): void;
}

/** Hands out `canary-token-1` and so on, and takes the newest; `answers` go before. */
async function serveApi(
  answers: [status: number, body: string][] = [],
  life: object = { expires_in: 1_000 },
): Promise<Api> {
  const forms: URLSearchParams[] = [];
  let valid = 0;
  const server = await serve(async (request, response) => {
    if (request.url !== '/token') {
      const isGood = request.headers.authorization === `Bearer canary-token-${valid}`;
      response.writeHead(isGood ? 200 : 401).end('[]');
      return;
    }
    forms.push(new URLSearchParams(await text(request)));
    const [status, body] = answers.shift() ?? [200, undefined];
    if (status === 200 && body === undefined) valid = forms.length;
    response
      .writeHead(status)
      .end(body ?? JSON.stringify({ access_token: `canary-token-${valid}`, ...life }));
  });
  return Object.assign(server, {
    forms,
    revoke: () => {
      valid = -1;
    },
  });
}

const clock = fakeClock();

function clientOf(
  origin: string,
  auth: Partial<ClientCredentialsSettings> = {},
  changes: Partial<HttpSettings> = {},
): HttpClient {
  const settings = {
    type: 'oauth2_client_credentials',
    accessTokenUrl: `${origin}/token`,
    clientId: 'me-client',
    clientSecret: 'canary-secret',
    requestData: {},
    defaultExpirationSeconds: 100,
    ...auth,
  } as const;
  const client = openHttpClient(httpSettings(origin, { auth: settings, ...changes }), { clock });
  onTestFinished(() => client.close());
  return client;
}

async function ask(client: HttpClient, origin: string): Promise<number> {
  const { status, body } = await client.send(httpRequest(`${origin}/a`));
  await text(body);
  return status;
}

test('one token is fetched, however many ask for it, and the request data wins', async () => {
  await using api = await serveApi();
  const client = clientOf(api.origin, { requestData: { scope: 'read', client_id: 'other' } });
  const all = await Promise.all(Array.from({ length: 8 }, () => ask(client, api.origin)));
  expect(all).toEqual(Array(8).fill(200));
  expect(api.forms.map((form) => Object.fromEntries(form))).toEqual([
    {
      grant_type: 'client_credentials',
      client_id: 'other',
      client_secret: 'canary-secret',
      scope: 'read',
    },
  ]);
  expect(client.redact('canary-token-1')).toBe('***');
});

test.each([
  [{ expires_in: 1_000 }, 1_000],
  [{ expires_in: '1000' }, 1_000],
  [{}, 100],
])('a token is renewed before it ends: %j', async (life, seconds) => {
  await using api = await serveApi([], life);
  const client = clientOf(api.origin);
  const ahead = Math.min(60, seconds / 10);
  await ask(client, api.origin);
  clock.advance((seconds - ahead) * 1_000 - 1);
  await ask(client, api.origin);
  expect(api.forms.length).toBe(1);
  clock.advance(1);
  await ask(client, api.origin);
  expect(api.forms.length).toBe(2);
});

test('a token that the API refuses is renewed once, and the request sent again', async () => {
  await using api = await serveApi();
  const client = clientOf(api.origin, { accessToken: 'canary-old' });
  expect(await ask(client, api.origin)).toBe(200);
  expect(api.requests.map(({ url }) => url)).toEqual(['/a', '/token', '/a']);
});

test('a second refusal is final, and an action that ignores it comes after the renewal', async () => {
  await using api = await serve((request, response) => {
    if (request.url === '/token') response.end('{"access_token":"canary-token"}');
    else response.writeHead(401).end('no canary-token');
  });
  const client = clientOf(api.origin);
  const error = await rejection(client.send(httpRequest(`${api.origin}/a`)));
  expect(error).toMatchObject({ code: 'SOURCE_AUTH', retryable: false });
  expect(error.message).toContain('`no ***`');
  expect(api.requests.map(({ url }) => url)).toEqual(['/token', '/a', '/token', '/a']);
  const actions = [{ statusCode: 401, action: 'ignore' }] as const;
  expect(await client.send(httpRequest(`${api.origin}/a`, { actions }))).toMatchObject({
    isIgnored: true,
  });
});

test.each([
  [
    401,
    '{"error":"invalid_client","error_description":"canary-secret is wrong"}',
    'answered 401 (`invalid_client: *** is wrong`)',
  ],
  [200, '{"error":"invalid_client"}', 'answered 200 without an `access_token` (`invalid_client`)'],
  [200, '{"accessToken":"canary-hidden"}', 'answered 200 without an `access_token`'],
  [200, 'canary-hidden', 'answered 200 without an `access_token`'],
  [200, '{"access_token":"canary-mac","token_type":"mac"}', 'no usable access token'],
  [302, '', 'answered 302'],
])('a token request that is answered %i %s fails without a secret', async (status, body, said) => {
  await using api = await serveApi([[status, body]]);
  const error = await rejection(clientOf(api.origin).send(httpRequest(`${api.origin}/a`)));
  expect(error).toMatchObject({ code: 'SOURCE_AUTH', retryable: false });
  expect(error.message).toContain(said);
  expect(error.message).toContain('contacts, page 1: GET');
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  expect(api.forms.length).toBe(1);
});

test('a token request is retried as a page is, with the given settings', async () => {
  await using api = await serveApi([
    [503, 'busy'],
    [429, ''],
    [500, ''],
  ]);
  const retry = { attempts: 3, baseMs: 10, capMs: 20 };
  const error = await rejection(
    clientOf(api.origin, {}, { retry }).send(httpRequest(`${api.origin}/a`)),
  );
  expect(error.message).toContain('answered 500');
  expect(api.forms.length).toBe(3);
  expect(await ask(clientOf(api.origin), api.origin)).toBe(200);
});

test('no token is asked of an origin that is not allowed', async () => {
  await using foreign = await serve((_, response) => response.end('{}'));
  await using api = await serveApi();
  const client = clientOf(api.origin, { accessTokenUrl: `${foreign.origin}/token` });
  const error = await rejection(client.send(httpRequest(`${api.origin}/a`)));
  expect(error).toMatchObject({ code: 'SOURCE_AUTH' });
  expect([foreign.connectionCount, api.requests.length]).toEqual([0, 0]);
});
