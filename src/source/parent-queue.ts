/** Parent records on their way to one dependent resource: many push, one takes. */
export interface ParentQueue<T> {
  /** Puts a record in, as soon as there is room. If the reader has left, the record is dropped at once. */
  push(item: T): Promise<void>;
  /** Nothing more comes. */
  end(): void;
  /** Nothing more comes, because of an error; the reader meets it behind the records that were put in before. */
  fail(error: unknown): void;
  /** The reader will not come, or comes no more: everything that waits is dropped, and whoever pushes goes on. */
  leave(): void;
  /** For its one reader. */
  readonly records: QueueReader<T>;
}

/** What the reader of a queue sees. */
export interface QueueReader<T> {
  /** The record that was put in first, of those that wait. */
  readonly waiting: { readonly item: T } | undefined;
  /** Nothing waits, and nothing more comes: the records ended, broke with an error, or were left. */
  readonly over: { readonly error?: unknown } | undefined;
  /** Takes the record that waits. */
  take(): void;
  /** Calls back when a record came, or when nothing more does. One reader only. */
  onChange(listener: () => void): void;
  leave(): void;
}

/** @param limit how many records wait at most; at least 1 */
export function createParentQueue<T>(limit: number): ParentQueue<T> {
  const waiting: { readonly item: T }[] = [];
  const pushers: (() => void)[] = [];
  let end: { readonly error?: unknown } | undefined;
  let hasLeft = false;
  let listener: (() => void) | undefined;

  const close = (how: { readonly error?: unknown }): void => {
    end ??= how;
    listener?.();
  };
  const leave = (): void => {
    hasLeft = true;
    waiting.length = 0;
    for (const resume of pushers.splice(0)) resume();
    listener?.();
  };
  return {
    async push(item) {
      // a place that came free may be taken again before whoever waited for it goes on
      while (waiting.length >= Math.max(1, limit) && !hasLeft) {
        await new Promise<void>((resolve) => pushers.push(resolve));
      }
      if (hasLeft) return;
      if (end !== undefined) throw new Error('The queue was ended before this record came.');
      waiting.push({ item });
      listener?.();
    },
    end: () => close({}),
    fail: (error) => close({ error }),
    leave,
    records: {
      get waiting() {
        return waiting[0];
      },
      get over() {
        if (hasLeft) return {};
        return waiting.length === 0 ? end : undefined;
      },
      take() {
        waiting.shift();
        pushers.shift()?.();
      },
      onChange(called) {
        if (listener !== undefined) throw new Error('The queue has a reader already.');
        listener = called;
      },
      leave,
    },
  };
}
