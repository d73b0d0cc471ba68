import { describe, expect, test } from 'vitest';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import {
  clientOf,
  type Outcome,
  onePosts,
  runConfig,
  type ScriptedAnswer,
} from './scripted-api.ts';

const NOW_SECONDS = Math.floor(Date.now() / 1000);
const DATE = new Date(NOW_SECONDS * 1000).toUTCString();
const good: ScriptedAnswer = { json: [{ id: 1 }] };

async function refusedOnce(
  answer: ScriptedAnswer,
  clock: FakeClock = fakeClock({ random: () => 1 }),
): Promise<Outcome & { readonly waitedMs: number }> {
  const outcome = await runConfig(
    onePosts({ paginator: 'single_page' }, { retry: {} }),
    ({ index }) => (index === 0 ? answer : good),
    { clock },
  );
  return { ...outcome, waitedMs: clock.now() };
}

const google = (reason: string): unknown => ({
  error: {
    code: 403,
    message: 'Quota says no',
    errors: [{ domain: 'usageLimits', reason, message: 'Quota says no' }],
  },
});

describe('a 403 that tells of a limit', () => {
  test.each<readonly [what: string, answer: ScriptedAnswer, waits: readonly [number, number]]>([
    ['Retry-After', { headers: { 'Retry-After': '7' } }, [7000, 7500]],
    ['a Retry-After that cannot be used', { headers: { 'Retry-After': '0' } }, [1, 1000]],
    [
      'X-RateLimit, by the second of the epoch',
      {
        headers: {
          Date: DATE,
          'X-RateLimit-Remaining': '0',
          'X-RateLimit-Reset': String(NOW_SECONDS + 40),
        },
      },
      [40_000, 40_500],
    ],
    [
      'X-RateLimit, by the millisecond of the epoch',
      {
        headers: {
          Date: DATE,
          'X-RateLimit-Remaining': '0',
          'X-RateLimit-Reset': String((NOW_SECONDS + 40) * 1000),
        },
      },
      [40_000, 40_500],
    ],
    [
      'a reset that has passed',
      {
        headers: {
          Date: DATE,
          'X-RateLimit-Remaining': '0',
          'X-RateLimit-Reset': String(NOW_SECONDS - 1),
        },
      },
      [1, 1000],
    ],
    [
      'RateLimit, in seconds from now',
      { headers: { 'RateLimit-Remaining': '0', 'RateLimit-Reset': '12' } },
      [12_000, 12_500],
    ],
    [
      'X-Rate-Limit',
      { headers: { 'X-Rate-Limit-Remaining': '0', 'X-Rate-Limit-Reset': '12' } },
      [12_000, 12_500],
    ],
    [
      'one of several limits',
      {
        headers: {
          'X-RateLimit-Remaining-Requests': '0',
          'X-RateLimit-Reset-Requests': '3',
          'X-RateLimit-Remaining-Tokens': '500',
          'X-RateLimit-Reset-Tokens': '60',
        },
      },
      [3000, 3500],
    ],
    [
      'the header of the IETF',
      { headers: { RateLimit: '"burst";r=20;t=1, "default";r=0;t=9' } },
      [9000, 9500],
    ],
    [
      'its earlier form',
      { headers: { RateLimit: 'limit=100, remaining=0, reset=9' } },
      [9000, 9500],
    ],
    ['the body of Google', { json: google('rateLimitExceeded') }, [1, 1000]],
    ['the same of a user', { json: google('userRateLimitExceeded') }, [1, 1000]],
    [
      'the body of Strava',
      {
        json: {
          message: 'Rate Limit Exceeded',
          errors: [{ resource: 'Application', field: 'rate limit', code: 'exceeded' }],
        },
      },
      [1, 1000],
    ],
    [
      'the body of GitHub',
      { json: { message: 'You have exceeded a secondary rate limit. Please wait.' } },
      [1, 1000],
    ],
  ])('%s', async (_, answer, [least, most]) => {
    const { error, rows, asked, waitedMs, report } = await refusedOnce({ status: 403, ...answer });
    expect(error).toBeUndefined();
    expect(rows).toEqual([{ id: 1 }]);
    expect(asked).toHaveLength(2);
    expect(report.retries).toBe(1);
    expect(waitedMs).toBeGreaterThanOrEqual(least);
    expect(waitedMs).toBeLessThanOrEqual(most);
  });

  test('that goes on fails as a 429 does, and says what to wait', async () => {
    const { error, asked } = await runConfig(
      onePosts({ paginator: 'single_page' }, { retry: { attempts: 3 } }),
      () => ({ status: 403, headers: { 'Retry-After': '7' }, json: { message: 'Slow down' } }),
    );
    expect(asked).toHaveLength(3);
    expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS', retryAfterMs: 7000 });
    expect(String(error)).toContain('answered 403 (`Slow down`). The API asks to wait 7 s.');
  });

  test.each<readonly [what: string, answer: ScriptedAnswer]>([
    ['headers', { headers: { 'Retry-After': '30' } }],
    ['a body', { json: google('rateLimitExceeded') }],
  ])('by %s pauses all resources of the origin', async (_, answer) => {
    const clock = fakeClock({ random: () => 1 });
    const sentAt: number[] = [];
    const config = {
      client: clientOf({ retry: {}, max_concurrency: 2 }),
      resources: [
        { name: 'users', endpoint: { paginator: 'single_page' } },
        {
          name: 'posts',
          endpoint: { path: 'users/{resources.users.id}/posts', paginator: 'single_page' },
        },
      ],
    };
    const outcome = await runConfig(
      config,
      ({ address, index }) => {
        sentAt.push(clock.now());
        if (address.pathname === '/users') return { json: [{ id: 1 }, { id: 2 }, { id: 3 }] };
        return index === 1 ? { status: 403, ...answer } : { json: [{ id: 9 }] };
      },
      { clock },
    );
    expect(outcome.error).toBeUndefined();
    expect(outcome.rows).toHaveLength(3);
    const waits = 'headers' in answer ? 30_000 : 1000;
    // one request may have been under way when the refusal came
    expect(sentAt.slice(3).every((at) => at >= waits)).toBe(true);
  });
});

test.each<readonly [what: string, answer: ScriptedAnswer]>([
  ['nothing', { json: { message: 'Forbidden' } }],
  [
    'requests that are left',
    { headers: { 'X-RateLimit-Remaining': '9', 'X-RateLimit-Reset': '7' } },
  ],
  ['no reset', { headers: { 'X-RateLimit-Remaining': '0' } }],
  ['a quota for the whole day', { json: google('dailyLimitExceeded') }],
  ['a right to limits', { json: { message: 'You may not change the rate limit of this team' } }],
])('a 403 that tells %s is refused at once', async (_, answer) => {
  const { error, asked, waitedMs } = await refusedOnce({ status: 403, ...answer });
  expect(error).toMatchObject({ code: 'SOURCE_AUTH', retryable: false });
  expect(asked).toHaveLength(1);
  expect(waitedMs).toBe(0);
});

test('a 429 waits for the reset that it tells', async () => {
  const headers = { 'X-Rate-Limit-Remaining': '0', 'X-Rate-Limit-Reset': '12' };
  const { error, waitedMs } = await refusedOnce({ status: 429, headers });
  expect(error).toBeUndefined();
  expect(waitedMs).toBeGreaterThanOrEqual(12_000);
  expect(waitedMs).toBeLessThanOrEqual(12_500);
});
