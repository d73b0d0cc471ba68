import type { Clock } from '../../src/model.ts';

export interface FakeClock extends Clock {
  /** Every wait that was asked for, in milliseconds, in order. */
  readonly sleeps: readonly number[];
  /** Moves the time without anybody sleeping. */
  advance(ms: number): void;
}

/**
 * A clock whose sleepers never wait: when nothing else runs, the time jumps to the one that wakes first.
 * So sleeps that overlap behave as they would on a real clock.
 */
export function fakeClock(
  options: { readonly startMs?: number; readonly random?: () => number } = {},
): FakeClock {
  let now = options.startMs ?? 0;
  let scheduled = false;
  const sleeps: number[] = [];
  const sleepers: { wakeAt: number; wake: () => void }[] = [];

  const wakeNext = (): void => {
    scheduled = false;
    sleepers.sort((a, b) => a.wakeAt - b.wakeAt);
    const next = sleepers.shift();
    if (next === undefined) return;
    now = Math.max(now, next.wakeAt);
    next.wake();
    schedule();
  };
  const schedule = (): void => {
    if (scheduled || sleepers.length === 0) return;
    scheduled = true;
    setImmediate(wakeNext);
  };

  return {
    sleeps,
    now: () => now,
    random: options.random ?? (() => 0.5),
    advance: (ms) => {
      now += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        sleeps.push(ms);
        const onAbort = (): void => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(signal?.reason);
        };
        const sleeper = {
          wakeAt: now + ms,
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.push(sleeper);
        schedule();
      }),
  };
}
