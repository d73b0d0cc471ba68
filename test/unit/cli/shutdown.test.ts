import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { catchInterrupts } from '../../../src/cli/shutdown.ts';

function start() {
  const signals = new EventEmitter();
  const heard: string[] = [];
  const left: number[] = [];
  const clock = { ms: 10_000 };
  const interrupts = catchInterrupts({
    signals,
    now: () => clock.ms,
    onFirst: (signal) => heard.push(signal),
    leave: (code) => left.push(code),
  });
  const send = (signal: string): boolean => signals.emit(signal, signal);
  return { signals, heard, left, clock, interrupts, send };
}

test('the first signal aborts, the second one leaves with its own code', () => {
  const { heard, left, clock, interrupts, send } = start();
  expect(interrupts.exitCode()).toBeUndefined();

  send('SIGTERM');
  expect(interrupts.signal.reason).toMatchObject({
    name: 'AbortError',
    message: 'Interrupted by SIGTERM',
  });
  expect(interrupts.exitCode()).toBe(143);
  expect([heard, left]).toEqual([['SIGTERM'], []]);

  clock.ms += 2_000;
  send('SIGINT');
  expect([heard, left]).toEqual([['SIGTERM'], [130]]);
});

test('the same Ctrl-C that comes a second time by way of npm does not count', () => {
  const { left, clock, send } = start();
  send('SIGINT');
  clock.ms += 499;
  send('SIGINT');
  expect(left).toEqual([]);
  clock.ms += 1;
  send('SIGINT');
  expect(left).toEqual([130]);
});

test('released, it hears nothing', () => {
  const { signals, interrupts } = start();
  interrupts.release();
  expect(signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM')).toBe(0);
  expect(interrupts.signal.aborted).toBe(false);
});
