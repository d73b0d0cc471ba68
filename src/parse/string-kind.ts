import { Kind } from '../model.ts';
import { COLON, MINUS, PLUS, POINT, ZERO } from './json-bytes.ts';

const UPPER_T = 84;
const UPPER_Z = 90;

/** `2024-02-29` */
const DATE_LENGTH = 10;
/** `2024-02-29T12:00:00.123456+01:00` */
const LONGEST = 32;

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Kind of a string: a date, an instant, or any other text. Only what every database reads the same way counts as a date. */
export function stringKind(text: string): number {
  // nearly all strings are told by their length or fifth character
  const { length } = text;
  if (length < DATE_LENGTH || length > LONGEST || text.charCodeAt(4) !== MINUS) return Kind.text;
  const bytes = Buffer.from(text);
  return stringKindInBytes(bytes, 0, bytes.length);
}

/** As {@link stringKind}, of a string in UTF-8. */
export function stringKindInBytes(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < DATE_LENGTH || length > LONGEST || bytes[start + 4] !== MINUS) return Kind.text;
  if (bytes[start + 7] !== MINUS || !isDay(bytes, start)) return Kind.text;
  if (length === DATE_LENGTH) return Kind.date;
  return isTime(bytes, start + DATE_LENGTH, end) ? Kind.instant : Kind.text;
}

/** Two digits as a number; NaN for anything else. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Whether `YYYY-MM-DD` is a day of the calendar, from the year 1 on. */
function isDay(bytes: Uint8Array, start: number): boolean {
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  // what is no digits is not a number, and no comparison with that holds
  if (!(year >= 1 && day >= 1 && day <= (DAYS[month - 1] ?? 0))) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/**
 * Whether a time of day with a zone follows, in RFC 3339 with a `T`, to the microsecond; the zone may lack its colon or minutes,
 * as ISO 8601 allows.
 */
function isTime(bytes: Uint8Array, start: number, end: number): boolean {
  // `T12:00:00Z` at least
  if (end - start < 10 || bytes[start] !== UPPER_T) return false;
  const isClock =
    twoDigits(bytes, start + 1) <= 23 &&
    bytes[start + 3] === COLON &&
    twoDigits(bytes, start + 4) <= 59 &&
    bytes[start + 6] === COLON &&
    twoDigits(bytes, start + 7) <= 59;
  if (!isClock) return false;
  let at = start + 9;
  if (bytes[at] === POINT) {
    const first = ++at;
    while (at < end && (bytes[at] as number) >= ZERO && (bytes[at] as number) <= ZERO + 9) at++;
    if (at === first || at - first > 6) return false;
  }
  return isZone(bytes, at, end);
}

/** `Z`, `+01`, `+0100` or `+01:00`. */
function isZone(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 1) return bytes[start] === UPPER_Z;
  if (bytes[start] !== PLUS && bytes[start] !== MINUS) return false;
  if (!(twoDigits(bytes, start + 1) <= 14)) return false;
  if (length === 3) return true;
  if (length === 5) return twoDigits(bytes, start + 3) <= 59;
  return length === 6 && bytes[start + 3] === COLON && twoDigits(bytes, start + 4) <= 59;
}
