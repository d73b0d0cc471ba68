import { describe, expect, test } from 'vitest';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import {
  type Outcome,
  onePosts,
  runConfig,
  type Script,
  type ScriptedAnswer,
} from './scripted-api.ts';

const rows = [{ id: 1 }];
const good: ScriptedAnswer = { json: rows };

interface Tried extends Outcome {
  readonly sleeps: readonly number[];
}

/** A page that fails so many times, on a clock whose random is always the highest. */
async function runFailing(
  answers: (attempt: number) => ScriptedAnswer,
  { retry, ...endpoint }: Readonly<Record<string, unknown>> = {},
  clock: FakeClock = fakeClock({ random: () => 1 }),
): Promise<Tried> {
  const script: Script = ({ index }) => answers(index + 1);
  const client = retry === undefined ? { retry: {} } : { retry };
  const outcome = await runConfig(
    onePosts({ paginator: 'single_page', ...endpoint }, client),
    script,
    { clock },
  );
  return { ...outcome, sleeps: clock.sleeps };
}

const failing =
  (times: number, answer: ScriptedAnswer) =>
  (attempt: number): ScriptedAnswer =>
    attempt <= times ? answer : good;

describe('what is tried again', () => {
  test.each<readonly [what: string, answer: ScriptedAnswer]>([
    ...[429, 500, 502, 503, 504, 599, 408, 425].map(
      (status) => [`an answer of ${status}`, { status, text: 'busy' }] as const,
    ),
    ['a connection that is refused', { failure: 'ECONNREFUSED' }],
    ['a connection that is reset', { failure: 'ECONNRESET' }],
    ['a connection that takes too long', { failure: 'UND_ERR_CONNECT_TIMEOUT' }],
    ['an answer that takes too long', { failure: 'UND_ERR_HEADERS_TIMEOUT' }],
    ['a body that is damaged, which dlt does not', { text: '[{"id":NaN}]' }],
    ['a body that is cut off', { text: '[{"id":1},{"id"' }],
  ])('%s, with a GET and with a POST', async (_, answer) => {
    for (const method of ['GET', 'POST']) {
      const outcome = await runFailing(failing(2, answer), { method });
      expect(outcome.error).toBeUndefined();
      expect(outcome.rows).toEqual(rows);
      expect(outcome.asked).toEqual(Array(3).fill(`${method} /posts`));
      expect(outcome.report.retries).toBe(2);
    }
  });

  test.each<readonly [what: string, answer: ScriptedAnswer, code: string]>([
    ...[400, 401, 403, 404, 410, 422, 501].map(
      (status) =>
        [
          `an answer of ${status}`,
          { status, text: 'no' },
          status === 401 || status === 403 ? 'SOURCE_AUTH' : 'SOURCE_HTTP_STATUS',
        ] as const,
    ),
    ['a certificate that is not trusted', { failure: 'CERT_HAS_EXPIRED' }, 'SOURCE_NETWORK'],
  ])('not %s', async (_, answer, code) => {
    const outcome = await runFailing(failing(1, answer));
    expect(outcome.error).toMatchObject({ code });
    expect(outcome.asked).toHaveLength(1);
    expect(outcome.sleeps).toEqual([]);
  });
});

