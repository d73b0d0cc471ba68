import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRateBudget } from '../../../src/http/rate-budget.ts';
import type { Wait } from '../../../src/http/wait.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { rejection } from '../../support/rejection.ts';

test('no window of any place holds more requests than allowed, whenever they are asked for', async () => {
  const scenario = fc.record({
    requests: fc.integer({ min: 1, max: 20 }),
    perMs: fc.integer({ min: 1, max: 60_000 }),
    /** Waits before each request, and how late it is written. */
    asks: fc.array(
      fc.record({
        waitMs: fc.integer({ min: 0, max: 500 }),
        lateMs: fc.integer({ min: 0, max: 5 }),
      }),
      { minLength: 1, maxLength: 60 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ requests, perMs, asks }) => {
      const clock = fakeClock();
      const budget = createRateBudget({ requests, perMs }, clock);
      const sentAt: number[] = [];
      const pending: Promise<void>[] = [];
      for (const { waitMs, lateMs } of asks) {
        clock.advance(waitMs);
        pending.push(
          budget.take().then((turn) => {
            clock.advance(lateMs);
            turn.sent();
            sentAt.push(clock.now());
          }),
        );
        if (waitMs > 250) await Promise.all(pending);
      }
      await Promise.all(pending);
      for (const start of sentAt) {
        const inWindow = sentAt.filter((at) => at >= start && at < start + perMs);
        expect(inWindow.length).toBeLessThanOrEqual(requests);
      }
    }),
    { numRuns: 60 },
  );
});

test('requests are spaced evenly from the first one on, also after a silence', async () => {
  const clock = fakeClock();
  const budget = createRateBudget({ requests: 5, perMs: 1_000 }, clock);
  const gaps = async (): Promise<number[]> => {
    const turns = await Promise.all(Array.from({ length: 4 }, () => budget.take()));
    return turns.slice(1).map((turn, index) => turn.at - (turns[index]?.at ?? 0));
  };
  const first = await gaps();
  clock.advance(100_000);
  for (const gap of [...first, ...(await gaps())]) {
    expect(gap).toBeGreaterThanOrEqual(200);
    expect(gap).toBeLessThan(206);
  }
});

test('late timers do not add up', async () => {
  const clock = fakeClock();
  const late = { ...clock, sleep: async (ms: number) => clock.sleep(ms + 1) };
  const budget = createRateBudget({ requests: 100, perMs: 1_000 }, late);
  let turn = await budget.take();
  for (let count = 1; count < 500; count += 1) turn = await budget.take();
  expect(turn.at).toBeLessThan(5 * 1_020 + 20);
});

test('without a limit nobody waits', async () => {
  const clock = fakeClock();
  const budget = createRateBudget(undefined, clock);
  await Promise.all(Array.from({ length: 50 }, () => budget.take()));
  expect(clock.sleeps).toEqual([]);
});

test('a pause holds everybody, also who was waiting for a turn already', async () => {
  const clock = fakeClock();
  const budget = createRateBudget({ requests: 1, perMs: 1_000 }, clock);
  await budget.take();
  const waiting = budget.take();
  budget.pauseUntil(30_000);
  budget.pauseUntil(10_000);
  expect((await waiting).at).toBe(30_000);
});

test('refusals without advice wait longer from round to round, until an answer comes', async () => {
  const clock = fakeClock({ random: () => 0.999 });
  const budget = createRateBudget(undefined, clock);
  const pauses: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const together = await Promise.all([budget.take(), budget.take()]);
    const before = clock.now();
    for (const turn of together) budget.refused(turn);
    pauses.push(Math.round((await budget.take()).at - before));
    if (round === 2) budget.answered(await budget.take());
  }
  expect(pauses).toEqual([999, 1_998, 3_996, 999]);
});

test('an abort wakes whoever waits at once and lets the ones behind pass', async () => {
  const clock = fakeClock();
  const never = { ...clock, sleep: (_: number, signal?: AbortSignal) => clock.sleep(1e9, signal) };
  const budget = createRateBudget({ requests: 1, perMs: 1_000 }, { ...never });
  await budget.take();
  const reasons = [new Error('first'), new Error('second')];
  const controllers = reasons.map(() => new AbortController());
  const waiting = controllers.map(({ signal }) => rejection(budget.take(signal)));
  controllers[1]?.abort(reasons[1]);
  expect(await waiting[1]).toBe(reasons[1]);
  controllers[0]?.abort(reasons[0]);
  expect(await waiting[0]).toBe(reasons[0]);
  clock.advance(5_000);
  expect((await budget.take()).at).toBe(5_000);
});

test('how long a refusal without advice pauses everybody is for the settings to say', async () => {
  const clock = fakeClock({ random: () => 0.5 });
  const retry = { attempts: 2, baseMs: 40, capMs: 60 };
  const budget = createRateBudget(undefined, clock, retry);
  const pauses: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const turn = await budget.take();
    const before = clock.now();
    budget.refused(turn);
    pauses.push((await budget.take()).at - before);
  }
  expect(pauses).toEqual([20, 30, 30]);
});

test('everybody who waits is told of a pause before it, with its reason, and may refuse it', async () => {
  const clock = fakeClock({ random: () => 0.5 });
  const budget = createRateBudget({ requests: 1, perMs: 1_000 }, clock);
  const told: string[] = [];
  const onWait = ({ ms, why, isAsked }: Wait): void => {
    told.push(`${Math.round(ms)} ${why} ${isAsked}`);
    if (ms > 50_000) throw new Error('too long');
  };
  budget.refused(await budget.take(undefined, onWait), 20_000, 'the API answered 429');
  await Promise.all([budget.take(undefined, onWait), budget.take(undefined, onWait)]);
  expect(told).toEqual([
    '20000 the API answered 429 true',
    '20000 the API answered 429 true',
    '20000 the API answered 429 true',
    '1020 `client.rate_limit` asks for it false',
  ]);
  budget.refused(await budget.take(), 60_000);
  const refused = [budget.take(undefined, onWait), budget.take(undefined, onWait)].map(rejection);
  for (const error of await Promise.all(refused)) expect(error.message).toBe('too long');
  expect((await budget.take()).at).toBeGreaterThan(60_000);
});
