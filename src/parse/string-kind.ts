import { Kind } from '../model.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;
/** RFC 3339 with a `T`, to the microsecond; the zone may lack its colon or minutes, as ISO 8601 allows. */
const INSTANT =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)$/;

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Whether `YYYY-MM-DD` is a day of the calendar, from the year 1 on. */
function isDay(text: string): boolean {
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  if (year < 1 || day < 1 || day > (DAYS[month - 1] ?? 0)) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month !== 2 || day < 29 || isLeap;
}

/** Kind of a string: a date, an instant, or any other text. Only what every database reads the same way counts as a date. */
export function stringKind(text: string): number {
  // nearly all strings are told by their length or fifth character, without a regular expression
  if (text.length < 10 || text.length > 32 || text.charCodeAt(4) !== 45) return Kind.text;
  if (text.length === 10) return DATE.test(text) && isDay(text) ? Kind.date : Kind.text;
  const day = INSTANT.exec(text)?.[1];
  return day !== undefined && isDay(day) ? Kind.instant : Kind.text;
}
