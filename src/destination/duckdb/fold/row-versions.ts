import { LOAD_ID_COLUMN } from '../../../schema/naming.ts';
import type { RowHistory } from '../../../schema/table-hints.ts';
import { countRows, type Database } from '../../../staging/database.ts';
import { step } from '../../../staging/failpoints.ts';
import { identifier, literal } from '../../../staging/quote.ts';
import {
  loadColumns,
  type PlannedColumn,
  type TablePlan,
} from '../../../staging/typing/table-plan.ts';
import { typedColumns } from '../../../staging/typing/typed-columns.ts';
import { counted } from '../../../wording.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';
import type { WrittenWalk } from './fold.ts';
import { inRange, type LongColumns } from './long-columns.ts';
import {
  inGroups,
  leaveOutFlagged,
  type MissingResult,
  NONE_MISSING,
  refuseMissing,
  sharesFlagged,
} from './missing-rows.ts';
import { activeValue, instant, isActive } from './row-history.ts';
import { changeRows, isWrittenAnew } from './table-rows.ts';

// temporary tables; they belong to the connection
/** Staged rows: which row of the source each is, and which version of it. */
const CAME = 'temp.sluice_came';
/** The same of the rows of the table that are valid. */
const VALID = 'temp.sluice_valid';
/** Rows of the source that came, but that the contract refused: they are there. */
const MET = 'temp.sluice_met';
/** Rows of the table whose validity ends. */
const ENDED = 'temp.sluice_ended';

export interface WrittenVersions extends MissingResult {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows without a key that stand among the staged ones more than once. */
  readonly copies: number;
}

/**
 * Adds new and changed rows as versions that are valid from the boundary on, and ends the validity of those in whose place they
 * come. So it does with rows that did not come, if the walk proves that they are gone. Rows that did not change are not touched.
 *
 * Rows are compared by hashes of their values, in which no change hides: one way for rows with and without a key, and no long
 * value is ever joined.
 */
export async function writeVersions(
  database: Database,
  walk: WrittenWalk,
  plan: TablePlan,
  table: string,
  long: LongColumns,
): Promise<WrittenVersions> {
  const { target, load } = walk;
  const history = historyOf(target);
  const adopted = await adopt(database, walk, plan, table, history);
  const flagged = await leaveOutFlagged(walk, plan);
  const present = await step('fold.compare', () => compare(database, walk, plan, table, long));
  const copies = await dropCopies(database, target);
  await database.run(`CREATE OR REPLACE TEMP TABLE ${ENDED} (old_row BIGINT)`);
  const flaggedRows = flagged === 0 ? 0 : await end(database, `row_is_flagged AND NOT ${HAS_ROW}`);
  await end(database, `${HAS_ROW} AND NOT ${HAS_VERSION}`);
  const updated = await countRows(database, `${CAME} WHERE ${IS_NEW} AND ${WAS_VALID}`);
  const missing = await endMissing(database, walk, present);
  const warnings = await step('fold.delete', async () => {
    await dropOwn(database, load, table);
    const order = await orderWarnings(database, target, load, table);
    await retire(database, plan, load, table, history);
    return [...adopted, ...order];
  });
  const inserted = await step('fold.insert', () => insert(database, walk, plan, history));
  const came = await countRows(database, CAME);
  for (const name of [CAME, VALID, MET, ENDED]) await database.run(`DROP TABLE IF EXISTS ${name}`);
  // a row that ends another one by its flag is one that changed the table
  const byFlag = Math.min(flagged, flaggedRows);
  return {
    inserted: inserted - updated,
    updated: updated + byFlag,
    unchanged: came - inserted + flagged - byFlag,
    copies,
    deleted: missing.deleted + flaggedRows,
    refusedDeletes: missing.refusedDeletes,
    warnings: [...warnings, ...missing.warnings],
  };
}

const HAS_ROW = `identity IN (SELECT identity FROM ${CAME})`;
const HAS_VERSION = `(identity, version) IN (SELECT (identity, version) FROM ${CAME})`;
const WAS_VALID = `identity IN (SELECT identity FROM ${VALID})`;
const IS_NEW = `(identity, version) NOT IN (SELECT (identity, version) FROM ${VALID})`;

function historyOf({ history, resource }: ResourceTarget): RowHistory {
  if (history === undefined) throw new TypeError(`${resource}: scd2 without its columns`);
  return history;
}

function boundaryOf({ boundary }: RowHistory, { startedAt }: LoadStart): string {
  return instant(boundary ?? startedAt);
}

