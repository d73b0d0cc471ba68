import type { Database } from '../../../staging/database.ts';
import { step } from '../../../staging/failpoints.ts';
import { identifier } from '../../../staging/quote.ts';
import {
  loadColumns,
  type PlannedColumn,
  type TablePlan,
} from '../../../staging/typing/table-plan.ts';
import { typedColumns } from '../../../staging/typing/typed-columns.ts';
import { writeRule } from '../../write-rule.ts';
import { inRange, type LongColumns } from './long-columns.ts';
import {
  countChanged,
  isSameVersion,
  isWritten,
  keysMatch,
  type MergedWalk,
  type Written,
} from './merge-rows.ts';
import { changeRows } from './table-rows.ts';

// temporary tables; they belong to the connection
/** Each staged row with the row of the table that has its key. */
const PAIRS = 'temp.sluice_pairs';
/** Hashes of the long values of staged rows. */
const HASHES = 'temp.sluice_hashes';
/** Rows of the table whose long values are others from now on. */
const DIFFERING = 'temp.sluice_differing';
const CHANGES = 'temp.sluice_changes';
/** Values of columns that stay with their rows. */
const CARRIED = 'temp.sluice_carried';

/**
 * Merges rows where staged rows or the table have long values. These are never joined: rows are paired by their key and the other
 * columns first, then long values are compared by their hashes, and written, a few at a time.
 */
export async function mergeLongRows(
  database: Database,
  walk: MergedWalk,
  plan: TablePlan,
  table: string,
  long: LongColumns,
): Promise<Written> {
  const isLong = ({ field, column, isKey }: PlannedColumn): boolean =>
    !isKey && (walk.staging.cut.has(field) || long.names.has(column));
  const columns = plan.columns.filter(isLong);
  const short = plan.columns.filter((column) => !isLong(column));
  const isOnlyInsert = writeRule(walk.target) === 'insert_only';
  await step('fold.compare', async () => {
    await pair(database, walk, { ...plan, columns: short }, table);
    await database.run(`CREATE OR REPLACE TEMP TABLE ${DIFFERING} (old_row BIGINT)`);
    if (isOnlyInsert || columns.length === 0) return;
    await hash(database, walk, columns);
    await compare(database, columns, table, long);
  });
  const isChanged = isOnlyInsert
    ? 'old_row IS NULL'
    : `is_changed OR old_row IN (FROM ${DIFFERING})`;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${CHANGES} AS
     SELECT staged_row AS changed_row, staged_key, old_row FROM ${PAIRS} WHERE ${isChanged}`,
  );
  const written = await write(database, walk, plan, table, long);
  for (const name of [PAIRS, HASHES, DIFFERING, CHANGES, CARRIED]) {
    await database.run(`DROP TABLE IF EXISTS ${name}`);
  }
  return written;
}

async function pair(
  database: Database,
  { staging, target }: MergedWalk,
  plan: TablePlan,
  table: string,
): Promise<void> {
  const typed = typedColumns(plan.columns, staging);
  const values = typed.expressions.map((expression, i) => `${expression} AS c${i}`);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${PAIRS} AS
     SELECT new.staged_row, new.staged_key, old.rowid AS old_row, (${isWritten(target, plan)}) AS is_changed,
       ${isSameVersion(target, plan)} AS is_same
     FROM (SELECT staged_row, key AS staged_key, ${values.join(', ')} FROM ${typed.source(staging.sql)}) AS new
     LEFT JOIN ${table} AS old ON ${keysMatch(plan)}`,
  );
}

/** Rows that are paired, and alike as far as is known. A version that is a long value itself is compared as any other. */
const ALIKE = `FROM ${PAIRS} WHERE old_row IS NOT NULL AND NOT is_changed AND NOT is_same`;

