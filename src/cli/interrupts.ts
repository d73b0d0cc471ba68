import { exitCodeOfSignal } from './exit-code.ts';

type InterruptSignal = 'SIGINT' | 'SIGTERM';

/**
 * A signal that comes again this soon is the same one: on Ctrl-C the terminal sends it to npm and to us, and npm sends
 * it on.
 */
const SAME_WITHIN_MS = 500;

/** The part of `process` that is needed. */
export interface SignalSource {
  on(signal: InterruptSignal, listener: (signal: InterruptSignal) => void): unknown;
  off(signal: InterruptSignal, listener: (signal: InterruptSignal) => void): unknown;
}

export interface InterruptOptions {
  readonly signals: SignalSource;
  /** Milliseconds that only go forward. */
  readonly now: () => number;
  /** Called at the first signal, behind the abort. */
  readonly onFirst: (signal: InterruptSignal) => void;
  /** Called at the second signal: ends the process at once. */
  readonly leave: (code: number) => void;
}

export interface Interrupts {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** The code to end with, once there was a signal. */
  exitCode(): number | undefined;
  release(): void;
}

/** The first SIGINT or SIGTERM asks the run to end in order, the second one ends the process. */
export function catchInterrupts(options: InterruptOptions): Interrupts {
  const { signals, now, onFirst, leave } = options;
  const controller = new AbortController();
  let first: { readonly code: number; readonly at: number } | undefined;
  const listener = (signal: InterruptSignal): void => {
    const code = exitCodeOfSignal(signal);
    if (first === undefined) {
      first = { code, at: now() };
      controller.abort(new DOMException(`Interrupted by ${signal}`, 'AbortError'));
      onFirst(signal);
    } else if (now() - first.at >= SAME_WITHIN_MS) {
      leave(code);
    }
  };
  signals.on('SIGINT', listener);
  signals.on('SIGTERM', listener);
  return {
    signal: controller.signal,
    exitCode: () => first?.code,
    release: () => {
      signals.off('SIGINT', listener);
      signals.off('SIGTERM', listener);
    },
  };
}
