import {
  DuckDBBlobValue,
  DuckDBBlobVector,
  type DuckDBConnection,
  DuckDBScalarFunction,
  DuckDBVarCharType,
  type DuckDBVector,
  VARCHAR,
} from '@duckdb/node-api';
import { jsonPointer } from '../json-pointer.ts';
import { readTree } from '../parse/tree.ts';
import type { TypeTree } from '../schema/nested-type.ts';
import { CUT_VALUES, wholeRow } from './cut-values.ts';
import { literal } from './quote.ts';
import type { Spool } from './spool.ts';
import { fitsTree } from './typing/nested-fit.ts';

const TEXT = 'sluice_spool_text';
const JSON_TOKEN = 'sluice_spool_json';
const WHOLE_ROW = 'sluice_whole_row';
const FITTING = 'sluice_fitting';

type RawVector = Parameters<typeof DuckDBBlobVector.fromRawVector>[0];

/**
 * Gives SQL of a connection the long values of staged rows. They reach it as bytes: the JSON reader would want four times their
 * length, and values in a table are held in memory by the thousand.
 */
export function registerSpool(connection: DuckDBConnection, spool: Spool): void {
  register(connection, TEXT, VARCHAR, 1, ([reference = '']) => spool.text(reference));
  register(connection, JSON_TOKEN, DuckDBVarCharType.create('JSON'), 1, ([reference = '']) =>
    spool.token(reference),
  );
  register(connection, WHOLE_ROW, VARCHAR, 2, ([text = '', cut = '']) =>
    Buffer.from(wholeRow(text, cut, spool)),
  );
  register(connection, FITTING, VARCHAR, 2, ([text = '', tree = '']) =>
    fitsTree(readTree(text), JSON.parse(tree) as TypeTree) ? Buffer.from(text) : null,
  );
}

/** Registers a function of texts, which gives NULL for NULL. */
function register(
  connection: DuckDBConnection,
  name: string,
  returnType: DuckDBVarCharType,
  parameters: number,
  toBytes: (values: readonly string[]) => Buffer | null,
): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      returnType,
      parameterTypes: Array.from({ length: parameters }, () => VARCHAR),
      specialHandling: true,
      mainFunction: (info, input, output) => {
        const columns = Array.from({ length: parameters }, (_, i) => input.getColumnVector(i));
        const bytes = asBytes(output, input.rowCount);
        try {
          for (let row = 0; row < input.rowCount; row++) {
            const values = columns.map((column) => column.getItem(row));
            const isThere = values.every((value) => typeof value === 'string');
            const text = isThere ? toBytes(values as string[]) : null;
            // each is flushed at once: the next one takes its buffer
            bytes.setItem(row, text && new DuckDBBlobValue(text));
            bytes.flush();
          }
        } catch (error) {
          info.setError(error instanceof Error ? error.message : String(error));
        }
      },
    }),
  );
}

/** A vector of texts that takes bytes: its own kind takes strings, which JavaScript would have to make of them first. */
function asBytes(output: DuckDBVector, rows: number): DuckDBBlobVector {
  return DuckDBBlobVector.fromRawVector((output as unknown as { vector: RawVector }).vector, rows);
}

/** A field's value as text, of a staged row out of which it was cut; else NULL. */
export function cutText(field: string): string {
  return `${TEXT}(${reference(field)})`;
}

/** The same as JSON. */
export function cutJson(field: string): string {
  return `${JSON_TOKEN}(${reference(field)})`;
}

/** A nested value as JSON text; NULL if its type can't hold it whole. */
export function fittingText(json: string, tree: TypeTree): string {
  return `${FITTING}(CAST(${json} AS VARCHAR), ${literal(JSON.stringify(tree))})`;
}

/** The text of a staged row as it came. */
export function wholeText(row: string): string {
  return `coalesce(${WHOLE_ROW}(${row}.text, ${row}.cut), ${row}.text)`;
}

/** By a JSON pointer, which reaches any name: a path would need the name quoted in ways that some names defeat. */
function reference(field: string): string {
  return `(cut ->> ${literal(`${CUT_VALUES}${jsonPointer([field])}`)})`;
}
