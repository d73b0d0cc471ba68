import { once } from 'node:events';
import { createServer, request as httpRequestOf } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { HttpClient } from '../../../src/http/client.ts';
import { openHttpClient } from '../../../src/http/open-http-client.ts';
import type { Environment } from '../../../src/http/proxy-settings.ts';
import { serve } from '../../support/http-server.ts';
import { httpRequest, httpSettings } from '../../support/http-settings.ts';
import { rejection } from '../../support/rejection.ts';

interface Proxy {
  readonly host: string;
  readonly seen: readonly string[];
}

/** Passes plain requests on, and refuses every tunnel. */
async function serveProxy(): Promise<Proxy> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    const { 'proxy-authorization': _, ...headers } = request.headers;
    request.pipe(
      httpRequestOf(String(request.url), { method: String(request.method), headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function clientOf(origin: string, env: Environment): HttpClient {
  const client = openHttpClient(httpSettings(origin), { clock: systemClock, env });
  onTestFinished(() => client.close());
  return client;
}

test.each([
  ['HTTP_PROXY', 'http://HOST', ['POST']],
  ['http_proxy', 'HOST', ['POST']],
  [
    'HTTP_PROXY',
    'http://me:canary-pw@HOST',
    [`POST Basic ${Buffer.from('me:canary-pw').toString('base64')}`],
  ],
])('%s=%s is asked in place of the API', async (name, value, expected) => {
  const proxy = await serveProxy();
  await using server = await serve((request, response) => request.pipe(response));
  const client = clientOf(server.origin, { [name]: value.replace('HOST', proxy.host) });
  const { body } = await client.send(
    httpRequest(`${server.origin}/a`, { method: 'POST', body: { text: '[1]' } }),
  );
  expect([await text(body), proxy.seen, server.requests[0]?.url]).toEqual(['[1]', expected, '/a']);
  expect(client.redact('canary-pw')).toBe(value.includes('canary') ? '***' : 'canary-pw');
});

test('NO_PROXY names what is asked without the proxy', async () => {
  const proxy = await serveProxy();
  await using server = await serve((_, response) => response.end('[]'));
  const client = clientOf(server.origin, { HTTP_PROXY: proxy.host, NO_PROXY: '127.0.0.1' });
  await text((await client.send(httpRequest(server.origin))).body);
  expect(proxy.seen).toEqual([]);
});

test('HTTPS goes through a tunnel, and its refusal holds no password', async () => {
  const proxy = await serveProxy();
  const client = clientOf('https://api.test', { HTTPS_PROXY: `http://me:canary-pw@${proxy.host}` });
  const error = await rejection(client.send(httpRequest('https://api.test/a')));
  expect(error).toMatchObject({ code: 'SOURCE_NETWORK' });
  expect(proxy.seen).toEqual(['CONNECT api.test:443']);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/canary|bWU6Y2/);
});

test('what is no URL of a proxy is an error that does not repeat it', () => {
  expect(() => clientOf('https://api.test', { HTTPS_PROXY: 'ftp://me:canary-pw@x' })).toThrow(
    /`HTTPS_PROXY` is no URL/,
  );
  expect(() => clientOf('https://api.test', { HTTPS_PROXY: 'ftp://me:canary-pw@x' })).not.toThrow(
    /canary/,
  );
});

test('a proxy that wants credentials is an error', async () => {
  await using proxy = await serve((_, response) => response.writeHead(407).end());
  const client = clientOf('http://api.test', { HTTP_PROXY: proxy.origin });
  const error = await rejection(client.send(httpRequest('http://api.test/a')));
  expect(error).toMatchObject({ name: 'SourceError', retryable: false });
  expect(error.message).toContain('407');
});
