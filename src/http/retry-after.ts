import { headerValue, type ResponseHeaders } from './response-headers.ts';

const DAY_MS = 86_400_000;

/** The three forms of a date in HTTP all open with a day's name; `Date.parse` alone would take `1.5` for a date. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d/;

/**
 * What `Retry-After` asks to wait: whole seconds, or a date that is measured against the answer's own `Date`, since
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
  );
}

/**
 * What `RateLimit-Remaining: 0` with `RateLimit-Reset` asks to wait; the names that begin with `X-` count too. The
 * reset is in seconds from now, or (too large for that) the second of the epoch.
 */
export function rateLimitResetMs(
  headers: ResponseHeaders,
  wallClock: () => number = Date.now,
): number | undefined {
  for (const prefix of ['ratelimit', 'x-ratelimit']) {
    const remaining = headerValue(headers, `${prefix}-remaining`);
    const reset = headerValue(headers, `${prefix}-reset`);
    if (remaining === undefined || reset === undefined) continue;
    if (!/^0+$/.test(remaining) || !/^\d+(?:\.\d+)?$/.test(reset)) return undefined;
    const resetMs = Number(reset) * 1_000;
    return usableWait(resetMs > 1e12 ? resetMs - answeredAt(headers, wallClock) : resetMs);
  }
  return undefined;
}

function usableWait(ms: number): number | undefined {
  return ms > 0 && ms <= DAY_MS ? ms : undefined;
}

/** When a response was sent, by its `Date`; now, if it has none. */
export function answeredAt(headers: ResponseHeaders, wallClock: () => number): number {
  const at = dateMs(headerValue(headers, 'date') ?? '');
  return Number.isNaN(at) ? wallClock() : at;
}

function dateMs(text: string): number {
  if (!HTTP_DATE.test(text)) return Number.NaN;
  // One of the forms names no zone; all of them mean GMT.
  return Date.parse(/GMT$/.test(text) ? text : `${text} GMT`);
}
