import type { Dispatcher } from 'undici';
import { linkAbort } from './abort.ts';

export interface AttemptOptions {
  readonly totalMs: number;
  /** What the attempt gives up for, with their own reasons. */
  readonly signals: readonly (AbortSignal | undefined)[];
  /** The reason to abort with when the time is up. */
  readonly toTimeoutError: () => Error;
}

/** One attempt at a page: its requests, redirects included, until its body is whole. */
export interface Attempt {
  /** Aborts for each of the given signals, and when the time is up. */
  readonly signal: AbortSignal;
  /** Watches one request; `onWrite` is called when it is written to its connection. */
  watch(onWrite: () => void): Dispatcher.DispatcherComposeInterceptor;
  /** Lets timer and signals go. */
  end(): void;
}

/**
 * The total counts while the other side could send: from a request on until its response is whole, except while the
 * answer is held back here. It counts ticks, and none for more than twice its length, so that a process that was busy or
 * stopped does not take that for the server's slowness. An idle timeout cannot do this: one byte now and then renews it.
 */
export function startAttempt(options: AttemptOptions): Attempt {
  const { totalMs } = options;
  const link = linkAbort(options.signals);
  const tickMs = Math.min(1_000, Math.max(10, totalMs / 20));
  let spentMs = 0;
  let tickedAt = performance.now();
  let isAwaited = false;
  let controller: Dispatcher.DispatchController | undefined;

  const timer = setInterval(() => {
    const now = performance.now();
    if (isAwaited && !controller?.paused) spentMs += Math.min(now - tickedAt, 2 * tickMs);
    tickedAt = now;
    if (spentMs >= totalMs) {
      clearInterval(timer);
      link.abort(options.toTimeoutError());
    }
  }, tickMs);
  timer.unref();

  return {
    signal: link.signal,
    watch: (onWrite) => (dispatch) => (dispatchOptions, handler) => {
      isAwaited = true;
      controller = undefined;
      return dispatch(dispatchOptions, {
        onRequestStart: (started, context) => {
          controller = started;
          onWrite();
          handler.onRequestStart?.(started, context);
        },
        onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
        onResponseStart: (...args) => handler.onResponseStart?.(...args),
        onResponseData: (...args) => handler.onResponseData?.(...args),
        onResponseEnd: (...args) => {
          isAwaited = false;
          handler.onResponseEnd?.(...args);
        },
        onResponseError: (...args) => {
          isAwaited = false;
          handler.onResponseError?.(...args);
        },
      });
    },
    end: () => {
      clearInterval(timer);
      link.unlink();
    },
  };
}
