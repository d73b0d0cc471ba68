import type { FieldFacts, SchemaChange } from '../../model.ts';
import { DELETED_AT_COLUMN, LOAD_ID_COLUMN } from '../../schema/naming.ts';
import type { LoadStart, ResourceTarget } from '../destination.ts';
import { readTable } from './catalog.ts';
import { readColumns, writeColumns } from './column-books.ts';
import type { Database } from './database.ts';
import { step } from './failpoints.ts';
import { memoryLimitBytes } from './memory-limit.ts';
import { countPresent, type MissingResult, NONE_MISSING, settleMissing } from './missing-rows.ts';
import { identifier, literal, qualified } from './quote.ts';
import { reduceToLast, type StagingTable } from './staging-table.ts';
import { changeTable } from './table-change.ts';
import { assertOwnTable, planTable, type TablePlan } from './table-plan.ts';
import { typedColumns } from './typed-columns.ts';

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
  readonly textLength: number;
  readonly facts: ReadonlyMap<string, FieldFacts>;
}

export interface FoldResult extends MissingResult {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly duplicates: number;
  readonly schemaChanges: readonly SchemaChange[];
}

interface Written {
  readonly inserted: number;
  readonly updated: number;
}

/** The row text of one part of a fold, as a share of what DuckDB may hold: typed, joined and compared it takes a multiple. */
const PART_OF_MEMORY = 1 / 8;

/** The temporary table of new and changed rows; it belongs to the connection. */
const CHANGED = 'temp.sluice_changed';

/**
 * Turns staged rows into rows of the table: changes the schema, keeps the last row of each key, types it, compares it
 * with the table, and writes what is new or changed, and nothing else. To be called in a transaction.
 */
export async function fold(database: Database, walk: StagedWalk): Promise<FoldResult> {
  const { target, load } = walk;
  const { dataset } = load;
  const known = await readColumns(database, dataset, target.table);
  const catalog = await readTable(database, dataset, target.table);
  assertOwnTable(target, dataset, known, catalog);
  const plan = planTable(target, known, walk.facts, catalog);
  const table = catalog?.name ?? target.table;
  const schemaChanges = await step('fold.schema', () =>
    changeTable(database, dataset, table, plan),
  );
  await step('fold.columns', () =>
    writeColumns(database, dataset, target.table, known, plan.columns),
  );
  // copies leave staging here: what is to be counted over all of them was counted before
  const removed = await step('fold.reduce', () => reduceToLast(database, walk.staging));
  const keys = walk.rows - removed;
  const duplicates = Math.max(walk.received - keys, 0);
  const written = await writeRows(database, walk, plan, qualified(dataset, table));
  const unchanged = keys - written.inserted - written.updated;
  return { ...written, unchanged, duplicates, schemaChanges };
}

/** Writes what is new or changed, and settles what is missing. Each key is staged once by now. */
async function writeRows(
  database: Database,
  walk: StagedWalk,
  plan: TablePlan,
  table: string,
): Promise<MissingResult & Written> {
  if (plan.isNew || (await isEmpty(database, table))) {
    const inserted = await step('fold.insert', () => insertAll(database, walk, plan, table));
    return { ...NONE_MISSING, inserted, updated: 0 };
  }
  const present = walk.endsMissing ? await countPresent(database, plan, table) : 0;
  let [inserted, updated] = [0, 0];
  for (const condition of await partitions(database, walk)) {
    const written = await mergePart(database, walk, plan, table, condition);
    inserted += written.inserted;
    updated += written.updated;
  }
  const missing = walk.endsMissing
    ? await step('fold.missing', () => settleMissing(database, walk, plan, table, present))
    : NONE_MISSING;
  return { ...missing, inserted, updated };
}

async function isEmpty(database: Database, table: string): Promise<boolean> {
  return (await database.rows(`SELECT 1 FROM ${table} LIMIT 1`)).length === 0;
}

async function insertAll(
  database: Database,
  walk: StagedWalk,
  plan: TablePlan,
  table: string,
): Promise<number> {
  const typed = typedColumns(plan.columns);
  const columns = [...plan.columns.map(({ column }) => column), LOAD_ID_COLUMN].map(identifier);
  return database.run(
    `INSERT INTO ${table} (${columns.join(', ')})
     SELECT ${[...typed.expressions, literal(walk.load.loadId)].join(', ')} FROM ${typed.source(walk.staging.sql)}`,
  );
}

/**
 * Conditions over the staged rows that split them into parts, each of which the join can hold in memory. By now each key
 * is staged once, so any split will do, and one by row id reads and types every row once only.
 */
async function partitions(
  database: Database,
  walk: StagedWalk,
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

async function mergePart(
  database: Database,
  walk: StagedWalk,
  plan: TablePlan,
  table: string,
  condition: string | undefined,
): Promise<Written> {
  await step('fold.compare', () => database.run(compareSql(walk, plan, table, condition)));
  const [counts] = await database.rows(
    `SELECT count(*)::INTEGER AS changed, count(old_row)::INTEGER AS updated,
       count(DISTINCT staged_key)::INTEGER AS keys FROM ${CHANGED}`,
  );
  const [changed, updated, keys] = ['changed', 'updated', 'keys'].map((name) =>
    Number(counts?.[name]),
  ) as [number, number, number];
  if (changed !== keys) {
    throw new Error(
      `the table holds ${changed - keys} keys more than once, which no load of Sluice writes`,
    );
  }
  if (updated > 0) {
    await step('fold.delete', () =>
      database.run(
        `DELETE FROM ${table} WHERE rowid IN (SELECT old_row FROM ${CHANGED} WHERE old_row IS NOT NULL)`,
      ),
    );
  }
  if (changed > 0) {
    const columns = [...plan.columns.map(({ column }) => column), ...plan.carried, LOAD_ID_COLUMN];
    const values = [...plan.columns.map((_, i) => `c${i}`), ...plan.carried.map((_, i) => `k${i}`)];
    await step('fold.insert', () =>
      database.run(
        `INSERT INTO ${table} (${columns.map(identifier).join(', ')})
         SELECT ${[...values, literal(walk.load.loadId)].join(', ')} FROM ${CHANGED}`,
      ),
    );
  }
  await database.run(`DROP TABLE ${CHANGED}`);
  return { inserted: changed - updated, updated };
}

function compareSql(
  walk: StagedWalk,
  plan: TablePlan,
  table: string,
  condition: string | undefined,
): string {
  const typed = typedColumns(plan.columns);
  const values = typed.expressions.map((expression, i) => `${expression} AS c${i}`);
  const carried = plan.carried.map((column, i) => `old.${identifier(column)} AS k${i}`);
  const keys = plan.columns.flatMap(({ column, isKey }, i) =>
    isKey ? [`new.c${i} = old.${identifier(column)}`] : [],
  );
  const differences = plan.columns.flatMap(({ column, isKey }, i) =>
    isKey ? [] : [`new.c${i} IS DISTINCT FROM old.${identifier(column)}`],
  );
  // a row that was missing and is there again
  if (plan.deletedAt === 'present') {
    differences.push(`old.${identifier(DELETED_AT_COLUMN)} IS NOT NULL`);
  }
  return `CREATE OR REPLACE TEMP TABLE ${CHANGED} AS
    SELECT ${['new.*', 'old.rowid AS old_row', ...carried].join(', ')}
    FROM (SELECT key AS staged_key, ${values.join(', ')} FROM ${typed.source(walk.staging.sql, condition)}) AS new
    LEFT JOIN ${table} AS old ON ${keys.join(' AND ')}
    WHERE ${['old.rowid IS NULL', ...differences].join(' OR ')}`;
}
