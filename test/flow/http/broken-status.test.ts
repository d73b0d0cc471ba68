import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { openHttpClient } from '../../../src/http/open-http-client.ts';
import { serveTcp } from '../../support/http-server.ts';
import { httpRequest, httpSettings } from '../../support/http-settings.ts';
import { rejection } from '../../support/rejection.ts';

const BODY = '{"data":[]}';
const rest = `content-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;
const GOOD = `HTTP/1.1 200 OK\r\n${rest}`;

/** A client, and the URL of a server that answers every request with a text. */
async function answering(text: string) {
  const server = await serveTcp((socket) => {
    socket.once('data', () => socket.write(text));
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const client = openHttpClient(httpSettings(server.origin), { clock: systemClock });
  onTestFinished(() => client.close());
  return { client, url: `${server.origin}/items` };
}

test.each([
  ['000', `HTTP/1.1 000 None\r\n${rest}`, 'a status below 100, which HTTP does not have'],
  ['099', `HTTP/1.1 099 None\r\n${rest}`, 'a status below 100, which HTTP does not have'],
  ['100', `HTTP/1.1 100 Continue\r\n\r\n${GOOD}`, 'answered 100 Continue, which was not asked for'],
  [
    '101',
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n',
    'answered 101 Switching Protocols, which was not asked for',
  ],
])('%s is told in one clear line', async (_status, text, what) => {
  const { client, url } = await answering(text);
  const error = await rejection(client.send(httpRequest(url)));
  expect(error).toMatchObject({ code: 'SOURCE_NETWORK', retryable: true });
  expect(error.message).toContain(what);
  expect(error.message).toContain(`GET ${url}`);
  expect(error.message).not.toMatch(/\n|assert|bad re|bad up/);
});

test.each(['102 Processing', '103 Early Hints'])(
  '%s before the response is passed over',
  async (status) => {
    const { client, url } = await answering(`HTTP/1.1 ${status}\r\n\r\n${GOOD}`);
    const { body } = await client.send(httpRequest(url));
    expect(Buffer.concat(await body.toArray()).toString()).toBe(BODY);
  },
);
