import { describe, expect, test } from 'vitest';
import { tellBudget } from '../../../src/http/exchange.ts';
import { createRateBudget } from '../../../src/http/rate-budget.ts';
import type { ResponseHeaders } from '../../../src/http/response-headers.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const LATENCY_MS = 20;

/** An API that allows so many requests in a window, sliding or from its first request on, and how it tells of it. */
interface LimitedApi {
  readonly requests: number;
  readonly perMs: number;
  readonly window: 'sliding' | 'fixed';
  readonly headers: (state: LimitState) => ResponseHeaders;
}

interface LimitState {
  readonly remaining: number;
  /** Until there is room for another request. */
  readonly resetMs: number;
  readonly isRefused: boolean;
}

const seconds = (ms: number): string => String(Math.max(Math.ceil(ms / 1000), 1));
const retryAfter = ({ isRefused, resetMs }: LimitState): ResponseHeaders =>
  isRefused ? { 'retry-after': seconds(resetMs) } : {};

/** Asks with eight requests in flight. `refusedLater`: of those that went out when a refusal was known. */
async function ask(
  api: LimitedApi,
  total: number,
): Promise<{ refusedLater: number; seconds: number; ideal: number }> {
  const clock = fakeClock();
  const budget = createRateBudget(undefined, clock);
  const counted: number[] = [];
  let [left, refusedLater, endsAt] = [total, 0, 0];
  let knownAt = Number.POSITIVE_INFINITY;
  const answer = (): { statusCode: number; headers: ResponseHeaders } => {
    const now = clock.now();
    const isOver = (at: number): boolean =>
      api.window === 'sliding' ? at <= now - api.perMs : now >= (counted[0] ?? now) + api.perMs;
    while (counted[0] !== undefined && isOver(counted[0])) {
      if (api.window === 'sliding') counted.shift();
      else counted.length = 0;
    }
    const isRefused = counted.length >= api.requests;
    if (!isRefused) counted.push(now);
    const resetMs = (counted[0] ?? now) + api.perMs - now;
    const state = { remaining: api.requests - counted.length, resetMs, isRefused };
    return { statusCode: isRefused ? 429 : 200, headers: api.headers(state) };
  };
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left--;
      for (;;) {
        const turn = await budget.take();
        await clock.sleep(LATENCY_MS / 2);
        const response = answer();
        await clock.sleep(LATENCY_MS / 2);
        tellBudget(response, budget, turn);
        if (response.statusCode === 200) break;
        if (turn.at > knownAt) refusedLater++;
        knownAt = Math.min(knownAt, clock.now());
      }
      endsAt = Math.max(endsAt, clock.now());
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  // the first window takes its requests at once
  const ideal = ((total - api.requests) * api.perMs) / api.requests;
  return { refusedLater, seconds: endsAt / 1000, ideal: ideal / 1000 };
}

const FIVE = { requests: 5, perMs: 1000, window: 'sliding' } as const;

/** What a header field of these names says of the state. */
const limitHeaders =
  (prefix: string, requests: number) =>
  (state: LimitState): ResponseHeaders => ({
    [`${prefix}-limit`]: String(requests),
    [`${prefix}-remaining`]: String(state.remaining),
    ...retryAfter(state),
  });

describe('a limit that is not configured', () => {
  const cases: Record<string, LimitedApi> = {
    'told as limit and remaining': { ...FIVE, headers: limitHeaders('ratelimit', 5) },
    'told with its window by RateLimit-Policy': {
      ...FIVE,
      headers: (state) => ({
        'ratelimit-policy': '5;w=1',
        ...limitHeaders('ratelimit', 5)(state),
      }),
    },
    'told in the form of the IETF': {
      ...FIVE,
      headers: (state) => ({
        'ratelimit-policy': '"burst";q=5;w=1',
        ratelimit: `"burst";r=${state.remaining};t=${seconds(state.resetMs)}`,
        ...retryAfter(state),
      }),
    },
    'told with X- and a reset, in a fixed window': {
      ...FIVE,
      window: 'fixed',
      headers: (state) => ({
        'x-ratelimit-reset': seconds(state.resetMs),
        ...limitHeaders('x-ratelimit', 5)(state),
      }),
    },
    'met by a refusal with Retry-After alone': { ...FIVE, headers: retryAfter },
    'met in windows of two seconds': { ...FIVE, requests: 10, perMs: 2000, headers: retryAfter },
    'of a minute, told with its reset': {
      requests: 30,
      perMs: 60_000,
      window: 'fixed',
      headers: (state) => ({
        'x-rate-limit-reset': seconds(state.resetMs),
        ...limitHeaders('x-rate-limit', 30)(state),
      }),
    },
    'of a minute, told without a reset': {
      requests: 30,
      perMs: 60_000,
      window: 'sliding',
      headers: limitHeaders('x-ratelimit', 30),
    },
  };
  test.each(Object.entries(cases))('%s is kept after the first refusal', async (_, api) => {
    const result = await ask(api, 120);
    expect(result.refusedLater).toBeLessThanOrEqual(1);
    // the pause that the refusal asks for, and a pause that is longer than the window
    expect(result.seconds).toBeLessThan(result.ideal * 1.05 + 2);
  });

  test('a limit that was only met is tried with more requests, seldom', async () => {
    const result = await ask({ ...FIVE, headers: retryAfter }, 2000);
    // one more each minute or so, of 300 requests
    expect(result.refusedLater).toBeGreaterThan(2);
    expect(result.refusedLater).toBeLessThan(14);
    expect(result.seconds).toBeLessThan(result.ideal * 1.08 + 2);
  });
});
