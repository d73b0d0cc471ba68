import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createSlots } from '../../../src/http/slots.ts';
import { rejection } from '../../support/rejection.ts';

test('places are given in the order in which they were asked for, and never more than there are', async () => {
  const { acquire } = createSlots(2);
  const order: number[] = [];
  let held = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const release = await acquire();
      order.push(index);
      held += 1;
      most = Math.max(most, held);
      await nextTurn();
      held -= 1;
      release();
    }),
  );
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(2);
});

test('giving a place back twice frees it once', async () => {
  const { acquire } = createSlots(1);
  const release = await acquire();
  release();
  release();
  await acquire();
  let isFree = false;
  void acquire().then(() => {
    isFree = true;
  });
  await nextTurn();
  expect(isFree).toBe(false);
});

test('who gives up while queued leaves the queue', async () => {
  const { acquire } = createSlots(1);
  const release = await acquire();
  const controller = new AbortController();
  const reason = new Error('enough');
  const given = rejection(acquire(controller.signal));
  const next = acquire();
  controller.abort(reason);
  expect(await given).toBe(reason);
  release();
  (await next)();
  expect(await rejection(acquire(controller.signal))).toBe(reason);
  await acquire();
});

test('there are half as many places after a push back, and one more for each round of answers', async () => {
  const slots = createSlots(8);
  /** Places that are free, found by taking them. */
  const count = async (): Promise<number> => {
    const taken: (() => void)[] = [];
    const leave = new AbortController();
    for (let i = 0; i < 9; i++) {
      slots.acquire(leave.signal).then(
        (release) => taken.push(release),
        () => {},
      );
    }
    await nextTurn();
    const { length } = taken;
    leave.abort();
    for (const release of taken) release();
    await nextTurn();
    return length;
  };
  const counts = [await count()];
  for (let i = 0; i < 4; i++) {
    slots.halve();
    counts.push(await count());
  }
  for (let i = 0; i < 1 + 2 + 3; i++) slots.grow();
  counts.push(await count());
  for (let i = 0; i < 100; i++) slots.grow();
  counts.push(await count());
  expect(counts).toEqual([8, 4, 2, 1, 1, 4, 8]);
});
