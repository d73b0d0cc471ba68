import type { FieldFacts, SchemaChange } from '../../model.ts';
import type { LoadStart, ResourceTarget } from '../destination.ts';
import { bindNames } from './bind-names.ts';
import { type CatalogTable, readTable } from './catalog.ts';
import { dropColumns, type KnownColumn, readColumns, writeColumns } from './column-books.ts';
import type { Database } from './database.ts';
import { deleteFlagged } from './deleted-rows.ts';
import { step } from './failpoints.ts';
import { insertRows, replaceGroups } from './group-rows.ts';
import { uniqueWarnings } from './hint-warnings.ts';
import { mergeRows } from './merge-rows.ts';
import { countPresent, type MissingResult, NONE_MISSING, settleMissing } from './missing-rows.ts';
import { inCatalog } from './quote.ts';
import { reduceRows } from './reduce-rows.ts';
import { beginRejected, REJECTED, recordRejected } from './rejected-rows.ts';
import { refuseReplacement } from './replace-guard.ts';
import { restWarnings } from './rest-warnings.ts';
import { assertUniqueKeys, recordKey } from './row-keys.ts';
import { type Screened, screenRows } from './screen.ts';
import type { StagingTable } from './staging-table.ts';
import { changeTable, instantWarnings } from './table-change.ts';
import { assertOwnTable, type PlannedColumn, planTable, type TablePlan } from './table-plan.ts';
import { writeRule } from './write-rule.ts';

/** The staged rows of one walk. */
export interface StagedWalk {
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly staging: StagingTable;
  /** Whether rows of the table that are not staged are missing at the source, and are to be deleted or marked. */
  readonly endsMissing: boolean;
  readonly rows: number;
  /** Those that counted as received. */
  readonly received: number;
  /** The last pass of the walk. */
  readonly pass: number;
  readonly textLength: number;
  readonly facts: ReadonlyMap<string, FieldFacts>;
  /** The total that the API told last. */
  readonly total: number | undefined;
}

export interface FoldResult extends MissingResult {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Rows that did not take the place of those of the table, which would have lost too many. */
  readonly discarded: number;
  readonly schemaChanges: readonly SchemaChange[];
}

type Written = MissingResult & Pick<FoldResult, 'inserted' | 'updated' | 'unchanged' | 'discarded'>;

const NOTHING: Written = {
  ...NONE_MISSING,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  discarded: 0,
};

/**
 * Turns staged rows into rows of the table: keeps the last row of each key, leaves out what the contract refuses,
 * changes the schema, types the rows, and writes them as the resource asks. To be called in a transaction.
 */
export async function fold(database: Database, written: StagedWalk): Promise<FoldResult> {
  const { load } = written;
  const { dataset } = load;
  const known = await readColumns(database, dataset, written.target.table);
  const catalog = await readTable(database, dataset, written.target.table);
  assertOwnTable(written.target, dataset, known, catalog);
  const names = bindNames(written.target, isFresh(written) ? [] : known, written.facts);
  const { target, known: base } = names;
  const walk = { ...written, target };
  // copies leave staging here: what is to be counted over all of them was counted before
  const removed = await step('fold.reduce', () => reduceRows(database, walk, base, catalog));
  const rows = walk.rows - removed;
  const rest = await restWarnings(database, walk);
  await beginRejected(database, walk.staging);
  const screened = await screenRows(database, walk, { known: base, catalog });
  const rejected = await recordRejected(database, load, target);
  const isNothing = catalog === undefined && rejected > 0 && rejected === rows;
  const folded = isNothing
    ? { ...NOTHING, schemaChanges: [] }
    : await write(database, { ...walk, rows: rows - rejected }, { known, base, catalog, screened });
  await database.run(`DROP TABLE ${REJECTED}`);
  const duplicates = Math.max(walk.received - rows, 0);
  const warnings = [...names.warnings, ...rest, ...screened.warnings, ...folded.warnings];
  return { ...folded, rejected, duplicates, warnings };
}

/** Whether the table gets the columns of this walk only. A contract compares with the columns that are there. */
function isFresh({ target, rows }: StagedWalk): boolean {
  const { columns = 'evolve', dataType = 'evolve' } = target.contract ?? {};
  return (
    writeRule(target) === 'replace' && rows > 0 && `${columns} ${dataType}` === 'evolve evolve'
  );
}

interface Ground {
  readonly known: readonly KnownColumn[];
  /** Those of the known columns that the table keeps. */
  readonly base: readonly KnownColumn[];
  readonly catalog: CatalogTable | undefined;
  readonly screened: Screened;
}

/** @param walk - its rows are those that are staged by now */
async function write(
  database: Database,
  walk: StagedWalk,
  { known, base, catalog, screened }: Ground,
): Promise<Written & Pick<FoldResult, 'schemaChanges'>> {
  const { target, load } = walk;
  const { dataset } = load;
  const isReplaced = writeRule(target) === 'replace' && catalog !== undefined;
  const before = isReplaced ? undefined : catalog;
  const plan = planTable(target, base, screened.facts, before, screened.held);
  const table = catalog?.name ?? target.table;
  const sql = inCatalog(database, dataset, table);
  await assertUniqueKeys(database, walk, plan);
  if (isReplaced) {
    const refused = await refuseReplacement(database, walk, known, plan, sql);
    if (refused !== undefined) {
      return { ...NOTHING, ...refused, discarded: walk.rows, schemaChanges: [] };
    }
  }
  const changes = await step('fold.schema', async () => {
    if (isReplaced) await database.run(`DROP TABLE ${sql}`);
    return changeTable(database, dataset, table, plan);
  });
  await step('fold.columns', async () => {
    if (isReplaced) await dropColumns(database, dataset, target.table);
    await writeColumns(database, dataset, target.table, isReplaced ? [] : known, plan.columns);
    await recordKey(database, walk);
  });
  const written = await writeRows(database, walk, plan, sql);
  const gone = isReplaced ? goneWarnings(target, known, plan) : [];
  const unique = await uniqueWarnings(database, target, plan, sql);
  return {
    ...written,
    warnings: [...written.warnings, ...instantWarnings(target, plan), ...gone, ...unique],
    schemaChanges: isReplaced ? replacedChanges(table, known, plan) : changes,
  };
}

/** Writes what is new or changed, and settles what is missing. Each key is staged once by now. */
async function writeRows(
  database: Database,
  walk: StagedWalk,
  plan: TablePlan,
  table: string,
): Promise<Written> {
  const rule = writeRule(walk.target);
  if (rule === 'append' || rule === 'replace') {
    return { ...NOTHING, inserted: await insertRows(database, walk, plan) };
  }
  const present = walk.endsMissing ? await countPresent(database, plan, table) : 0;
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
  const missing = walk.endsMissing
    ? await step('fold.missing', () => settleMissing(database, walk, plan, table, present))
    : NONE_MISSING;
  const { inserted, updated } = await mergeRows(database, walk, ownColumns(walk, plan), table);
  const unchanged = rows - inserted - updated;
  return addFlagged({ ...NOTHING, ...missing, inserted, updated, unchanged });
}

/** In a shared table, columns of which the walk saw nothing are those of other resources: their values stay. */
function ownColumns({ target, facts }: StagedWalk, plan: TablePlan): TablePlan {
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
