import { expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { openHttpClient } from '../../../src/http/open-http-client.ts';
import { serve } from '../../support/http-server.ts';
import { httpRequest, httpSettings } from '../../support/http-settings.ts';
import { rejection } from '../../support/rejection.ts';

const CANARY = 'canary/secret+1';
const auth = { type: 'api_key', name: 'Api-Token', apiKey: CANARY, location: 'header' } as const;

test('a redirect inside of the origin is followed with the secret, and each request is counted', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/new') response.end('{}');
    else response.writeHead(301, { location: '/new' }).end('moved');
  });
  const settings = httpSettings(server.origin, { auth, maxConcurrency: 1 });
  const client = openHttpClient(settings, { clock: systemClock });
  let sends = 0;
  const { body } = await client.send(
    httpRequest(`${server.origin}/old`, { onSend: () => (sends += 1) }),
  );
  expect(Buffer.concat(await body.toArray()).toString()).toBe('{}');
  expect(server.requests.map(({ url, headers }) => [url, headers['api-token']])).toEqual([
    ['/old', CANARY],
    ['/new', CANARY],
  ]);
  expect([sends, server.connectionCount]).toEqual([2, 1]);
  await client.close();
});

test.each([301, 302, 303, 307, 308])(
  'a redirect (%i) to another origin is refused, and nothing is sent there',
  async (status) => {
    await using foreign = await serve((_, response) => response.end('{}'));
    await using server = await serve((_, response) => {
      response.writeHead(status, { location: `${foreign.origin}/steal?key=${CANARY}` }).end();
    });
    const client = openHttpClient(httpSettings(server.origin, { auth }), { clock: systemClock });
    const error = await rejection(client.send(httpRequest(`${server.origin}/a`)));
    expect(error).toMatchObject({ code: 'SOURCE_REDIRECT', retryable: false });
    expect(error.message).toContain(`\`${foreign.origin}\``);
    expect(error.message).not.toContain('steal');
    expect(foreign.connectionCount).toBe(0);
    await client.close();
  },
);

test('a redirect to an origin that is allowed is followed', async () => {
  await using other = await serve((_, response) => response.end('[1]'));
  await using server = await serve((_, response) => {
    response.writeHead(302, { location: `${other.origin}/b` }).end();
  });
  const settings = httpSettings(server.origin, { origins: [server.origin, other.origin], auth });
  const client = openHttpClient(settings, { clock: systemClock });
  const { body } = await client.send(httpRequest(`${server.origin}/a`));
  expect(Buffer.concat(await body.toArray()).toString()).toBe('[1]');
  await client.close();
});

test.each([
  ['in a circle', (url: string) => (url === '/a' ? '/b' : '/a'), /in a circle/, 2],
  ['on and on', (url: string) => `${url}x`, /more than 3 times/, 4],
  ['to a scheme that is not HTTP', () => 'file:///etc/passwd', /scheme `file:`/, 1],
  ['to a URL with a user name', () => '//user:pw@HOST/', /user name or password/, 1],
])('redirects that lead %s end in an error', async (_, location, message, requests) => {
  await using server = await serve((request, response) => {
    const host = String(request.headers.host);
    const target = location(String(request.url)).replace('HOST', host);
    response.writeHead(302, { location: target }).end();
  });
  const client = openHttpClient(httpSettings(server.origin), { clock: systemClock });
  const error = await rejection(client.send(httpRequest(`${server.origin}/a`)));
  expect(error).toMatchObject({ code: 'SOURCE_REDIRECT', retryable: false });
  expect(error.message).toMatch(message);
  expect(server.requests.length).toBe(requests);
  await client.close();
});

test('a redirect that tells no place is an error and not retried', async () => {
  await using server = await serve((request, response) => {
    response.writeHead(request.url === '/304' ? 304 : 302).end();
  });
  const client = openHttpClient(httpSettings(server.origin), { clock: systemClock });
  for (const status of [304, 302]) {
    const error = await rejection(client.send(httpRequest(`${server.origin}/${status}`)));
    expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS', retryable: false });
  }
  await client.close();
});

test('a request to an origin that is not configured is not sent', async () => {
  await using foreign = await serve((_, response) => response.end('{}'));
  await using server = await serve((_, response) => response.end('{}'));
  const client = openHttpClient(httpSettings(server.origin, { auth }), { clock: systemClock });
  const error = await rejection(client.send(httpRequest(`${foreign.origin}/next`)));
  expect(error).toMatchObject({ code: 'SOURCE_PAGE_FIELD', name: 'SourceError', retryable: false });
  expect(error.message).toContain(foreign.origin);
  expect([foreign.connectionCount, server.connectionCount]).toEqual([0, 0]);
  await client.close();
});

test('an echoed key of the query is not sent twice, and the other parameters keep their encoding', async () => {
  await using server = await serve((request, response) => {
    const url = String(request.url);
    if (url.startsWith('/new')) response.end('{}');
    else response.writeHead(302, { location: url.replace('/old', '/new') }).end();
  });
  const query = { ...auth, name: 'key', location: 'query' } as const;
  const settings = httpSettings(server.origin, { auth: query });
  const client = openHttpClient(settings, { clock: systemClock });
  const { body } = await client.send(httpRequest(`${server.origin}/old?a=x%20y+z&b[]=1`));
  body.resume();
  const key = `key=${encodeURIComponent(CANARY)}`;
  expect(server.requests.map(({ url }) => url)).toEqual([
    `/old?a=x%20y+z&b[]=1&${key}`,
    `/new?a=x%20y+z&b[]=1&${key}`,
  ]);
  await client.close();
});
