/** An own signal that follows others. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Lets the followed signals go; they may live much longer. */
  unlink(): void;
}

/**
 * Who follows a signal. The signal has one listener for all of them: one for each request, added and removed, is a good part
 * of what a small page costs.
 */
const followers = new WeakMap<AbortSignal, Set<AbortController>>();

function followersOf(signal: AbortSignal): Set<AbortController> {
  const known = followers.get(signal);
  if (known !== undefined) return known;
  const all = new Set<AbortController>();
  followers.set(signal, all);
  signal.addEventListener(
    'abort',
    () => {
      for (const one of all) one.abort(signal.reason);
    },
    { once: true },
  );
  return all;
}

// Not AbortSignal.any: on Node 20 each one leaves a little behind in a source that lives on.
export function linkAbort(signals: readonly (AbortSignal | undefined)[]): LinkedAbort {
  const controller = new AbortController();
  const followed: Set<AbortController>[] = [];
  for (const signal of signals) {
    if (signal === undefined) continue;
    if (signal.aborted) controller.abort(signal.reason);
    else followed.push(followersOf(signal).add(controller));
  }
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => {
      for (const all of followed) all.delete(controller);
    },
  };
}

/** The promise, or the signal's reason as soon as it aborts. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (): void => signal.removeEventListener('abort', onAbort);
    promise.then(resolve, reject).finally(settle);
  });
}
