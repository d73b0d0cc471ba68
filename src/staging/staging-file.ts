import { rmSync } from 'node:fs';
import { DestinationError } from '../errors.ts';
import { type Database, type Instance, openInstance } from './database.ts';
import { openError } from './duckdb-error.ts';
import { step } from './failpoints.ts';
import { assertDuckDbFile, isOpenHere, realFilePath } from './file-access.ts';
import { type LockWaitOptions, waitForLock } from './lock-wait.ts';
import { literal, qualified } from './quote.ts';
import { Spool } from './spool.ts';
import { registerSpool } from './spool-functions.ts';

export interface StagingFileOptions extends LockWaitOptions {
  /** What DuckDB may hold in memory, for all users of the file in this process. */
  readonly memoryLimit: string;
  /** Whose staging it is, for messages. */
  readonly name: string;
}

/** One user's hold on a staging file. All users in this process share one instance of DuckDB. */
export interface StagingFile extends Database {
  readonly path: string;
  /** Tells this file from any other that was, or will be, in its place. */
  readonly id: string;
  /** Where long values of the staged rows are. It is appended to in a transaction of the file, and read in the lane. */
  readonly spool: Spool;
  /** Returns the room of long values back that no staged row refers to any more. */
  trimSpool(): Promise<void>;
  /** Lets the file go; with its last user it is closed, and it goes if nothing waits in it. */
  close(): Promise<void>;
}

/** The name under which the staging file is attached, whatever its own name. */
export const STAGING = 'sluice_staging';

/** Behind its path, that of its spool. */
const SPOOL_END = '.spool';

/** Changes with every change of the tables of a staging file. */
const STAGING_VERSION = 2;

const TABLES = [
  `CREATE TABLE ${STAGING}.main.version (version INTEGER NOT NULL, id VARCHAR NOT NULL)`,
  `INSERT INTO ${STAGING}.main.version VALUES (${STAGING_VERSION}, uuid()::VARCHAR)`,
  `CREATE TABLE ${STAGING}.main.checkpoints (
    dataset VARCHAR NOT NULL, "table" VARCHAR NOT NULL, resource VARCHAR NOT NULL, load_id VARCHAR NOT NULL,
    plan_hash VARCHAR NOT NULL, pass INTEGER NOT NULL, page INTEGER NOT NULL, rows BIGINT NOT NULL,
    facts JSON NOT NULL, updated_at TIMESTAMPTZ NOT NULL, state VARCHAR, text_length BIGINT,
    started_at TIMESTAMPTZ, walk VARCHAR NOT NULL, mark JSON)`,
] as const;

/** A second sync may only be closing the file, or somebody may look into it: a moment is waited for either. */
const LEAST_WAIT_MS = 1000;

const UNTOUCHED = 'Nothing was read or written.';

/** What the users of one file share. */
interface Shared {
  readonly instance: Instance;
  readonly spool: Spool;
  users: number;
}

/** Two instances on one file lose whole tables without an error, so there is one for each real path. */
const openFiles = new Map<string, Promise<Shared>>();
/** Files whose last user is leaving. */
const closingFiles = new Map<string, Promise<void>>();

/**
 * Opens a staging file, or creates it. Whoever opens it closes it.
 *
 * @throws {DestinationError} DESTINATION_LOCKED, DESTINATION_OPEN: nothing was read or written
 */
export async function openStagingFile(
  path: string,
  options: StagingFileOptions,
): Promise<StagingFile> {
  const { waitLockMs = 0 } = options;
  const wait = { ...options, waitLockMs: Math.max(waitLockMs, LEAST_WAIT_MS) };
  const realPath = await realFilePath(path).catch((error: unknown) => {
    throw openError(path, error);
  });
  const shared = await waitForLock(() => share(realPath, options), wait);
  try {
    const { spool } = shared;
    const database = await shared.instance.connect();
    registerSpool(database.connection, spool);
    const [row] = await database.rows(`SELECT id FROM ${STAGING}.main.version`);
    const close = () => leave(realPath, shared, database);
    const trimSpool = () => database.lane(() => trim(database, spool));
    return { ...database, path: realPath, id: String(row?.['id']), spool, trimSpool, close };
  } catch (error) {
    await leave(realPath, shared);
    throw openError(path, error);
  }
}

async function share(path: string, options: StagingFileOptions): Promise<Shared> {
  for (;;) {
    await closingFiles.get(path);
    const open = openFiles.get(path);
    if (open === undefined) break;
    const shared = await open;
    // its last user may have left while we waited
    if (openFiles.get(path) !== open) continue;
    shared.users++;
    return shared;
  }
  const opening = attachStaging(path, options);
  openFiles.set(path, opening);
  try {
    return await opening;
  } catch (error) {
    openFiles.delete(path);
    throw error;
  }
}

