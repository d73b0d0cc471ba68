import { DeadlineReached } from '../http/wait.ts';
import type { Clock, WalkOutcome } from '../model.ts';

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

/** How a walk ends that a signal ended. */
export function abortedBy(signal: AbortSignal): WalkOutcome {
  return {
    verdict: 'incomplete',
    reason: signal.reason instanceof DeadlineReached ? 'deadline' : 'aborted',
  };
}
