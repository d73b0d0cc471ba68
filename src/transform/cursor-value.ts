import type { JsonValue } from '../model.ts';
import { CursorFault, describeCursor } from './cursor-fault.ts';
import { parseMoment } from './moment.ts';
import { relativeTime, timeText } from './relative-time.ts';

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const INTEGER = /^-?\d+$/;

/** Units of numbers that tell a time since 1970, each with its range: from 2001 to 5138. */
const EPOCHS = [
  { perMs: 1 / 1_000, from: 1e9, to: 1e11 },
  { perMs: 1, from: 1e12, to: 1e14 },
] as const;

/**
 * Makes of a value that somebody gave one of the kind of a cursor: a time from now, such as `7d`, becomes a date, a date-time
 * or a number of seconds or milliseconds, as the cursor is one.
 *
 * @param sample a value of the cursor; undefined if none is known. Then numbers, dates and times are taken.
 * @throws {CursorFault} for a text that is not of the kind.
 */
export function toCursorValue(
  value: JsonValue,
  sample: JsonValue | undefined,
  nowMs: number,
): JsonValue {
  if (typeof value !== 'string' || typeof sample === 'boolean') return value;
  const moment = parseMoment(value);
  const relative = relativeTime(value, nowMs);
  if (typeof sample === 'number' || typeof sample === 'bigint') {
    const ms = relative ?? (moment === undefined ? undefined : Number(moment.nanos / 1_000_000n));
    return numberOf(value, ms, sample);
  }
  const like = typeof sample === 'string' ? parseMoment(sample) : undefined;
  // where the cursor is a text of another kind, any text may be one of its values
  if (sample !== undefined && like === undefined) return value;
  if (relative !== undefined) return timeText(relative, like);
  if (moment !== undefined || (sample === undefined && DECIMAL.test(value))) return value;
  const kind = sample === undefined ? '' : `, and the cursor is one (${describeCursor(sample)})`;
  const number = sample === undefined ? ', or a number' : '';
  throw new CursorFault(
    `${describeCursor(value)} is not a date${number}${kind}. Write it as \`2026-01-31\`, as \`2026-01-31T12:00:00Z\`, or from now as \`7d\`, \`12h\` or \`now\``,
  );
}

function numberOf(text: string, ms: number | undefined, sample: number | bigint): JsonValue {
  const size = Math.abs(Number(sample));
  const epoch = EPOCHS.find(({ from, to }) => size >= from && size < to);
  if (ms !== undefined && epoch !== undefined) return Math.floor(ms * epoch.perMs);
  if (INTEGER.test(text)) {
    const exact = BigInt(text);
    return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
  }
  if (DECIMAL.test(text)) return Number(text);
  const what = ms === undefined ? 'not a number' : 'a time';
  throw new CursorFault(
    `${describeCursor(text)} is ${what}, but the cursor is ${describeCursor(sample)}. Write a number`,
  );
}
