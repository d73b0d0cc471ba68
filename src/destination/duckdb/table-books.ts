import type { Database } from '../../staging/database.ts';
import { catalogName, foldedName } from '../../staging/quote.ts';
import type { ResourceTarget } from '../destination.ts';

const OF_TABLE = `${foldedName('dataset')} = $1 AND ${foldedName('"table"')} = $2`;

/** By which key the rows of a table are unique; undefined where the books do not tell, null where by none. */
export async function readTableKey(
  database: Database,
  dataset: string,
  { table }: Pick<ResourceTarget, 'table'>,
): Promise<string | null | undefined> {
  const [row] = await database.rows(`SELECT key FROM _sluice.tables WHERE ${OF_TABLE}`, [
    catalogName(dataset),
    catalogName(table),
  ]);
  if (row === undefined) return undefined;
  return row['key'] === null ? null : String(row['key']);
}

export async function writeTableKey(
  database: Database,
  dataset: string,
  { table }: Pick<ResourceTarget, 'table'>,
  key: string | null,
): Promise<void> {
  await database.run(`DELETE FROM _sluice.tables WHERE ${OF_TABLE}`, [
    catalogName(dataset),
    catalogName(table),
  ]);
  await database.run(
    'INSERT INTO _sluice.tables (dataset, "table", key) VALUES ($1, $2, CAST($3 AS JSON))',
    [dataset, table, key],
  );
}