/** The rows of a table that kept no versions until now are valid; since when, nobody knows. */
async function adopt(
  database: Database,
  { target }: WrittenWalk,
  plan: TablePlan,
  table: string,
  history: RowHistory,
): Promise<readonly string[]> {
  const isAdopted = !plan.isNew && plan.validity.some(({ isAdded }) => isAdded);
  const rows = isAdopted ? await countRows(database, table) : 0;
  if (rows === 0) return [];
  if (history.activeUntil !== null) {
    await database.run(
      `UPDATE ${table} SET ${identifier(history.validTo)} = ${activeValue(history)}`,
    );
  }
  return [
    `${target.resource}: the ${counted(rows, 'row')} that the table had ${rows === 1 ? 'is a version' : 'are versions'} from now on. Nobody knows since when ${rows === 1 ? 'it is' : 'they are'} valid, so \`${history.validFrom}\` is null there.`,
  ];
}

/** Fills the tables that are compared; returns how many rows of the table are valid. */
async function compare(
  database: Database,
  walk: WrittenWalk,
  plan: TablePlan,
  table: string,
  long: LongColumns,
): Promise<number> {
  const { staging, target, rejected } = walk;
  const isLong = ({ field, column }: PlannedColumn): boolean =>
    staging.cut.has(field) || long.names.has(column);
  const typed = typedColumns(plan.columns, staging);
  const came = versionSql(target, plan, isLong, (i) => typed.expressions[i] ?? 'NULL');
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${CAME} (staged_row BIGINT, identity BLOB, version BLOB)`,
  );
  for (const slice of staging.slices) {
    await database.run(
      `INSERT INTO ${CAME} SELECT staged_row, ${came} FROM ${typed.source(staging.sql, slice)}`,
    );
  }
  const valid = versionSql(
    target,
    plan,
    isLong,
    (i) => `old.${identifier(plan.columns[i]?.column ?? '')}`,
  );
  const groups = inGroups(target, staging, plan);
  const flagged = sharesFlagged(walk, plan) ?? 'false';
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${VALID}
     (old_row BIGINT, identity BLOB, version BLOB, row_is_flagged BOOLEAN, may_be_missing BOOLEAN)`,
  );
  const rows = `${table} AS old WHERE ${isActive(historyOf(target))}`;
  for (const range of long.ranges) {
    await database.run(
      `INSERT INTO ${VALID} SELECT rowid, ${valid}, coalesce(${flagged}, false), coalesce(${groups[0] ?? 'true'}, false)
       FROM ${rows} AND ${inRange(range, 'rowid')}`,
    );
  }
  await database.run(`CREATE OR REPLACE TEMP TABLE ${MET} (identity BLOB)`);
  const keys = plan.columns.filter(({ isKey }) => isKey);
  if (rejected > 0 && keys.length > 0) {
    const met = typedColumns(keys, staging);
    const identity = hashOf(
      keys.map((column, i) => textOf(column, met.expressions[i] ?? 'NULL', false)),
    );
    await database.run(`INSERT INTO ${MET} SELECT ${identity} FROM ${met.source(staging.met)}`);
  }
  return countRows(database, VALID);
}

/** Which row of the source a row is, and which version of it: by its key, or by what it says itself. */
function versionSql(
  { versionField }: ResourceTarget,
  { columns }: TablePlan,
  isLong: (column: PlannedColumn) => boolean,
  valueAt: (index: number) => string,
): string {
  const texts = columns.map((column, i) =>
    textOf(column, valueAt(i), !column.isKey && isLong(column)),
  );
  const ofKey = texts.filter((_, i) => columns[i]?.isKey);
  const content = hashOf(texts.filter((_, i) => !columns[i]?.isKey));
  const at = columns.findIndex(({ field }) => field === versionField);
  const version =
    at < 0
      ? content
      : `CASE WHEN ${valueAt(at)} IS NULL THEN ${content} ELSE ${hashOf([`'='`, texts[at] ?? 'NULL'])} END`;
  return `${ofKey.length > 0 ? hashOf(ofKey) : version} AS identity, ${version} AS version`;
}

function textOf({ type }: PlannedColumn, value: string, isLong: boolean): string {
  if (!isLong) return `CAST(${value} AS VARCHAR)`;
  return type === 'BLOB' ? `sha256(${value})` : `sha256(CAST(${value} AS VARCHAR))`;
}

/** One hash of several texts: their lengths keep them apart. Of null, which `concat` passes over, only the colon is left. */
function hashOf(texts: readonly string[]): string {
  const parts = texts.flatMap((text) => [`strlen(${text})`, `':'`, text]);
  return `unhex(sha256(concat(${["''", ...parts].join(', ')})))`;
}

/** Rows without a key that are the same in all are one row; returns how many went. */
async function dropCopies(database: Database, { primaryKey }: ResourceTarget): Promise<number> {
  if (primaryKey.length > 0) return 0;
  return database.run(
    `DELETE FROM ${CAME} WHERE staged_row NOT IN (SELECT max(staged_row) FROM ${CAME} GROUP BY identity)`,
  );
}

