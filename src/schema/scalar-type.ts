import { type FieldFacts, Kind } from '../model.ts';
import type { Naming } from './naming.ts';

/** The type of values that are neither objects nor lists, in the words of DuckDB; JSON is for those of any kind. */
export type ScalarType =
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
  /** Whether objects and lists get types of their own. Default: they are JSON. */
  readonly isNested?: boolean;
  /** How names inside of objects become names of fields. Default: direct. */
  readonly naming?: Naming;
  /** Leaves that a nested type has at most. Default: any number. */
  readonly maxLeaves?: number | undefined;
}

/** Most digits that a decimal holds, in front of the point and behind it together. */
const MAX_DECIMAL_DIGITS = 38;

const STRINGS = Kind.date | Kind.instant | Kind.text;
const NUMBERS = Kind.integer | Kind.huge | Kind.big | Kind.fraction;
/** Numbers that a double does not hold. */
const BEYOND_DOUBLE = Kind.inexact | Kind.wide | Kind.huge | Kind.big;

/** The narrowest type that holds every value that was seen, whole, of values that are neither objects nor lists; undefined for nulls. */
export function scalarType(facts: FieldFacts, options: ColumnTypeOptions): ScalarType | undefined {
  const { kinds } = facts;
  const families = [Kind.boolean, NUMBERS, STRINGS].filter((family) => kinds & family);
  if (families.length === 0) return undefined;
  if (families.length > 1) return 'VARCHAR';
  if (kinds & Kind.boolean) return 'BOOLEAN';
  return kinds & STRINGS ? stringType(kinds, options) : numberType(facts, options.isKey);
}

function stringType(kinds: number, { isKey, detectDates }: ColumnTypeOptions): ScalarType {
  if (isKey || !detectDates) return 'VARCHAR';
  const seen = kinds & STRINGS;
  if (seen === Kind.date) return 'DATE';
  return seen === Kind.instant ? 'TIMESTAMPTZ' : 'VARCHAR';
}

function numberType(facts: FieldFacts, isKey: boolean): ScalarType {
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
export function isScalarAtLeast(wide: ScalarType, narrow: ScalarType): boolean {
  if (wide === narrow || wide === 'JSON') return true;
  const [wideScale, narrowScale] = [decimalScale(wide), decimalScale(narrow)];
  if (wideScale !== undefined && narrowScale !== undefined) return wideScale >= narrowScale;
  const goal = familyOf(wide);
  const reach = (name: string): boolean =>
    (WIDER[name] ?? []).some((next) => next === goal || reach(next));
  return reach(familyOf(narrow));
}

function decimalScale(type: ScalarType): number | undefined {
  const digits = /^DECIMAL\(38,(\d+)\)$/.exec(type)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function familyOf(type: ScalarType): string {
  return type.startsWith('DECIMAL') ? 'DECIMAL' : type;
}
