import type { Database } from '../../../staging/database.ts';
import { inTarget, qualified, TARGET } from '../../../staging/quote.ts';
import { STAGING } from '../../../staging/staging-file.ts';
import type { TargetMark } from '../../../staging/target.ts';
import { BOOKS_SCHEMA } from '../catalog.ts';

/**
 * Brings older books to version 6 by adding columns and tables. What was staged in the database itself stays there for
 * {@link takeStaged}. To be called in a transaction.
 *
 * @param version - that of the books as they are
 * @param laterBooks - the statements that make what version 3 brought
 * @param foldBooks - the statements that make what version 5 brought
 */
export async function migrateBooks(
  database: Database,
  version: number,
  laterBooks: readonly string[],
  foldBooks: readonly string[],
): Promise<void> {
  if (version < 3) {
    for (const statement of laterBooks) await database.run(statement);
    await database.run('ALTER TABLE _sluice.columns ADD COLUMN hinted BOOLEAN');
  }
  if (version < 4) {
    await database.run('ALTER TABLE _sluice.resources ADD COLUMN since TIMESTAMPTZ');
  }
  if (version < 5) for (const statement of foldBooks) await database.run(statement);
  if (version >= 3) await database.run('ALTER TABLE _sluice.tables ADD COLUMN history JSON');
  await database.run('UPDATE _sluice.version SET version = 6');
}

/** Whether a table of older books holds what was staged. */
export function isStaged(table: string): boolean {
  return table === 'checkpoints' || table.startsWith('staging_');
}

/** Copies what older books have staged into the staging file. To be called in a transaction of that. */
export async function takeStaged(
  database: Database,
  tables: readonly string[],
  mark: TargetMark,
): Promise<void> {
  for (const table of tables.filter((name) => name !== 'checkpoints' && isStaged(name))) {
    const reread = (await hasColumn(database, table, 'reread')) ? 'reread' : 'false AS reread';
    await database.run(
      `CREATE OR REPLACE TABLE ${STAGING}.${qualified('main', table)} AS
       SELECT pass, page, row, key, text, exact, ${reread}, NULL::VARCHAR AS cut FROM ${inTarget(BOOKS_SCHEMA, table)}`,
    );
  }
  if (!tables.includes('checkpoints')) return;
  const columns = ['state', 'text_length', 'started_at'];
  const later = await Promise.all(columns.map((name) => hasColumn(database, 'checkpoints', name)));
  const values = columns.map((name, i) => (later[i] ? name : `NULL AS ${name}`));
  const own = `${STAGING}.main.checkpoints`;
  await database.run(
    `DELETE FROM ${own} WHERE (dataset, "table", resource) IN (SELECT (dataset, "table", resource) FROM _sluice.checkpoints)`,
  );
  await database.run(
    `INSERT INTO ${own} BY NAME SELECT dataset, "table", resource, load_id, plan_hash, pass, page, rows, facts, updated_at,
       ${values.join(', ')}, uuid()::VARCHAR AS walk, CAST($1 AS JSON) AS mark FROM _sluice.checkpoints`,
    [JSON.stringify(mark)],
  );
}

/** Drops what was staged in the database itself, once it is in the staging file. To be called in a transaction. */
export async function dropTaken(database: Database, tables: readonly string[]): Promise<void> {
  for (const table of tables.filter(isStaged)) {
    await database.run(`DROP TABLE ${inTarget(BOOKS_SCHEMA, table)}`);
  }
}

async function hasColumn(database: Database, table: string, column: string): Promise<boolean> {
  const rows = await database.rows(
    `SELECT 1 FROM duckdb_columns() WHERE database_name = '${TARGET}' AND schema_name = $1 AND table_name = $2 AND column_name = $3`,
    [BOOKS_SCHEMA, table, column],
  );
  return rows.length > 0;
}
