import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { MockAgent } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { HttpClient, HttpSettings } from '../../../src/http/client.ts';
import { openHttpClient } from '../../../src/http/open-http-client.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { serve, serveTcp } from '../../support/http-server.ts';
import { httpRequest, httpSettings } from '../../support/http-settings.ts';
import { rejection } from '../../support/rejection.ts';

function clientOf(origin: string, changes: Partial<HttpSettings> = {}): HttpClient {
  const client = openHttpClient(httpSettings(origin, changes), { clock: systemClock });
  onTestFinished(() => client.close());
  return client;
}

const auth = {
  type: 'api_key',
  name: 'Api-Token',
  apiKey: 'canary+key/with&odd "characters"',
  location: 'header',
} as const;

test.each([
  [403, '{"message":"Forbidden"}', 'Forbidden'],
  [
    403,
    '{"errors":[{"status":403,"title":"Forbidden","detail":"No right"}]}',
    'Forbidden: No right',
  ],
  [404, '{"message":"No Result found for Deal with id 9"}', 'No Result found for Deal with id 9'],
  [404, '{"message":"First"}{"message":"Second"}', 'First'],
  [404, '{"errors":[{"status":404,"title":"Not Found"}]}', 'Not Found'],
  [422, '{"errors":[{"title":"Missing","detail":"","code":"field_missing"}]}', 'Missing'],
  [422, '{"errors":"Bad offset"}', 'Bad offset'],
  [400, '{"errors":["One","Two"]}', 'One; Two'],
  [503, '<html><head><title>503</title><style>a{}</style></head><body><h1>Busy</h1>', '503 Busy'],
  [500, 'plain  text\n', 'plain text'],
])('status %i with the body %s says "%s"', async (status, body, said) => {
  await using server = await serve((_, response) => {
    // The media type is wrong on purpose.
    response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  });
  const error = await rejection(clientOf(server.origin).send(httpRequest(server.origin)));
  expect(error.message).toContain(`answered ${status} (\`${said}\`).`);
  expect(error).toMatchObject({
    code: status === 403 ? 'SOURCE_AUTH' : 'SOURCE_HTTP_STATUS',
    retryable: status >= 500,
    context: { resource: 'contacts', page: 1, url: server.origin, status },
  });
});

test('an empty 429 carries what the API asks to wait', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(429, { 'retry-after': '30' }).end();
  });
  const error = await rejection(clientOf(server.origin).send(httpRequest(server.origin)));
  expect(error).toMatchObject({ retryable: true, retryAfterMs: 30_000 });
  expect(error.message).toContain('answered 429. The API asks to wait 30 s.');
});

test('the text of a compressed error page is read', async () => {
  await using server = await serve((_, response) => {
    const body = gzipSync('{"message":"Too deep"}');
    response.writeHead(400, { 'content-encoding': 'gzip' }).end(body);
  });
  const error = await rejection(clientOf(server.origin).send(httpRequest(server.origin)));
  expect(error.message).toContain('`Too deep`');
});

test('a refusal names what carried the secret', async () => {
  await using server = await serve((_, response) => response.writeHead(401).end());
  const named = clientOf(server.origin, { auth });
  expect((await rejection(named.send(httpRequest(server.origin)))).message).toContain(
    'The API refused header `Api-Token`',
  );
  const nameless = clientOf(server.origin);
  expect((await rejection(nameless.send(httpRequest(server.origin)))).message).toContain(
    '`client.auth` is not set',
  );
});

test('an error page without an end is cut, and one that is small keeps its connection', async () => {
  await using server = await serve((request, response) => {
    response.writeHead(500);
    if (request.url === '/small') response.end('{"message":"No"}');
    else response.write('x'.repeat(1_000_000));
  });
  const client = clientOf(server.origin, { maxConcurrency: 1 });
  for (let count = 0; count < 3; count += 1) {
    await rejection(client.send(httpRequest(`${server.origin}/small`)));
  }
  expect(server.connectionCount).toBe(1);
  const error = await rejection(client.send(httpRequest(`${server.origin}/endless`)));
  expect(error.message.length).toBeLessThan(600);
});

test.each(['header', 'query'] as const)(
  'a secret (%s) that an error page echoes in any form is in no message, stack or cause',
  async (location) => {
    await using server = await serve((request, response) => {
      const key = auth.apiKey;
      const forms = [
        key,
        encodeURIComponent(key),
        Buffer.from(key).toString('base64'),
        request.url,
      ];
      response.writeHead(500).end(JSON.stringify({ message: forms.join(' | ') }));
    });
    const client = clientOf(server.origin, { auth: { ...auth, location } });
    const error = await rejection(client.send(httpRequest(`${server.origin}/a?b=1`)));
    const shown = inspect(error, { depth: 9, showHidden: true });
    expect(error.message).toContain('*** | *** | *** | /a?b=1');
    expect(shown).not.toMatch(/canary|Y2FuYXJ5/);
  },
);

