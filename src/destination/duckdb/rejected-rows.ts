import type { LoadStart, ResourceTarget } from '../destination.ts';
import type { Database } from './database.ts';
import { literal } from './quote.ts';
import type { StagingTable } from './staging-table.ts';
import { STAGED_COLUMNS, type StagedSource } from './typed-columns.ts';

/** The temporary table of staged rows that were refused; it belongs to the connection. */
export const REJECTED = 'temp.sluice_rejected';

/** Makes an empty table for refused rows. */
export async function beginRejected(database: Database, staging: StagingTable): Promise<void> {
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${REJECTED} AS
     SELECT *, rowid AS staged_row, '' AS reason FROM ${staging.sql} LIMIT 0`,
  );
}

/** Takes rows out of staging, each for the first condition that it meets. */
export async function rejectRows(
  database: Database,
  staging: StagingTable,
  source: StagedSource,
  reasons: readonly { readonly condition: string; readonly reason: string }[],
): Promise<void> {
  const cases = reasons.map(({ condition, reason }) => `WHEN ${condition} THEN ${literal(reason)}`);
  await database.run(
    `INSERT INTO ${REJECTED} SELECT * FROM (
       SELECT ${STAGED_COLUMNS}, CASE ${cases.join(' ')} END AS reason
       FROM ${source(staging.sql)}) WHERE reason IS NOT NULL`,
  );
  await database.run(
    `DELETE FROM ${staging.sql} WHERE rowid IN (SELECT staged_row FROM ${REJECTED})`,
  );
}

/** Writes the refused rows into the books; gives their number. */
export function recordRejected(
  database: Database,
  load: LoadStart,
  { resource, table }: ResourceTarget,
): Promise<number> {
  return database.run(
    `INSERT INTO _sluice.rejected (load_id, resource, dataset, "table", key, reason, text)
     SELECT $1, $2, $3, $4, key, reason, text FROM ${REJECTED} ORDER BY pass, page, row`,
    [load.loadId, resource, load.dataset, table],
  );
}