describe('how often and how long', () => {
  const busy = { status: 500, text: 'busy' };

  test('five attempts, with waits that double, at the longest', async () => {
    const { asked, sleeps, error, rows: got } = await runFailing(failing(9, busy));
    expect(asked).toHaveLength(5);
    expect(sleeps).toEqual([1000, 2000, 4000, 8000]);
    expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS', context: { status: 500 } });
    expect(got).toEqual([]);
  });

  test('waits are spread', async () => {
    const { sleeps } = await runFailing(failing(9, busy), {}, fakeClock({ random: () => 0.25 }));
    expect(sleeps).toEqual([250, 500, 1000, 2000]);
  });

  test.each([
    [{ attempts: 2 }, 2, [1000]],
    [{ attempts: 1 }, 1, []],
    [{ attempts: 4, base_seconds: 0.1 }, 4, [100, 200, 400]],
    [{ attempts: 4, base_seconds: 10, cap_seconds: 15 }, 4, [10_000, 15_000, 15_000]],
  ])('%j means %i attempts', async (retry, attempts, waits) => {
    const { asked, sleeps } = await runFailing(failing(9, busy), { retry });
    expect(asked).toHaveLength(attempts);
    expect(sleeps).toEqual(waits);
  });

  test.each<
    readonly [status: number, after: string, waits: readonly [least: number, most: number]]
  >([
    [503, '4', [4000, 4250]],
    [429, '4', [4000, 4250]],
    [500, '4', [4000, 4250]],
    [500, '0', [1000, 1000]],
    [500, '1.5', [1000, 1000]],
    [500, 'soon', [1000, 1000]],
    [500, '-3', [1000, 1000]],
    [500, 'Wed, 21 Oct 2015 07:28:00 GMT', [1000, 1000]],
  ])('%i with `Retry-After: %s` waits %j ms', async (status, after, [least, most]) => {
    const { sleeps, rows: got } = await runFailing(
      failing(1, { status, text: 'busy', headers: { 'Retry-After': after } }),
    );
    const waited = sleeps.reduce((sum, sleep) => Math.max(sum, sleep), 0);
    expect(got).toEqual(rows);
    expect(waited).toBeGreaterThanOrEqual(least);
    expect(waited).toBeLessThanOrEqual(most);
  });

  test('a date is measured against that of the answer', async () => {
    const headers = {
      Date: 'Wed, 21 Oct 2015 07:28:00 GMT',
      'Retry-After': 'Wed, 21 Oct 2015 07:28:30 GMT',
    };
    const { sleeps } = await runFailing(failing(1, { status: 503, text: 'busy', headers }));
    expect(Math.max(...sleeps)).toBeGreaterThanOrEqual(30_000);
  });

  test('the advice counts as an attempt like any other', async () => {
    const { asked, error } = await runFailing(
      failing(9, { status: 429, text: 'slow', headers: { 'Retry-After': '1' } }),
    );
    expect(asked).toHaveLength(5);
    expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
  });
});

describe('rows of a page', () => {
  test('come once, however often it is tried', async () => {
    const { rows: got, report } = await runConfig(
      onePosts(
        { paginator: { type: 'offset', limit: 2, total_path: null } },
        { retry: { attempts: 3 } },
      ),
      ({ query, index }) => {
        const at = Number(query.get('offset'));
        if (index === 1) return { status: 500, text: 'busy' };
        if (index === 2) return { text: '[{"id":2},' };
        return { json: [0, 1, 2, 3, 4].slice(at, at + 2).map((id) => ({ id })) };
      },
    );
    expect(got).toEqual([0, 1, 2, 3, 4].map((id) => ({ id })));
    expect(report).toMatchObject({ received: 5, retries: 2 });
  });

  test('of pages before one that fails for good stay', async () => {
    const {
      rows: got,
      error,
      report,
    } = await runConfig(
      onePosts({ paginator: { type: 'page_number', total_path: null } }),
      ({ index }) => (index === 0 ? good : { status: 500, text: 'busy' }),
    );
    expect(got).toEqual(rows);
    expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
    expect(report).toMatchObject({ verdict: 'incomplete', reason: 'failed_page' });
  });
});

describe('redirects', () => {
  test('are followed inside of the origin', async () => {
    const { asked, rows: got } = await runFailing((attempt) =>
      attempt === 1 ? { status: 302, headers: { Location: '/elsewhere?x=1' } } : good,
    );
    expect(asked).toEqual(['GET /posts', 'GET /elsewhere?x=1']);
    expect(got).toEqual(rows);
  });

  test('to a page that fails are tried as often as any page, not in loops within loops', async () => {
    const { asked } = await runConfig(
      onePosts({ paginator: 'single_page' }, { retry: { attempts: 3 } }),
      ({ address }) =>
        address.pathname === '/posts'
          ? { status: 302, headers: { Location: '/bad' } }
          : { status: 500, text: 'x' },
    );
    expect(asked).toEqual(Array(3).fill(['GET /posts', 'GET /bad']).flat());
  });

  test.each([
    ['to another host', 'https://elsewhere.test/x', 'elsewhere.test'],
    ['to itself', '/posts', 'circle'],
  ])('%s are refused', async (_, location, says) => {
    const { asked, error } = await runFailing(
      () => ({ status: 302, headers: { Location: location } }),
      { retry: { attempts: 1 } },
    );
    expect(asked).toEqual(['GET /posts']);
    expect(error).toMatchObject({ code: 'SOURCE_REDIRECT' });
    expect(String(error)).toContain(says);
  });
});
