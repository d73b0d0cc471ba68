import type { SchemaChange } from '../../../model.ts';
import type { Database } from '../../../staging/database.ts';
import { step } from '../../../staging/failpoints.ts';
import { inTarget } from '../../../staging/quote.ts';
import type { StagedWalk } from '../../../staging/target.ts';
import { type ChangeSet, type TableState, typeRows } from '../../../staging/typing/change-set.ts';
import type { CatalogTable, KnownColumn } from '../../../staging/typing/known-table.ts';
import {
  assertOwnTable,
  type PlannedColumn,
  type TablePlan,
} from '../../../staging/typing/table-plan.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';
import { writeRule } from '../../write-rule.ts';
import { dropColumns, readColumns, writeColumns } from '../books/table-books.ts';
import { allowWholeColumns, assertRowsFit, commitBytes } from './fold-memory.ts';
import { insertRows, replaceGroups } from './group-rows.ts';
import { type LongColumns, NO_LONG_COLUMNS, readLongColumns } from './long-columns.ts';
import { mergeLongRows } from './merge-long-rows.ts';
import { mergeRows } from './merge-rows.ts';
import {
  countPresent,
  deleteFlagged,
  type MissingResult,
  NONE_MISSING,
  settleMissing,
} from './missing-rows.ts';
import { changeNestedViews } from './nested-views.ts';
import { refuseReplacement } from './replace-guard.ts';
import { activeRows } from './row-history.ts';
import { recordKey } from './row-keys.ts';
import { writeVersions } from './row-versions.ts';
import { changeTable, instantWarnings, uniqueWarnings } from './table-change.ts';

export interface FoldResult extends MissingResult {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Rows that did not take the place of those of the table, which would have lost too many. */
  readonly discarded: number;
  /** See ResourceReport.listRows. */
  readonly listRows?: Readonly<Record<string, number>>;
  readonly schemaChanges: readonly SchemaChange[];
  /** Memory that the commit needs, if it is more than usual. */
  readonly commitBytes: number;
  /** Whether there is a table now. */
  readonly isMade: boolean;
}

interface Written
  extends MissingResult,
    Pick<FoldResult, 'inserted' | 'updated' | 'unchanged' | 'discarded'> {
  /** Rows that turned out to be copies of others only when they were typed. */
  readonly copies: number;
}

const NOTHING: Written = {
  ...NONE_MISSING,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  discarded: 0,
  copies: 0,
};

/**
 * Turns staged rows into rows of the table: types them, changes the schema, and writes them as the resource asks. To be called
 * in a transaction of the target.
 */
export async function fold(
  database: Database,
  load: LoadStart,
  walk: StagedWalk,
  catalog: CatalogTable | undefined,
): Promise<FoldResult> {
  const { dataset } = load;
  const known = await readColumns(database, dataset, walk.target.table);
  assertOwnTable(walk.target, dataset, known, catalog);
  await assertRowsFit(database, walk);
  const changes = await typeRows(database, walk, { known, catalog });
  const { rows, rejected, staging } = changes;
  if (rejected > 0) await recordRejected(database, load, changes);
  const isNothing = catalog === undefined && rejected > 0 && rows === 0;
  const { copies, ...folded } = isNothing
    ? { ...NOTHING, schemaChanges: [] }
    : await write(database, { ...changes, load }, { known, catalog });
  const commit = isNothing ? 0 : await commitBytes(database, changes, load);
  await staging.close();
  return {
    ...folded,
    commitBytes: commit,
    isMade: !isNothing,
    rejected,
    duplicates: changes.duplicates + copies,
    warnings: [...changes.warnings, ...folded.warnings],
  };
}

/** What is written, for a load. */
export interface WrittenWalk extends ChangeSet {
  readonly load: LoadStart;
}

async function write(
  database: Database,
  walk: WrittenWalk,
  { known, catalog }: TableState,
): Promise<Written & Pick<FoldResult, 'schemaChanges'>> {
  const { target, load, plan, isReplaced } = walk;
  const { dataset } = load;
  const table = catalog?.name ?? target.table;
  const sql = inTarget(dataset, table);
  if (isReplaced) {
    const refused = await refuseReplacement(database, walk, known, plan, sql);
    if (refused !== undefined) {
      return { ...NOTHING, ...refused, discarded: walk.rows, schemaChanges: [] };
    }
  }
  const long =
    plan.isNew || isReplaced ? NO_LONG_COLUMNS : await readLongColumns(database, dataset, table);
  await allowWholeColumns(database, { target, plan }, long);
  const changes = await step('fold.schema', async () => {
    if (isReplaced) await database.run(`DROP TABLE ${sql}`);
    return changeTable(database, dataset, table, plan);
  });
  await step('fold.columns', async () => {
    if (isReplaced) await dropColumns(database, dataset, target.table);
    await writeColumns(database, dataset, target.table, isReplaced ? [] : known, plan.columns);
    await recordKey(database, walk);
  });
  const written = await writeRows(database, walk, plan, sql, long);
  const gone = isReplaced ? goneWarnings(target, known, plan) : [];
  const unique = await uniqueWarnings(database, target, plan, activeRows(target, sql));
  const views = await changeNestedViews(database, dataset, target, plan);
  return {
    ...written,
    warnings: [...written.warnings, ...instantWarnings(target, plan), ...gone, ...unique, ...views],
    schemaChanges: isReplaced ? replacedChanges(table, known, plan) : changes,
  };
}

