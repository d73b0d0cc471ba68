/** A point in time that was written as an ISO 8601 date or date-time, and how it was written. */
export interface Moment {
  readonly isDate: boolean;
  /** Nanoseconds since 1970 in UTC; of a date, its start. */
  readonly nanos: bigint;
  readonly form: MomentForm;
}

interface MomentForm {
  readonly dash: string;
  /** Between date and time; empty for a date. */
  readonly between: string;
  readonly colon: string;
  /** The last part that is written. */
  readonly last: 'day' | 'hour' | 'minute' | 'second';
  readonly point: string;
  readonly fractionDigits: number;
  readonly zone: string;
  readonly offsetMinutes: number;
}

export const SECOND = 1_000_000_000n;
export const DAY: bigint = 86_400n * SECOND;

const ISO =
  /^(\d{4})(-?)(\d\d)\2(\d\d)(?:([Tt ])(\d\d)(?:(:?)(\d\d)(?:\7(\d\d)(?:([.,])(\d+))?)?)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * Reads an ISO 8601 date (`2024-02-29`) or date-time; one without a zone is in UTC. Digits beyond the nanosecond are cut.
 * Undefined for any other text, such as days that are not in the calendar, and eight digits alone.
 */
export function parseMoment(text: string): Moment | undefined {
  const match = text.length < 10 ? null : ISO.exec(text);
  if (match === null) return undefined;
  const [, year, dash = '', month, day, between = '', hour, colon = '', minute, second] = match;
  const [point = '', fraction = '', zone = ''] = match.slice(10);
  if (between === '' && dash === '') return undefined;
  const [h, m, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
  if (h > 23 || m > 59 || s > 59) return undefined;
  const days = daysOf(Number(year), Number(month), Number(day));
  if (days === undefined) return undefined;
  const offsetMinutes = minutesOf(zone);
  const seconds = days * 86_400 + h * 3600 + (m - offsetMinutes) * 60 + s;
  const nanos = BigInt(seconds) * SECOND + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  const last = lastPart(hour, minute, second);
  const form = { dash, between, colon, last, point, zone, offsetMinutes } as const;
  return { isDate: between === '', nanos, form: { ...form, fractionDigits: fraction.length } };
}

/** Writes a point in time in the form of another; what the form has no place for is cut, or rounded up. */
export function formatMoment(nanos: bigint, form: MomentForm, rounds: 'down' | 'up'): string {
  const unit = unitOf(form);
  const local = nanos + offsetOf(form);
  const cut = floorTo(local, unit);
  const shown = clamp(rounds === 'up' && cut !== local ? cut + unit : cut);
  const seconds = floorTo(shown, SECOND) / SECOND;
  const iso = new Date(Number(seconds) * 1000).toISOString();
  const day = iso.slice(0, 10).replaceAll('-', form.dash);
  if (form.last === 'day') return day;
  const length = { hour: 13, minute: 16, second: 19 }[form.last];
  const time = iso.slice(11, length).replaceAll(':', form.colon);
  const fraction = String(shown - seconds * SECOND)
    .padStart(9, '0')
    .padEnd(form.fractionDigits, '0')
    .slice(0, form.fractionDigits);
  return `${day}${form.between}${time}${form.point}${fraction}${form.zone}`;
}

/** The start of the day in UTC. */
export function startOfDay(nanos: bigint): bigint {
  return floorTo(nanos, DAY);
}

function floorTo(nanos: bigint, unit: bigint): bigint {
  const rest = nanos % unit;
  return nanos - (rest < 0n ? rest + unit : rest);
}

const FIRST = -62_135_596_800n * SECOND;
const LAST = 253_402_300_800n * SECOND - 1n;

/** Years have four digits. */
function clamp(nanos: bigint): bigint {
  if (nanos < FIRST) return FIRST;
  return nanos > LAST ? LAST : nanos;
}

function unitOf({ last, fractionDigits }: MomentForm): bigint {
  switch (last) {
    case 'day':
      return DAY;
    case 'hour':
      return 3600n * SECOND;
    case 'minute':
      return 60n * SECOND;
    case 'second':
      return 10n ** BigInt(Math.max(9 - fractionDigits, 0));
  }
}

function offsetOf({ offsetMinutes }: MomentForm): bigint {
  return BigInt(offsetMinutes * 60) * SECOND;
}

function lastPart(hour?: string, minute?: string, second?: string): MomentForm['last'] {
  if (second !== undefined) return 'second';
  if (minute !== undefined) return 'minute';
  return hour === undefined ? 'day' : 'hour';
}

/** Days since 1970; undefined for a day that is not in the calendar. */
function daysOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  // Date.UTC takes the years up to 99 for those of the last century
  date.setUTCFullYear(year, month - 1, day);
  const isReal = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.getTime() / 86_400_000 : undefined;
}

function minutesOf(zone: string): number {
  if (zone === '' || zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''));
  return zone.startsWith('-') ? -minutes : minutes;
}
