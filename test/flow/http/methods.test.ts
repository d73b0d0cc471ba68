import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { HttpClient, HttpSettings } from '../../../src/http/client.ts';
import { openHttpClient } from '../../../src/http/open-http-client.ts';
import { serve } from '../../support/http-server.ts';
import { httpRequest, httpSettings } from '../../support/http-settings.ts';
import { rejection } from '../../support/rejection.ts';

function clientOf(origin: string, changes: Partial<HttpSettings> = {}): HttpClient {
  const client = openHttpClient(httpSettings(origin, changes), { clock: systemClock });
  onTestFinished(() => client.close());
  return client;
}

const body = { text: '{"a":"é"}', contentType: 'application/json' };

test.each([
  ['GET', body, {}, 'application/json'],
  ['POST', body, {}, 'application/json'],
  ['POST', { text: 'raw' }, {}, undefined],
  ['POST', body, { 'Content-Type': 'text/plain' }, 'text/plain'],
] as const)('%s with %j and headers %j', async (method, sent, headers, type) => {
  const seen: unknown[] = [];
  await using server = await serve(async (request, response) => {
    seen.push([request.method, await text(request), request.headers['content-type']]);
    response.end('[]');
  });
  await text(
    (
      await clientOf(server.origin).send(
        httpRequest(server.origin, { method, body: sent, headers }),
      )
    ).body,
  );
  expect(seen).toEqual([[method, sent.text, type]]);
});

test.each([
  ['POST', 301, 'GET', ''],
  ['POST', 302, 'GET', ''],
  ['POST', 303, 'GET', ''],
  ['POST', 307, 'POST', body.text],
  ['POST', 308, 'POST', body.text],
  ['GET', 302, 'GET', body.text],
  ['GET', 303, 'GET', ''],
] as const)('%s that is redirected by %i becomes %s', async (method, status, then, sent) => {
  const seen: unknown[] = [];
  await using server = await serve(async (request, response) => {
    seen.push([request.method, await text(request), request.headers['content-type']]);
    if (seen.length === 1) response.writeHead(status, { location: '/b' }).end();
    else response.end('[]');
  });
  await text(
    (await clientOf(server.origin).send(httpRequest(`${server.origin}/a`, { method, body }))).body,
  );
  expect(seen[1]).toEqual([then, sent, sent === '' ? undefined : 'application/json']);
});

test('a POST may be sent on to its own URL as a GET', async () => {
  await using server = await serve((request, response) => {
    if (request.method === 'GET') response.end('[]');
    else response.writeHead(303, { location: '/a' }).end();
  });
  const request = httpRequest(`${server.origin}/a`, { method: 'POST' });
  expect((await clientOf(server.origin).send(request)).status).toBe(200);
});

test('a failure says which method was sent', async () => {
  await using server = await serve((_, response) => response.writeHead(400).end());
  const error = await rejection(
    clientOf(server.origin).send(httpRequest(server.origin, { method: 'POST' })),
  );
  expect(error.message).toContain('contacts, page 1: POST http');
});

test('an API key in a cookie is sent beside the cookies that are there, and basic is in no message', async () => {
  await using server = await serve((request, response) =>
    response
      .writeHead(400)
      .end(JSON.stringify({ message: request.headers.authorization ?? request.headers.cookie })),
  );
  const cookie = { type: 'api_key', name: 'sid', apiKey: 'canary', location: 'cookie' } as const;
  const basic = { type: 'http_basic', username: 'canary-user', password: 'canary-pw' } as const;
  const client = clientOf(server.origin, {
    headers: { Cookie: 'a=1' },
    auth: cookie,
    resourceAuth: { deals: basic, plain: null },
  });
  const messageOf = async (resource: string): Promise<string> =>
    (await rejection(client.send(httpRequest(server.origin, { resource })))).message;
  expect(await messageOf('contacts')).toContain('`a=1; sid=***`');
  expect(await messageOf('deals')).toContain('`Basic ***`');
  expect(await messageOf('plain')).toContain('`a=1`');
});
