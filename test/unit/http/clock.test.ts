import { expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { linkAbort, untilAborted } from '../../../src/http/abort.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { rejection } from '../../support/rejection.ts';

test('the real clock sleeps at least as long as asked, give or take a timer tick', async () => {
  const startedAt = systemClock.now();
  await systemClock.sleep(20);
  expect(systemClock.now() - startedAt).toBeGreaterThan(18);
});

test.each([
  ['real', systemClock],
  ['fake', fakeClock()],
])('a sleep of the %s clock ends at once with the reason of an abort', async (_, clock) => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const sleeping = rejection(clock.sleep(1e8, controller.signal));
  controller.abort(reason);
  expect(await sleeping).toBe(reason);
  expect(await rejection(clock.sleep(1, controller.signal))).toBe(reason);
});

test('sleepers of the fake clock that overlap wake in the order of their times', async () => {
  const clock = fakeClock({ startMs: 100 });
  const woken: number[] = [];
  await Promise.all(
    [300, 100, 200].map(async (ms) => {
      await clock.sleep(ms);
      woken.push(clock.now());
    }),
  );
  expect(woken).toEqual([200, 300, 400]);
  expect(clock.sleeps).toEqual([300, 100, 200]);
});

test('a linked signal follows each of its sources until it is unlinked', () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const linked = linkAbort([one.signal, undefined, two.signal]);
  const unlinked = linkAbort([two.signal]);
  unlinked.unlink();
  two.abort('two');
  expect(linked.signal.reason).toBe('two');
  expect(unlinked.signal.aborted).toBe(false);
  expect(linkAbort([two.signal]).signal.reason).toBe('two');
});

test('a promise is given up as soon as its signal aborts, and comes through before that', async () => {
  const controller = new AbortController();
  expect(await untilAborted(Promise.resolve(1), controller.signal)).toBe(1);
  const pending = rejection(untilAborted(new Promise(() => {}), controller.signal));
  const reason = new Error('enough');
  controller.abort(reason);
  expect(await pending).toBe(reason);
});
