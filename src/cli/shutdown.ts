import type { Writable } from 'node:stream';
import { exitCodeOfSignal } from './exit-code.ts';
import type { Say } from './voice.ts';

type InterruptSignal = 'SIGINT' | 'SIGTERM';

/**
 * A signal that comes again this soon is the same one: on Ctrl-C the terminal sends it to npm and to us, and npm sends
 * it on.
 */
const SAME_WITHIN_MS = 500;

/** The part of `process` that is needed. */
interface SignalSource {
  on(signal: InterruptSignal, listener: (signal: InterruptSignal) => void): unknown;
  off(signal: InterruptSignal, listener: (signal: InterruptSignal) => void): unknown;
}

interface InterruptOptions {
  readonly signals: SignalSource;
  /** Milliseconds that only go forward. */
  readonly now: () => number;
  /** Called at the first signal, behind the abort. */
  readonly onFirst: (signal: InterruptSignal) => void;
  /** Called at the second signal: ends the process at once. */
  readonly leave: (code: number) => void;
}

interface Interrupts {
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

/** What became of stdout. */
interface ReaderWatch {
  /** Aborted when the reader of stdout closed the pipe. */
  readonly left: AbortSignal;
  /** Another error of stdout, as a full disk. */
  failure(): Error | undefined;
}

/**
 * Hears the errors of stdout and stderr as long as the process lives: an error that nobody hears ends it. Once stderr
 * is gone there is nobody left to tell anything.
 */
export function watchReader(stdout: Writable, stderr: Writable): ReaderWatch {
  const left = new AbortController();
  let failure: Error | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EOF' || error.code === 'ECONNRESET') {
      left.abort(new DOMException('The reader closed stdout', 'AbortError'));
    } else {
      failure ??= error;
    }
  });
  stderr.on('error', () => undefined);
  return { left: left.signal, failure: () => failure };
}

/** The part of `process` that is needed. */
interface CrashSource {
  on(
    event: 'uncaughtException' | 'unhandledRejection',
    listener: (error: unknown) => void,
  ): unknown;
}

/**
 * What nobody caught leaves nobody sure of the rest. The run is asked to end in order, so that an open transaction ends too, and
 * `onCrash` hears of each, until the process ends: Node would print what a step throws after the run, with its secrets.
 *
 * @returns a signal that is aborted at the first crash.
 */
export function guardCrashes(crashes: CrashSource, onCrash: (error: unknown) => void): AbortSignal {
  const controller = new AbortController();
  const listener = (error: unknown): void => {
    onCrash(error);
    controller.abort(error instanceof Error ? error : new Error(String(error)));
  };
  crashes.on('uncaughtException', listener);
  crashes.on('unhandledRejection', listener);
  return controller.signal;
}

const STUCK_AFTER_MS = 3_000;

/** Everything is done; should something still keep the process alive, this names it. It keeps nothing alive itself. */
export function watchForStuckExit(say: Say): void {
  setTimeout(() => {
    const active = process.getActiveResourcesInfo().filter((name) => name !== 'Timeout');
    say('warning', `the work is done, but the process is kept alive by ${active.join(', ')}`);
  }, STUCK_AFTER_MS).unref();
}
