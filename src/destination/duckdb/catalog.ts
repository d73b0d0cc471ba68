import type { Database } from '../../staging/database.ts';
import { catalogName, foldedName, inTarget, isSameName, TARGET } from '../../staging/quote.ts';
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

/** Returns undefined if nothing has that name. DuckDB tells names apart without their case. */
export async function readTable(
  database: Database,
  dataset: string,
  table: string,
): Promise<CatalogTable | undefined> {
  const named = (kind: 'table' | 'view', rows: string) =>
    `SELECT ${kind}_name AS name, ${rows}::DOUBLE AS rows FROM duckdb_${kind}s() WHERE database_name = '${TARGET}'
       AND ${foldedName('schema_name')} = $1 AND ${foldedName(`${kind}_name`)} = $2`;
  const [found] = await database.rows(
    `${named('table', 'estimated_size')} UNION ALL ${named('view', '0')}`,
    [catalogName(dataset), catalogName(table)],
  );
  if (found === undefined) return undefined;
  const name = String(found['name']);
  // DESCRIBE costs a tenth of duckdb_columns(), which lists the columns of all databases
  const columns = await database.rows(`DESCRIBE ${inTarget(dataset, name)}`);
  return {
    name,
    rows: Number(found['rows']),
    columns: columns.map((row) => ({
      name: String(row['column_name']),
      type: String(row['column_type']),
    })),
  };
}

/** The comments on the columns of a table, by column. */
export async function readColumnComments(
  database: Database,
  dataset: string,
  table: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows(
    `SELECT column_name, comment FROM duckdb_columns()
     WHERE database_name = '${TARGET}' AND ${foldedName('schema_name')} = $1 AND ${foldedName('table_name')} = $2
       AND comment IS NOT NULL`,
    [catalogName(dataset), catalogName(table)],
  );
  return new Map(rows.map((row) => [String(row['column_name']), String(row['comment'])]));
}