/** Ends the validity of rows of the table that it did not end yet; returns how many. */
function end(database: Database, condition: string): Promise<number> {
  return database.run(
    `INSERT INTO ${ENDED} SELECT old_row FROM ${VALID}
     WHERE ${condition} AND old_row NOT IN (SELECT old_row FROM ${ENDED})`,
  );
}

async function endMissing(
  database: Database,
  walk: WrittenWalk,
  present: number,
): Promise<MissingResult> {
  if (walk.missing === 'kept') return NONE_MISSING;
  const condition = `may_be_missing AND NOT ${HAS_ROW} AND identity NOT IN (SELECT identity FROM ${MET})
    AND old_row NOT IN (SELECT old_row FROM ${ENDED})`;
  const missing = await countRows(database, `${VALID} WHERE ${condition}`);
  const refused = refuseMissing(walk, missing, present) ?? refuseUnknown(walk, missing);
  if (refused !== undefined) return refused;
  return { ...NONE_MISSING, deleted: await end(database, condition) };
}

/** A row without a key that was refused can be any of those that seem to be missing. */
function refuseUnknown(
  { target, rejected }: WrittenWalk,
  missing: number,
): MissingResult | undefined {
  if (missing === 0 || rejected === 0 || target.primaryKey.length > 0) return undefined;
  const warning = `${target.resource}: ${counted(missing, 'row')} of the table did not come, but ${counted(rejected, 'row')} that came ${rejected === 1 ? 'was' : 'were'} refused, and without a primary key nobody knows which. Nothing was retired. Name a \`primary_key\`, or let the contract take the rows.`;
  return { deleted: 0, refusedDeletes: missing, warnings: [warning] };
}

/** Said of a validity that ends before it begins: a boundary that is older than the load before, or a clock that was put back. */
async function orderWarnings(
  database: Database,
  target: ResourceTarget,
  load: LoadStart,
  table: string,
): Promise<readonly string[]> {
  const history = historyOf(target);
  const rows = await countRows(
    database,
    `${table} WHERE rowid IN (SELECT old_row FROM ${ENDED}) AND ${identifier(history.validFrom)} >= ${boundaryOf(history, load)}`,
  );
  if (rows === 0) return [];
  const what = history.boundary === undefined ? 'the start of this load' : '`boundary_timestamp`';
  return [
    `${target.resource}: ${counted(rows, 'version')} ended at ${what}, and ${rows === 1 ? 'was' : 'were'} valid from the same time or a later one, so that no point in time meets ${rows === 1 ? 'it' : 'them'}. ${history.boundary === undefined ? 'Look at the clock of this machine.' : 'Write a later one for each load, or leave it out.'}`,
  ];
}

/**
 * Versions that this load itself brought, when it wrote what an earlier run had staged, were never valid: no point in time meets
 * them.
 */
async function dropOwn(database: Database, { loadId }: LoadStart, table: string): Promise<void> {
  await database.run(
    `DELETE FROM ${table} WHERE ${identifier(LOAD_ID_COLUMN)} = ${literal(loadId)} AND rowid IN (SELECT old_row FROM ${ENDED})`,
  );
}

async function retire(
  database: Database,
  plan: TablePlan,
  load: LoadStart,
  table: string,
  history: RowHistory,
): Promise<void> {
  if ((await countRows(database, ENDED)) === 0) return;
  const own = loadColumns(plan, load);
  const written = [
    `${identifier(history.validTo)} = ${boundaryOf(history, load)}`,
    ...own.names.map((name, i) => `${identifier(name)} = ${own.values[i]}`),
  ];
  await database.run(
    `UPDATE ${table} SET ${written.join(', ')} WHERE rowid IN (SELECT old_row FROM ${ENDED})`,
  );
}

/** Adds the versions that are not valid in the table yet; returns how many. */
async function insert(
  database: Database,
  { staging, load }: WrittenWalk,
  plan: TablePlan,
  history: RowHistory,
): Promise<number> {
  const written = { dataset: load.dataset, plan };
  const own = loadColumns(plan, load);
  const typed = typedColumns(plan.columns, staging);
  const values = [
    ...typed.expressions,
    ...own.values,
    boundaryOf(history, load),
    activeValue(history),
  ];
  const isNew = `rowid IN (SELECT staged_row FROM ${CAME} WHERE ${IS_NEW})`;
  const { added } = await changeRows(
    database,
    written,
    {
      columns: [
        ...plan.columns.map(({ column }) => column),
        ...own.names,
        history.validFrom,
        history.validTo,
      ],
      added: staging.slices.map((slice) => {
        const condition = slice === undefined ? isNew : `(${slice}) AND ${isNew}`;
        return `SELECT ${values.join(', ')} FROM ${typed.source(staging.sql, condition)}`;
      }),
    },
    await isWrittenAnew(database, written),
  );
  return added;
}
