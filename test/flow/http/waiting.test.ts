import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { SluiceEvent } from '../../../src/events.ts';
import type { ResourceReport } from '../../../src/model.ts';
import { createSource } from '../../../src/source/rest-api-source.ts';
import { sync } from '../../../src/sync.ts';
import { databasePath } from '../../support/duckdb-load.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { serve } from '../../support/http-server.ts';

type Waiting = Extract<SluiceEvent, { type: 'waiting' }>;

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** Says something odd to one of the requests, and then gives two items on each of three pages. */
interface Script {
  /** The request that meets it, from 0; that, and all behind it where `isForAll`. */
  readonly at: number;
  readonly answer: Answer;
  readonly isForAll?: boolean;
}

interface Ran {
  readonly reports: readonly ResourceReport[];
  readonly waits: readonly Waiting[];
  readonly waitedSeconds: number;
  readonly source: ReturnType<typeof createSource>;
  readonly to: string;
}

const later = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

async function run(
  { at, answer, isForAll = false }: Script,
  client: object = {},
  use: (ran: Ran) => Promise<void> | void = () => {},
  names: readonly string[] = ['items'],
): Promise<Ran> {
  let asked = -1;
  let isOver = false;
  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    asked += 1;
    response.setHeader('content-type', 'application/json');
    const isOdd = !isOver && (asked === at || (isForAll && asked > at));
    const offset = Number(new URL(String(request.url), 'http://x').searchParams.get('offset'));
    if (request.url === '/token') {
      if (isOdd) response.writeHead(answer.status ?? 200, answer.headers);
      response.end(isOdd ? answer.text : '{"access_token":"a-token-of-ours"}');
      return;
    }
    if (isOdd) response.writeHead(answer.status ?? 200, answer.headers);
    const items = offset < 6 ? [{ id: offset }, { id: offset + 1 }] : [];
    const isPage = !isOdd || (answer.status ?? 200) === 200;
    response.end(isPage ? JSON.stringify({ items }) : (answer.text ?? '{}'));
  };
  await using server = await serve(respond);
  const written = JSON.stringify(client).replaceAll('ORIGIN', server.origin);
  const config = {
    client: {
      base_url: server.origin,
      max_concurrency: 1,
      paginator: { type: 'offset', limit: 2, total_path: null },
      ...JSON.parse(written),
    },
    resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
    resources: names.map((name) => ({ name, endpoint: { path: 'items' } })),
  };
  const clock = fakeClock({ random: () => 0 });
  const source = createSource(config as never, { env: {} }, clock);
  const to = await databasePath();
  const waits: Waiting[] = [];
  const { resources } = await sync(source, {
    to,
    verify: 'off',
    onEvent: (event) => {
      if (event.type === 'waiting') waits.push(event);
    },
  });
  const ran = { reports: resources, waits, waitedSeconds: clock.now() / 1000, source, to };
  isOver = true;
  await use(ran);
  return ran;
}

const RESET = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3600' };
const OAUTH = {
  auth: {
    type: 'oauth2_client_credentials',
    access_token_url: 'ORIGIN/token',
    client_id: 'me',
    client_secret: 'a-secret-of-ours',
  },
};
const QUOTA = { status: 403, text: '{"message":"API rate limit exceeded"}' };

describe('a pause of more than ten seconds is told, and kept', () => {
  test.each<[string, Script, object, number, string]>([
    [
      '429, seconds',
      { at: 1, answer: { status: 429, headers: { 'retry-after': '3600' } } },
      {},
      3600,
      'the API answered 429 and asks for it',
    ],
    [
      '429, a date',
      { at: 0, answer: { status: 429, headers: { 'retry-after': later(1800) } } },
      {},
      1800,
      'the API answered 429 and asks for it',
    ],
    [
      '503, seconds',
      { at: 1, answer: { status: 503, headers: { 'retry-after': '11' } } },
      {},
      11,
      'the API answered 503 and asks for it',
    ],
    [
      '500, seconds',
      { at: 1, answer: { status: 500, headers: { 'retry-after': '60' } } },
      {},
      60,
      'the API answered 500 and asks for it',
    ],
    [
      '403, by its headers',
      { at: 1, answer: { ...QUOTA, headers: { 'retry-after': '120' } } },
      {},
      120,
      'the API answered 403 and asks for it',
    ],
    [
      '200, a limit that is used up',
      { at: 1, answer: { headers: RESET } },
      {},
      3600,
      'the API says that its rate limit is used up',
    ],
    [
      'a token, 429',
      { at: 0, answer: { status: 429, headers: { 'retry-after': '900' }, text: '{}' } },
      OAUTH,
      900,
      'answered 429',
    ],
    [
      'no advice, and a long back-off',
      { at: 1, answer: { status: 500 } },
      { retry: { base_seconds: 40, cap_seconds: 40 } },
      0,
      '',
    ],
    [
      'a limit of our own',
      { at: 99, answer: {} },
      { rate_limit: { requests: 1, per_seconds: 30 } },
      30,
      '`client.rate_limit` asks for it',
    ],
  ])('%s', async (_, script, client, seconds, why) => {
    const { reports, waits, waitedSeconds } = await run(script, client);
    expect(reports).toMatchObject([{ verdict: 'exhausted', inserted: 6 }]);
    if (seconds === 0) return expect(waits).toEqual([]);
    const [first] = waits;
    expect(first).toMatchObject({ type: 'waiting', resource: 'items' });
    expect(first?.message).toContain(why);
    expect(Math.abs(Number(first?.waitMs) / 1000 - seconds)).toBeLessThan(3);
    expect(Math.abs(Date.parse(String(first?.until)) - Date.now() - seconds * 1000)).toBeLessThan(
      60_000,
    );
    expect(waitedSeconds).toBeGreaterThan(seconds - 3);
    if (script.at < 99) expect(waits).toHaveLength(1);
  });
});

