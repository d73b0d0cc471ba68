import type { Clock } from '../model.ts';
import { untilAborted } from './abort.ts';
import { type KeptLimit, keptLimit, type RateLimit } from './kept-limit.ts';
import type { ToldLimit } from './rate-headers.ts';
import { DEFAULT_RETRY, type RetrySettings, retryDelayMs } from './retry.ts';
import type { Slots } from './slots.ts';
import type { OnWait, Wait } from './wait.ts';

/** The right to send one request now. */
export interface Turn {
  /** When it was given; once told, when the request went out. */
  readonly at: number;
  /** Tells that the request goes out only now: a new connection takes its time. */
  sent(): void;
  /** Tells that its response came, or that none will. Once is enough. */
  done(): void;
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
  /** A response tells of the limits that it was counted against. Its turn is done. */
  told(limits: readonly ToldLimit[]): void;
}

/** Why everything pauses. */
type Pause = Pick<Wait, 'why' | 'isAsked'>;

const REFUSED: Pause = { why: 'the API refused a request', isAsked: false };
const USED_UP: Pause = { why: 'the API says that its rate limit is used up', isAsked: true };
const OWN_LIMIT: Pause = { why: '`client.rate_limit` asks for it', isAsked: false };
const LEARNED: Pause = { why: 'the API allows no more requests at once', isAsked: false };

/** How much longer a window is than asked for: a server sees requests at other distances than those in which they were sent. */
const OWN_SLACK = 0.02;
/** The API may count otherwise than it seems. */
const LEARNED_SLACK = 0.03;
/** The window of a limit that is told or met without one, at least. */
const USUAL_WINDOW_MS = 1_000;
/** Advice that is longer than this is not the window of a limit, but what is left of one. */
const LONG_ADVICE_MS = 10_000;
/** Windows that limits usually have, beyond those of seconds. */
const LONG_WINDOWS_MS = [60_000, 3_600_000, 86_400_000] as const;
/** Fewer requests that were answered tell nothing of a limit. */
const FEWEST_LEARNED = 2;
/** Windows without a refusal, after which a limit that was only met is tried with one request more. */
const WINDOWS_TO_GROW = 60;
/** A limit of more requests is never met before their window is over. */
const MAX_LEARNED = 10_000;
/** Requests that are remembered where no limit asks for more. */
const REMEMBERED = 200;
/** The limit that refusals teach, among those that have names. */
const BY_REFUSAL = '';

/** A request that went out. */
interface Sent {
  readonly turn: Turn;
  outcome: 'waiting' | 'answered' | 'refused';
}

/**
 * Keeps the limits of an origin: the one that is configured, and what the API tells of its own, by its headers or by refusing
 * requests. A limit that is told without its window is taken for one of a second, until a refusal says otherwise.
 * `retry` says how the pauses without advice grow; `slots` are fewer for a while after each round of refusals.
 */
export function createRateBudget(
  limit: RateLimit | undefined,
  clock: Clock,
  retry: RetrySettings = DEFAULT_RETRY,
  slots?: Pick<Slots, 'halve' | 'grow'>,
): RateBudget {
  return new OriginBudget(limit, clock, retry, slots);
}

class OriginBudget implements RateBudget {
  readonly #clock: Clock;
  readonly #retry: RetrySettings;
  readonly #slots: Pick<Slots, 'halve' | 'grow'> | undefined;
  readonly #own: KeptLimit | undefined;
  readonly #learned = new Map<string, KeptLimit>();
  /** The names of those whose window the API tells. */
  readonly #toldWindows = new Set<string>();
  /** The last requests that went out, in order. */
  readonly #sent: Sent[] = [];
  #waiting = 0;
  /** Requests that may still go out by what the API told last; undefined if it tells nothing. */
  #allowance: number | undefined;
  #wake: () => void = () => {};
  /** Who waits, one behind the other. */
  #queued = 0;
  #last: Promise<void> = Promise.resolve();

  #pausedUntil = Number.NEGATIVE_INFINITY;
  #pause = REFUSED;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #refusedRounds = 0;
  /** A refusal that teaches a limit, once all requests of its round are answered. */
  #lesson: { readonly at: number; readonly adviceMs: number } | undefined;
  /** Requests since a refusal taught something; undefined if none did. */
  #sentSinceLesson: number | undefined;
  /** Whether one request more was tried since. */
  #hasGrown = false;

  constructor(
    limit: RateLimit | undefined,
    clock: Clock,
    retry: RetrySettings,
    slots: Pick<Slots, 'halve' | 'grow'> | undefined,
  ) {
    this.#slots = slots;
    this.#own =
      limit === undefined ? undefined : keptLimit(limit, { isSpaced: true, slack: OWN_SLACK });
    this.#clock = clock;
    this.#retry = retry;
  }

