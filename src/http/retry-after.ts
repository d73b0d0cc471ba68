import { type LimitPair, limitPairs, type ToldLimit } from './rate-headers.ts';
import { headerValue, type ResponseHeaders } from './response-headers.ts';

const DAY_MS = 86_400_000;
/** A longer wait that is asked for is no advice but a mistake, such as a time since 1970. */
const MAX_ASKED_MS = 31 * DAY_MS;

/** The three forms of a date in HTTP all open with a day's name; `Date.parse` alone would take `1.5` for a date. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d/;

/**
 * What `Retry-After` asks to wait: whole seconds, or a date that is measured against the response's own `Date`, since
 * the two come from one clock. Undefined means the ordinary back-off: no header, nothing to wait, not readable, or more
 * than a day.
 */
export function retryAfterMs(
  headers: ResponseHeaders,
  wallClock: () => number = Date.now,
): number | undefined {
  const text = headerValue(headers, 'retry-after');
  if (text === undefined) return undefined;
  return usableWait(
    /^\d+$/.test(text) ? Number(text) * 1_000 : dateMs(text) - answeredAt(headers, wallClock),
    MAX_ASKED_MS,
  );
}

/**
 * What a limit that is used up asks to wait until its reset: `RateLimit-Remaining: 0` with `RateLimit-Reset`, under all
 * the usual names (`X-RateLimit-…`, `X-Rate-Limit-…`, one pair for each kind of limit), or the `RateLimit` header of
 * the IETF. A reset is in seconds from now, an epoch in seconds or milliseconds, or a date.
 */
export function rateLimitResetMs(
  headers: ResponseHeaders,
  wallClock: () => number = Date.now,
): number | undefined {
  const waits = toldLimits(headers, wallClock).flatMap(({ remaining, resetMs: ms }) =>
    remaining !== undefined && remaining <= 0 ? (ms ?? []) : [],
  );
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** The limits that a response tells of, with what is left of each and for how long. */
export function toldLimits(
  headers: ResponseHeaders,
  wallClock: () => number = Date.now,
): ToldLimit[] {
  return limitPairs(headers).map(({ reset, ...limit }) => {
    const ms = reset !== undefined && RESET.test(reset) ? resetMs(reset, headers, wallClock) : 0;
    return { ...limit, resetMs: usableWait(ms, DAY_MS) };
  });
}

/** That a response asks to slow down, and for how long if it says so. */
export interface PushBack {
  readonly waitMs: number | undefined;
}

/**
 * Whether a response is a refusal by a rate limit: a 429, a 503 with `Retry-After`, or a 403 whose headers or body tell of
 * a limit. Several APIs answer 403 then, which otherwise says that the secret is not enough.
 *
 * @param body its text, as far as it was read
 */
export function pushBackOf(
  status: number,
  headers: ResponseHeaders,
  body = '',
  wallClock: () => number = Date.now,
): PushBack | undefined {
  const askedMs = retryAfterMs(headers, wallClock);
  const isLimit =
    status === 429 ||
    (status === 503 && askedMs !== undefined) ||
    (status === 403 && (tellsLimit(headers) || LIMIT_WORDS.test(body)));
  if (!isLimit) return undefined;
  const waits = [askedMs, rateLimitResetMs(headers, wallClock)].filter((ms) => ms !== undefined);
  return { waitMs: waits.length === 0 ? undefined : Math.max(...waits) };
}

/** Google's `rateLimitExceeded`, and the sentences of others. A quota of a day is none of them: it is not waited for. */
const LIMIT_WORDS =
  /rate[ _-]?limit[ _-]?(?:was |has been |is )?exceeded|exceeded [\w' ]{0,40}rate[ -]?limit|too many requests|rate[ -]?limited\b/i;

function tellsLimit(headers: ResponseHeaders): boolean {
  return (headerValue(headers, 'retry-after') ?? '') !== '' || limitPairs(headers).some(isUsedUp);
}

function isUsedUp({ remaining, reset }: LimitPair): boolean {
  return remaining !== undefined && remaining <= 0 && reset !== undefined && RESET.test(reset);
}

const RESET = /^(?:\d+(?:\.\d+)?s?|\d{4}-\d\d-\d\dT.+|[A-Z][a-z]+,? .+)$/;
const EPOCH_SECONDS = 1e9;
const EPOCH_MS = 1e12;

function resetMs(reset: string, headers: ResponseHeaders, wallClock: () => number): number {
  const seconds = Number(reset.replace(/s$/, ''));
  if (!Number.isNaN(seconds) && seconds < EPOCH_SECONDS) return seconds * 1_000;
  const isEpoch = !Number.isNaN(seconds);
  const at = isEpoch ? (seconds < EPOCH_MS ? seconds * 1_000 : seconds) : dateMs(reset);
  return at - answeredAt(headers, wallClock);
}

function usableWait(ms: number, maxMs: number): number | undefined {
  return ms > 0 && ms <= maxMs ? ms : undefined;
}

/** When a response was sent, by its `Date`; now, if it has none. */
export function answeredAt(headers: ResponseHeaders, wallClock: () => number): number {
  const at = dateMs(headerValue(headers, 'date') ?? '');
  return Number.isNaN(at) ? wallClock() : at;
}

function dateMs(text: string): number {
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return Date.parse(text);
  if (!HTTP_DATE.test(text)) return Number.NaN;
  // One of the forms names no zone; all of them mean GMT.
  return Date.parse(/GMT$/.test(text) ? text : `${text} GMT`);
}
