import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPermits, mapInOrder } from '../../../src/source/map-in-order.ts';
import { createParentQueue } from '../../../src/source/parent-queue.ts';
import { recordsOf } from '../../support/read-queue.ts';
import { rejection } from '../../support/rejection.ts';

/** Promises that the test settles, in an order of its choice. */
function gates() {
  const waiting: (() => void)[] = [];
  return {
    wait: (): Promise<void> => new Promise((resolve) => waiting.push(resolve)),
    open: (index: number): boolean => {
      const [resolve] = waiting.splice(index % Math.max(1, waiting.length), 1);
      resolve?.();
      return resolve !== undefined;
    },
  };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function countedPermits(count: number) {
  const permits = createPermits(count);
  const held = { now: 0, most: 0 };
  return {
    held,
    permits: {
      request: (onGrant: (giveBack: () => void) => void) =>
        permits.request((giveBack) => {
          held.most = Math.max(held.most, ++held.now);
          let isBack = false;
          onGrant(() => {
            if (!isBack) held.now--;
            isBack = true;
            giveBack();
          });
        }),
    },
  };
}

const never = new AbortController().signal;

describe('Walks over parents', () => {
  test('hand on outputs in order, within width and permits, whatever is done first', async () => {
    const cases = fc.record({
      lengths: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 10 }),
      width: fc.integer({ min: 0, max: 4 }),
      count: fc.integer({ min: 0, max: 3 }),
      order: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 30 }),
      failsAt: fc.option(fc.nat({ max: 9 })),
      leavesAfter: fc.option(fc.nat({ max: 12 })),
      inputFails: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        cases,
        async ({ lengths, width, count, order, failsAt, leavesAfter, inputFails }) => {
          const { wait, open } = gates();
          const { permits, held } = countedPermits(count);
          const live = new Set<number>();
          let mostLive = 0;
          let begun = 0;
          const ends: number[] = [];
          async function* input(): AsyncGenerator<number> {
            for (const [i] of lengths.entries()) {
              await wait();
              yield i;
            }
            if (inputFails) throw new Error('input');
          }
          async function* walk(item: number): AsyncGenerator<string, number> {
            expect(item).toBe(begun++);
            live.add(item);
            mostLive = Math.max(mostLive, live.size);
            try {
              for (let i = 0; i < (lengths[item] ?? 0); i++) {
                await wait();
                yield `${item}.${i}`;
              }
              await wait();
              if (item === failsAt) throw new Error(`walk ${item}`);
              return item;
            } finally {
              live.delete(item);
            }
          }
          const seen: string[] = [];
          let error: unknown;
          let isDone = false;
          const run = async (): Promise<void> => {
            const options = {
              width,
              permits,
              signal: never,
              onEnd: (end: number) => ends.push(end),
            };
            for await (const output of mapInOrder(recordsOf(input()), walk, options)) {
              seen.push(output);
              if (seen.length > (leavesAfter ?? Number.POSITIVE_INFINITY)) break;
            }
          };
          const running = run()
            .catch((reason: unknown) => {
              error = reason;
            })
            .finally(() => {
              isDone = true;
            });
          for (let i = 0; !isDone; i++) {
            open(order[i % order.length] as number);
            await turn();
          }
          await running;

          const failing = failsAt !== null && failsAt < lengths.length ? failsAt : undefined;
          const reached = failing === undefined ? lengths : lengths.slice(0, failing + 1);
          const all = reached.flatMap((length, item) =>
            Array.from({ length }, (_, i) => `${item}.${i}`),
          );
          const isLeft = leavesAfter !== null && leavesAfter < all.length;
          expect(seen).toEqual(isLeft ? all.slice(0, leavesAfter + 1) : all);
          if (!isLeft) {
            expect(ends).toEqual(lengths.map((_, i) => i).slice(0, failing));
            const expected =
              failing !== undefined ? `walk ${failing}` : inputFails ? 'input' : undefined;
            expect((error as Error | undefined)?.message).toBe(expected);
          }
          expect(mostLive).toBeLessThanOrEqual(1 + Math.min(width, count));
          expect(held.most).toBeLessThanOrEqual(count);
          expect(held.now).toBe(0);
          expect(live.size).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('begin ahead up to the width, and ask for one output only', async () => {
    const asked: string[] = [];
    async function* walk(item: number): AsyncGenerator<string, void> {
      for (let i = 0; i < 3; i++) {
        asked.push(`${item}.${i}`);
        yield `${item}.${i}`;
      }
    }
    const walks = mapInOrder(recordsOf([0, 1, 2, 3]), walk, {
      width: 2,
      permits: createPermits(9),
      signal: never,
    });
    await walks.next();
    await turn();
    expect(asked).toEqual(['0.0', '1.0', '2.0']);
    await walks.return();
  });

  test('of several resources share the permits of their source', async () => {
    const { permits, held } = countedPermits(1);
    async function* walk(item: number): AsyncGenerator<number, void> {
      yield item;
    }
    const made = [0, 1].map(() =>
      mapInOrder(recordsOf([0, 1, 2]), walk, { width: 2, permits, signal: never }),
    );
    for (const walks of made) await walks.next();
    await turn();
    expect(held.now).toBe(1);
    const rest = await Promise.all(made.map(collect));
    expect(rest).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(held).toEqual({ now: 0, most: 1 });
  });

  test('are told when they are left, so that what they wait for ends', async () => {
    const closed: number[] = [];
    async function* walk(item: number, signal: AbortSignal): AsyncGenerator<number, void> {
      try {
        if (item > 0) {
          await new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason)),
          );
        }
        yield item;
      } finally {
        closed.push(item);
      }
    }
    const { permits, held } = countedPermits(2);
    const walks = mapInOrder(recordsOf([0, 1, 2]), walk, { width: 2, permits, signal: never });
    await walks.next();
    await turn();
    await walks.return();
    expect(closed.sort()).toEqual([0, 1, 2]);
    expect(held.now).toBe(0);
  });

  test('end with the reason of the signal, also while they wait for a parent', async () => {
    const controller = new AbortController();
    const queue = createParentQueue<number>(1);
    async function* walk(item: number): AsyncGenerator<number, void> {
      yield item;
    }
    const walks = mapInOrder(queue.records, walk, {
      width: 1,
      permits: createPermits(1),
      signal: controller.signal,
    });
    const next = walks.next();
    await turn();
    controller.abort(new Error('enough'));
    expect((await rejection(next)).message).toBe('enough');
    await queue.push(1);
    await queue.push(2);
  });

  test('let the head end when the signal aborts, and begin nothing more', async () => {
    const controller = new AbortController();
    const ends: string[] = [];
    const begun: number[] = [];
    async function* walk(item: number): AsyncGenerator<number, string> {
      begun.push(item);
      yield item;
      return 'aborted';
    }
    const walks = mapInOrder(recordsOf([0, 1, 2]), walk, {
      width: 0,
      permits: createPermits(0),
      signal: controller.signal,
      onEnd: (end) => ends.push(end),
    });
    await walks.next();
    controller.abort(new Error('enough'));
    expect((await rejection(walks.next())).message).toBe('enough');
    expect([begun, ends]).toEqual([[0], ['aborted']]);
  });
});
