import { Kind } from '../../model.ts';
import type { Database } from '../../staging/database.ts';
import type { StagedRows } from '../../staging/typing/left-out.ts';
import type { PlannedColumn, TablePlan } from '../../staging/typing/table-plan.ts';
import { typedColumns } from '../../staging/typing/typed-columns.ts';
import type { LoadStart, ResourceTarget } from '../destination.ts';
import { sharesKey } from './group-rows.ts';

interface FlaggedWalk {
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
}

export interface FlaggedResult {
  /** Staged rows that say that their key is deleted. */
  readonly flagged: number;
  /** Rows of the table that went for them. */
  readonly deleted: number;
}

/** Deletes the keys whose staged row is flagged as deleted, and leaves those rows out. */
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
  const typed = typedColumns(flags, staging);
  const isFlagged = flags.map((column, i) => flagOf(column, typed.expressions[i] ?? 'NULL'));
  const flagged = await staging.leaveOut(
    'flagged',
    `SELECT staged_row, '' AS reason FROM ${typed.source(staging.sql)} WHERE ${isFlagged.join(' OR ')}`,
  );
  const keys = plan.columns.filter(({ isKey }) => isKey);
  const group = plan.columns.filter(({ field }) => target.mergeKey?.includes(field));
  const rows = { sql: staging.flagged, cut: staging.cut };
  const shared = [keys, group]
    .filter((columns) => columns.length > 0)
    .map((columns) => sharesKey(columns, rows));
  const deleted =
    flagged === 0 || shared.length === 0
      ? 0
      : await database.run(
          `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} AS old WHERE ${shared.join(' OR ')})`,
        );
  return { flagged, deleted };
}

function flagOf({ type, facts }: PlannedColumn, value: string): string {
  if (type === 'BOOLEAN') return `(${value}) IS TRUE`;
  const isThere = `(${value}) IS NOT NULL`;
  if (!(facts.kinds & Kind.boolean)) return isThere;
  return `(${isThere} AND lower(CAST(${value} AS VARCHAR)) <> 'false')`;
}
