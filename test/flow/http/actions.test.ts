import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type {
  AnswerAction,
  HttpClient,
  HttpResponse,
  SeenAnswer,
} from '../../../src/http/client.ts';
import { openHttpClient } from '../../../src/http/open-http-client.ts';
import { serve } from '../../support/http-server.ts';
import { httpRequest, httpSettings } from '../../support/http-settings.ts';
import { rejection } from '../../support/rejection.ts';

function clientOf(origin: string): HttpClient {
  const auth = { type: 'api_key', name: 'key', apiKey: 'canary-key', location: 'query' } as const;
  const client = openHttpClient(httpSettings(origin, { auth, maxPageBytes: 64 * 1024 * 1024 }), {
    clock: systemClock,
  });
  onTestFinished(() => client.close());
  return client;
}

async function answered(
  status: number,
  body: string,
  actions: readonly AnswerAction[],
): Promise<HttpResponse & { said: string }> {
  await using server = await serve((_, response) => {
    response.writeHead(status, { 'content-encoding': 'gzip' }).end(gzipSync(body));
  });
  const response = await clientOf(server.origin).send(
    httpRequest(`${server.origin}/a?b=1`, { actions }),
  );
  return { ...response, said: await text(response.body) };
}

test.each([
  [404, 'x', [{ statusCode: 404, action: 'ignore' }], true],
  [503, 'x', [{ statusCode: 503, action: 'ignore' }], true],
  [200, 'none left', [{ content: 'none', action: 'ignore' }], true],
  [200, 'rows', [{ content: 'none', action: 'ignore' }], false],
  [200, 'none', [{ statusCode: 404, content: 'none', action: 'ignore' }], false],
  [200, 'rows', [{ statusCode: 200, content: 'none', action: 'ignore' }], false],
  [500, 'x', [{ action: 'ignore' }], true],
  [500, 'x', [{ action: [() => 'ignore' as const] }], true],
] satisfies [number, string, AnswerAction[], boolean][])(
  '%i with %j and %j, ignored: %s',
  async (status, body, actions, isIgnored) => {
    const response = await answered(status, body, actions);
    expect([response.isIgnored ?? false, response.said]).toEqual([
      isIgnored,
      isIgnored ? '' : body,
    ]);
  },
);

test('all actions that match act in order, and each sees what the one before made', async () => {
  const seen: SeenAnswer[] = [];
  const actions: AnswerAction[] = [
    {
      statusCode: 503,
      action: [
        (answer) => {
          seen.push(answer);
          return { ...answer, status: 200, body: { rows: [1] } };
        },
      ],
    },
    { statusCode: 503, action: 'ignore' },
    {
      content: '"rows"',
      action: [
        async (answer) => {
          seen.push(answer);
        },
      ],
    },
  ];
  const response = await answered(503, '{"a":1}', actions);
  expect([response.status, response.said]).toEqual([200, '{"rows":[1]}']);
  expect(seen.map(({ status, body }) => [status, body])).toEqual([
    [503, { a: 1 }],
    [200, { rows: [1] }],
  ]);
  expect(seen[0]?.url).toMatch(/\/a\?b=1$/);
});

test('a body that no function replaced keeps its bytes', async () => {
  const body = '{"id":9007199254740993}';
  const response = await answered(404, body, [
    { action: [(answer) => ({ ...answer, status: 200 })] },
  ]);
  expect(response.said).toBe(body);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('bad canary-key');
    },
    'bad ***',
  ],
  ['returns text', (() => 'skip') as never, 'it returned "skip"'],
  ['returns no status', (() => ({ body: 1 })) as never, '`status`'],
  ['returns no body', (() => ({ status: 200 })) as never, '`body`'],
] satisfies [string, () => never, string][])(
  'a function that %s is an error with its place',
  async (_, run, said) => {
    const error = await rejection(
      answered(503, 'x', [{ statusCode: 404, action: 'ignore' }, { action: [run] }]),
    );
    expect(error).toMatchObject({ code: 'SOURCE_ACTION', retryable: false });
    expect(error.message).toContain('`response_actions[1]`');
    expect(error.message).toContain(said);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  },
);

test('a status that no action ignores fails as ever, without a secret', async () => {
  const actions: AnswerAction[] = [
    { content: 'nothing', action: 'ignore' },
    { action: [() => {}] },
  ];
  const error = await rejection(answered(503, '{"message":"for canary-key"}', actions));
  expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS', retryable: true });
  expect(error.message).toContain('answered 503 (`for ***`)');
});

test('a good body that is too long to look into is an error, a bad one is cut', async () => {
  const long = 'x'.repeat(16 * 1024 * 1024 + 1);
  const good = await rejection(answered(200, long, [{ content: 'y', action: 'ignore' }]));
  expect(good).toMatchObject({ code: 'SOURCE_TOO_LARGE', retryable: false });
  expect(good.message).toContain('`response_actions` can look into');
  expect((await answered(200, long, [{ statusCode: 404, action: 'ignore' }])).said).toBe(long);
  expect(await answered(500, long, [{ content: 'x', action: 'ignore' }])).toMatchObject({
    isIgnored: true,
  });
});

test('a redirect is followed first, save where an action names its status', async () => {
  await using server = await serve((request, response) => {
    if (request.url?.startsWith('/b')) response.end('[]');
    else response.writeHead(302, { location: '/b' }).end();
  });
  const client = clientOf(server.origin);
  const send = (statusCode: number): Promise<HttpResponse> =>
    client.send(httpRequest(`${server.origin}/a`, { actions: [{ statusCode, action: 'ignore' }] }));
  expect((await send(404)).isIgnored).toBeUndefined();
  expect((await send(302)).isIgnored).toBe(true);
});
