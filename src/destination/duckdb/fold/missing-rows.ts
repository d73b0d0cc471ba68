import { Kind } from '../../../model.ts';
import { DELETED_AT_COLUMN } from '../../../schema/naming.ts';
import { countRows, type Database } from '../../../staging/database.ts';
import { identifier } from '../../../staging/quote.ts';
import type { StagedRows } from '../../../staging/typing/left-out.ts';
import {
  loadColumns,
  type PlannedColumn,
  type TablePlan,
} from '../../../staging/typing/table-plan.ts';
import { typedColumns } from '../../../staging/typing/typed-columns.ts';
import { counted } from '../../../wording.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';
import { sharesKey } from './group-rows.ts';

/** A complete walk, each of whose rows is staged once. */
interface CompleteWalk {
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
}

/** What became of the rows that the walk did not meet. */
export interface MissingResult {
  readonly deleted: number;
  readonly refusedDeletes: number;
  readonly warnings: readonly string[];
}

export const NONE_MISSING: MissingResult = { deleted: 0, refusedDeletes: 0, warnings: [] };

const DEFAULT_MAX_RATIO = 0.2;

/** The temporary table of rows that the walk did not meet; it belongs to the connection. */
const MISSING = 'temp.sluice_missing';

/** Rows of the table that are not marked as missing. To be asked before the fold. */
export function countPresent(database: Database, plan: TablePlan, table: string): Promise<number> {
  return countRows(database, `${table} WHERE ${presence(plan)}`);
}

/**
 * Deletes or marks the rows of the table that a complete walk did not meet, or, when they are too many to be believed,
 * leaves them and says so.
 *
 * @param present - see {@link countPresent}
 */
export async function settleMissing(
  database: Database,
  walk: CompleteWalk,
  plan: TablePlan,
  table: string,
  present: number,
): Promise<MissingResult> {
  const { load, target } = walk;
  const { onMissing, maxDeleteRatio = DEFAULT_MAX_RATIO } = target;
  await database.run(missingSql(walk, plan, table));
  const [counts] = await database.rows(
    `SELECT count(*)::DOUBLE AS rows, count(*) FILTER (is_present)::DOUBLE AS present FROM ${MISSING}`,
  );
  const [rows, missing] = [Number(counts?.['rows']), Number(counts?.['present'])];
  const refused = refuseMissing(target, missing, present, maxDeleteRatio);
  if (refused.refusedDeletes > 0) {
    await database.run(`DROP TABLE ${MISSING}`);
    return refused;
  }
  const own = loadColumns(plan, load);
  const written = own.names.map((name, i) => `${identifier(name)} = ${own.values[i]}`).join(', ');
  const those = `WHERE rowid IN (SELECT row FROM ${MISSING})`;
  if (rows > 0 && onMissing === 'delete') await database.run(`DELETE FROM ${table} ${those}`);
  if (rows > 0 && onMissing === 'mark') {
    await database.run(
      `UPDATE ${table} SET ${identifier(DELETED_AT_COLUMN)} = CAST($1 AS TIMESTAMPTZ), ${written} ${those}`,
      [load.startedAt],
    );
  }
  await database.run(`DROP TABLE ${MISSING}`);
  return { ...NONE_MISSING, deleted: rows };
}

function missingSql({ target, staging }: CompleteWalk, plan: TablePlan, table: string): string {
  const keys = plan.columns.filter(({ isKey }) => isKey);
  const typed = typedColumns(keys, staging);
  const values = typed.expressions.map((expression, i) => `${expression} AS c${i}`);
  const pairs = keys.map(({ column }, i) => `met.c${i} = old.${identifier(column)}`);
  // what is marked stays marked, with the time at which it was missed first
  const condition = target.onMissing === 'mark' ? `WHERE ${presence(plan)}` : '';
  return `CREATE OR REPLACE TEMP TABLE ${MISSING} AS
    SELECT row, is_present
    FROM (SELECT *, rowid AS row, ${presence(plan)} AS is_present FROM ${table} ${condition}) AS old
    ANTI JOIN (SELECT ${values.join(', ')} FROM ${typed.source(staging.met)}) AS met
    ON ${pairs.join(' AND ')}`;
}

/** Whether a row is not marked as missing. */
function presence({ deletedAt }: TablePlan): string {
  return deletedAt === 'absent' ? 'true' : `${identifier(DELETED_AT_COLUMN)} IS NULL`;
}

/** Why missing rows stay: they are too many to be believed. {@link NONE_MISSING} if they may go. */
export function refuseMissing(
  { resource, onMissing }: ResourceTarget,
  missing: number,
  present: number,
  maxRatio: number = DEFAULT_MAX_RATIO,
): MissingResult {
  if (missing <= maxRatio * present) return NONE_MISSING;
  const [done, nothing] =
    onMissing === 'mark' ? ['marked as deleted', 'marked'] : ['deleted', 'deleted'];
  const warning = `${resource}: ${missing} of ${counted(present, 'row')} of the table ${missing === 1 ? 'is' : 'are'} missing at the source and would have been ${done}, but ${missing === 1 ? 'that is' : 'they are'} more than the share ${maxRatio} that \`max_delete_ratio\` allows. Nothing was ${nothing}, everything else was written; if they are gone indeed, raise \`max_delete_ratio\` for one run.`;
  return { deleted: 0, refusedDeletes: missing, warnings: [warning] };
}

interface FlaggedWalk {
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
}

interface FlaggedResult {
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
