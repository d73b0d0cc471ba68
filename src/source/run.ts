import type { ResourcePlan, SourcePlan } from '../config/plan/plan.ts';
import type { Env } from '../config/secrets/variable.ts';
import type { EventHandler, SluiceEvent } from '../events.ts';
import type { HttpClient } from '../http/client.ts';
import type { Redact } from '../http/redaction.ts';
import type { Clock, CursorState, Verify } from '../model.ts';
import type { RangeOverride } from '../transform/incremental-range.ts';
import type { Permits } from './map-in-order.ts';

/** One run over a source: a load, or a stream. */
export interface Run {
  readonly plan: SourcePlan;
  readonly client: HttpClient;
  /** For walks that are begun ahead of their turn; shared by all runs of the source. */
  readonly permits: Permits;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** When to stop asking, by the clock. */
  readonly deadlineAt?: number | undefined;
  readonly onEvent: (event: SluiceEvent) => void;
  verifyOf(resource: ResourcePlan): Verify;
  /** Pages after which a walk is cut off; a try. */
  readonly maxPages?: number | undefined;
  /** Where a cursor was left; undefined: at its beginning. */
  cursorOf?(resource: string, path: string, walk: string): Promise<CursorState | undefined>;
  /** Whether cursors that come further are kept for later loads. Default: false. */
  readonly keepsCursors?: boolean;
  /** In place of the cursors, for this run only, by resource: those of all incremental ones, or none. */
  readonly ranges?: ReadonlyMap<string, RangeOverride> | undefined;
}

/** What the stages of Sluice know of a source, and its users do not. */
export interface SourceState {
  /** Where settings of the environment are looked up. */
  readonly env: Env;
  readonly plan: SourcePlan;
  /** Takes the secrets out of a text, those too that came up while a client was open. */
  readonly redact: Redact;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** For walks that are begun ahead of their turn. */
  readonly permits: Permits;
  /** The source's client while somebody uses it: opened for the first user, closed after the last. */
  useClient(): { readonly client: HttpClient; release(): Promise<void> };
}

/** The signals that end a run, as one. */
export function joinSignals(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const given = signals.filter((signal) => signal !== undefined);
  const [only] = given;
  return only !== undefined && given.length === 1 ? only : AbortSignal.any(given);
}

/** How much later a pause must end to be another one. */
const SAME_MS = 1_000;

/**
 * Hands events on, and of the pauses of a resource those that end later than any that it was told of: all of its pages in
 * flight, and all walks of a dependent resource, wait for the same one.
 */
export function tellWaitsOnce(onEvent: EventHandler): EventHandler {
  const toldUntil = new Map<string, number>();
  return (event) => {
    if (event.type === 'waiting') {
      const until = Date.parse(event.until);
      if (until <= (toldUntil.get(event.resource) ?? 0) + SAME_MS) return;
      toldUntil.set(event.resource, until);
    }
    onEvent(event);
  };
}

/** Hands events on without secrets. */
export function redactedEvents(onEvent: EventHandler, redact: Redact): EventHandler {
  return (event) =>
    onEvent('message' in event ? { ...event, message: redact(event.message) } : event);
}
