/**
 * The texts that dlt reads as points in time. What comes out is UTC (a text without a zone is in UTC), to the microsecond,
 * as `2024-02-29 12:00:00.000000`; further digits are cut.
 */

const DIGIT_0 = 48;
const DIGIT_9 = 57;
const SECONDS_OF_DAY = 86_400;
/** The years 1 to 9999. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

const ZONE = '(?<zone>Z|[+-]\\d\\d(?::?\\d\\d)?)?';
const DAY_WITH_DASHES =
  '(?<year>\\d{4})-(?:(?<month>\\d\\d)(?:-(?<day>\\d\\d))?|(?<ordinal>\\d{3})|W(?<week>\\d\\d)(?:-(?<weekday>\\d))?)';
const DAY_WITHOUT =
  '(?<year>\\d{4})(?:(?<month>\\d\\d)(?<day>\\d\\d)|(?<ordinal>\\d{3})|W(?<week>\\d\\d)(?<weekday>\\d)?)';
const TIME_WITH_COLONS =
  '(?<hour>\\d\\d)(?::(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,](?<fraction>\\d+))?)?)?';
const TIME_WITHOUT =
  '(?<hour>\\d\\d)(?::?(?<minute>\\d\\d)|(?<minute2>\\d\\d)(?<second>\\d\\d)(?:[.,](?<fraction>\\d+))?)?';
const LOOSE_TIME =
  '(?<hour>\\d{1,2}):(?<minute>\\d{1,2})?(?::(?<second>\\d{1,2}))?(?:[.,|](?<fraction>\\d{1,9}))?';

const DATE_TIMES = [
  new RegExp(`^${DAY_WITH_DASHES}[T ]${TIME_WITH_COLONS}${ZONE}$`),
  new RegExp(`^${DAY_WITHOUT}[T ]${TIME_WITHOUT}${ZONE}$`),
  // what is no ISO 8601, and read nevertheless: `2024/01/15 9:05`
  new RegExp(`^(?<year>\\d{4})(?:[/:]?(?<month>\\d\\d)[/:]?(?<day>\\d\\d))? ?${LOOSE_TIME}$`),
];
const DATES = [
  new RegExp(`^${DAY_WITH_DASHES}$`),
  new RegExp(`^${DAY_WITHOUT}$`),
  /^(?<year>\d{4})(?:[/:]?(?<month>\d\d)[/:]?(?<day>\d\d))?$/,
];
const TIMES = [
  new RegExp(`^T?${TIME_WITH_COLONS}${ZONE}$`),
  new RegExp(`^T${TIME_WITHOUT}${ZONE}$`),
  new RegExp(`^ ?${LOOSE_TIME}$`),
];

/** A text that is a date-time: with a day and a time. Undefined for all others, such as days alone. */
export function dateTimeOf(text: string): string | undefined {
  const { length } = text;
  if (length < 10 || !isDigit(text, 0) || !isDigit(text, 1)) return undefined;
  if (!isDigit(text, 2) || !isDigit(text, 3)) return undefined;
  return usualDateTime(text) ?? anyOf(DATE_TIMES, text);
}

/** A text that can become a point in time: also a day, which begins then, and a number of seconds since 1970. */
export function timestampOf(text: string): string | undefined {
  return dateTimeOf(text) ?? anyOf(DATES, text) ?? timestampOfSeconds(plainNumber(text));
}

/** A point in time by its seconds since 1970; undefined outside of the years 1 to 9999. */
export function timestampOfSeconds(seconds: number): string | undefined {
  const whole = Math.trunc(seconds);
  const micros = roundHalfEven((seconds - whole) * 1e6);
  const second = whole + Math.floor(micros / 1e6);
  const inSecond = String(((micros % 1e6) + 1e6) % 1e6).padStart(6, '0');
  return ofSecond(second, inSecond);
}

/** A text that is a time of the day: `12:30:45.500000`, in UTC. */
export function timeOf(text: string): string | undefined {
  for (const form of TIMES) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined && (groups['minute'] ?? groups['second']) !== undefined)
      return momentOf(0, groups)?.slice(11);
  }
  return undefined;
}

