import type { HintedType, ScalarType } from './scalar-type.ts';
import type { ColumnHint } from './table-hints.ts';

const DEFAULT_DECIMAL = { precision: 38, scale: 9 };

/** The smallest integer type that has at least so many bits, and the smallest time that has so many digits. */
const INTEGERS = [
  [8, 'TINYINT'],
  [16, 'SMALLINT'],
  [32, 'INTEGER'],
  [64, 'BIGINT'],
  [128, 'HUGEINT'],
] as const;
const NAIVE_TIMES = [
  [0, 'TIMESTAMP_S'],
  [3, 'TIMESTAMP_MS'],
  [6, 'TIMESTAMP'],
  [9, 'TIMESTAMP_NS'],
] as const;

/** The type that a hint asks for; undefined where it leaves the type to the values. */
export function hintedType(hint: ColumnHint): ScalarType | undefined {
  const { dataType, precision, scale, timezone = true } = hint;
  switch (dataType) {
    case 'text':
      return 'VARCHAR';
    case 'double':
      return 'DOUBLE';
    case 'bool':
      return 'BOOLEAN';
    case 'json':
      return 'JSON';
    case 'binary':
      return 'BLOB';
    case 'date':
      return 'DATE';
    case 'time':
      return 'TIME';
    case 'wei':
      return 'DECIMAL(38,0)';
    case 'decimal':
      return decimalType(precision, scale);
    case 'bigint':
      return atLeast(INTEGERS, precision ?? 64) ?? 'HUGEINT';
    case 'timestamp':
      return timezone ? 'TIMESTAMPTZ' : (atLeast(NAIVE_TIMES, precision ?? 6) ?? 'TIMESTAMP_NS');
    default:
      return undefined;
  }
}

function decimalType(precision: number | undefined, scale: number | undefined): HintedType {
  const digits = precision ?? DEFAULT_DECIMAL.precision;
  return `DECIMAL(${digits},${scale ?? Math.min(DEFAULT_DECIMAL.scale, digits)})`;
}

function atLeast<T>(types: readonly (readonly [number, T])[], wanted: number): T | undefined {
  return types.find(([size]) => size >= wanted)?.[1];
}
