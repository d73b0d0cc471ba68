import { storedColumns } from '../../../schema/nested-type.ts';
import { countRows, type Database } from '../../../staging/database.ts';
import { step } from '../../../staging/failpoints.ts';
import { memoryLimitBytes } from '../../../staging/memory.ts';
import { identifier, inTarget, literal, TARGET } from '../../../staging/quote.ts';
import type { PlannedColumn, TablePlan } from '../../../staging/typing/table-plan.ts';
import { readColumnComments } from '../catalog.ts';
import { readLongColumns } from './long-columns.ts';

/** A table that rows are written to. */
export interface WrittenTable {
  readonly dataset: string;
  readonly plan: TablePlan;
}

/** Rows that leave a table, and rows that come in. */
export interface RowChange {
  /** A query that gives the row ids of those that leave. Default: none leave. */
  readonly gone?: string;
  /** The columns of those that come, and queries that give their values in this order. */
  readonly columns: readonly string[];
  readonly added: readonly string[];
}

/**
 * What DuckDB holds of each column, however few rows come, when it appends to a table that has rows and writes it down:
 * measured at 1.1 MiB, four blocks and what belongs to them.
 */
export const APPENDED_COLUMN_BYTES: number = 1.2 * 2 ** 20;
/** The share of the memory that an append may take if writing the whole table anew is cheap. */
const CHEAP_SHARE = 1 / 4;
/** Rows of a table that is written anew with less effort than one append takes for its columns. */
const FEW_ROWS = 32_768;

const NEW_TABLE = '_sluice_new';

/** In how many columns those of a table are stored: an object has one for each of its members. */
export function storedIn(columns: readonly Pick<PlannedColumn, 'type'>[]): number {
  return columns.reduce((count, { type }) => count + storedColumns(type), 0);
}

/**
 * Whether so many columns are touched that the table is written anew: a new table takes no memory by columns.
 *
 * @param columns - how many are touched, as they are stored. Default: all of them, as by rows that come
 */
export async function isWrittenAnew(
  database: Database,
  { dataset, plan }: WrittenTable,
  columns: number = storedIn(plan.columns) + plan.carried.length,
): Promise<boolean> {
  if (plan.isNew) return false;
  const needed = columns * APPENDED_COLUMN_BYTES;
  const limit = await memoryLimitBytes(database);
  if (needed <= limit * CHEAP_SHARE) return false;
  if (needed <= limit) {
    if ((await countRows(database, inTarget(dataset, plan.name))) > FEW_ROWS) return false;
  }
  if (await hasExtras(database, dataset, plan.name)) return false;
  // long values are read as a whole by a copy
  return (await readLongColumns(database, dataset, plan.name)).names.size === 0;
}

/** Writes what leaves and what comes; returns the numbers of rows. */
export async function changeRows(
  database: Database,
  { dataset, plan }: WrittenTable,
  { gone, columns, added }: RowChange,
  isAnew: boolean,
): Promise<{ readonly gone: number; readonly added: number }> {
  const table = inTarget(dataset, plan.name);
  const names = columns.map(identifier).join(', ');
  if (!isAnew) {
    const left =
      gone === undefined
        ? 0
        : await step('fold.delete', () =>
            database.run(`DELETE FROM ${table} WHERE rowid IN (${gone})`),
          );
    const came = await step('fold.insert', () => insertAll(database, table, names, added));
    return { gone: left, added: came };
  }
  const copy = inTarget(dataset, NEW_TABLE);
  const left = await step('fold.delete', async () => {
    await database.run(`CREATE TABLE ${copy} AS SELECT * FROM ${table} LIMIT 0`);
    const stays = gone === undefined ? '' : ` WHERE rowid NOT IN (${gone})`;
    const stayed = await database.run(`INSERT INTO ${copy} SELECT * FROM ${table}${stays}`);
    return (await countRows(database, table)) - stayed;
  });
  const came = await step('fold.insert', async () => {
    const rows = await insertAll(database, copy, names, added);
    await putInPlace(database, dataset, plan.name);
    return rows;
  });
  return { gone: left, added: came };
}

async function insertAll(
  database: Database,
  table: string,
  names: string,
  queries: readonly string[],
): Promise<number> {
  let rows = 0;
  for (const query of queries)
    rows += await database.run(`INSERT INTO ${table} (${names}) ${query}`);
  return rows;
}

/** Puts what a query gives in the place of a table that has nothing but its columns. */
export async function copyTable(
  database: Database,
  { dataset, plan }: WrittenTable,
  query: string,
): Promise<void> {
  await database.run(`CREATE TABLE ${inTarget(dataset, NEW_TABLE)} AS ${query}`);
  await putInPlace(database, dataset, plan.name);
}

async function putInPlace(database: Database, dataset: string, name: string): Promise<void> {
  const comments = await readComments(database, dataset, name);
  await database.run(`DROP TABLE ${inTarget(dataset, name)}`);
  await database.run(`ALTER TABLE ${inTarget(dataset, NEW_TABLE)} RENAME TO ${identifier(name)}`);
  for (const [what, comment] of comments) {
    await database.run(`COMMENT ON ${what} IS ${literal(comment)}`);
  }
}

const OF_TABLE = `database_name = '${TARGET}' AND schema_name = $1 AND table_name = $2`;

/** Whether somebody gave the table what a new one would not have. */
async function hasExtras(database: Database, dataset: string, name: string): Promise<boolean> {
  const [found] = await database.rows(
    `SELECT (SELECT count(*) FROM duckdb_indexes() WHERE ${OF_TABLE})
       + (SELECT count(*) FROM duckdb_constraints() WHERE ${OF_TABLE})
       + (SELECT count(*) FROM duckdb_columns() WHERE ${OF_TABLE} AND column_default IS NOT NULL) AS extras`,
    [dataset, name],
  );
  return Number(found?.['extras']) > 0;
}

/** What stands beside a table and its columns, by what it is a comment on. */
async function readComments(
  database: Database,
  dataset: string,
  name: string,
): Promise<readonly (readonly [what: string, comment: string])[]> {
  const table = inTarget(dataset, name);
  const tables = await database.rows(
    `SELECT comment FROM duckdb_tables() WHERE ${OF_TABLE} AND comment IS NOT NULL`,
    [dataset, name],
  );
  const columns = await readColumnComments(database, dataset, name);
  return [
    ...tables.map((row) => [`TABLE ${table}`, String(row['comment'])] as const),
    ...[...columns].map(
      ([column, comment]) => [`COLUMN ${table}.${identifier(column)}`, comment] as const,
    ),
  ];
}
