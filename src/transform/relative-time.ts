import { formatMoment, type Moment, parseMoment } from './moment.ts';

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const AGO = /^-?(\d{1,6})([smhdw])$/;

const NANOS_IN_MS = 1_000_000n;

/** How a time is written if nothing says how. */
const SECONDS_IN_UTC = parseMoment('1970-01-01T00:00:00Z') as Moment;

/**
 * Reads a time that is told from now: `now`, or so many seconds, minutes, hours, days or weeks ago (`30s`, `15m`, `12h`,
 * `7d`, `2w`; a minus in front is the same). Gives milliseconds since 1970; undefined for any other text.
 */
export function relativeTime(text: string, nowMs: number): number | undefined {
  if (text === 'now') return nowMs;
  const [, count, unit = ''] = AGO.exec(text) ?? [];
  const ms = UNITS_MS[unit];
  return count === undefined || ms === undefined ? undefined : nowMs - Number(count) * ms;
}

/** A time as text, in the form of another one; without one in UTC, to the second. What the form has no place for is cut. */
export function timeText(ms: number, like: Moment = SECONDS_IN_UTC): string {
  return formatMoment(BigInt(Math.floor(ms)) * NANOS_IN_MS, like.form, 'down');
}

/** The text, or the time that it means, if it tells one from now. */
export function resolveRelative<Value>(value: Value, nowMs: number): Value | string {
  const ms = typeof value === 'string' ? relativeTime(value, nowMs) : undefined;
  return ms === undefined ? value : timeText(ms);
}
