import { SluiceError } from '../errors.ts';

export interface RetrySettings {
  /** Attempts in all; 0 and 1 mean one. */
  readonly attempts: number;
  /** The most that the first wait can be. */
  readonly baseMs: number;
  /** The most that any wait can be, as long as the API asks for nothing longer. */
  readonly capMs: number;
}

export const DEFAULT_RETRY: RetrySettings = { attempts: 5, baseMs: 1_000, capMs: 30_000 };

export interface FailedAttempt {
  /** The attempt that failed, from 1. */
  readonly attempt: number;
  /** What the API asked to wait. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * How long to wait before the next attempt. Exponential with full jitter; what the API asks for replaces that, and the
 * jitter then comes after it, so that nothing is sent before.
 */
export function retryDelayMs(
  failure: FailedAttempt,
  settings: RetrySettings,
  random: () => number,
): number {
  if (failure.retryAfterMs !== undefined) {
    return failure.retryAfterMs + (random() * settings.baseMs) / 4;
  }
  return random() * Math.min(settings.capMs, settings.baseMs * 2 ** (failure.attempt - 1));
}

/** Whether to send again after attempt number `attempt` ended in this error. */
export function shouldRetry(error: unknown, attempt: number, settings: RetrySettings): boolean {
  return error instanceof SluiceError && error.retryable && attempt < settings.attempts;
}
