import { Kind } from '../../../model.ts';
import { DELETED_AT_COLUMN } from '../../../schema/naming.ts';
import { countRows, type Database } from '../../../staging/database.ts';
import { identifier } from '../../../staging/quote.ts';
import type { StagedWalk } from '../../../staging/target.ts';
import type { StagedRows } from '../../../staging/typing/left-out.ts';
import {
  loadColumns,
  type PlannedColumn,
  type TablePlan,
} from '../../../staging/typing/table-plan.ts';
import { typedColumns } from '../../../staging/typing/typed-columns.ts';
import { counted } from '../../../wording.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';
import { missingFate, needsProof, writeRule } from '../../write-rule.ts';
import { sharesKey } from './group-rows.ts';

/** A walk, each of whose rows is staged once. */
interface EndedWalk extends JudgedWalk {
  readonly load: LoadStart;
  readonly staging: StagedRows;
}

/** What decides whether rows that a walk did not meet may go. */
interface JudgedWalk extends Pick<StagedWalk, 'missing' | 'total'> {
  readonly target: ResourceTarget;
  /** Rows of the walk, those included that were refused. */
  readonly received: number;
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
 * Deletes or marks the rows of the table that a walk did not meet, or, when it proves nothing or they are too many to be
 * believed, leaves them and says so.
 *
 * @param present - see {@link countPresent}
 */
export async function settleMissing(
  database: Database,
  walk: EndedWalk,
  plan: TablePlan,
  table: string,
  present: number,
): Promise<MissingResult> {
  const { load, target } = walk;
  const fate = missingFate(target);
  await database.run(missingSql(walk, plan, table));
  const [counts] = await database.rows(
    `SELECT count(*)::DOUBLE AS rows, count(*) FILTER (is_present)::DOUBLE AS present FROM ${MISSING}`,
  );
  const [rows, missing] = [Number(counts?.['rows']), Number(counts?.['present'])];
  const refused = refuseMissing(walk, missing, present);
  if (refused !== undefined) {
    await database.run(`DROP TABLE ${MISSING}`);
    return refused;
  }
  const own = loadColumns(plan, load);
  const written = own.names.map((name, i) => `${identifier(name)} = ${own.values[i]}`).join(', ');
  const those = `WHERE rowid IN (SELECT row FROM ${MISSING})`;
  if (rows > 0 && fate === 'delete') await database.run(`DELETE FROM ${table} ${those}`);
  if (rows > 0 && fate === 'mark') {
    await database.run(
      `UPDATE ${table} SET ${identifier(DELETED_AT_COLUMN)} = CAST($1 AS TIMESTAMPTZ), ${written} ${those}`,
      [load.startedAt],
    );
  }
  await database.run(`DROP TABLE ${MISSING}`);
  return { ...NONE_MISSING, deleted: rows };
}

function missingSql({ target, staging }: EndedWalk, plan: TablePlan, table: string): string {
  const keys = plan.columns.filter(({ isKey }) => isKey);
  const typed = typedColumns(keys, staging);
  const values = typed.expressions.map((expression, i) => `${expression} AS c${i}`);
  const pairs = keys.map(({ column }, i) => `met.c${i} = old.${identifier(column)}`);
  // what is marked stays marked, with the time at which it was missed first
  const isMark = missingFate(target) === 'mark';
  const conditions = [...(isMark ? [presence(plan)] : []), ...inGroups(target, staging, plan)];
  const condition = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return `CREATE OR REPLACE TEMP TABLE ${MISSING} AS
    SELECT row, is_present
    FROM (SELECT *, rowid AS row, ${presence(plan)} AS is_present FROM ${table} AS old ${condition}) AS old
    ANTI JOIN (SELECT ${values.join(', ')} FROM ${typed.source(staging.met)}) AS met
    ON ${pairs.join(' AND ')}`;
}

/** Whether a row is not marked as missing. */
function presence({ deletedAt }: TablePlan): string {
  return deletedAt === 'absent' ? 'true' : `${identifier(DELETED_AT_COLUMN)} IS NULL`;
}

/** The condition that a row `old` of the table is of a group of which rows came, where a merge key makes groups. */
export function inGroups(
  { mergeKey = [] }: ResourceTarget,
  staging: StagedRows,
  plan: TablePlan,
): readonly string[] {
  if (mergeKey.length === 0) return [];
  const group = plan.columns.filter(({ field }) => mergeKey.includes(field));
  // no row has come yet that has a group
  if (group.length < mergeKey.length) return ['false'];
  return [sharesKey(group, { sql: staging.met, cut: staging.cut })];
}

/**
 * Why rows that a walk did not meet stay all the same: nothing proves that they are gone, no row came at all, or they are more
 * than is allowed. Undefined if they may go.
 *
 * @param present - rows of the table before the fold
 */
export function refuseMissing(
  { target, missing: proof, received, total }: JudgedWalk,
  missing: number,
  present: number,
): MissingResult | undefined {
  if (missing === 0) return undefined;
  // whoever decided about the walk knows why it proves nothing, and says so
  if (proof !== 'ended') return { deleted: 0, refusedDeletes: missing, warnings: [] };
  const { maxDeleteRatio = needsProof(target) ? undefined : DEFAULT_MAX_RATIO } = target;
  const isTooMuch =
    maxDeleteRatio === undefined
      ? received === 0 && total !== 0
      : missing > maxDeleteRatio * present;
  if (!isTooMuch) return undefined;
  const warning =
    maxDeleteRatio === undefined
      ? emptyWarning(target, missing)
      : ratioWarning(target, missing, present, maxDeleteRatio);
  return { deleted: 0, refusedDeletes: missing, warnings: [warning] };
}

const DONE = {
  keep: ['deleted', 'deleted'],
  mark: ['marked as deleted', 'marked'],
  delete: ['deleted', 'deleted'],
  retire: ['retired', 'retired'],
} as const;

function ratioWarning(
  target: ResourceTarget,
  missing: number,
  present: number,
  maxRatio: number,
): string {
  const [done, nothing] = DONE[missingFate(target)];
  return `${target.resource}: ${missing} of ${counted(present, 'row')} of the table ${missing === 1 ? 'is' : 'are'} missing at the source and would have been ${done}, but ${missing === 1 ? 'that is' : 'they are'} more than the share ${maxRatio} that \`max_delete_ratio\` allows. Nothing was ${nothing}, everything else was written; if they are gone indeed, raise \`max_delete_ratio\` for one run.`;
}

function emptyWarning(target: ResourceTarget, missing: number): string {
  const [done] = DONE[missingFate(target)];
  return `${target.resource}: no row came, and the API told no total of 0: one empty response is no proof that ${counted(missing, 'row')} of the table ${missing === 1 ? 'is' : 'are'} gone. Nothing was ${done}; if they are gone indeed, set \`max_delete_ratio: 1\` for one run.`;
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
  walk: FlaggedWalk,
  plan: TablePlan,
  table: string,
): Promise<FlaggedResult> {
  const flagged = await leaveOutFlagged(walk, plan);
  const shared = flagged === 0 ? undefined : sharesFlagged(walk, plan);
  const deleted =
    shared === undefined
      ? 0
      : await database.run(
          `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} AS old WHERE ${shared})`,
        );
  return { flagged, deleted };
}

/** Leaves out the staged rows that say that their key is deleted; returns how many. */
export async function leaveOutFlagged(
  { target, staging }: FlaggedWalk,
  plan: TablePlan,
): Promise<number> {
  const hints = (target.columns ?? []).filter(({ hardDelete }) => hardDelete === true);
  const flags = plan.columns.filter(
    ({ field, seen }) => seen !== undefined && hints.some((hint) => hint.field === field),
  );
  if (flags.length === 0) return 0;
  const typed = typedColumns(flags, staging);
  const isFlagged = flags.map((column, i) => flagOf(column, typed.expressions[i] ?? 'NULL'));
  return staging.leaveOut(
    'flagged',
    `SELECT staged_row, '' AS reason FROM ${typed.source(staging.sql)} WHERE ${isFlagged.join(' OR ')}`,
  );
}

/** Whether a row `old` of the table has the key, or the group, of a row that was left out so; undefined if there is neither. */
export function sharesFlagged(
  { target, staging }: FlaggedWalk,
  plan: TablePlan,
): string | undefined {
  const keys = plan.columns.filter(({ isKey }) => isKey);
  // elsewhere a merge key tells what may be missing, and replaces nothing
  const isGrouped = writeRule(target) === 'groups';
  const group = plan.columns.filter(({ field }) => isGrouped && target.mergeKey?.includes(field));
  const rows = { sql: staging.flagged, cut: staging.cut };
  const shared = [keys, group]
    .filter((columns) => columns.length > 0)
    .map((columns) => sharesKey(columns, rows));
  return shared.length === 0 ? undefined : `(${shared.join(' OR ')})`;
}

function flagOf({ type, facts }: PlannedColumn, value: string): string {
  if (type === 'BOOLEAN') return `(${value}) IS TRUE`;
  const isThere = `(${value}) IS NOT NULL`;
  if (!(facts.kinds & Kind.boolean)) return isThere;
  return `(${isThere} AND lower(CAST(${value} AS VARCHAR)) <> 'false')`;
}
