import { DELETED_AT_COLUMN } from '../../../schema/naming.ts';
import type { Database } from '../../../staging/database.ts';
import { step } from '../../../staging/failpoints.ts';
import { memoryLimitBytes } from '../../../staging/memory.ts';
import { identifier } from '../../../staging/quote.ts';
import type { StagedRows } from '../../../staging/typing/left-out.ts';
import { loadColumns, type TablePlan } from '../../../staging/typing/table-plan.ts';
import { typedColumns } from '../../../staging/typing/typed-columns.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';
import { writeRule } from '../../write-rule.ts';
import { repeatedKeysError } from './row-keys.ts';
import { changeRows, isWrittenAnew } from './table-rows.ts';

/** Staged rows that are to be merged, each key once. */
export interface MergedWalk {
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
  readonly textLength: number;
  /** Of the whole table: other resources may have columns in it, too. */
  readonly plan: TablePlan;
}

export interface Written {
  readonly inserted: number;
  readonly updated: number;
}

/** The row text of one part of a fold, as a share of what DuckDB may hold: typed, joined and compared it takes a multiple. */
const PART_OF_MEMORY = 1 / 8;

/** The temporary table of new and changed rows; it belongs to the connection. */
const CHANGED = 'temp.sluice_changed';

/** Writes the rows that are new or changed, and nothing else; rows that are only to be inserted change nothing. */
export async function mergeRows(
  database: Database,
  walk: MergedWalk,
  plan: TablePlan,
  table: string,
): Promise<Written> {
  const isAnew = await isWrittenAnew(database, { dataset: walk.load.dataset, plan: walk.plan });
  let [inserted, updated] = [0, 0];
  const conditions = await partitions(database, walk);
  for (const [part, condition] of conditions.entries()) {
    const compared = compareSql(walk, plan, table, condition);
    const isAdded = isAnew && part > 0;
    const into = isAdded ? `INSERT INTO ${CHANGED}` : `CREATE OR REPLACE TEMP TABLE ${CHANGED} AS`;
    await step('fold.compare', () => database.run(`${into} ${compared}`));
    // a table that is written anew is so once
    if (isAnew && part < conditions.length - 1) continue;
    const written = await writeChanged(database, walk, plan, isAnew);
    inserted += written.inserted;
    updated += written.updated;
  }
  return { inserted, updated };
}

/**
 * Conditions over the staged rows that split them into parts, each of which the join can hold in memory. By now each key
 * is staged once, so any split will do, and one by row id reads and types every row once only.
 */
async function partitions(
  database: Database,
  walk: MergedWalk,
): Promise<readonly (string | undefined)[]> {
  const partLength = (await memoryLimitBytes(database)) * PART_OF_MEMORY;
  if (!(walk.textLength > 2 * partLength)) return [undefined];
  const [last] = await database.rows(`SELECT max(rowid)::VARCHAR AS row FROM ${walk.staging.sql}`);
  const rows = Number(last?.['row']) + 1;
  const size = Math.ceil(rows / Math.ceil(walk.textLength / partLength));
  return Array.from({ length: Math.ceil(rows / size) }, (_, part) => {
    const from = part * size;
    return `rowid >= ${from} AND rowid < ${from + size}`;
  });
}

/**
 * Counts rows that are new or changed, by their `staged_key` and `old_row`.
 *
 * @throws {DestinationError} DESTINATION_WRITE if one of them met several rows of the table
 */
export async function countChanged(
  database: Database,
  target: ResourceTarget,
  from: string,
): Promise<{ readonly changed: number; readonly updated: number }> {
  const [counts] = await database.rows(
    `SELECT count(*)::DOUBLE AS changed, count(old_row)::DOUBLE AS updated,
       count(DISTINCT staged_key)::DOUBLE AS keys FROM ${from}`,
  );
  const [changed, updated] = [Number(counts?.['changed']), Number(counts?.['updated'])];
  const keys = Number(counts?.['keys']);
  if (changed !== keys) throw repeatedKeysError(target, changed - keys);
  return { changed, updated };
}

async function writeChanged(
  database: Database,
  walk: MergedWalk,
  plan: TablePlan,
  isAnew: boolean,
): Promise<Written> {
  const { changed, updated } = await countChanged(database, walk.target, CHANGED);
  if (changed > 0) {
    const own = loadColumns(plan, walk.load);
    const columns = [...plan.columns.map(({ column }) => column), ...plan.carried, ...own.names];
    const values = [...plan.columns.map((_, i) => `c${i}`), ...plan.carried.map((_, i) => `k${i}`)];
    const gone = `SELECT old_row FROM ${CHANGED} WHERE old_row IS NOT NULL`;
    await changeRows(
      database,
      { dataset: walk.load.dataset, plan },
      {
        ...(updated > 0 && { gone }),
        columns,
        added: [`SELECT ${[...values, ...own.values].join(', ')} FROM ${CHANGED}`],
      },
      isAnew,
    );
  }
  await database.run(`DROP TABLE ${CHANGED}`);
  return { inserted: changed - updated, updated };
}

function compareSql(
  walk: MergedWalk,
  plan: TablePlan,
  table: string,
  condition: string | undefined,
): string {
  const typed = typedColumns(plan.columns, walk.staging);
  const values = typed.expressions.map((expression, i) => `${expression} AS c${i}`);
  const carried = plan.carried.map((column, i) => `old.${identifier(column)} AS k${i}`);
  return `SELECT ${['new.*', 'old.rowid AS old_row', ...carried].join(', ')}
    FROM (SELECT key AS staged_key, ${values.join(', ')} FROM ${typed.source(walk.staging.sql, condition)}) AS new
    LEFT JOIN ${table} AS old ON ${keysMatch(plan)}
    WHERE ${isWritten(walk.target, plan)}`;
}

/** Whether a staged row `new` and a row `old` of the table have one key. */
export function keysMatch({ columns }: TablePlan): string {
  const keys = columns.flatMap(({ column, isKey }, i) =>
    isKey ? [`new.c${i} = old.${identifier(column)}`] : [],
  );
  return keys.join(' AND ');
}

/** The condition under which a staged row `new` is new, or changes a row `old` of the table. */
export function isWritten(target: ResourceTarget, plan: TablePlan): string {
  const isNew = 'old.rowid IS NULL';
  if (writeRule(target) === 'insert_only') return isNew;
  const differences = plan.columns.flatMap(({ column, isKey }, i) =>
    isKey ? [] : [`new.c${i} IS DISTINCT FROM old.${identifier(column)}`],
  );
  const isOther = differences.join(' OR ') || 'false';
  const conditions = [isNew, `NOT ${isSameVersion(target, plan)} AND (${isOther})`];
  // a row that was missing and is there again
  if (plan.deletedAt === 'present') {
    conditions.push(`old.${identifier(DELETED_AT_COLUMN)} IS NOT NULL`);
  }
  return conditions.join(' OR ');
}

/** The condition under which a row did not change by its own word, whatever its values are; one that is null says nothing. */
export function isSameVersion({ versionField }: ResourceTarget, { columns }: TablePlan): string {
  const at = columns.findIndex(({ field }) => field === versionField);
  const column = columns[at]?.column;
  return column === undefined ? 'false' : `coalesce(new.c${at} = old.${identifier(column)}, false)`;
}
