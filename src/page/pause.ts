import { type SluiceError, toError } from '../errors.ts';
import type { EventHandler } from '../events.ts';
import { DeadlineReached, type Wait, whyOfStatus } from '../http/wait.ts';
import type { Clock } from '../model.ts';
import { describeDuration } from '../wording.ts';
import type { PageSettings } from './page-settings.ts';

/** Pauses are told that are longer. */
const TOLD_FROM_MS = 10_000;

interface PausingPage {
  readonly settings: Pick<PageSettings, 'name' | 'maxWaitMs'>;
  readonly clock: Clock;
  readonly onEvent: EventHandler;
  readonly deadlineAt?: number | undefined;
  readonly page: number;
}

/**
 * Tells of a pause that is long.
 *
 * @throws {DeadlineReached} for one that is too long
 */
export function considerPause(
  { ms, why, isAsked }: Wait,
  { settings, clock, onEvent, deadlineAt, page }: PausingPage,
  cause?: unknown,
): void {
  const until = new Date(Date.now() + ms).toISOString();
  if (deadlineAt !== undefined && clock.now() + ms > deadlineAt) {
    throw new DeadlineReached(
      `the next request would have to wait until ${until}, because ${why}, which is beyond the deadline (client.deadline_seconds).`,
      { cause },
    );
  }
  if (isAsked && isTooLong(ms, settings)) {
    const limit = (settings.maxWaitMs ?? 0) / 1000;
    throw new DeadlineReached(
      `the next request would have to wait until ${until} (${describeDuration(ms)}), because ${why}, which is longer than ${limit} s (client.max_wait_seconds). Run again then.`,
      { cause },
    );
  }
  if (ms <= TOLD_FROM_MS) return;
  const { name: resource } = settings;
  const waitMs = Math.round(ms);
  onEvent({ type: 'waiting', resource, page, until, waitMs, message: why });
}

/** Whether the API asks for a longer pause than the configuration allows. */
export function isTooLong(
  ms: number | undefined,
  { maxWaitMs = Number.POSITIVE_INFINITY }: Pick<PageSettings, 'maxWaitMs'>,
): boolean {
  return ms !== undefined && ms > maxWaitMs;
}

/** Why an attempt is made again. The message of an error says more than a line of progress takes. */
export function whyOf(error: unknown): string {
  const { context, retryAfterMs } = error as SluiceError;
  const { status } = context ?? {};
  if (typeof status === 'number') return whyOfStatus(status, retryAfterMs !== undefined);
  return `the page failed: ${toError(error).message}`;
}

export interface Deadline {
  readonly at: number;
  readonly signal: AbortSignal;
  /** Called when the run is over. */
  clear(): void;
}

/** Ends the run's requests when its time is over. */
export function startDeadline(deadlineMs: number | undefined, clock: Clock): Deadline | undefined {
  if (deadlineMs === undefined) return undefined;
  const over = new AbortController();
  const message = `the deadline of ${deadlineMs / 1000} s is over (client.deadline_seconds).`;
  const timer = setTimeout(() => over.abort(new DeadlineReached(message)), deadlineMs);
  timer.unref();
  return { at: clock.now() + deadlineMs, signal: over.signal, clear: () => clearTimeout(timer) };
}
