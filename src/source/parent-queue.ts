/** Parent records on their way to one dependent resource. */
export interface ParentQueue<T> {
  /** Puts a record in, as soon as there is room. Where the reader has left, the record is dropped at once. */
  push(item: T): Promise<void>;
  /** Nothing more comes. */
  end(): void;
  /** Nothing more comes, because of an error; the reader meets it behind the records that were put in before. */
  fail(error: unknown): void;
  /** The reader will not come, or comes no more: everything that waits is dropped, and whoever pushes goes on. */
  leave(): void;
  /** What was put in, in order, for one reader. Leaving the loop is leaving the queue. */
  readonly items: AsyncIterable<T>;
}

/** @param limit how many records wait at most; at least 1 */
export function createParentQueue<T>(limit: number): ParentQueue<T> {
  const records: T[] = [];
  const pushers: (() => void)[] = [];
  let reader: (() => void) | undefined;
  let end: { readonly error?: unknown } | undefined;
  let hasLeft = false;
  let isRead = false;

  const close = (how: { readonly error?: unknown }): void => {
    end ??= how;
    reader?.();
  };
  const leave = (): void => {
    hasLeft = true;
    records.length = 0;
    for (const resume of pushers.splice(0)) resume();
    reader?.();
  };
  const next = async (): Promise<IteratorResult<T, undefined>> => {
    for (;;) {
      if (hasLeft) return { done: true, value: undefined };
      if (records.length > 0) {
        const value = records.shift() as T;
        pushers.shift()?.();
        return { done: false, value };
      }
      if (end !== undefined) {
        if ('error' in end) throw end.error;
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => {
        reader = resolve;
      });
    }
  };

  return {
    async push(item) {
      // a place that came free may be taken again before whoever waited for it goes on
      while (records.length >= Math.max(1, limit) && !hasLeft) {
        await new Promise<void>((resolve) => pushers.push(resolve));
      }
      if (hasLeft) return;
      if (end !== undefined) throw new Error('The queue was ended before this record came.');
      records.push(item);
      reader?.();
    },
    end: () => close({}),
    fail: (error) => close({ error }),
    leave,
    items: {
      [Symbol.asyncIterator]() {
        if (isRead) throw new Error('The queue has a reader already.');
        isRead = true;
        return {
          next,
          return: () => {
            leave();
            return Promise.resolve({ done: true, value: undefined });
          },
        };
      },
    },
  };
}
