import { readTree, toValue, writeTree } from './tree.ts';

/** A row as JavaScript can hold it: integers beyond 2^53 are `bigint`, other numbers are doubles. */
export type Row = Record<string, unknown>;

/** Sixteen digits in a row: the row may hold an integer that a double does not. */
const LONG_DIGITS = /\d{16}/;

/** Turns the text of a row into an object. Where a name stands twice, the last value counts. */
export function parseRow(text: string): Row {
  return (LONG_DIGITS.test(text) ? toValue(readTree(text)) : JSON.parse(text)) as Row;
}

/** The field that a row which is not an object counts as. */
export const VALUE_FIELD = 'value';

/** The row as fields: one that is not an object is its field `value`, as in its table. */
export function parseFields(text: string): Row {
  const row: unknown = parseRow(text);
  const isObject = typeof row === 'object' && row !== null && !Array.isArray(row);
  return isObject ? (row as Row) : { [VALUE_FIELD]: row };
}

/** Rewrites a JSON text so that each name of an object stands in it once, with its last value; numbers keep their text. */
export function lastOfEachName(text: string): string {
  return writeTree(readTree(text));
}
