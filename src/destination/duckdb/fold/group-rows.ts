import { countRows, type Database } from '../../../staging/database.ts';
import { identifier } from '../../../staging/quote.ts';
import type { StagedRows } from '../../../staging/typing/left-out.ts';
import {
  loadColumns,
  type PlannedColumn,
  type TablePlan,
} from '../../../staging/typing/table-plan.ts';
import { typedColumns } from '../../../staging/typing/typed-columns.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';
import { changeRows, isWrittenAnew, type RowChange } from './table-rows.ts';

interface GroupedWalk {
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
}

/** Adds all staged rows to the table. */
export async function insertRows(
  database: Database,
  walk: GroupedWalk,
  plan: TablePlan,
): Promise<number> {
  const written = { dataset: walk.load.dataset, plan };
  const isAnew = await isWrittenAnew(database, written);
  return (await changeRows(database, written, stagedRows(walk, plan), isAnew)).added;
}

/** All staged rows, as they come into the table. */
function stagedRows(walk: GroupedWalk, plan: TablePlan): RowChange {
  const typed = typedColumns(plan.columns, walk.staging);
  const own = loadColumns(plan, walk.load);
  const values = [...typed.expressions, ...own.values];
  return {
    columns: [...plan.columns.map(({ column }) => column), ...own.names],
    added: walk.staging.slices.map(
      (slice) => `SELECT ${values.join(', ')} FROM ${typed.source(walk.staging.sql, slice)}`,
    ),
  };
}

/**
 * Puts the staged rows in the place of all rows of the table that share the merge key, or the primary key, with one of
 * them.
 */
export async function replaceGroups(
  database: Database,
  walk: GroupedWalk,
  plan: TablePlan,
  table: string,
): Promise<{ readonly inserted: number; readonly updated: number; readonly deleted: number }> {
  const { target, staging } = walk;
  const keys = plan.columns.filter(({ isKey }) => isKey);
  const group = plan.columns.filter(({ field }) => target.mergeKey?.includes(field));
  const updated =
    keys.length === 0
      ? 0
      : await countRows(database, `${table} AS old WHERE ${sharesKey(keys, staging)}`);
  const conditions = [group, ...(keys.length === 0 ? [] : [keys])];
  const shared = conditions.map((columns) => sharesKey(columns, staging)).join(' OR ');
  const written = { dataset: walk.load.dataset, plan };
  const { gone, added } = await changeRows(
    database,
    written,
    { gone: `SELECT rowid FROM ${table} AS old WHERE ${shared}`, ...stagedRows(walk, plan) },
    await isWrittenAnew(database, written),
  );
  return { inserted: added - updated, updated, deleted: gone - updated };
}

/** Whether a row `old` of the table shares its values in these columns with a staged row. */
export function sharesKey(
  columns: readonly PlannedColumn[],
  staging: Pick<StagedRows, 'sql' | 'cut'>,
  condition?: string,
): string {
  const typed = typedColumns(columns, staging);
  const old = columns.map(({ column }) => `old.${identifier(column)}`);
  return `(${old.join(', ')}) IN (SELECT (${typed.expressions.join(', ')}) FROM ${typed.source(staging.sql, condition)})`;
}
