import { type FieldFacts, Kind } from '../model.ts';
import {
  isNestedType,
  type NestedType,
  nestedTree,
  readType,
  typeText,
  widenTree,
} from './nested-type.ts';
import {
  type ColumnTypeOptions,
  isScalarAtLeast,
  type ScalarType,
  scalarType,
} from './scalar-type.ts';

/** The type of a column, in the words of DuckDB. */
export type ColumnType = ScalarType | NestedType;

const NESTED = Kind.object | Kind.array;

/**
 * The narrowest type that holds every value that was seen, whole; undefined while only nulls were seen. More facts
 * never give a narrower type (see {@link isAtLeast}), so the type can always be derived from all facts of all loads.
 */
export function columnType(facts: FieldFacts, options: ColumnTypeOptions): ColumnType | undefined {
  if ((facts.kinds & NESTED) === 0) return scalarType(facts, options);
  const tree = options.isNested && !options.isKey ? nestedTree(facts, options) : undefined;
  return tree === undefined ? 'JSON' : typeText(tree);
}

/** Whether `wide` is `narrow` or comes after it in the order of widening. */
export function isAtLeast(wide: ColumnType, narrow: ColumnType): boolean {
  if (wide === narrow || wide === 'JSON') return true;
  if (isNestedType(wide)) return isNestedType(narrow) && widenNested(wide, narrow) === wide;
  return !isNestedType(narrow) && isScalarAtLeast(wide, narrow);
}

/** The type that a column of type `current` has to take for what `derived` asks: it never narrows. */
export function widenType(current: ColumnType | undefined, derived: ColumnType): ColumnType {
  if (current === undefined) return derived;
  if (isAtLeast(current, derived)) return current;
  // fields keep their places
  if (isNestedType(current) && isNestedType(derived)) return widenNested(current, derived);
  if (isAtLeast(derived, current)) return derived;
  return isNestedType(current) || isNestedType(derived) ? 'JSON' : 'VARCHAR';
}

function widenNested(current: NestedType, derived: NestedType): ColumnType {
  const tree = widenTree(readType(current), readType(derived));
  return tree === undefined ? 'JSON' : typeText(tree);
}
