import { createHash } from 'node:crypto';
import { tableName } from '../schema/naming.ts';
import { type Checkpoint, dropCheckpoint } from './checkpoint.ts';
import type { Database } from './database.ts';
import { catalogName, qualified } from './quote.ts';
import { STAGING } from './staging-file.ts';
import type { StagingTable } from './target.ts';

/** What stands in a staging table. */
export interface StagedCounts {
  /** All rows. */
  readonly rows: number;
  /** Rows of the first pass, without those that were reread. */
  readonly firstPass: number;
  /** Keys that a later pass met first. */
  readonly late: number;
}

const COLUMNS = [
  'pass INTEGER',
  'page INTEGER',
  'row INTEGER',
  'key VARCHAR',
  'text VARCHAR',
  'exact VARCHAR',
  'reread BOOLEAN',
  'cut VARCHAR',
] as const;

/**
 * The dataset's length keeps `a_b` + `c` and `a` + `b_c` apart. A resource whose table is not named after it may share the
 * table with others; its staging is told by its own name.
 */
export function stagingTable(dataset: string, table: string, resource: string): StagingTable {
  const [schemaName, inCatalog] = [catalogName(dataset), catalogName(table)];
  const isOwn = NAMINGS.some((naming) => tableName(resource, naming) === table);
  const suffix = isOwn
    ? ''
    : `_${createHash('sha256').update(resource).digest('hex').slice(0, 16)}`;
  const name = `staging_${schemaName.length}_${schemaName}_${inCatalog}${suffix}`;
  return { dataset, table, resource, name, sql: `${STAGING}.${qualified('main', name)}` };
}

const NAMINGS = ['snake_case', 'direct'] as const;

export async function createStaging(database: Database, staging: StagingTable): Promise<void> {
  await database.run(`CREATE TABLE ${staging.sql} (${COLUMNS.join(', ')})`);
}

export async function hasStaging(database: Database, { name }: StagingTable): Promise<boolean> {
  const rows = await database.rows(
    'SELECT 1 FROM duckdb_tables() WHERE database_name = $1 AND table_name = $2',
    [STAGING, name],
  );
  return rows.length > 0;
}

export async function dropStaging(database: Database, staging: StagingTable): Promise<void> {
  await database.run(`DROP TABLE IF EXISTS ${staging.sql}`);
  await dropCheckpoint(database, staging);
}

/** Counts what is staged; one that has come no further than pass 1 has no late rows. */
export async function countStaged(
  database: Database,
  staging: StagingTable,
  pass: number,
  hasCopies: boolean,
): Promise<StagedCounts> {
  const [count] = await database.rows(
    `SELECT count(*)::DOUBLE AS rows, count(*) FILTER (pass = 1 AND NOT reread)::DOUBLE AS first FROM ${staging.sql}`,
  );
  return {
    rows: Number(count?.['rows']),
    firstPass: Number(count?.['first']),
    late: await countLate(database, staging, pass, hasCopies),
  };
}

/**
 * Keys that a later pass met first; where rows are not told by a key, the rows by which the last pass has more than the
 * first one.
 */
export async function countLate(
  database: Database,
  staging: StagingTable,
  pass: number,
  hasCopies: boolean,
): Promise<number> {
  if (pass <= 1) return 0;
  if (!hasCopies) {
    const [more] = await database.rows(
      `SELECT greatest(count(*) FILTER (pass = $1) - count(*) FILTER (pass = 1), 0)::DOUBLE AS late
       FROM ${staging.sql} WHERE NOT reread`,
      [pass],
    );
    return Number(more?.['late']);
  }
  const [count] = await database.rows(
    `SELECT count(DISTINCT later.key)::DOUBLE AS late
     FROM (SELECT key FROM ${staging.sql} WHERE pass > 1) AS later
     ANTI JOIN (SELECT key FROM ${staging.sql} WHERE pass = 1) AS first ON later.key = first.key`,
  );
  return Number(count?.['late']);
}

/** Keys that an earlier pass met, and not the last one: rows that went while the collection was walked. */
export async function countGone(
  database: Database,
  staging: StagingTable,
  pass: number,
): Promise<number> {
  if (pass <= 1) return 0;
  const [count] = await database.rows(
    `SELECT count(*)::DOUBLE AS gone FROM (
       SELECT key FROM ${staging.sql} WHERE key IS NOT NULL GROUP BY key HAVING max(pass) < $1)`,
    [pass],
  );
  return Number(count?.['gone']);
}

/** Takes back what was staged of a page. */
export async function deletePage(
  database: Database,
  staging: StagingTable,
  page: { readonly pass: number; readonly page: number },
): Promise<{ readonly rows: number; readonly firstPass: number }> {
  const place = [page.pass, page.page];
  const [count] =
    page.pass > 1
      ? []
      : await database.rows(
          `SELECT count(*)::DOUBLE AS first FROM ${staging.sql} WHERE pass = $1 AND page = $2 AND NOT reread`,
          place,
        );
  const rows = await database.run(
    `DELETE FROM ${staging.sql} WHERE pass = $1 AND page = $2`,
    place,
  );
  return { rows, firstPass: Number(count?.['first'] ?? 0) };
}

/** Takes back what was staged behind the last whole page; returns the number of rows. */
export async function deleteBehind(
  database: Database,
  staging: StagingTable,
  { pass, page }: Pick<Checkpoint, 'pass' | 'page'>,
): Promise<number> {
  return database.run(`DELETE FROM ${staging.sql} WHERE pass > $1 OR (pass = $1 AND page > $2)`, [
    pass,
    page,
  ]);
}

/** The keys of one page in order, the last `limit` of them; none where the rows have no key. */
export async function readKeys(
  database: Database,
  staging: StagingTable,
  { pass, page }: Pick<Checkpoint, 'pass' | 'page'>,
  limit: number,
): Promise<readonly string[]> {
  const rows = await database.rows(
    `SELECT key FROM ${staging.sql} WHERE pass = $1 AND page = $2 AND key IS NOT NULL ORDER BY row DESC LIMIT $3`,
    [pass, page, limit],
  );
  return rows.map((row) => String(row['key'])).reverse();
}
