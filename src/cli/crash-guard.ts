/** The part of `process` that is needed. */
export interface CrashSource {
  on(
    event: 'uncaughtException' | 'unhandledRejection',
    listener: (error: unknown) => void,
  ): unknown;
  off(
    event: 'uncaughtException' | 'unhandledRejection',
    listener: (error: unknown) => void,
  ): unknown;
}

export interface CrashGuard {
  /** Aborted at the first crash. */
  readonly signal: AbortSignal;
  release(): void;
}

/**
 * What nobody caught leaves nobody sure of the rest. The run is asked to end in order, so that an open transaction ends too, and
 * `onCrash` hears of each.
 */
export function guardCrashes(crashes: CrashSource, onCrash: (error: unknown) => void): CrashGuard {
  const controller = new AbortController();
  const listener = (error: unknown): void => {
    onCrash(error);
    controller.abort(error instanceof Error ? error : new Error(String(error)));
  };
  crashes.on('uncaughtException', listener);
  crashes.on('unhandledRejection', listener);
  return {
    signal: controller.signal,
    release: () => {
      crashes.off('uncaughtException', listener);
      crashes.off('unhandledRejection', listener);
    },
  };
}
