import type { Database } from '../../staging/database.ts';
import { catalogName, foldedName, isSameName, TARGET } from '../../staging/quote.ts';
import type { CatalogTable } from '../../staging/typing/known-table.ts';

/** The schema of the bookkeeping, in the database of the rows. */
export const BOOKS_SCHEMA = '_sluice';

/** Schemas that DuckDB keeps for itself, or cannot tell from its own databases. */
const DUCKDB_SCHEMAS = ['temp', 'system', 'pg_catalog', 'information_schema'];

/** Why a schema cannot hold tables; undefined if it can. */
export function schemaProblem(dataset: string): string | undefined {
  if (dataset.includes('\0')) return 'holds a NUL character';
  if (isSameName(dataset, BOOKS_SCHEMA)) return 'holds the books of Sluice';
  const isTaken = DUCKDB_SCHEMAS.some((name) => isSameName(name, dataset));
  return isTaken ? 'is a name that DuckDB keeps for itself' : undefined;
}

/** Undefined where nothing of that name is there. DuckDB tells names apart without their case. */
export async function readTable(
  database: Database,
  dataset: string,
  table: string,
): Promise<CatalogTable | undefined> {
  const rows = await database.rows(
    `SELECT table_name, column_name, data_type, comment FROM duckdb_columns()
     WHERE database_name = '${TARGET}' AND ${foldedName('schema_name')} = $1 AND ${foldedName('table_name')} = $2
     ORDER BY column_index`,
    [catalogName(dataset), catalogName(table)],
  );
  const first = rows[0];
  if (first === undefined) return undefined;
  const columns = rows.map((row) => ({
    name: String(row['column_name']),
    type: String(row['data_type']),
    comment: typeof row['comment'] === 'string' ? row['comment'] : undefined,
  }));
  return { name: String(first['table_name']), columns };
}
