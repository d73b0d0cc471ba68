import type { Clock } from '../model.ts';
import { untilAborted } from './abort.ts';
import { DEFAULT_RETRY, type RetrySettings, retryDelayMs } from './retry.ts';
import type { OnWait } from './wait.ts';

export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
}

/** The right to send one request now. */
export interface Turn {
  /** When it was given; once told, when the request went out. */
  readonly at: number;
  /** Tells that the request goes out only now: a new connection takes its time. */
  sent(): void;
}

/** What one origin allows, shared by everything that asks it. */
export interface RateBudget {
  /**
   * Waits for its turn, first come, first served. Rejects with the signal's reason as soon as it aborts, and with what `onWait`
   * throws, which is told of each pause that is known.
   */
  take(signal?: AbortSignal, onWait?: OnWait): Promise<Turn>;
  /** Nothing goes out before this time of the clock. */
  pauseUntil(at: number, why?: Pause): void;
  /** The API pushed back. Without its advice the pause grows from one refused round of requests to the next. */
  refused(turn: Turn, adviceMs?: number, why?: string): void;
  /** The API answered: the next refusal is a first one again. */
  answered(turn: Turn): void;
}

/** Why everything pauses. */
interface Pause {
  readonly why: string;
  /** Whether the API said for how long. */
  readonly isAsked: boolean;
}

const REFUSED: Pause = { why: 'the API refused a request', isAsked: false };
const OWN_LIMIT: Pause = { why: '`client.rate_limit` asks for it', isAsked: false };

/** How late a timer may be without slowing the requests behind it. */
const LATENESS_MS = 20;

/**
 * Keeps a limit evenly spaced, so that it cannot burst. The spacing alone would hold only for a server that sees
 * requests at the distances in which they were sent, so each also waits for a window since the one `requests` before it
 * went out, and the window is a little longer than asked for. `retry` says how the pauses without advice grow.
 */
export function createRateBudget(
  limit: RateLimit | undefined,
  clock: Clock,
  retry: RetrySettings = DEFAULT_RETRY,
): RateBudget {
  const windowMs = limit === undefined ? 0 : limit.perMs + Math.min(limit.perMs * 0.02, 50);
  const intervalMs = limit === undefined ? 0 : windowMs / limit.requests;
  const recent: Turn[] = [];
  let nextAt = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let pause = REFUSED;
  let refusedAt = Number.NEGATIVE_INFINITY;
  let refusedRounds = 0;
  let last: Promise<void> = Promise.resolve();

  const dueAt = (): number => {
    const oldest = recent.length === limit?.requests ? recent[0] : undefined;
    return Math.max(nextAt, pausedUntil, oldest ? oldest.at + windowMs : nextAt);
  };

  const enter = (askedAt: number): Turn => {
    const now = clock.now();
    // Counted from when it should have gone, or the lateness of timers would add up and lower the rate.
    nextAt = Math.max(dueAt(), askedAt, now - LATENESS_MS) + intervalMs;
    let at = now;
    const turn: Turn = {
      get at() {
        return at;
      },
      sent: () => {
        at = clock.now();
      },
    };
    if (limit !== undefined) {
      recent.push(turn);
      if (recent.length > limit.requests) recent.shift();
    }
    return turn;
  };

  const pauseUntil = (at: number, why: Pause = REFUSED): void => {
    if (at <= pausedUntil) return;
    pausedUntil = at;
    pause = why;
  };

  /** How long to wait as things stand; told before it is waited for. */
  const nextWaitMs = (onWait: OnWait | undefined): number => {
    const ms = dueAt() - clock.now();
    if (ms <= 0) return 0;
    const isPaused = pausedUntil - clock.now() >= ms;
    onWait?.({ ms, ...(isPaused ? pause : OWN_LIMIT) });
    return ms;
  };

  return {
    take: async (signal, onWait) => {
      signal?.throwIfAborted();
      const askedAt = clock.now();
      const before = last;
      let leave = (): void => {};
      last = new Promise((resolve) => {
        leave = resolve;
      });
      try {
        // Who waits in the line is told of the pause that holds all of it.
        nextWaitMs(onWait);
        await untilAborted(before, signal);
        // A pause can begin while this one sleeps.
        for (let waitMs = nextWaitMs(onWait); waitMs > 0; waitMs = nextWaitMs(onWait)) {
          await clock.sleep(waitMs, signal);
        }
        return enter(askedAt);
      } finally {
        void before.then(leave);
      }
    },
    pauseUntil,
    refused: (turn, adviceMs, why = REFUSED.why) => {
      if (adviceMs !== undefined) {
        pauseUntil(clock.now() + adviceMs, { why, isAsked: true });
        return;
      }
      // Requests that were in flight together are refused together: one round.
      if (turn.at <= refusedAt) return;
      refusedRounds += 1;
      refusedAt = clock.now();
      const delayMs = retryDelayMs({ attempt: refusedRounds }, retry, clock.random);
      pauseUntil(refusedAt + delayMs, { why, isAsked: false });
    },
    answered: (turn) => {
      if (turn.at > refusedAt) refusedRounds = 0;
    },
  };
}
