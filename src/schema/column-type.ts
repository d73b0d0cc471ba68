import { type FieldFacts, Kind } from '../model.ts';

/** The type of a column, in the words of DuckDB. */
export type ColumnType =
  | 'BOOLEAN'
  | 'BIGINT'
  | 'HUGEINT'
  | 'DOUBLE'
  | `DECIMAL(38,${number})`
  | 'DATE'
  | 'TIMESTAMPTZ'
  | 'VARCHAR'
  | 'JSON'
  | HintedType;

/** Types that no value asks for by itself: a column gets them by a hint only. */
export type HintedType =
  | 'TINYINT'
  | 'SMALLINT'
  | 'INTEGER'
  | `DECIMAL(${number},${number})`
  | 'TIMESTAMP_S'
  | 'TIMESTAMP_MS'
  | 'TIMESTAMP'
  | 'TIMESTAMP_NS'
  | 'TIME'
  | 'BLOB';

export interface ColumnTypeOptions {
  /** Key columns get neither dates nor fractions: their text is the key. */
  readonly isKey: boolean;
  readonly detectDates: boolean;
}

/** Most digits that a decimal holds, in front of the point and behind it together. */
const MAX_DECIMAL_DIGITS = 38;

const STRINGS = Kind.date | Kind.instant | Kind.text;
const NUMBERS = Kind.integer | Kind.huge | Kind.big | Kind.fraction;
const NESTED = Kind.object | Kind.array;
/** Numbers that a double does not hold. */
const BEYOND_DOUBLE = Kind.inexact | Kind.wide | Kind.huge | Kind.big;

/**
 * The narrowest type that holds every value that was seen, whole; undefined while only nulls were seen. More facts
 * never give a narrower type (see {@link isAtLeast}), so the type can always be derived from all facts of all loads.
 */
export function columnType(facts: FieldFacts, options: ColumnTypeOptions): ColumnType | undefined {
  const { kinds } = facts;
  const families = [Kind.boolean, NUMBERS, STRINGS].filter((family) => kinds & family);
  if (kinds & NESTED) return 'JSON';
  if (families.length === 0) return undefined;
  if (families.length > 1) return 'VARCHAR';
  if (kinds & Kind.boolean) return 'BOOLEAN';
  return kinds & STRINGS ? stringType(kinds, options) : numberType(facts, options.isKey);
}

function stringType(kinds: number, { isKey, detectDates }: ColumnTypeOptions): ColumnType {
  if (isKey || !detectDates) return 'VARCHAR';
  const seen = kinds & STRINGS;
  if (seen === Kind.date) return 'DATE';
  return seen === Kind.instant ? 'TIMESTAMPTZ' : 'VARCHAR';
}

function numberType(facts: FieldFacts, isKey: boolean): ColumnType {
  const { kinds, integerDigits, scale } = facts;
  if (kinds & Kind.big) return 'VARCHAR';
  if (kinds & Kind.fraction) {
    // 1, 1.0 and 1e0 are one key: only its canonical text compares as one
    if (isKey) return 'VARCHAR';
    if (!(kinds & BEYOND_DOUBLE)) return 'DOUBLE';
    return integerDigits + scale <= MAX_DECIMAL_DIGITS ? `DECIMAL(38,${scale})` : 'VARCHAR';
  }
  return kinds & Kind.huge ? 'HUGEINT' : 'BIGINT';
}

/** What each type widens to in one step; decimals are told apart by their scale. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  BOOLEAN: ['VARCHAR'],
  BIGINT: ['HUGEINT', 'DOUBLE'],
  HUGEINT: ['DECIMAL'],
  DOUBLE: ['DECIMAL'],
  DECIMAL: ['VARCHAR'],
  DATE: ['VARCHAR'],
  TIMESTAMPTZ: ['VARCHAR'],
  VARCHAR: ['JSON'],
  JSON: [],
};

/** Whether `wide` is `narrow` or comes after it in the order of widening. */
export function isAtLeast(wide: ColumnType, narrow: ColumnType): boolean {
  if (wide === narrow) return true;
  const [wideScale, narrowScale] = [decimalScale(wide), decimalScale(narrow)];
  if (wideScale !== undefined && narrowScale !== undefined) return wideScale >= narrowScale;
  const goal = familyOf(wide);
  const reach = (name: string): boolean =>
    (WIDER[name] ?? []).some((next) => next === goal || reach(next));
  return reach(familyOf(narrow));
}

/** The type that a column of type `current` has to take for what `derived` asks: it never narrows. */
export function widenType(current: ColumnType | undefined, derived: ColumnType): ColumnType {
  if (current === undefined || isAtLeast(derived, current)) return derived;
  if (isAtLeast(current, derived)) return current;
  return 'VARCHAR';
}

function decimalScale(type: ColumnType): number | undefined {
  const digits = /^DECIMAL\(38,(\d+)\)$/.exec(type)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function familyOf(type: ColumnType): string {
  return type.startsWith('DECIMAL') ? 'DECIMAL' : type;
}
