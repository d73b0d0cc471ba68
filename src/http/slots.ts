import pLimit from 'p-limit';

/** Waits for one of a number of places, first come, first served. Returns what gives it back, once or more often. */
export type AcquireSlot = (signal?: AbortSignal) => Promise<() => void>;

export function createSlots(count: number): AcquireSlot {
  const limit = pLimit(count);
  return (signal) =>
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
    });
}
