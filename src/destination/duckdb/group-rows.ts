import type { LoadStart, ResourceTarget } from '../destination.ts';
import type { Database } from './database.ts';
import { step } from './failpoints.ts';
import { identifier } from './quote.ts';
import type { StagingTable } from './staging-table.ts';
import { loadColumns, type PlannedColumn, type TablePlan } from './table-plan.ts';
import { typedColumns } from './typed-columns.ts';

interface GroupedWalk {
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly staging: StagingTable;
}

/** Adds all staged rows to the table. */
export async function insertRows(
  database: Database,
  walk: GroupedWalk,
  plan: TablePlan,
  table: string,
): Promise<number> {
  const typed = typedColumns(plan.columns);
  const own = loadColumns(plan, walk.load);
  const columns = [...plan.columns.map(({ column }) => column), ...own.names].map(identifier);
  return step('fold.insert', () =>
    database.run(
      `INSERT INTO ${table} (${columns.join(', ')})
       SELECT ${[...typed.expressions, ...own.values].join(', ')} FROM ${typed.source(walk.staging.sql)}`,
    ),
  );
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
  const gone = await step('fold.delete', () =>
    database.run(
      `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} AS old WHERE ${shared})`,
    ),
  );
  const rows = await insertRows(database, walk, plan, table);
  return { inserted: rows - updated, updated, deleted: gone - updated };
}

/** Whether a row `old` of the table shares its values in these columns with a staged row. */
export function sharesKey(
  columns: readonly PlannedColumn[],
  staging: Pick<StagingTable, 'sql'>,
  condition?: string,
): string {
  const typed = typedColumns(columns);
  const old = columns.map(({ column }) => `old.${identifier(column)}`);
  return `(${old.join(', ')}) IN (SELECT (${typed.expressions.join(', ')}) FROM ${typed.source(staging.sql, condition)})`;
}

async function countRows(database: Database, from: string): Promise<number> {
  const [count] = await database.rows(`SELECT count(*)::DOUBLE AS rows FROM ${from}`);
  return Number(count?.['rows']);
}
