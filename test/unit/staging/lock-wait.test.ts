import { expect, test } from 'vitest';
import { DestinationError } from '../../../src/errors.ts';
import { waitForLock } from '../../../src/staging/lock-wait.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { rejection } from '../../support/rejection.ts';

const locked = () =>
  new DestinationError('DESTINATION_LOCKED', 'crm.duckdb: the database is locked.', {
    context: { path: 'crm.duckdb', pid: 7 },
    retryable: true,
  });
const never = () => Promise.reject(locked());

test('a lock that is let go while there is time left is no failure', async () => {
  const clock = fakeClock();
  let tries = 0;
  const open = async () => {
    if (++tries < 7) throw locked();
    return 'open';
  };
  expect(await waitForLock(open, { waitLockMs: 60_000, clock })).toBe('open');
  expect(clock.sleeps).toEqual([250, 375, 562.5, 843.75, 1000, 1000]);
});

test('a lock that is not let go fails when the time is over, and says how long that was', async () => {
  const clock = fakeClock({ startMs: 5000 });
  const error = await rejection(waitForLock(never, { waitLockMs: 2500, clock }));
  expect(error).toMatchObject({
    code: 'DESTINATION_LOCKED',
    context: { path: 'crm.duckdb', pid: 7, waitedMs: 2500 },
    retryable: true,
  });
  expect(error.message).toBe(
    'crm.duckdb: the database is locked. It stayed locked for the 2.5 seconds that were waited.',
  );
  expect(clock.now()).toBe(7500);
});

test.each([
  ['at once', 0, 0],
  ['soon', 2, 0],
  ['after a moment', 3, 1],
  ['late', 20, 1],
])('a wait is told when it is longer than a moment: let go %s', async (_when, pauses, times) => {
  const told: string[] = [];
  let tries = 0;
  const open = async (): Promise<string> => {
    if (++tries <= pauses + 1) throw locked();
    return 'open';
  };
  await waitForLock(open, {
    waitLockMs: 60_000,
    clock: fakeClock(),
    onWaiting: ({ message }) => told.push(message),
  });
  expect(told).toHaveLength(times);
});

test('without time to wait a lock fails at once', async () => {
  const clock = fakeClock();
  const error = await rejection(waitForLock(never, { clock }));
  expect(error.message).toBe('crm.duckdb: the database is locked.');
  expect(clock.sleeps).toEqual([]);
});

test('what is not a lock is not waited for', async () => {
  const clock = fakeClock();
  const broken = new DestinationError('DESTINATION_OPEN', 'crm.duckdb: broken.');
  const open = () => Promise.reject(broken);
  expect(await rejection(waitForLock(open, { waitLockMs: 9000, clock }))).toBe(broken);
  expect(clock.sleeps).toEqual([]);
});

test('an interrupted run does not wait on', async () => {
  const clock = fakeClock();
  const controller = new AbortController();
  let tries = 0;
  const open = () => {
    if (++tries === 3) controller.abort();
    return never();
  };
  const error = await rejection(
    waitForLock(open, { waitLockMs: 60_000, clock, signal: controller.signal }),
  );
  expect(error.message).toContain('0.6 seconds that were waited, until the run was interrupted.');
  expect(tries).toBe(3);
});
