import { jsonPointer } from '../../json-pointer.ts';
import { Kind } from '../../model.ts';
import { literal } from '../quote.ts';
import { cutJson, cutText, fittingText } from '../spool-functions.ts';
import { coerced, decimalText, type JsonSource } from './coercion.ts';
import { nestedOfJson, nestedValue, structureOf } from './nested-values.ts';
import type { PlannedColumn } from './table-plan.ts';

/** How staged rows become typed values: one expression for each column, over {@link source}. */
export interface TypedColumns {
  /** In the order of the planned columns. */
  readonly expressions: readonly string[];
  readonly source: StagedSource;
}

/** Staged rows, and the fields whose values were cut out of some of them. */
export interface CutFields {
  readonly cut: ReadonlySet<string>;
}

/** How staged rows are read as JSON, field by field. */
export interface JsonFields {
  /** In the order of the fields. */
  readonly values: readonly JsonSource[];
  readonly source: StagedSource;
}

/** A FROM item that gives the staged rows with their columns, their row id as `staged_row`, and the parsed row, in parts. */
export type StagedSource = (stagingTable: string, condition?: string) => string;

/**
 * Fields that are parsed together. A plan holds the type of a part once for each of its fields: five thousand in one part take
 * seconds and gigabytes before a row is read. But each part parses the rows anew, and holds what it parsed.
 */
const FIELDS_OF_PART = 2560;
const MAX_DECIMAL_DIGITS = 38;

/**
 * Types staged rows by DuckDB's JSON reader, which is asked only for what was proved of every staged row. What it
 * would not bring through whole (numbers that a double does not hold) comes from the column `exact`. Columns whose
 * type does not come from the values are coerced, and are NULL where a value does not fit.
 *
 * Fields are read by their place: DuckDB tells names of a struct apart without their case.
 */
export function typedColumns(columns: readonly PlannedColumn[], { cut }: CutFields): TypedColumns {
  const fields: string[] = [];
  const expressions = columns.map((column) => {
    if (column.seen === undefined) return `CAST(NULL AS ${column.type})`;
    // the key of the only key column is its canonical text: one for 7, 7.0 and "7"
    if (column.isWholeKey && column.type === 'VARCHAR') return 'key';
    fields.push(`${JSON.stringify(column.field)}:${readStructure(column)}`);
    return expression(column, nth(fields.length), cut.has(column.field));
  });
  return { expressions, source: stagedSource(fields) };
}

/** Reads fields as JSON, of staged rows in which `kinds` were seen. */
export function jsonFields(
  fields: readonly { readonly field: string; readonly kinds: number }[],
  { cut }: CutFields,
): JsonFields {
  return {
    values: fields.map(({ field, kinds }, i) =>
      jsonSource({ field, kinds, isCut: cut.has(field) }, nth(i + 1)),
    ),
    source: stagedSource(fields.map(({ field }) => `${JSON.stringify(field)}:"JSON"`)),
  };
}

function nth(place: number): string {
  const index = place - 1;
  return `struct_extract_at(${part(Math.floor(index / FIELDS_OF_PART))}, ${(index % FIELDS_OF_PART) + 1})`;
}

function part(index: number): string {
  return `parsed${index}`;
}

function stagedSource(fields: readonly string[]): StagedSource {
  const parts: string[] = [];
  for (let from = 0; from < fields.length; from += FIELDS_OF_PART) {
    const structure = literal(`{${fields.slice(from, from + FIELDS_OF_PART).join(',')}}`);
    parts.push(`from_json(text, ${structure}) AS ${part(parts.length)}`);
  }
  return (stagingTable, condition) =>
    `(SELECT ${[...parts, '*', 'rowid AS staged_row'].join(', ')} FROM ${stagingTable}${
      condition === undefined ? '' : ` WHERE ${condition}`
    }) AS staged`;
}

interface Field {
  readonly field: string;
  readonly kinds: number;
  readonly isCut: boolean;
}

function jsonSource({ field, kinds, isCut }: Field, json: string): JsonSource {
  const isInexact = (kinds & Kind.inexact) !== 0;
  const exact = isInexact ? exactText(field) : 'CAST(NULL AS VARCHAR)';
  const texts = [...(isCut ? [cutText(field)] : []), ...(isInexact ? [exact] : [])];
  const text = `(${json} ->> '$')`;
  return {
    json,
    exact,
    whole: isCut ? `coalesce(${cutJson(field)}, ${json})` : json,
    text: texts.length === 0 ? text : `coalesce(${[...texts, text].join(', ')})`,
  };
}

/** The same as the JSON reader takes it. */
function readStructure(column: PlannedColumn): string {
  const { tree, coercion } = column;
  return tree === undefined || coercion !== undefined
    ? JSON.stringify(readType(column))
    : structureOf(tree);
}

/** What the JSON reader makes of a field before its column's type is reached. */
function readType(column: PlannedColumn): string {
  const { type } = column;
  if (isNumberKeyText(column) || column.coercion !== undefined) return 'JSON';
  return type === 'DATE' || type === 'TIMESTAMPTZ' || type.startsWith('DECIMAL') ? 'VARCHAR' : type;
}

function expression(column: PlannedColumn, read: string, isCut: boolean): string {
  const { type } = column;
  if (column.coercion !== undefined) return coercedColumn(column, read, isCut);
  if (column.tree !== undefined) return nestedValue(read, column.tree, type);
  if (isNumberKeyText(column)) {
    const text = numberKeyText(column, read);
    return isCut ? `coalesce(${cutText(column.field)}, ${text})` : text;
  }
  const value = kindsOf(column) & Kind.inexact ? withExact(column, read) : read;
  const cut = type === 'JSON' ? cutJson(column.field) : cutText(column.field);
  const whole = isCut ? `coalesce(${cut}, ${value})` : value;
  return readType(column) === type ? whole : `CAST(${whole} AS ${type})`;
}

/** The value of a column that is coerced, out of its field's JSON. */
export function coercedColumn(column: PlannedColumn, json: string, isCut: boolean): string {
  if (column.tree !== undefined) {
    const whole = isCut ? `coalesce(${cutJson(column.field)}, ${json})` : json;
    return nestedOfJson(fittingText(whole, column.tree), column.tree, column.type);
  }
  const value = jsonSource({ field: column.field, kinds: kindsOf(column), isCut }, json);
  return coerced(column.type, value, { isStrict: column.coercion === 'strict' });
}

function withExact({ field, type }: PlannedColumn, read: string): string {
  const exact = exactText(field);
  if (type === 'JSON') return `coalesce(CAST(${exact} AS JSON), ${read})`;
  return type === 'VARCHAR' || type.startsWith('DECIMAL') ? `coalesce(${exact}, ${read})` : read;
}

function exactText(field: string): string {
  return `(CAST(exact AS JSON) ->> ${literal(jsonPointer([field]))})`;
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
