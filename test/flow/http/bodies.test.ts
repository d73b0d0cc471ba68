import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as after, setImmediate as nextTurn } from 'node:timers/promises';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { HttpClient, HttpSettings } from '../../../src/http/client.ts';
import { openHttpClient } from '../../../src/http/open-http-client.ts';
import { serve, serveTcp } from '../../support/http-server.ts';
import { httpRequest, httpSettings } from '../../support/http-settings.ts';
import { rejection } from '../../support/rejection.ts';

function clientOf(origin: string, changes: Partial<HttpSettings> = {}): HttpClient {
  const client = openHttpClient(httpSettings(origin, changes), { clock: systemClock });
  onTestFinished(() => client.close());
  return client;
}

async function textOf(client: HttpClient, url: string): Promise<string> {
  const { body } = await client.send(httpRequest(url));
  return Buffer.concat(await body.toArray()).toString();
}

const TEXT = JSON.stringify({ contacts: Array.from({ length: 3_000 }, (_, id) => ({ id })) });

const ENCODED: Record<string, Buffer> = {
  gzip: gzipSync(TEXT),
  'x-gzip': gzipSync(TEXT),
  GZIP: gzipSync(TEXT),
  deflate: deflateSync(TEXT),
  br: brotliCompressSync(TEXT),
  identity: Buffer.from(TEXT),
  'identity, gzip': gzipSync(TEXT),
};

test.each(Object.keys(ENCODED))('a body in `%s` is decoded', async (encoding) => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(ENCODED[encoding]);
  });
  expect(await textOf(clientOf(server.origin), server.origin)).toBe(TEXT);
  expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip, deflate, br');
});

test('a bare deflate stream without the header of zlib is decoded', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'deflate' }).end(deflateRawSync(TEXT));
  });
  expect(await textOf(clientOf(server.origin), server.origin)).toBe(TEXT);
});

test.each([200, 204])('an empty body (%i) under an encoding is empty', async (status) => {
  await using server = await serve((_, response) => {
    response.writeHead(status, { 'content-encoding': 'gzip' }).end();
  });
  expect(await textOf(clientOf(server.origin), server.origin)).toBe('');
});

test.each(['zstd', 'gzip, gzip', 'compress'])(
  'a body in `%s` is refused and not retried',
  async (encoding) => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync(TEXT));
    });
    const error = await rejection(textOf(clientOf(server.origin), server.origin));
    expect(error).toMatchObject({ code: 'SOURCE_ENCODING', retryable: false });
    expect(error.message).toContain(`\`${encoding}\``);
  },
);

test.each([
  ['gzip', 'corrupt'],
  ['gzip', 'truncated'],
  ['deflate', 'corrupt'],
  ['deflate', 'truncated'],
  ['br', 'corrupt'],
  ['br', 'truncated'],
])('a body in %s that is %s may be retried', async (encoding, fault) => {
  const good = ENCODED[encoding] ?? Buffer.alloc(0);
  const bad =
    fault === 'truncated'
      ? good.subarray(0, good.length / 2)
      : Buffer.concat([good.subarray(0, 200), Buffer.alloc(200, 0xff), good.subarray(400)]);
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(bad);
  });
  const error = await rejection(textOf(clientOf(server.origin), server.origin));
  expect(error).toMatchObject({ code: 'SOURCE_ENCODING', retryable: true });
});

test('a small body that unpacks to a huge one stops at the cap', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20), { level: 9 });
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  });
  const client = clientOf(server.origin, { maxPageBytes: 1_000_000 });
  const { body } = await client.send(httpRequest(server.origin));
  let byteCount = 0;
  body.on('data', (chunk: Buffer) => {
    byteCount += chunk.length;
  });
  const [error] = await once(body, 'error').catch((cause) => [cause]);
  expect(error).toMatchObject({ code: 'SOURCE_TOO_LARGE', retryable: false });
  expect(error.message).toContain('1000000 bytes');
  expect(byteCount).toBeLessThanOrEqual(1_000_000);
});

test('a plain body is held to the same cap, to the byte', async () => {
  await using server = await serve((_, response) => response.end('x'.repeat(1_000)));
  expect(
    await textOf(clientOf(server.origin, { maxPageBytes: 1_000 }), server.origin),
  ).toHaveLength(1_000);
  const error = await rejection(
    textOf(clientOf(server.origin, { maxPageBytes: 999 }), server.origin),
  );
  expect(error).toMatchObject({ code: 'SOURCE_TOO_LARGE', retryable: false });
});

/** Writes as fast as the other side takes it; tells how much that was. */
function pour(response: ServerResponse, totalBytes: number): { sent: number } {
  const state = { sent: 0 };
  const chunk = Buffer.alloc(65_536, 0x20);
  const write = (): void => {
    while (state.sent < totalBytes && !response.destroyed) {
      state.sent += chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', write);
        return;
      }
    }
    response.end();
  };
  write();
  return state;
}

