import { systemClock } from '../clock.ts';
import type { OnWaiting } from '../destination/destination.ts';
import { DestinationError } from '../errors.ts';
import type { Clock } from '../model.ts';
import { describeDuration } from '../wording.ts';

export interface LockWaitOptions {
  /** How long to wait for a file that another process has open, in milliseconds. @default 0 */
  readonly waitLockMs?: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** @default the real one */
  readonly clock?: Clock;
  /** Told once, if the file is still locked after a moment. */
  readonly onWaiting?: OnWaiting;
}

/** A wait that is no longer is nothing to talk of. */
const TOLD_FROM_MS = 1000;

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 1000;
const GROWTH = 1.5;

/**
 * Tries to open something until nobody else has it locked, the time is over or the signal ends it.
 *
 * @throws what `open` threw last; a DESTINATION_LOCKED says how long was waited
 */
export async function waitForLock<T>(
  open: () => Promise<T>,
  { waitLockMs = 0, signal, clock = systemClock, onWaiting }: LockWaitOptions,
): Promise<T> {
  const startedAt = clock.now();
  let tell = onWaiting;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * GROWTH, LONGEST_PAUSE_MS)) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof DestinationError && error.code === 'DESTINATION_LOCKED')) throw error;
      const waitedMs = clock.now() - startedAt;
      const leftMs = waitLockMs - waitedMs;
      if (waitLockMs === 0) throw error;
      if (leftMs <= 0 || signal?.aborted) throw withWait(error, waitedMs, signal);
      if (waitedMs >= TOLD_FROM_MS) {
        tell?.({ waitMs: Math.round(leftMs), message: describeLock(error, leftMs) });
        tell = undefined;
      }
      // an abort is met by the next try, which may be the one that succeeds
      await clock.sleep(Math.min(pauseMs, leftMs), signal).catch(() => undefined);
    }
  }
}

function describeLock({ context }: DestinationError, leftMs: number): string {
  const { path, holder } = context;
  return `${path}: waits for ${holder}, which has the database locked, ${describeDuration(leftMs)} more at most`;
}

function withWait(
  error: DestinationError,
  waitedMs: number,
  signal: AbortSignal | undefined,
): DestinationError {
  const until = signal?.aborted ? ', until the run was interrupted' : '';
  const seconds = (waitedMs / 1000).toFixed(1).replace(/\.0$/, '');
  return new DestinationError(
    error.code,
    `${error.message} It stayed locked for the ${seconds === '1' ? '1 second that was' : `${seconds} seconds that were`} waited${until}.`,
    {
      context: { ...error.context, waitedMs: Math.round(waitedMs) },
      cause: error.cause,
      retryable: true,
    },
  );
}
