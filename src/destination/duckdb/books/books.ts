import { DestinationError } from '../../../errors.ts';
import type { Database } from '../../../staging/database.ts';
import { TARGET } from '../../../staging/quote.ts';
import { BOOKS_SCHEMA } from '../catalog.ts';
import { BOOKED_COUNTS } from './load-books.ts';
import { migrateBooks } from './migrate-books.ts';

/** Changes with every change of the tables below; {@link migrateBooks} knows the older ones. */
export const BOOKS_VERSION = 6;

/** Tables that version 3 of the books brought. */
const LATER_BOOKS = [
  'CREATE TABLE _sluice.tables (dataset VARCHAR NOT NULL, "table" VARCHAR NOT NULL, key JSON, history JSON)',
  `CREATE TABLE _sluice.cursors (
    source VARCHAR NOT NULL, dataset VARCHAR NOT NULL, resource VARCHAR NOT NULL, path VARCHAR NOT NULL,
    walk VARCHAR NOT NULL, state JSON NOT NULL, load_id VARCHAR NOT NULL, updated_at TIMESTAMPTZ NOT NULL)`,
  `CREATE TABLE _sluice.rejected (
    load_id VARCHAR NOT NULL, resource VARCHAR NOT NULL, dataset VARCHAR NOT NULL, "table" VARCHAR NOT NULL,
    key VARCHAR, reason VARCHAR NOT NULL, text VARCHAR NOT NULL)`,
] as const;

/** Tables that version 5 brought: the id of the file, and every fold into it in order. Together they identify its state. */
const FOLD_BOOKS = [
  'CREATE TABLE _sluice.target (id VARCHAR NOT NULL)',
  'INSERT INTO _sluice.target VALUES (uuid()::VARCHAR)',
  `CREATE TABLE _sluice.folds (
    number BIGINT NOT NULL, walk VARCHAR NOT NULL, staging VARCHAR NOT NULL, load_id VARCHAR NOT NULL,
    resource VARCHAR NOT NULL, dataset VARCHAR NOT NULL, "table" VARCHAR, folded_at TIMESTAMPTZ NOT NULL)`,
] as const;

const CREATE_BOOKS = [
  'CREATE SCHEMA IF NOT EXISTS _sluice',
  'CREATE TABLE _sluice.version (version INTEGER NOT NULL)',
  `CREATE TABLE _sluice.loads (
    load_id VARCHAR NOT NULL, source VARCHAR NOT NULL, started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ, verdict VARCHAR, report JSON)`,
  `CREATE TABLE _sluice.resources (
    load_id VARCHAR NOT NULL, resource VARCHAR NOT NULL, dataset VARCHAR NOT NULL, "table" VARCHAR,
    verdict VARCHAR NOT NULL, basis VARCHAR, reason VARCHAR,
    ${BOOKED_COUNTS.map((name) => `${name} BIGINT`).join(', ')}, report JSON NOT NULL, since TIMESTAMPTZ)`,
  `CREATE TABLE _sluice.columns (
    dataset VARCHAR NOT NULL, "table" VARCHAR NOT NULL, field VARCHAR NOT NULL, "column" VARCHAR NOT NULL,
    type VARCHAR NOT NULL, facts JSON NOT NULL, ordinal INTEGER NOT NULL, hinted BOOLEAN)`,
  ...LATER_BOOKS,
  ...FOLD_BOOKS,
] as const;

/** What became of each resource in each load, the last load first: for whoever looks into the books. */
const HISTORY = `CREATE VIEW IF NOT EXISTS _sluice.history AS
  SELECT load_id, coalesce(finished_at, started_at) AS "at", source, dataset, resource,
    coalesce(told.verdict
      || coalesce(' (' || coalesce(reason, basis, CASE WHEN json_exists(told.report, '$.error') THEN 'failed' END) || ')', '')
      || coalesce(' since ' || strftime(since AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M'), ''), 'not ended') AS verdict,
    received AS "rows", inserted, updated, unchanged, deleted, staged
  FROM _sluice.loads AS loads LEFT JOIN _sluice.resources AS told USING (load_id)
  ORDER BY started_at DESC, resource`;

/**
 * Makes the books where there are none, and brings older ones to this version. To be called in a transaction.
 *
 * @throws {DestinationError} DESTINATION_OPEN when they are of another version of Sluice
 */
export async function openBooks(database: Database, name: string): Promise<void> {
  const tables = await bookTables(database);
  if (tables.length === 0) {
    for (const statement of CREATE_BOOKS) await database.run(statement);
    await database.run('INSERT INTO _sluice.version VALUES ($1)', [BOOKS_VERSION]);
  } else {
    const version = await knownVersion(database, tables, name);
    if (version < BOOKS_VERSION) {
      await migrateBooks(database, version, LATER_BOOKS, FOLD_BOOKS);
    }
  }
  await database.run(HISTORY);
}

/** The names of all tables in the schema of the books; none where there are no books. */
export async function bookTables(database: Database): Promise<readonly string[]> {
  const rows = await database.rows(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = '${TARGET}' AND schema_name = $1`,
    [BOOKS_SCHEMA],
  );
  return rows.map((row) => String(row['table_name']));
}

/** Whether the view for people is there: it may be dropped by whoever changes a table of the books. */
export async function hasHistory(database: Database): Promise<boolean> {
  const rows = await database.rows(
    `SELECT 1 FROM duckdb_views() WHERE database_name = '${TARGET}' AND schema_name = $1 AND view_name = 'history'`,
    [BOOKS_SCHEMA],
  );
  return rows.length > 0;
}

/**
 * The version of books that this Sluice can read.
 *
 * @throws {DestinationError} DESTINATION_OPEN when they are of another one
 */
export async function knownVersion(
  database: Database,
  tables: readonly string[],
  name: string,
): Promise<number> {
  const version = tables.includes('version') ? await readVersion(database) : undefined;
  if (version === undefined || version < 1 || version > BOOKS_VERSION) {
    throw versionError(name, version);
  }
  return version;
}

async function readVersion(database: Database): Promise<number | undefined> {
  const rows = await database.rows('SELECT version FROM _sluice.version');
  const version = rows[0]?.['version'];
  return rows.length === 1 && typeof version === 'number' ? version : undefined;
}

function versionError(path: string, version: number | undefined): DestinationError {
  const [what, advice] =
    version === undefined
      ? ['is not what Sluice writes', 'Rename that schema, or take another file']
      : [
          `has version ${version}, this Sluice knows ${BOOKS_VERSION}`,
          version > BOOKS_VERSION ? 'Take a newer Sluice' : 'Take the Sluice that wrote it',
        ];
  return new DestinationError(
    'DESTINATION_OPEN',
    `${path}: the bookkeeping in the schema \`${BOOKS_SCHEMA}\` ${what}. ${advice}. Nothing was read or written.`,
    { context: { path, version } },
  );
}
