import pLimit from 'p-limit';

/** Places for requests in flight, fewer while the API pushes back. */
export interface Slots {
  /** Waits for a place, first come, first served. Returns what gives it back, once or more often. */
  acquire(signal?: AbortSignal): Promise<() => void>;
  /** The API pushed back: half as many places from now on, one at least. */
  halve(): void;
  /** The API answered: one place more for as many responses as there are places, up to the number at the beginning. */
  grow(): void;
}

/** Additive increase, multiplicative decrease, as congestion control has it (Chiu and Jain, 1989). */
export function createSlots(most: number): Slots {
  const limit = pLimit(most);
  let answered = 0;
  return {
    acquire: (signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => reject(signal?.reason);
        if (signal?.aborted) {
          onAbort();
          return;
        }
        signal?.addEventListener('abort', onAbort, { once: true });
        void limit(async () => {
          signal?.removeEventListener('abort', onAbort);
          // Who gave up while queued passes the place on without keeping it for a moment.
          if (signal?.aborted) return;
          await new Promise<void>((release) => resolve(release));
        });
      }),
    halve: () => {
      limit.concurrency = Math.max(Math.floor(limit.concurrency / 2), 1);
      answered = 0;
    },
    grow: () => {
      if (limit.concurrency >= most || ++answered < limit.concurrency) return;
      limit.concurrency++;
      answered = 0;
    },
  };
}