/** Writes the refused rows into the books. */
export async function recordRejected(
  database: Database,
  load: LoadStart,
  { target: { resource, table }, staging }: Pick<ChangeSet, 'target' | 'staging'>,
): Promise<void> {
  for (const rejected of staging.rejected) {
    await database.run(
      `INSERT INTO _sluice.rejected (load_id, resource, dataset, "table", key, reason, text)
       SELECT $1, $2, $3, $4, key, reason, text FROM (${rejected})`,
      [load.loadId, resource, load.dataset, table],
    );
  }
}

async function writeRows(
  database: Database,
  walk: WrittenWalk,
  plan: TablePlan,
  table: string,
  long: LongColumns,
): Promise<Written> {
  const rule = writeRule(walk.target);
  if (rule === 'append' || rule === 'replace') {
    return { ...NOTHING, inserted: await insertRows(database, walk, plan) };
  }
  if (rule === 'scd2') {
    return { ...NOTHING, ...(await writeVersions(database, walk, plan, table, long)) };
  }
  const present = walk.missing !== 'kept' ? await countPresent(database, plan, table) : 0;
  const { flagged, deleted } =
    rule === 'insert_only'
      ? { flagged: 0, deleted: 0 }
      : await deleteFlagged(database, walk, plan, table);
  const rows = walk.rows - flagged;
  // a row that deleted one is one that changed the table
  const byFlag = Math.min(flagged, deleted);
  const addFlagged = (written: Written): Written => ({
    ...written,
    updated: written.updated + byFlag,
    unchanged: written.unchanged + flagged - byFlag,
    deleted: written.deleted + deleted,
  });
  if (plan.isNew || (await isEmpty(database, table))) {
    return addFlagged({ ...NOTHING, inserted: await insertRows(database, walk, plan) });
  }
  if (rule === 'groups' && rows === 0) return addFlagged(NOTHING);
  if (rule === 'groups') {
    return addFlagged({ ...NOTHING, ...(await replaceGroups(database, walk, plan, table)) });
  }
  // before the others, so that nothing is deleted from a table that is written anew in this transaction
  const missing =
    walk.missing !== 'kept'
      ? await step('fold.missing', () => settleMissing(database, walk, plan, table, present))
      : NONE_MISSING;
  const own = ownColumns(walk, plan);
  const { inserted, updated } =
    long.names.size > 0 || walk.staging.cut.size > 0
      ? await mergeLongRows(database, walk, own, table, long)
      : await mergeRows(database, walk, own, table);
  const unchanged = rows - inserted - updated;
  return addFlagged({ ...NOTHING, ...missing, inserted, updated, unchanged });
}

/** In a shared table, columns of which the walk saw nothing are those of other resources: their values stay. */
function ownColumns({ target, facts }: WrittenWalk, plan: TablePlan): TablePlan {
  if (target.sharesTable !== true) return plan;
  const isOwn = ({ field, isKey }: PlannedColumn): boolean => isKey || facts.has(field);
  const others = plan.columns.filter((column) => !isOwn(column));
  return {
    ...plan,
    columns: plan.columns.filter(isOwn),
    carried: [...plan.carried, ...others.map(({ column }) => column)],
  };
}

async function isEmpty(database: Database, table: string): Promise<boolean> {
  return (await database.rows(`SELECT 1 FROM ${table} LIMIT 1`)).length === 0;
}

/** How the columns of a new table differ from those of the table whose place it takes. */
function replacedChanges(
  table: string,
  known: readonly KnownColumn[],
  plan: TablePlan,
): readonly SchemaChange[] {
  return plan.columns.flatMap(({ field, column, type }): SchemaChange[] => {
    const past = known.find((one) => one.field === field);
    if (past === undefined) return [{ kind: 'column_added', table, column, to: type }];
    if (past.type === type) return [];
    return [{ kind: 'column_widened', table, column, from: past.type, to: type }];
  });
}

function goneWarnings(
  { resource, table }: ResourceTarget,
  known: readonly KnownColumn[],
  plan: TablePlan,
): readonly string[] {
  const left = new Set(plan.columns.map(({ column }) => column));
  const gone = known.map(({ column }) => column).filter((column) => !left.has(column));
  if (gone.length === 0) return [];
  return [
    `${resource}: the table \`${table}\` was replaced, and has no longer the columns ${gone.join(', ')}, because no row has a value there.`,
  ];
}
