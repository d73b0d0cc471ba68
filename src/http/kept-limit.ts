export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
}

/** How late a timer may be without slowing the requests behind it. */
const LATENESS_MS = 20;

/** A limit that is kept: no window holds more requests. */
export interface KeptLimit extends RateLimit {
  readonly windowMs: number;
  /** When the next request may go out as far as its distance from the last one is concerned. */
  nextAt: number;
  /** Takes note of a request that goes out now and was due then. */
  advance(dueAt: number, now: number): void;
}

/** How a limit is kept. */
interface Keeping {
  /** Whether its requests go out evenly, so that they cannot burst. */
  readonly isSpaced: boolean;
  /** The part by which its window is longer, up to 50 ms. */
  readonly slack: number;
}

const MAX_SLACK_MS = 50;

export function keptLimit({ requests, perMs }: RateLimit, { isSpaced, slack }: Keeping): KeptLimit {
  const windowMs = perMs + Math.min(perMs * slack, MAX_SLACK_MS);
  const intervalMs = isSpaced ? windowMs / requests : 0;
  return {
    requests,
    perMs,
    windowMs,
    nextAt: Number.NEGATIVE_INFINITY,
    advance(dueAt, now) {
      // Counted from when it should have gone, or the lateness of timers would add up and lower the rate.
      this.nextAt = Math.max(dueAt, now - LATENESS_MS) + intervalMs;
    },
  };
}