test('a pause of ten seconds is not told', async () => {
  const { waits } = await run({ at: 1, answer: { status: 429, headers: { 'retry-after': '10' } } });
  expect(waits).toEqual([]);
});

describe('a pause that is longer than client.max_wait_seconds ends the resource, staged', () => {
  const HOURS_20 = 20 * 3600;
  test.each<[string, Script, object, number]>([
    [
      '429, a date 20 hours ahead',
      { at: 1, answer: { status: 429, headers: { 'retry-after': later(HOURS_20) } } },
      {},
      HOURS_20,
    ],
    [
      '429, two days',
      { at: 1, answer: { status: 429, headers: { 'retry-after': '172800' } } },
      {},
      172_800,
    ],
    [
      '429, at the last attempt',
      { at: 1, answer: { status: 429, headers: { 'retry-after': '7200' } } },
      { retry: { attempts: 1 } },
      7200,
    ],
    [
      '429, a limit that is written',
      { at: 1, answer: { status: 429, headers: { 'retry-after': '60' } } },
      { max_wait_seconds: 30 },
      60,
    ],
    [
      '200, a limit that is used up',
      { at: 0, answer: { headers: { ...RESET, 'x-ratelimit-reset': '7200' } } },
      {},
      7200,
    ],
    [
      '200, its reset as an epoch',
      {
        at: 0,
        answer: {
          headers: { ...RESET, 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 9000) },
        },
      },
      {},
      9000,
    ],
  ])('%s', async (_, script, client, seconds) => {
    const before = Date.now();
    const { reports, waits, waitedSeconds } = await run(script, client, async ({ source, to }) => {
      const { resources } = await sync(source, { to, verify: 'off' });
      expect(resources).toMatchObject([{ carried: 2 }]);
      expect((resources[0]?.inserted ?? 0) + (resources[0]?.staged ?? 0)).toBeGreaterThan(1);
    });
    const [report] = reports;
    expect(report).toMatchObject({ verdict: 'incomplete', reason: 'deadline', staged: 2 });
    expect(report?.error).toBe(undefined);
    const [, until = ''] = /wait until (\S+) \(/.exec(String(report?.warnings.join())) ?? [];
    expect(Math.abs(Date.parse(until) - before - seconds * 1000)).toBeLessThan(60_000);
    expect(report?.warnings.join()).toMatch(/client\.max_wait_seconds.*Run again then\./);
    expect({ waits, waitedSeconds }).toEqual({ waits: [], waitedSeconds: 0 });
  });

  test('a token that may not be asked for', async () => {
    const answer = { status: 429, headers: { 'retry-after': '7200' }, text: '{}' };
    const { reports } = await run({ at: 0, answer }, OAUTH);
    expect(reports).toMatchObject([{ verdict: 'incomplete', reason: 'deadline' }]);
    expect(reports[0]?.error).toBe(undefined);
    expect(reports[0]?.warnings.join()).toContain('client.max_wait_seconds');
  });

  test('all resources of the origin', async () => {
    const answer = { headers: { ...RESET, 'x-ratelimit-reset': '7200' } };
    const { reports } = await run({ at: 2, answer }, {}, () => {}, ['items', 'more', 'others']);
    expect(reports.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual(
      Array(3).fill('incomplete deadline'),
    );
  });

  test('but an hour, with a little more, is waited for', async () => {
    const answer = { status: 429, headers: { 'retry-after': '3700' } };
    expect((await run({ at: 1, answer })).reports).toMatchObject([{ verdict: 'exhausted' }]);
  });

  test('and so is a limit of our own, however long', async () => {
    const limit = { rate_limit: { requests: 1, per_seconds: 86_400 } };
    const { reports } = await run({ at: 99, answer: {} }, limit);
    expect(reports).toMatchObject([{ verdict: 'exhausted', inserted: 6 }]);
  });
});
