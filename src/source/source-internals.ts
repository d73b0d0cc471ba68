import type { ResourcePlan, SourcePlan } from '../config/resolve-source.ts';
import type { HttpClient } from '../http/client.ts';
import type { Clock, Verify } from '../model.ts';
import type { ResourceSettings } from '../resource/settings.ts';

export interface StreamOptions {
  /** How the walk proves that it is complete. Default: `off`, exactly the requests of the format. */
  readonly verify?: Verify;
  readonly signal?: AbortSignal;
}

/** What the stages of Sluice know of a source, and its users do not. */
export interface SourceInternals {
  readonly plan: SourcePlan;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** The source's client while somebody uses it: opened for the first user, closed after the last. */
  useClient(): { readonly client: HttpClient; release(): Promise<void> };
}

export function walkSettings(
  plan: SourcePlan,
  resource: ResourcePlan,
  verify: Verify,
  maxPages?: number,
): ResourceSettings {
  return {
    ...resource,
    retry: plan.retry,
    window: plan.http.maxConcurrency,
    verify,
    ...(maxPages === undefined ? {} : { maxPages }),
  };
}

/** The signals that end a use of the source, as one. */
export function joinSignals(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}
