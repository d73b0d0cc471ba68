import type { JsonValue } from '../model.ts';
import { CursorFault, describeCursor } from './cursor-fault.ts';
import { DAY, formatMoment, type Moment, parseMoment, SECOND, startOfDay } from './moment.ts';

export interface LagSettings {
  readonly lag: number;
  readonly lastValueFunc: 'max' | 'min';
  /** Tells the unit for texts, where it is one. */
  readonly initialValue?: JsonValue | undefined;
}

/**
 * The value from which rows are taken again: `lag` before the last one, or behind it where the cursor runs down. Numbers
 * are subtracted. Of texts the unit is that of `initialValue`, if it is one, else of the value: for a date days, from the
 * start of the lagged day in UTC (its end, where the cursor runs down), for a date-time seconds. The text keeps its form; what
 * that has no place for is rounded so that more rows are taken, not fewer.
 *
 * @throws {CursorFault} for other texts, and for other types.
 */
export function lagBehind(value: JsonValue, settings: LagSettings): JsonValue {
  const { lag, lastValueFunc } = settings;
  const direction = lastValueFunc === 'max' ? -1 : 1;
  if (typeof value === 'number') return value + direction * lag;
  if (typeof value === 'bigint' && Number.isInteger(lag)) return value + BigInt(direction * lag);
  const moment = typeof value === 'string' ? parseMoment(value) : undefined;
  if (moment === undefined) {
    throw new CursorFault(
      `\`lag\` needs a number, an ISO date or an ISO date-time, the last value is ${describeCursor(value)}`,
    );
  }
  const { initialValue } = settings;
  const initial = typeof initialValue === 'string' ? parseMoment(initialValue) : undefined;
  const isInDays = (initial ?? moment).isDate;
  const rounds = direction < 0 ? 'down' : 'up';
  if (!isInDays)
    return formatMoment(moment.nanos + shiftOf(lag, SECOND, direction), moment.form, rounds);
  return formatMoment(lagDays(moment, lag, direction), moment.form, 'down');
}

/** Days are those of UTC, whatever the offset of the text, as they are for dates. */
function lagDays(moment: Moment, lag: number, direction: 1 | -1): bigint {
  const lagged = startOfDay(startOfDay(moment.nanos) + shiftOf(lag, DAY, direction));
  return direction < 0 ? lagged : lagged + DAY - 1n;
}

function shiftOf(lag: number, unit: bigint, direction: 1 | -1): bigint {
  return (BigInt(Math.round(direction * lag * 1000)) * unit) / 1000n;
}
