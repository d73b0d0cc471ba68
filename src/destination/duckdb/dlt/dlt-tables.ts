import type { SchemaChange } from '../../../model.ts';
import type { DltColumn, DltTable } from '../../../schema/dlt/tables.ts';
import { hintedType } from '../../../schema/hint-type.ts';
import type { ScalarType } from '../../../schema/scalar-type.ts';
import type { Database } from '../../../staging/database.ts';
import {
  catalogName,
  foldedName,
  identifier,
  inTarget,
  qualified,
  TARGET,
} from '../../../staging/quote.ts';

/** The type of a column in the database; undefined for one that is only hinted at. */
export function dltType(column: DltColumn): ScalarType | undefined {
  return hintedType({ field: column.name, ...column });
}

/** The columns of tables of a dataset, by table and in the form in which DuckDB finds their names. */
export async function readDltCatalog(
  database: Database,
  dataset: string,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const rows = await database.rows(
    `SELECT table_name, column_name, data_type FROM duckdb_columns()
     WHERE database_name = '${TARGET}' AND ${foldedName('schema_name')} = $1 ORDER BY column_index`,
    [catalogName(dataset)],
  );
  const tables = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const name = catalogName(String(row['table_name']));
    const columns = tables.get(name) ?? new Map<string, string>();
    tables.set(
      name,
      columns.set(catalogName(String(row['column_name'])), String(row['data_type'])),
    );
  }
  return tables;
}

/** Makes tables that are not there, and adds columns to those that are. Types never change in this layout. */
export async function changeDltTables(
  database: Database,
  dataset: string,
  tables: readonly DltTable[],
): Promise<readonly SchemaChange[]> {
  const there = await readDltCatalog(database, dataset);
  const changes: SchemaChange[] = [];
  for (const { name, columns } of tables) {
    const typed = columns.flatMap((column) => {
      const type = dltType(column);
      return type === undefined ? [] : [{ ...column, type }];
    });
    if (typed.length === 0) continue;
    const table = inTarget(dataset, name);
    const known = there.get(catalogName(name));
    if (known === undefined) {
      const list = typed.map(
        (column) =>
          `${identifier(column.name)} ${column.type}${column.nullable === false ? ' NOT NULL' : ''}`,
      );
      await database.run(`CREATE SCHEMA IF NOT EXISTS ${qualified(TARGET, dataset)}`);
      await database.run(`CREATE TABLE ${table} (${list.join(', ')})`);
      changes.push({ kind: 'table_created', table: name });
      continue;
    }
    for (const column of typed) {
      if (known.has(catalogName(column.name))) continue;
      await database.run(
        `ALTER TABLE ${table} ADD COLUMN ${identifier(column.name)} ${column.type}`,
      );
      changes.push({ kind: 'column_added', table: name, column: column.name, to: column.type });
    }
  }
  return changes;
}