test('a secret in the query is in no error of the network below', async () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const settings = httpSettings('https://api.test', { auth: { ...auth, location: 'query' } });
  const client = openHttpClient(settings, { dispatcher: agent, clock: systemClock });
  const error = await rejection(client.send(httpRequest('https://api.test/contacts')));
  expect(error).toMatchObject({ code: 'SOURCE_NETWORK', retryable: false });
  expect(error.cause).toBeInstanceOf(Error);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
});

test('a dispatcher that was given is used and stays open', async () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const api = agent.get('https://api.test');
  api.intercept({ path: '/contacts?limit=2' }).reply(200, '[1]').times(2);
  const settings = httpSettings('https://api.test');
  for (let count = 0; count < 2; count += 1) {
    const client = openHttpClient(settings, { dispatcher: agent, clock: systemClock });
    const { body } = await client.send(httpRequest('https://api.test/contacts?limit=2'));
    expect(Buffer.concat(await body.toArray()).toString()).toBe('[1]');
    await client.close();
  }
  await agent.close();
});

test('a refused connection may be retried', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  const origin = `http://127.0.0.1:${port}`;
  const error = await rejection(clientOf(origin).send(httpRequest(origin)));
  expect(error).toMatchObject({ code: 'SOURCE_NETWORK', retryable: true });
  expect(error.message).toContain('the connection was refused, connect ECONNREFUSED');
});

test('a kept connection that closes as the request goes out may be retried', async () => {
  let requests = 0;
  await using server = await serveTcp((socket) => {
    socket.on('data', () => {
      requests += 1;
      if (requests === 2) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    });
  });
  const client = clientOf(server.origin, { maxConcurrency: 1 });
  const first = await client.send(httpRequest(server.origin));
  await first.body.toArray();
  const error = await rejection(client.send(httpRequest(server.origin)));
  expect(error).toMatchObject({ code: 'SOURCE_NETWORK', retryable: true });
  const third = await client.send(httpRequest(server.origin));
  expect(Buffer.concat(await third.body.toArray()).toString()).toBe('{}');
});

test('an answer that is no HTTP may be retried', async () => {
  await using server = await serveTcp((socket) => socket.end('220 smtp.example.test\r\n'));
  const error = await rejection(clientOf(server.origin).send(httpRequest(server.origin)));
  expect(error).toMatchObject({ code: 'SOURCE_NETWORK', retryable: true });
});

test('a 429 of one resource holds back the request of another one', async () => {
  const clock = fakeClock();
  await using server = await serve((request, response) => {
    if (request.url === '/deals') response.writeHead(429, { 'retry-after': '30' }).end();
    else response.end('{}');
  });
  const client = openHttpClient(httpSettings(server.origin), { clock });
  onTestFinished(() => client.close());
  await rejection(client.send(httpRequest(`${server.origin}/deals`, { resource: 'deals' })));
  let sentAt = 0;
  const { body } = await client.send(
    httpRequest(`${server.origin}/contacts`, { onSend: () => (sentAt = clock.now()) }),
  );
  body.resume();
  expect(sentAt).toBe(30_000);
});

test('an exhausted budget that the API announces is waited for', async () => {
  const clock = fakeClock();
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'ratelimit-remaining': '0', 'ratelimit-reset': '7' }).end('{}');
  });
  const client = openHttpClient(httpSettings(server.origin), { clock });
  onTestFinished(() => client.close());
  for (let count = 0; count < 2; count += 1) {
    const { body } = await client.send(httpRequest(server.origin));
    body.resume();
  }
  expect(clock.sleeps).toEqual([7_000]);
});

test('a header that cannot be sent is named without its value', async () => {
  const client = clientOf('http://127.0.0.1:9', { auth: { ...auth, apiKey: 'canary\n' } });
  const error = await rejection(client.send(httpRequest('http://127.0.0.1:9/')));
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', retryable: false });
  expect(error.message).toMatch(/api-token/i);
  expect(inspect(error)).not.toContain('canary');
});

test('configured headers go out, once for each name, with the name of the program', async () => {
  await using server = await serve((_, response) => response.end('{}'));
  const headers = { 'Accept-Encoding': 'zstd', ACCEPT: 'text/csv', 'X-Own': 'a' };
  const client = clientOf(server.origin, { headers });
  const { body } = await client.send(httpRequest(server.origin, { headers: { 'x-own': 'b' } }));
  body.resume();
  expect(server.requests[0]?.headers).toMatchObject({
    accept: 'text/csv',
    'accept-encoding': 'gzip, deflate, br',
    'x-own': 'b',
    'user-agent': expect.stringMatching(/^sluice\/\d+\.\d+\.\d+/),
  });
});
