import { describe, expect, test } from 'vitest';
import { createParentQueue } from '../../../src/source/parent-queue.ts';
import { itemsOf } from '../../support/read-queue.ts';
import { rejection } from '../../support/rejection.ts';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('A queue of parents', () => {
  test('gives records in order and makes whoever pushes wait while it is full', async () => {
    const queue = createParentQueue<number>(2);
    const pushed: number[] = [];
    const pushing = (async () => {
      for (let i = 0; i < 5; i++) {
        await queue.push(i);
        pushed.push(i);
      }
      queue.end();
    })();
    await turn();
    expect(pushed).toEqual([0, 1]);
    const reader = itemsOf(queue.records);
    expect(await reader.next()).toEqual({ done: false, value: 0 });
    await turn();
    expect(pushed).toEqual([0, 1, 2]);
    const rest: number[] = [];
    for (let next = await reader.next(); !next.done; next = await reader.next())
      rest.push(next.value);
    expect(rest).toEqual([1, 2, 3, 4]);
    await pushing;
  });

  test('a reader that came first gets what comes later', async () => {
    const queue = createParentQueue<number>(1);
    const reading = collect(itemsOf(queue.records));
    await turn();
    for (const i of [1, 2, 3]) await queue.push(i);
    queue.end();
    expect(await reading).toEqual([1, 2, 3]);
  });

  test('an error comes behind the records before it', async () => {
    const queue = createParentQueue<number>(3);
    await queue.push(1);
    queue.fail(new Error('gone'));
    queue.end();
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const item of itemsOf(queue.records)) seen.push(item);
    };
    expect((await rejection(read())).message).toBe('gone');
    expect(seen).toEqual([1]);
  });

  test('a reader that leaves lets whoever pushes go on', async () => {
    const queue = createParentQueue<number>(1);
    await queue.push(1);
    const waiting = Promise.all([queue.push(2), queue.push(3)]);
    for await (const item of itemsOf(queue.records)) {
      expect(item).toBe(1);
      break;
    }
    await waiting;
    await queue.push(4);
  });

  test('so does one that never comes', async () => {
    const queue = createParentQueue<number>(1);
    await queue.push(1);
    const waiting = queue.push(2);
    queue.leave();
    await waiting;
  });

  test('leaving ends a read that waits', async () => {
    const queue = createParentQueue<number>(1);
    const reader = itemsOf(queue.records);
    const reading = reader.next();
    queue.records.leave();
    expect((await reading).done).toBe(true);
  });

  test('refuses a second reader, and records behind its end', async () => {
    const queue = createParentQueue<number>(1);
    queue.records.onChange(() => {});
    expect(() => queue.records.onChange(() => {})).toThrow('has a reader');
    queue.end();
    expect((await rejection(queue.push(1))).message).toContain('ended');
  });
});