async function hash(
  database: Database,
  { staging }: MergedWalk,
  columns: readonly PlannedColumn[],
): Promise<void> {
  const names = columns.map((_, i) => `h${i} VARCHAR`);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${HASHES} (staged_row BIGINT, ${names.join(', ')})`,
  );
  const typed = typedColumns(columns, staging);
  const hashes = columns.map((column, i) => hashOf(column, typed.expressions[i] ?? 'NULL'));
  for (const slice of staging.slices) {
    await database.run(
      `INSERT INTO ${HASHES} SELECT staged_row, ${hashes.join(', ')} FROM ${typed.source(staging.sql, slice)}
       WHERE staged_row IN (SELECT staged_row ${ALIKE})`,
    );
  }
}

async function compare(
  database: Database,
  columns: readonly PlannedColumn[],
  table: string,
  { ranges }: LongColumns,
): Promise<void> {
  const hashes = columns.map(
    (column, i) => `${hashOf(column, identifier(column.column))} AS o${i}`,
  );
  const differ = columns.map((_, i) => `h${i} IS DISTINCT FROM o${i}`);
  for (const range of ranges) {
    const alike = `${ALIKE} AND ${inRange(range, 'old_row')}`;
    await database.run(
      `INSERT INTO ${DIFFERING} SELECT old_row
       FROM (SELECT * ${alike}) AS pairs JOIN ${HASHES} AS new USING (staged_row)
       JOIN (SELECT rowid AS old_row, ${hashes.join(', ')} FROM ${table}
         WHERE ${inRange(range, 'rowid')} AND rowid IN (SELECT old_row ${alike})) AS old USING (old_row)
       WHERE ${differ.join(' OR ')}`,
    );
  }
}

/** A hash in which no change hides. */
function hashOf({ type }: PlannedColumn, value: string): string {
  return type === 'BLOB' ? `sha256(${value})` : `sha256(CAST(${value} AS VARCHAR))`;
}

async function write(
  database: Database,
  { staging, load, target }: MergedWalk,
  plan: TablePlan,
  table: string,
  long: LongColumns,
): Promise<Written> {
  const { changed, updated } = await countChanged(database, target, CHANGES);
  if (changed === 0) return { inserted: 0, updated: 0 };
  const carried = plan.carried.map((_, i) => `k${i}`);
  if (carried.length > 0) await carry(database, plan, table, long);
  const own = loadColumns(plan, load);
  const typed = typedColumns(plan.columns, staging);
  const values = [...typed.expressions, ...carried, ...own.values].join(', ');
  const join = carried.length === 0 ? '' : ` LEFT JOIN ${CARRIED} USING (old_row)`;
  const gone = `SELECT old_row FROM ${CHANGES} WHERE old_row IS NOT NULL`;
  await changeRows(
    database,
    { dataset: load.dataset, plan },
    {
      ...(updated > 0 && { gone }),
      columns: [...plan.columns.map(({ column }) => column), ...plan.carried, ...own.names],
      added: staging.slices.map(
        (slice) =>
          `SELECT ${values} FROM ${typed.source(staging.sql, slice)} JOIN ${CHANGES} ON staged_row = changed_row${join}`,
      ),
    },
    false,
  );
  return { inserted: changed - updated, updated };
}

async function carry(
  database: Database,
  plan: TablePlan,
  table: string,
  { ranges }: LongColumns,
): Promise<void> {
  const values = plan.carried.map((column, i) => `${identifier(column)} AS k${i}`);
  const query = `SELECT rowid AS old_row, ${values.join(', ')} FROM ${table}`;
  await database.run(`CREATE OR REPLACE TEMP TABLE ${CARRIED} AS ${query} LIMIT 0`);
  for (const range of ranges) {
    await database.run(
      `INSERT INTO ${CARRIED} ${query}
       WHERE ${inRange(range, 'rowid')} AND rowid IN (SELECT old_row FROM ${CHANGES} WHERE ${inRange(range, 'old_row')})`,
    );
  }
}