test('a reader that pauses longer than idle and total loses nothing and holds the socket back', async () => {
  const totalBytes = 24 * 1_048_576;
  let poured = { sent: 0 };
  await using server = await serve((_, response) => {
    poured = pour(response, totalBytes);
  });
  const client = clientOf(server.origin, {
    timeout: { connectMs: 1_000, idleMs: 150, totalMs: 700 },
    maxPageBytes: 2 * totalBytes,
  });
  const { body } = await client.send(httpRequest(server.origin));
  await after(900);
  // What is beyond the read-ahead stands in the buffers of the two sockets.
  expect(poured.sent).toBeLessThan(totalBytes / 2);
  let byteCount = 0;
  let paused = false;
  for await (const chunk of body) {
    byteCount += chunk.length;
    if (!paused && byteCount > 4 * 1_048_576) {
      paused = true;
      await after(900);
    }
  }
  expect(byteCount).toBe(totalBytes);
});

test('a body that is whole waits for its reader as long as it takes', async () => {
  await using server = await serve((_, response) => response.end(TEXT));
  const client = clientOf(server.origin, {
    timeout: { connectMs: 1_000, idleMs: 50, totalMs: 100 },
  });
  const { body } = await client.send(httpRequest(server.origin));
  await after(400);
  expect(Buffer.concat(await body.toArray()).toString()).toBe(TEXT);
});

test('a server that drips hits the total, which an idle timeout never notices', async () => {
  await using server = await serve((_, response) => {
    const drip = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(drip));
  });
  const client = clientOf(server.origin, {
    timeout: { connectMs: 1_000, idleMs: 400, totalMs: 500 },
  });
  const { body } = await client.send(httpRequest(server.origin));
  const startedAt = performance.now();
  const error = await rejection(body.toArray());
  expect(error).toMatchObject({ code: 'SOURCE_TIMEOUT', retryable: true });
  expect(error.message).toContain('timeout.total_seconds');
  expect(performance.now() - startedAt).toBeLessThan(1_500);
});

test('headers that do not come, and a body that stops, hit the idle timeout', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/body') response.write('{');
  });
  const client = clientOf(server.origin, {
    timeout: { connectMs: 1_000, idleMs: 100, totalMs: 10_000 },
  });
  for (const path of ['/headers', '/body']) {
    const error = await rejection(textOf(client, server.origin + path));
    expect(error).toMatchObject({ code: 'SOURCE_TIMEOUT', retryable: true });
    expect(error.message).toContain('timeout.idle_seconds');
  }
});

test('headers that drip hit the total', async () => {
  await using server = await serveTcp((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const drip = setInterval(() => socket.write('X-A: b\r\n'), 20);
    socket.on('close', () => clearInterval(drip));
  });
  const client = clientOf(server.origin, {
    timeout: { connectMs: 1_000, idleMs: 10_000, totalMs: 300 },
  });
  const error = await rejection(client.send(httpRequest(server.origin)));
  expect(error).toMatchObject({ code: 'SOURCE_TIMEOUT', retryable: true });
});

test('a body that fails while nobody reads it waits for its reader with the error', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"contacts":[', () => response.destroy());
  });
  const client = clientOf(server.origin);
  const { body } = await client.send(httpRequest(server.origin));
  while (!body.closed) await nextTurn();
  const error = await rejection(body.toArray());
  expect(error).toMatchObject({ code: 'SOURCE_NETWORK', retryable: true });
  expect(error.message).toMatch(
    /^contacts, page 1: GET http:.* closed before the answer was whole/,
  );
});

test('an abort reaches whoever waits for headers or a body, with its own reason', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/body') response.write('{');
  });
  const client = clientOf(server.origin);
  for (const path of ['/headers', '/body']) {
    const controller = new AbortController();
    const reason = new Error('enough');
    const pending = client
      .send(httpRequest(server.origin + path, { signal: controller.signal }))
      .then(({ body }) => body.toArray());
    setTimeout(() => controller.abort(reason), 30);
    expect(await rejection(pending)).toBe(reason);
  }
});

test('a reader that leaves early lets the socket go', async () => {
  let closed: Promise<unknown> | undefined;
  await using server = await serve((_, response) => {
    closed = once(response, 'close');
    pour(response, 64 * 1_048_576);
  });
  const client = clientOf(server.origin);
  const { body } = await client.send(httpRequest(server.origin));
  for await (const _ of body) break;
  await closed;
  expect(body.destroyed).toBe(true);
});

test('closing the client ends what is in flight and what waits for a place', async () => {
  await using server = await serve((_, response) => response.write('{'));
  const client = openHttpClient(httpSettings(server.origin, { maxConcurrency: 1 }), {
    clock: systemClock,
  });
  await client.acquire();
  const queued = rejection(client.acquire());
  const { body } = await client.send(httpRequest(server.origin));
  const read = rejection(body.toArray());
  await client.close();
  expect((await queued).message).toMatch(/closed/);
  expect((await read).message).toMatch(/closed/);
});

test('many requests under one signal are no leak to warn of', async () => {
  await using server = await serve((_, response) => response.end('{}'));
  const client = clientOf(server.origin, { maxConcurrency: 20 });
  const warnings: Error[] = [];
  const onWarning = (warning: Error): number => warnings.push(warning);
  process.on('warning', onWarning);
  onTestFinished(() => {
    process.off('warning', onWarning);
  });
  const { signal } = new AbortController();
  const bodies = Array.from({ length: 20 }, async () => {
    const release = await client.acquire(signal);
    const { body } = await client.send(httpRequest(server.origin, { signal }));
    return { release, body };
  });
  for (const { release, body } of await Promise.all(bodies)) {
    expect(Buffer.concat(await body.toArray()).toString()).toBe('{}');
    release();
  }
  await nextTurn();
  expect(warnings).toEqual([]);
});