/** The form that nearly all have, `2024-02-29T12:00:00`, without a regular expression. */
function usualDateTime(text: string): string | undefined {
  const between = text.charCodeAt(10);
  const isForm =
    text.length >= 19 &&
    (between === 0x54 || between === 0x20) &&
    text.charCodeAt(4) === 0x2d &&
    text.charCodeAt(7) === 0x2d &&
    text.charCodeAt(13) === 0x3a &&
    text.charCodeAt(16) === 0x3a;
  if (!isForm) return undefined;
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  const [hour, minute, second] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  if (month > 12 || day < 1 || day > 28 || month < 1) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || text.startsWith('0000')) return undefined;
  let end = 19;
  const point = text.charCodeAt(19);
  if (point === 0x2e || point === 0x2c) {
    do end++;
    while (isDigit(text, end));
    if (end === 20) return undefined;
  }
  const zone = text.slice(end);
  if (zone !== '' && zone !== 'Z' && zone !== '+00:00') return undefined;
  const fraction = end === 19 ? '000000' : text.slice(20, Math.min(end, 26)).padEnd(6, '0');
  return `${text.slice(0, 10)} ${text.slice(11, 19)}.${fraction}`;
}

function anyOf(forms: readonly RegExp[], text: string): string | undefined {
  for (const form of forms) {
    const groups = form.exec(text)?.groups;
    const day = groups === undefined ? undefined : dayOf(groups);
    const moment = day === undefined || groups === undefined ? undefined : momentOf(day, groups);
    if (moment !== undefined) return moment;
  }
  return undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

/** A day and a time of it. */
function momentOf(day: number, groups: Groups): string | undefined {
  const hour = Number(groups['hour'] ?? 0);
  const minute = Number(groups['minute'] ?? groups['minute2'] ?? 0);
  const second = Number(groups['second'] ?? 0);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = offsetOf(groups['zone'] ?? 'Z');
  if (Math.abs(offset) >= SECONDS_OF_DAY) return undefined;
  const seconds = day * SECONDS_OF_DAY + hour * 3600 + minute * 60 + second - offset;
  return ofSecond(seconds, (groups['fraction'] ?? '').slice(0, 6).padEnd(6, '0'));
}

function ofSecond(second: number, micros: string): string | undefined {
  if (!(second >= FIRST_SECOND && second <= LAST_SECOND)) return undefined;
  const iso = new Date(second * 1000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}.${micros}`;
}

/** Days since 1970; undefined for a day that is not in the calendar. */
function dayOf(groups: Groups): number | undefined {
  const year = Number(groups['year']);
  if (year === 0) return undefined;
  if (groups['week'] !== undefined)
    return dayOfWeek(year, Number(groups['week']), groups['weekday']);
  if (groups['ordinal'] !== undefined) {
    const day = dayNumber(year, 1, 1) + Number(groups['ordinal']) - 1;
    return day >= dayNumber(year, 1, 1) && day < dayNumber(year + 1, 1, 1) ? day : undefined;
  }
  const month = Number(groups['month'] ?? 1);
  const day = dayNumber(year, month, Number(groups['day'] ?? 1));
  return new Date(day * SECONDS_OF_DAY * 1000).getUTCMonth() === month - 1 ? day : undefined;
}

/** Weeks begin on Mondays, the first one is that of January 4. dlt takes a week 0 too, the one in front of it. */
function dayOfWeek(year: number, week: number, weekday = '1'): number | undefined {
  const inWeek = Number(weekday);
  const weeks = (firstMonday(year + 1) - firstMonday(year)) / 7;
  if (week > weeks || inWeek < 1 || inWeek > 7) return undefined;
  return firstMonday(year) + (week - 1) * 7 + inWeek - 1;
}

function firstMonday(year: number): number {
  const fourth = dayNumber(year, 1, 4);
  // day 0, in 1970, was a Thursday
  return fourth - ((((fourth + 3) % 7) + 7) % 7);
}

function dayNumber(year: number, month: number, day: number): number {
  // Date.UTC takes the years up to 99 for those of the last century
  return new Date(0).setUTCFullYear(year, month - 1, day) / (SECONDS_OF_DAY * 1000);
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(3).replace(':', '')) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}

/** A number as Python reads one from text; NaN for anything else. */
function plainNumber(text: string): number {
  const clean = text.trim().replace(/(?<=\d)_(?=\d)/g, '');
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(clean) ? Number(clean) : Number.NaN;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function twoDigits(text: string, at: number): number {
  if (!isDigit(text, at) || !isDigit(text, at + 1)) return Number.POSITIVE_INFINITY;
  return (text.charCodeAt(at) - DIGIT_0) * 10 + text.charCodeAt(at + 1) - DIGIT_0;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= DIGIT_0 && code <= DIGIT_9;
}
