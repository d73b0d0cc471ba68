import { Kind } from '../../model.ts';
import type { LoadStart, ResourceTarget } from '../destination.ts';
import type { Database } from './database.ts';
import { sharesKey } from './group-rows.ts';
import type { StagingTable } from './staging-table.ts';
import type { PlannedColumn, TablePlan } from './table-plan.ts';
import { STAGED_COLUMNS, typedColumns } from './typed-columns.ts';

interface FlaggedWalk {
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly staging: StagingTable;
}

export interface FlaggedResult {
  /** Staged rows that say that their key is deleted. */
  readonly flagged: number;
  /** Rows of the table that went for them. */
  readonly deleted: number;
}

/** The temporary table of staged rows that are flagged; it belongs to the connection. */
const FLAGGED = 'temp.sluice_flagged';

/** Deletes the keys whose staged row is flagged as deleted, and takes those rows out of staging. */
export async function deleteFlagged(
  database: Database,
  { target, staging }: FlaggedWalk,
  plan: TablePlan,
  table: string,
): Promise<FlaggedResult> {
  const hints = (target.columns ?? []).filter(({ hardDelete }) => hardDelete === true);
  const flags = plan.columns.filter(
    ({ field, seen }) => seen !== undefined && hints.some((hint) => hint.field === field),
  );
  if (flags.length === 0) return { flagged: 0, deleted: 0 };
  const typed = typedColumns(flags);
  const isFlagged = flags.map((column, i) => flagOf(column, typed.expressions[i] ?? 'NULL'));
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${FLAGGED} AS SELECT ${STAGED_COLUMNS}
     FROM ${typed.source(staging.sql)} WHERE ${isFlagged.join(' OR ')}`,
  );
  const flagged = await database.run(
    `DELETE FROM ${staging.sql} WHERE rowid IN (SELECT staged_row FROM ${FLAGGED})`,
  );
  const keys = plan.columns.filter(({ isKey }) => isKey);
  const group = plan.columns.filter(({ field }) => target.mergeKey?.includes(field));
  const rows = { sql: `(SELECT * EXCLUDE (staged_row), staged_row AS rowid FROM ${FLAGGED})` };
  const shared = [keys, group]
    .filter((columns) => columns.length > 0)
    .map((columns) => sharesKey(columns, rows));
  const deleted =
    flagged === 0 || shared.length === 0
      ? 0
      : await database.run(
          `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} AS old WHERE ${shared.join(' OR ')})`,
        );
  await database.run(`DROP TABLE ${FLAGGED}`);
  return { flagged, deleted };
}

function flagOf({ type, facts }: PlannedColumn, value: string): string {
  if (type === 'BOOLEAN') return `(${value}) IS TRUE`;
  const isThere = `(${value}) IS NOT NULL`;
  if (!(facts.kinds & Kind.boolean)) return isThere;
  return `(${isThere} AND lower(CAST(${value} AS VARCHAR)) <> 'false')`;
}
