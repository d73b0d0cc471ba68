import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import pLimit, { type LimitFunction } from 'p-limit';
import { DestinationError } from '../../errors.ts';
import { type Consequence, isFatal, openError, writeError } from './duckdb-error.ts';
import { step } from './failpoints.ts';
import { assertDuckDbFile } from './file-check.ts';
import { type LockWaitOptions, waitForLock } from './lock-wait.ts';
import { literal } from './quote.ts';
import { realFilePath } from './real-path.ts';
import type { Claims } from './table-claims.ts';

/** A row of a small result: names to plain values; integers of 64 bits and more are strings. */
export type ResultRow = Readonly<Record<string, unknown>>;

export interface DatabaseOptions extends LockWaitOptions {
  /** What DuckDB may hold in memory, for all users of the file in this process. @default '1GB' */
  readonly memoryLimit?: string;
  /**
   * Whether nothing will be written: the file, which must exist then, stays as it is byte for byte, unless a writer of
   * this process has it open. @default false
   */
  readonly isReadOnly?: boolean;
  /** Whether a file that is not there is refused, and none made. @default false, true where nothing will be written */
  readonly mustExist?: boolean;
}

/** One user's hold on a database file. All users in this process share one instance and one lane. */
export interface Database {
  readonly path: string;
  /** The name under which DuckDB knows the file: its own, without what stands behind the first dot. */
  readonly catalog: string;
  /** For the appender; statements go through the methods below. */
  readonly connection: DuckDBConnection;
  /** Tables that users of this process are writing, so that no two do that know nothing of each other. */
  readonly claims: Claims;
  run(sql: string, values?: readonly DuckDBValue[]): Promise<number>;
  /** @param types of the values, where they do not tell it themselves */
  rows(
    sql: string,
    values?: readonly DuckDBValue[],
    types?: readonly DuckDBType[],
  ): Promise<readonly ResultRow[]>;
  /** Runs `work` when nobody else of this process is in the lane. Not to be nested. */
  lane<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Runs `work` in the lane and in one transaction: all of it is committed, or nothing.
   *
   * @param consequence what became of the data if it fails, for the message
   * @throws {DestinationError} DESTINATION_WRITE
   */
  transaction<T>(where: string, consequence: Consequence, work: () => Promise<T>): Promise<T>;
  /** Lets the file go; with its last user the instance is closed and other processes can open it. */
  close(): Promise<void>;
}

/** What the users of one file share. */
interface Shared {
  readonly instance: DuckDBInstance;
  readonly lane: LimitFunction;
  readonly claims: Claims;
  users: number;
  readonly isReadOnly: boolean;
  /** Resolves when its last user has left. */
  readonly closed: Promise<void>;
  readonly close: () => void;
  /** The fatal error after which DuckDB answers nothing more. */
  fatal: unknown;
}

const DEFAULT_MEMORY_LIMIT = '1GB';
/**
 * How much is written to the log before DuckDB puts it into the file. Its own 16 MB makes it compress the same
 * unfinished row group again and again while rows are staged: measured half the speed. And what is staged and folded
 * below this size never reaches the file at all.
 */
const CHECKPOINT_THRESHOLD = '64MB';

/** Two instances on one file lose whole tables without an error, so there is one for each real path. */
const openFiles = new Map<string, Promise<Shared>>();

/**
 * Opens a database file, or creates it. Whoever opens it closes it.
 *
 * @throws {DestinationError} DESTINATION_LOCKED, DESTINATION_OPEN: nothing was read or written
 */
export function openDatabase(path: string, options: DatabaseOptions = {}): Promise<Database> {
  return waitForLock(async () => {
    try {
      const realPath = await realFilePath(path);
      const shared = await share(realPath, options);
      return await connect(realPath, shared, options);
    } catch (error) {
      throw error instanceof DestinationError ? error : openError(path, error);
    }
  }, options);
}

