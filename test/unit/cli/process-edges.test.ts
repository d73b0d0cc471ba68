import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { guardCrashes, watchReader } from '../../../src/cli/shutdown.ts';

describe('watchReader', () => {
  const broken = (code: string): Error => Object.assign(new Error(code), { code });

  test('tells a reader that left from a disk that is full', () => {
    const [gone, full, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const watchGone = watchReader(gone, stderr);
    gone.emit('error', broken('EPIPE'));
    expect(watchGone.left.aborted).toBe(true);
    expect(watchGone.failure()).toBeUndefined();

    const watchFull = watchReader(full, stderr);
    full.emit('error', broken('ENOSPC'));
    expect(watchFull.left.aborted).toBe(false);
    expect(watchFull.failure()?.message).toBe('ENOSPC');
  });

  test('a stderr that is gone ends nothing', () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const { left } = watchReader(stdout, stderr);
    expect(() => stderr.emit('error', broken('EPIPE'))).not.toThrow();
    expect(left.aborted).toBe(false);
  });
});

test('what nobody caught is heard and ends the run in order', () => {
  const crashes = new EventEmitter();
  const heard: unknown[] = [];
  const signal = guardCrashes(crashes, (error) => heard.push(error));
  crashes.emit('unhandledRejection', 'a string');
  crashes.emit('uncaughtException', new Error('later'));
  expect(heard).toEqual(['a string', new Error('later')]);
  expect(signal.reason).toEqual(new Error('a string'));
});
