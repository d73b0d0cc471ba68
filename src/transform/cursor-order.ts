import type { JsonValue } from '../model.ts';
import { CursorFault, describeCursor } from './cursor-fault.ts';
import type { IncrementalSettings } from './incremental-settings.ts';
import { type Moment, parseMoment } from './moment.ts';

/** A value that cursors can be compared by. */
export type CursorValue = string | number | bigint | boolean;

export function isCursorValue(value: unknown): value is CursorValue {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

/**
 * Compares two cursors: numbers by value; texts that are both ISO dates or date-times by the instant that they mean,
 * other texts by code points; false is less than true.
 *
 * @throws {CursorFault} for values of different types, and for those that have no order.
 */
export function compareCursors(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  const isOrdered =
    (isNumber(a) && isNumber(b)) || (typeof a === 'boolean' && typeof b === 'boolean');
  if (!isOrdered) {
    const both = `${describeCursor(a)} and ${describeCursor(b)}`;
    throw new CursorFault(`${both} cannot be compared`);
  }
  return sign(a as number, b as number);
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function sign<Value extends number | bigint>(a: Value, b: Value): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const first = momentOf(a);
  const second = first === undefined ? undefined : momentOf(b);
  if (first !== undefined && second !== undefined) return sign(first.nanos, second.nanos);
  // UTF-8 sorts as code points do, which UTF-16 does not
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Whether a text is an ISO date or date-time. */
export function isMoment(text: string): boolean {
  return momentOf(text) !== undefined;
}

const DAY_MS = 86_400_000;

/** Whether a cursor means a time that is more than a day ahead of `nowMs`, in milliseconds since 1970. */
export function isAhead(value: unknown, nowMs: number): boolean {
  const moment = typeof value === 'string' ? momentOf(value) : undefined;
  return moment !== undefined && moment.nanos > BigInt(Math.trunc(nowMs + DAY_MS)) * 1_000_000n;
}

const MAX_READ = 100;
const read = new Map<string, Moment | undefined>();

/** Each row is compared with the same few values, so that those are read once. */
function momentOf(text: string): Moment | undefined {
  const known = read.get(text);
  if (known !== undefined) return known;
  const moment = parseMoment(text);
  if (read.size >= MAX_READ) read.clear();
  read.set(text, moment);
  return moment;
}

/** Which of two cursors is the later one, as `last_value_func` has it. */
export interface CursorOrder {
  /** Negative where `a` is earlier than `b`, positive where it is later. */
  compare(a: JsonValue, b: JsonValue): number;
  /** The last value when a row with `value` was met. */
  last(stored: JsonValue, value: JsonValue): JsonValue;
}

/**
 * The order of `max`, `min` or a function. By a function a value is later than another if the function gives it for the
 * two.
 */
export function createCursorOrder(
  lastValueFunc: IncrementalSettings['lastValueFunc'],
): CursorOrder {
  if (typeof lastValueFunc !== 'function') {
    const direction = lastValueFunc === 'max' ? 1 : -1;
    const compare = (a: JsonValue, b: JsonValue): number => direction * compareCursors(a, b);
    return { compare, last: (stored, value) => (compare(value, stored) > 0 ? value : stored) };
  }
  const last = (stored: JsonValue, value: JsonValue): JsonValue => {
    try {
      return lastValueFunc([stored, value]);
    } catch (cause) {
      const both = `${describeCursor(stored)} and ${describeCursor(value)}`;
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new CursorFault(`\`last_value_func\` failed for ${both}, ${what}`, { cause });
    }
  };
  return {
    last,
    compare: (a, b) => {
      if (isSame(a, b)) return 0;
      return isSame(last(b, a), a) ? 1 : -1;
    },
  };
}

/** Whether two cursors mean the same; values without an order are the same only where they are identical. */
export function isSame(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  const isAlike = typeof a === typeof b || (isNumber(a) && isNumber(b));
  return isAlike && isCursorValue(a) && compareCursors(a, b) === 0;
}
