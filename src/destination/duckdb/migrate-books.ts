import type { Database } from './database.ts';
import { qualified } from './quote.ts';

/**
 * Brings books of version 1 to version 2 by adding columns. What was staged then stays, but no state of a walk stands
 * beside it, so that the next load of its resource drops it and says so. To be called in a transaction.
 */
export async function migrateBooks(database: Database, tables: readonly string[]): Promise<void> {
  await database.run('ALTER TABLE _sluice.checkpoints ADD COLUMN state VARCHAR');
  await database.run('ALTER TABLE _sluice.checkpoints ADD COLUMN text_length BIGINT');
  for (const table of tables.filter((name) => name.startsWith('staging_'))) {
    await database.run(
      `ALTER TABLE ${qualified('_sluice', table)} ADD COLUMN IF NOT EXISTS reread BOOLEAN DEFAULT false`,
    );
  }
  await database.run('UPDATE _sluice.version SET version = 2');
}
