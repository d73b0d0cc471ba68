import { Kind } from '../../model.ts';
import type { ColumnType } from '../../schema/column-type.ts';
import { literal } from './quote.ts';
import { decimalText } from './table-change.ts';
import type { PlannedColumn } from './table-plan.ts';

/** How staged rows become typed values: one expression for each column, over {@link source}. */
export interface TypedColumns {
  /** In the order of the planned columns. */
  readonly expressions: readonly string[];
  /** A FROM item that gives the parsed row, its key and its exact values. */
  source(stagingTable: string, condition?: string): string;
}

/** The parsed row, in {@link TypedColumns.source}. */
const PARSED = 'parsed';
const MAX_DECIMAL_DIGITS = 38;

/**
 * Types staged rows by DuckDB's JSON reader, which is asked only for what was proved of every staged row. What it
 * would not bring through whole (numbers that a double does not hold) comes from the column `exact`.
 *
 * Fields are read by their place: DuckDB tells names of a struct apart without their case.
 */
export function typedColumns(columns: readonly PlannedColumn[]): TypedColumns {
  const keyCount = columns.filter(({ isKey }) => isKey).length;
  const fields: string[] = [];
  const expressions = columns.map((column) => {
    if (column.seen === undefined) return `CAST(NULL AS ${column.type})`;
    // the key of the only key column is its canonical text: one for 7, 7.0 and "7"
    if (column.isKey && keyCount === 1 && column.type === 'VARCHAR') return 'key';
    fields.push(`${JSON.stringify(column.field)}:${JSON.stringify(readType(column))}`);
    return expression(column, `struct_extract_at(${PARSED}, ${fields.length})`);
  });
  if (fields.length === 0) fields.push('"":"VARCHAR"');
  const structure = literal(`{${fields.join(',')}}`);
  return {
    expressions,
    source: (stagingTable, condition) =>
      `(SELECT from_json(text, ${structure}) AS ${PARSED}, key, exact FROM ${stagingTable}${
        condition === undefined ? '' : ` WHERE ${condition}`
      }) AS staged`,
  };
}

/** What the JSON reader makes of a field before its column's type is reached. */
function readType(column: PlannedColumn): ColumnType {
  const { type } = column;
  if (isNumberKeyText(column)) return 'JSON';
  return type === 'DATE' || type === 'TIMESTAMPTZ' || type.startsWith('DECIMAL') ? 'VARCHAR' : type;
}

function expression(column: PlannedColumn, read: string): string {
  const { type } = column;
  if (isNumberKeyText(column)) return numberKeyText(column, read);
  const value = kindsOf(column) & Kind.inexact ? withExact(column, read) : read;
  return readType(column) === type ? value : `CAST(${value} AS ${type})`;
}

function withExact({ field, type }: PlannedColumn, read: string): string {
  const exact = exactText(field);
  if (type === 'JSON') return `coalesce(CAST(${exact} AS JSON), ${read})`;
  return type === 'VARCHAR' || type.startsWith('DECIMAL') ? `coalesce(${exact}, ${read})` : read;
}

/** A JSON pointer reaches any name; a path would need the name quoted in ways that some names defeat. */
function exactText(field: string): string {
  const pointer = `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return `(CAST(exact AS JSON) ->> ${literal(pointer)})`;
}

/** A column of a compound key whose fractional numbers have to become their canonical text. */
function isNumberKeyText(column: PlannedColumn): boolean {
  return column.isKey && column.type === 'VARCHAR' && (kindsOf(column) & Kind.fraction) !== 0;
}

function numberKeyText(column: PlannedColumn, read: string): string {
  const { integerDigits, scale } = column.facts;
  const exact = `coalesce(${exactText(column.field)}, ${read} ->> '$')`;
  const text = `(${read} ->> '$')`;
  if (integerDigits + scale > MAX_DECIMAL_DIGITS) return `coalesce(${exact}, ${text})`;
  const type = `DECIMAL(38,${scale})`;
  const canonical = decimalText(`CAST(CAST(${exact} AS ${type}) AS VARCHAR)`, type);
  return `CASE json_type(${read}) WHEN 'VARCHAR' THEN ${text} ELSE ${canonical} END`;
}

function kindsOf(column: PlannedColumn): number {
  return column.seen?.kinds ?? 0;
}
