import type { SourcePlan } from '../config/plan/plan.ts';
import type { Env } from '../config/secrets/variable.ts';
import type { EventHandler } from '../events.ts';
import type { HttpClient } from '../http/client.ts';
import type { Redact } from '../http/redaction.ts';
import type { Clock, Verify } from '../model.ts';
import type { Permits } from '../resource/dependents/permits.ts';

export interface StreamOptions {
  /** How the walk proves that it is complete. Default: `off`, exactly the requests of the format. */
  readonly verify?: Verify;
  readonly signal?: AbortSignal;
  /** Told of pages, retries and pauses while the stream is read. What it throws ends the stream. */
  readonly onEvent?: EventHandler;
}

/** What the stages of Sluice know of a source, and its users do not. */
export interface SourceInternals {
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

/** The signals that end a use of the source, as one. */
export function joinSignals(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const given = signals.filter((signal) => signal !== undefined);
  const [only] = given;
  return only !== undefined && given.length === 1 ? only : AbortSignal.any(given);
}
