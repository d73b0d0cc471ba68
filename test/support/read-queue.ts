import { createParentQueue, type QueueReader } from '../../src/source/parent-queue.ts';

/** The records of a queue, one after the other. Leaving the loop is leaving the queue. */
export async function* itemsOf<T>(records: QueueReader<T>): AsyncGenerator<T, void> {
  let wake: (() => void) | undefined;
  records.onChange(() => wake?.());
  try {
    for (;;) {
      const { waiting, over } = records;
      if (waiting !== undefined) {
        records.take();
        yield waiting.item;
      } else if (over === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else {
        if ('error' in over) throw over.error;
        return;
      }
    }
  } finally {
    records.leave();
  }
}

/** A queue that is given these, each as soon as there is room, and then their end or their error. */
export function recordsOf<T>(items: Iterable<T> | AsyncIterable<T>): QueueReader<T> {
  const queue = createParentQueue<T>(1);
  const pump = async (): Promise<void> => {
    for await (const item of items) await queue.push(item);
  };
  pump().then(queue.end, queue.fail);
  return queue.records;
}
