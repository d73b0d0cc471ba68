import type { Database } from './database.ts';
import { qualified } from './quote.ts';

/**
 * Brings older books to version 4 by adding columns and tables. What version 1 had staged stays, but no state of a walk
 * stands beside it, so that the next load of its resource drops it and says so. To be called in a transaction.
 *
 * @param version - that of the books as they are
 * @param laterBooks - the statements that make what version 3 brought
 */
export async function migrateBooks(
  database: Database,
  tables: readonly string[],
  version: number,
  laterBooks: readonly string[],
): Promise<void> {
  if (version < 2) await toVersion2(database, tables);
  if (version < 3) {
    for (const statement of laterBooks) await database.run(statement);
    await database.run('ALTER TABLE _sluice.columns ADD COLUMN hinted BOOLEAN');
  }
  await database.run('ALTER TABLE _sluice.checkpoints ADD COLUMN started_at TIMESTAMPTZ');
  await database.run('ALTER TABLE _sluice.resources ADD COLUMN since TIMESTAMPTZ');
  await database.run('UPDATE _sluice.version SET version = 4');
}

async function toVersion2(database: Database, tables: readonly string[]): Promise<void> {
  await database.run('ALTER TABLE _sluice.checkpoints ADD COLUMN state VARCHAR');
  await database.run('ALTER TABLE _sluice.checkpoints ADD COLUMN text_length BIGINT');
  for (const table of tables.filter((name) => name.startsWith('staging_'))) {
    await database.run(
      `ALTER TABLE ${qualified('_sluice', table)} ADD COLUMN IF NOT EXISTS reread BOOLEAN DEFAULT false`,
    );
  }
}
