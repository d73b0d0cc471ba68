/** The part of `process` that is needed. */
export interface CrashSource {
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