async function share(realPath: string, options: DatabaseOptions): Promise<Shared> {
  for (;;) {
    const open = openFiles.get(realPath);
    if (open === undefined) break;
    const shared = await open;
    // its last user may have left while we waited
    if (openFiles.get(realPath) !== open) continue;
    if (shared.isReadOnly && !options.isReadOnly) {
      await shared.closed;
      continue;
    }
    shared.users++;
    return shared;
  }
  const opening = openShared(realPath, options);
  openFiles.set(realPath, opening);
  try {
    return await opening;
  } catch (error) {
    openFiles.delete(realPath);
    throw error;
  }
}

async function openShared(
  realPath: string,
  { isReadOnly = false, mustExist = isReadOnly }: DatabaseOptions,
): Promise<Shared> {
  await assertDuckDbFile(realPath, mustExist);
  const mode = isReadOnly ? { access_mode: 'READ_ONLY' } : undefined;
  const instance = await DuckDBInstance.fromCache(realPath, mode);
  let close = (): void => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const state = { users: 1, isReadOnly, closed, close, fatal: undefined };
  return { instance, lane: pLimit(1), claims: new Map(), ...state };
}

async function connect(path: string, shared: Shared, options: DatabaseOptions): Promise<Database> {
  try {
    const connection = await shared.instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    if (!shared.isReadOnly) {
      await connection.run(`SET GLOBAL checkpoint_threshold = ${literal(CHECKPOINT_THRESHOLD)}`);
    }
    if (options.memoryLimit !== undefined || shared.users === 1) {
      const limit = options.memoryLimit ?? DEFAULT_MEMORY_LIMIT;
      await connection.run(`SET GLOBAL memory_limit = ${literal(limit)}`);
    }
    const named = await connection.runAndReadAll('SELECT current_database() AS name');
    const catalog = String(named.getRowObjectsJson()[0]?.['name']);
    return createDatabase({ path, catalog }, shared, connection);
  } catch (error) {
    release(path, shared);
    throw error;
  }
}

function createDatabase(
  { path, catalog }: Pick<Database, 'path' | 'catalog'>,
  shared: Shared,
  connection: DuckDBConnection,
): Database {
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    if (shared.fatal !== undefined) throw shared.fatal;
    try {
      return await work();
    } catch (error) {
      if (isFatal(error)) shared.fatal = error;
      throw error;
    }
  };
  const run: Database['run'] = (sql, values) =>
    guard(async () => (await connection.run(sql, values && [...values])).rowsChanged);
  const lane: Database['lane'] = (work) => shared.lane(work);
  return {
    path,
    catalog,
    connection,
    claims: shared.claims,
    run,
    rows: (sql, values, types) =>
      guard(async () =>
        (
          await connection.runAndReadAll(sql, values && [...values], types && [...types])
        ).getRowObjectsJson(),
      ),
    lane,
    transaction: (where, consequence, work) =>
      lane(() => guard(() => inTransaction(run, work))).catch((error: unknown) => {
        throw writeError(where, error, consequence);
      }),
    close: async () => {
      await lane(() => settleFile(run, shared)).finally(() => {
        connection.closeSync();
        release(path, shared);
      });
    },
  };
}

async function inTransaction<T>(run: Database['run'], work: () => Promise<T>): Promise<T> {
  await run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await run('COMMIT');
    return result;
  } catch (error) {
    // after a failed COMMIT or a fatal error there is no transaction left to roll back
    await run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Puts the log into the file. What was committed is safe without it, so a refusal is no failure. */
async function settleFile(run: Database['run'], { isReadOnly }: Shared): Promise<void> {
  if (isReadOnly) return;
  await step('checkpoint', () => run('CHECKPOINT').catch(() => undefined));
}

function release(path: string, shared: Shared): void {
  shared.users--;
  if (shared.users > 0) return;
  openFiles.delete(path);
  shared.instance.closeSync();
  shared.close();
}
