import type { FieldFacts } from '../../model.ts';
import type { LoadStart, ResourceTarget } from '../destination.ts';
import { BOOKS_SCHEMA } from './books.ts';
import { catalogName, foldedName, readTable } from './catalog.ts';
import type { Database } from './database.ts';
import { qualified } from './quote.ts';

/** Where the rows of one table wait. */
export interface StagingTable {
  readonly dataset: string;
  readonly table: string;
  /** The staging table's own name, in the schema of the books. */
  readonly name: string;
  /** The same as an SQL name. */
  readonly sql: string;
}

/** How far a walk is staged, committed together with its rows. */
export interface Checkpoint {
  readonly pass: number;
  readonly page: number;
  readonly rows: number;
  readonly facts: ReadonlyMap<string, FieldFacts>;
}

/** What an earlier run left behind. */
export interface Leftover {
  readonly rows: number;
  readonly loadId: string | undefined;
}

const OF_TABLE = `${foldedName('dataset')} = $1 AND ${foldedName('"table"')} = $2`;

/** The dataset's length keeps `a_b` + `c` and `a` + `b_c` apart. */
export function stagingTable(dataset: string, table: string): StagingTable {
  const [schemaName, tableName] = [catalogName(dataset), catalogName(table)];
  const name = `staging_${schemaName.length}_${schemaName}_${tableName}`;
  return { dataset, table, name, sql: qualified(BOOKS_SCHEMA, name) };
}

export async function createStaging(database: Database, staging: StagingTable): Promise<void> {
  await database.run(
    `CREATE TABLE ${staging.sql} (pass INTEGER, page INTEGER, row INTEGER, key VARCHAR, text VARCHAR, exact VARCHAR)`,
  );
}

/** Undefined where no run left anything. */
export async function findLeftover(
  database: Database,
  staging: StagingTable,
): Promise<Leftover | undefined> {
  if ((await readTable(database, BOOKS_SCHEMA, staging.name)) === undefined) return undefined;
  const [count] = await database.rows(`SELECT count(*)::INTEGER AS rows FROM ${staging.sql}`);
  const [checkpoint] = await database.rows(
    `SELECT load_id FROM _sluice.checkpoints WHERE ${OF_TABLE}`,
    ofTable(staging),
  );
  const loadId = checkpoint?.['load_id'];
  return {
    rows: Number(count?.['rows'] ?? 0),
    loadId: typeof loadId === 'string' ? loadId : undefined,
  };
}

export async function dropStaging(database: Database, staging: StagingTable): Promise<void> {
  await database.run(`DROP TABLE IF EXISTS ${staging.sql}`);
  await database.run(`DELETE FROM _sluice.checkpoints WHERE ${OF_TABLE}`, ofTable(staging));
}

/** Takes back what was staged of a page; gives the number of rows. */
export async function deletePage(
  database: Database,
  staging: StagingTable,
  page: { readonly pass: number; readonly page: number },
): Promise<number> {
  return database.run(`DELETE FROM ${staging.sql} WHERE pass = $1 AND page = $2`, [
    page.pass,
    page.page,
  ]);
}

export async function writeCheckpoint(
  database: Database,
  staging: StagingTable,
  load: LoadStart,
  target: ResourceTarget,
  checkpoint: Checkpoint,
): Promise<void> {
  await database.run(`DELETE FROM _sluice.checkpoints WHERE ${OF_TABLE}`, ofTable(staging));
  await database.run(
    'INSERT INTO _sluice.checkpoints VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CAST($9 AS JSON), now())',
    [
      staging.dataset,
      staging.table,
      target.resource,
      load.loadId,
      target.planHash,
      checkpoint.pass,
      checkpoint.page,
      checkpoint.rows,
      // an array of pairs keeps the order of the fields, which an object would not for names like `7`
      JSON.stringify([...checkpoint.facts]),
    ],
  );
}

/**
 * Leaves the last row of each key in staging; gives the number of copies that gave way. The position is packed into one
 * number because comparing three columns as one value is much slower.
 */
export async function reduceToLast(database: Database, staging: StagingTable): Promise<number> {
  const position = '((pass::HUGEINT << 80) + (page::HUGEINT << 40) + row)';
  return database.run(
    `WITH repeated AS (
       SELECT key, max(${position}) AS last FROM ${staging.sql} GROUP BY key HAVING count(*) > 1
     )
     DELETE FROM ${staging.sql} AS staged USING repeated
     WHERE staged.key = repeated.key AND ${position} < repeated.last`,
  );
}

function ofTable(staging: StagingTable): readonly string[] {
  return [catalogName(staging.dataset), catalogName(staging.table)];
}