async function attachStaging(path: string, options: StagingFileOptions): Promise<Shared> {
  const { memoryLimit, name } = options;
  await assertDuckDbFile(path, false);
  const instance = await openInstance({ memoryLimit, tempFolder: `${path}.tmp` }).catch(
    (error: unknown) => {
      throw openError(name, error);
    },
  );
  try {
    const database = await instance.connect();
    await database.run(`ATTACH ${literal(path)} AS ${STAGING}`);
    const isThere = await isOpenHere(path);
    if (isThere) {
      await database.inTransaction(name, UNTOUCHED, () => makeTables(database, path));
      const spool = new Spool(`${path}${SPOOL_END}`);
      if (spool.isThere()) spool.cut(await readSpoolEnd(database));
      database.disconnect();
      return { instance, spool, users: 1 };
    }
  } catch (error) {
    instance.close();
    const what = `another sync is at work on it: its staging file ${path} is`;
    throw error instanceof DestinationError ? error : openError(name, error, what);
  }
  // its last user removed it between our opening it and our locking it
  instance.close();
  return attachStaging(path, options);
}

async function makeTables(database: Database, path: string): Promise<void> {
  const tables = await database.rows(
    'SELECT table_name AS name FROM duckdb_tables() WHERE database_name = $1',
    [STAGING],
  );
  if (tables.length === 0) {
    for (const statement of TABLES) await database.run(statement);
    return;
  }
  const [row] = tables.some(({ name }) => name === 'version')
    ? await database.rows(`SELECT version FROM ${STAGING}.main.version`)
    : [];
  if (row?.['version'] === STAGING_VERSION) return;
  throw new DestinationError(
    'DESTINATION_OPEN',
    `${path}: another version of Sluice staged rows in this file. Take that version to finish them, or remove the file: the next run reads everything anew. ${UNTOUCHED}`,
    { context: { path } },
  );
}

async function trim(database: Database, spool: Spool): Promise<void> {
  if (spool.end > 0) spool.cut(await readSpoolEnd(database));
}

/** How far staged rows refer to the spool. */
async function readSpoolEnd(database: Database): Promise<number> {
  const tables = await database.rows(
    `SELECT table_name AS name FROM duckdb_columns() WHERE database_name = $1 AND table_name LIKE 'staging%' AND column_name = 'cut'`,
    [STAGING],
  );
  if (tables.length === 0) return 0;
  const ends = tables.map(({ name }) => {
    const sql = `${STAGING}.${qualified('main', String(name))}`;
    return `SELECT max(CAST(cut ->> '$.end' AS DOUBLE)) AS reach FROM ${sql} WHERE cut IS NOT NULL`;
  });
  const [row] = await database.rows(
    `SELECT coalesce(max(reach), 0)::DOUBLE AS reach FROM (${ends.join(' UNION ALL ')})`,
  );
  return Number(row?.['reach']);
}

async function leave(path: string, shared: Shared, database?: Database): Promise<void> {
  shared.users--;
  if (shared.users > 0) return database?.disconnect();
  openFiles.delete(path);
  const closing = closeFile(path, shared, database).finally(() => closingFiles.delete(path));
  closingFiles.set(path, closing);
  await closing;
}

/**
 * A file in which nothing waits goes before it is closed: closing it after another process has made a new one would delete the
 * log of that one.
 */
async function closeFile(
  path: string,
  { instance, spool }: Shared,
  database: Database | undefined,
): Promise<void> {
  try {
    const isEmpty = database !== undefined && !(await holdsRows(database).catch(() => true));
    if (isEmpty) await step('unlink', async () => removeFile(path));
  } finally {
    database?.disconnect();
    instance.close();
    spool.close();
  }
}

function removeFile(path: string): void {
  for (const end of ['.wal', '.tmp', SPOOL_END, '']) {
    rmSync(`${path}${end}`, { recursive: true, force: true });
  }
}

/** Whether anything waits for a later run. */
async function holdsRows(database: Database): Promise<boolean> {
  const rows = await database.rows(
    `SELECT 1 FROM duckdb_tables() WHERE database_name = $1 AND table_name LIKE 'staging%'
     UNION ALL SELECT 1 FROM ${STAGING}.main.checkpoints LIMIT 1`,
    [STAGING],
  );
  return rows.length > 0;
}