  async take(signal?: AbortSignal, onWait?: OnWait): Promise<Turn> {
    signal?.throwIfAborted();
    const askedAt = this.#clock.now();
    if (this.#queued === 0 && this.#isFree) return this.#enter(askedAt);
    this.#queued++;
    const before = this.#last;
    let leave = (): void => {};
    this.#last = new Promise((resolve) => {
      leave = resolve;
    });
    try {
      // Who waits in the line is told of the pause that holds all of it.
      this.#nextWaitMs(onWait);
      await untilAborted(before, signal);
      for (;;) {
        // A pause can begin while this one sleeps.
        const waitMs = this.#nextWaitMs(onWait);
        if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
        else if (this.#isUsedUp) await untilAborted(this.#nextResponse(), signal);
        else return this.#enter(askedAt);
      }
    } finally {
      this.#queued--;
      void before.then(leave);
    }
  }

  pauseUntil(at: number, why: Pause = REFUSED): void {
    if (at <= this.#pausedUntil) return;
    this.#pausedUntil = at;
    this.#pause = why;
  }

  refused(turn: Turn, adviceMs?: number, why: string = REFUSED.why): void {
    const now = this.#clock.now();
    this.#note(turn, 'refused');
    // Requests that were in flight together are refused together: one round.
    const isNewRound = turn.at > this.#refusedAt;
    if (isNewRound) {
      this.#refusedAt = now;
      this.#slots?.halve();
      this.#refusedRounds++;
      if (adviceMs !== undefined) this.#lesson = { at: now, adviceMs };
    }
    if (adviceMs !== undefined) this.pauseUntil(now + adviceMs, { why, isAsked: true });
    else if (isNewRound) {
      const attempt = { attempt: this.#refusedRounds };
      const delayMs = retryDelayMs(attempt, this.#retry, () => this.#clock.random());
      this.pauseUntil(now + delayMs, { why, isAsked: false });
    }
  }

  answered(turn: Turn): void {
    this.#note(turn, 'answered');
    if (turn.at <= this.#refusedAt) return;
    this.#refusedRounds = 0;
    this.#slots?.grow();
  }

  told(limits: readonly ToldLimit[]): void {
    const remaining = limits.flatMap((each) => each.remaining ?? []);
    // the API has not counted all of those that wait, but it may have
    this.#allowance = remaining.length === 0 ? undefined : Math.min(...remaining) - this.#waiting;
    for (const limit of limits) {
      const { name, requests, perMs, resetMs } = limit;
      if (perMs !== undefined) this.#toldWindows.add(name);
      if (requests !== undefined && requests >= 1 && requests <= MAX_LEARNED) {
        this.#learn(name, { requests, perMs: perMs ?? USUAL_WINDOW_MS });
      }
      if (limit.remaining !== undefined && limit.remaining <= 0 && resetMs !== undefined) {
        this.#pauseUntilReset(name, resetMs);
      }
    }
    this.#wake();
  }

  /** Nothing is left of a limit. One whose window is known as that long is kept anyway, without a pause. */
  #pauseUntilReset(name: string, resetMs: number): void {
    const known = this.#learned.get(name);
    if (known !== undefined && resetMs <= known.perMs) return;
    if (known !== undefined && resetMs <= LONG_ADVICE_MS) {
      this.#learn(name, { requests: known.requests, perMs: resetMs });
    }
    this.pauseUntil(this.#clock.now() + resetMs, USED_UP);
  }

  get #limits(): KeptLimit[] {
    return [...(this.#own === undefined ? [] : [this.#own]), ...this.#learned.values()];
  }

  /** Whether nothing holds requests back, as long as nobody waits. */
  get #isFree(): boolean {
    const isLimited = this.#own !== undefined || this.#learned.size > 0;
    return !isLimited && this.#allowance === undefined && this.#clock.now() >= this.#pausedUntil;
  }

  /** Whether the requests in flight may be all that the API allows: one of their responses will tell. */
  get #isUsedUp(): boolean {
    return this.#waiting > 0 && this.#allowance !== undefined && this.#allowance <= 0;
  }

  #nextResponse(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** How long to wait as things stand; told before it is waited for. */
  #nextWaitMs(onWait: OnWait | undefined): number {
    const now = this.#clock.now();
    if (now >= this.#pausedUntil) this.#takeLesson();
    let [dueAt, why] = [this.#pausedUntil, this.#pause];
    for (const each of this.#limits) {
      const at = this.#dueBy(each);
      if (at > dueAt) [dueAt, why] = [at, each === this.#own ? OWN_LIMIT : LEARNED];
    }
    const ms = dueAt - now;
    if (ms <= 0) return 0;
    onWait?.({ ms, ...why });
    return ms;
  }

  #dueBy(limit: KeptLimit): number {
    const oldest = this.#sent.at(-limit.requests)?.turn.at;
    return oldest === undefined ? limit.nextAt : Math.max(limit.nextAt, oldest + limit.windowMs);
  }

  #enter(askedAt: number): Turn {
    const from = Math.max(this.#pausedUntil, askedAt);
    let most = REMEMBERED;
    for (const each of this.#limits) {
      each.advance(Math.max(this.#dueBy(each), from), this.#clock.now());
      most = Math.max(most, each.requests);
    }
    if (this.#allowance !== undefined) this.#allowance--;
    this.#waiting++;
    if (this.#sentSinceLesson !== undefined) {
      this.#sentSinceLesson++;
      this.#growMet(this.#sentSinceLesson);
    }
    const turn = this.#turn();
    this.#sent.push({ turn, outcome: 'waiting' });
    if (this.#sent.length > 2 * most) this.#sent.splice(0, this.#sent.length - most);
    return turn;
  }

  /** What was answered before a refusal may have been less than the API allows. */
  #growMet(sent: number): void {
    const met = this.#learned.get(BY_REFUSAL);
    if (met === undefined || sent < WINDOWS_TO_GROW * met.requests) return;
    this.#learn(BY_REFUSAL, { requests: met.requests + 1, perMs: met.perMs });
    this.#sentSinceLesson = 0;
    this.#hasGrown = true;
  }

  #turn(): Turn {
    const clock = this.#clock;
    let at = clock.now();
    let isDone = false;
    const done = (): void => {
      if (isDone) return;
      isDone = true;
      this.#waiting--;
      this.#wake();
    };
    return {
      get at() {
        return at;
      },
      sent: () => {
        at = clock.now();
      },
      done,
    };
  }

  #note(turn: Turn, outcome: Sent['outcome']): void {
    const sent = this.#sent.findLast((each) => each.turn === turn);
    if (sent !== undefined) sent.outcome = outcome;
  }

  /**
   * Learns from a refusal that gave advice. A limit that the API names without its window is the one that was refused: it is
   * taken for as long as the advice, or for the next usual window that is as long as a long advice, which may be what is left
   * of one. If that is refused too, it is longer. Without a name, the limit is what was answered in the time that a short
   * advice asks for; a long one may follow from what others asked for.
   */
  #takeLesson(): void {
    const lesson = this.#lesson;
    if (lesson === undefined) return;
    this.#lesson = undefined;
    const { at, adviceMs } = lesson;
    const sent = this.#sentSinceLesson;
    this.#sentSinceLesson = 0;
    const met = this.#learned.get(BY_REFUSAL);
    if (met !== undefined && this.#hasGrown) {
      this.#hasGrown = false;
      this.#learn(BY_REFUSAL, { requests: met.requests - 1, perMs: met.perMs });
      return;
    }
    const windowAfter = (known: KeptLimit | undefined): number => {
      if (known === undefined || sent === undefined) return windowOfAdvice(adviceMs);
      // a window that is too short is refused as soon as it is full; later on requests came closer together than they went
      if (sent > 2 * known.requests) return known.perMs * (1 + LEARNED_SLACK);
      return Math.max(known.perMs * 2, adviceMs);
    };
    const named = [...this.#learned].filter(([name]) => name !== BY_REFUSAL);
    for (const [name, known] of named) {
      if (this.#toldWindows.has(name)) continue;
      this.#learn(name, { requests: known.requests, perMs: windowAfter(known) });
    }
    if (named.length === 0 && adviceMs <= LONG_ADVICE_MS) {
      const perMs = windowAfter(met);
      const answered = this.#sent.filter(
        ({ turn, outcome }) => outcome === 'answered' && turn.at > at - perMs && turn.at <= at,
      ).length;
      if (answered >= FEWEST_LEARNED) this.#learn(BY_REFUSAL, { requests: answered, perMs });
    }
  }

  /** Of two windows of one limit the longer one counts. */
  #learn(name: string, { requests, perMs }: RateLimit): void {
    const known = this.#learned.get(name);
    const longest = Math.max(perMs, known?.perMs ?? 0);
    if (known?.requests === requests && known.perMs === longest) return;
    const how = { isSpaced: longest <= LONG_ADVICE_MS, slack: LEARNED_SLACK };
    const learned = keptLimit({ requests, perMs: longest }, how);
    learned.nextAt = known?.nextAt ?? learned.nextAt;
    this.#learned.set(name, learned);
  }
}

function windowOfAdvice(adviceMs: number): number {
  if (adviceMs <= LONG_ADVICE_MS) return Math.max(adviceMs, USUAL_WINDOW_MS);
  return LONG_WINDOWS_MS.find((each) => each >= adviceMs) ?? adviceMs;
}
