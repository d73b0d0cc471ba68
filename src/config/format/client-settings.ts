import type { AuthSettings, HttpSettings, TimeoutSettings } from '../../http/client.ts';
import { DEFAULT_RETRY, type RetrySettings } from '../../http/retry.ts';
import { DEFAULT_LIMITS, type ParseLimits } from '../../parse/limits.ts';
import type { SourcePlan } from '../plan/plan.ts';
import { allowedOrigins } from './allowed-hosts.ts';
import { authSettings } from './auth-settings.ts';
import type { ClientConfig } from './config-types.ts';

const DEFAULT_MAX_CONCURRENCY = 4;
/** An hour, which many quotas last, and a little more. */
const DEFAULT_MAX_WAIT_SECONDS = 3_700;
const DEFAULT_MAX_PAGE_BYTES = 4 * 1024 ** 3;

/**
 * What the `client` section says of requests.
 *
 * @param extra `origins` are those of the resources: those of `allowed_hosts` and of token URLs are added here
 */
export function httpSettings(
  client: ClientConfig,
  extra: Pick<HttpSettings, 'origins' | 'headers' | 'secrets' | 'resourceAuth'>,
): HttpSettings {
  const { rate_limit: rateLimit } = client;
  const auth = client.auth == null ? undefined : authSettings(client.auth);
  const origins = [
    ...extra.origins,
    ...[auth, ...Object.values(extra.resourceAuth ?? {})].flatMap(tokenOrigin),
    ...allowedOrigins(client),
  ];
  return {
    ...extra,
    origins: [...new Set(origins)],
    ...(auth === undefined ? {} : { auth }),
    timeout: timeoutSettings(client),
    retry: retrySettings(client),
    ...(rateLimit == null
      ? {}
      : { rateLimit: { requests: rateLimit.requests, perMs: toMs(rateLimit.per_seconds) } }),
    maxConcurrency: client.max_concurrency ?? DEFAULT_MAX_CONCURRENCY,
    maxPageBytes: client.limits?.page_bytes ?? DEFAULT_MAX_PAGE_BYTES,
  };
}

export function retrySettings({ retry }: ClientConfig): RetrySettings {
  return {
    attempts: retry?.attempts ?? DEFAULT_RETRY.attempts,
    baseMs: retry?.base_seconds === undefined ? DEFAULT_RETRY.baseMs : toMs(retry.base_seconds),
    capMs: retry?.cap_seconds === undefined ? DEFAULT_RETRY.capMs : toMs(retry.cap_seconds),
  };
}

/** When a run stops asking, and for what it does not wait. */
export function deadline({
  deadline_seconds: seconds,
  max_wait_seconds: maxWait,
}: ClientConfig): Pick<SourcePlan, 'deadlineMs' | 'maxWaitMs'> {
  const maxWaitMs = toMs(maxWait ?? DEFAULT_MAX_WAIT_SECONDS);
  return { maxWaitMs, ...(seconds == null ? {} : { deadlineMs: toMs(seconds) }) };
}

export function parseLimits({ limits }: ClientConfig): ParseLimits {
  return {
    maxDepth: limits?.depth ?? DEFAULT_LIMITS.maxDepth,
    maxStringBytes: limits?.string_bytes ?? DEFAULT_LIMITS.maxStringBytes,
    maxRowBytes: limits?.row_bytes ?? DEFAULT_LIMITS.maxRowBytes,
    maxRowKeys: limits?.row_keys ?? DEFAULT_LIMITS.maxRowKeys,
    maxWholePageBytes: limits?.whole_page_bytes ?? DEFAULT_LIMITS.maxWholePageBytes,
  };
}

function tokenOrigin(auth: AuthSettings | null | undefined): string[] {
  return auth != null && 'accessTokenUrl' in auth ? [new URL(auth.accessTokenUrl).origin] : [];
}

function timeoutSettings({ timeout }: ClientConfig): TimeoutSettings {
  return {
    connectMs: toMs(timeout?.connect_seconds ?? 10),
    idleMs: toMs(timeout?.idle_seconds ?? 60),
    totalMs: toMs(timeout?.total_seconds ?? 600),
  };
}

/** Timers take whole milliseconds, and none of 0. */
function toMs(seconds: number): number {
  return Math.max(1, Math.round(seconds * 1000));
}
