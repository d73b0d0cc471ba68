import { availableParallelism } from 'node:os';
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import pLimit, { type LimitFunction } from 'p-limit';
import { type Consequence, isFatal, writeError } from './duckdb-error.ts';
import { literal } from './quote.ts';
import type { Claims } from './table-claims.ts';

/** A row of a small result: names to plain values; integers of 64 bits and more are strings. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** One user's connection to DuckDB. All users of one instance share one lane. */
export interface Database {
  /** For the appender; statements go through the methods below. */
  readonly connection: DuckDBConnection;
  /** Tables that users of this instance are writing, so that no two do that know nothing of each other. */
  readonly claims: Claims;
  /** What DuckDB may hold in memory, as it was given. */
  readonly memoryLimit: string;
  run(sql: string, values?: readonly DuckDBValue[]): Promise<number>;
  /** @param types of the values, where they do not tell it themselves */
  rows(
    sql: string,
    values?: readonly DuckDBValue[],
    types?: readonly DuckDBType[],
  ): Promise<readonly ResultRow[]>;
  /** Lets DuckDB use all cores from now on if there is work for them: so many rows of one table. */
  expectRows(rows: number): Promise<void>;
  /** Runs `work` when nobody else is in the lane. Not to be nested. */
  lane<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Runs `work` in one transaction: all of it is committed, or nothing. To be called in the lane.
   *
   * @param consequence what became of the data if it fails, for the message
   * @throws {DestinationError} DESTINATION_WRITE
   */
  inTransaction<T>(where: string, consequence: Consequence, work: () => Promise<T>): Promise<T>;
  /** {@link inTransaction}, in the lane. */
  transaction<T>(where: string, consequence: Consequence, work: () => Promise<T>): Promise<T>;
  /** Closes the connection, not the instance. */
  disconnect(): void;
}

/** A DuckDB of this process, in memory, to which files are attached. */
export interface Instance {
  connect(): Promise<Database>;
  /** Lets go of all attached files. Nothing is checkpointed: files that are to be are detached before. */
  close(): void;
}

export interface InstanceOptions {
  /** What DuckDB may hold in memory, as DuckDB writes it (`512MB`); what does not fit goes to disk. */
  readonly memoryLimit: string;
  /** Where it goes then. Default: nowhere. */
  readonly tempFolder?: string;
}

/**
 * How staging is written: to a log, which goes into the file as seldom as a replay allows, and uncompressed. DuckDB's own 16 MB
 * make it compress the same unfinished row group again and again, measured at half the speed; and what it needs to compress
 * comes on top of the memory limit.
 */
const LOGGED_COMMITS = `SET GLOBAL checkpoint_threshold = '256MB';
  SET GLOBAL force_compression = 'uncompressed';
  RESET GLOBAL auto_checkpoint_skip_wal_threshold`;

/**
 * How a fold is written: into the file by its COMMIT, without a log. The log holds everything a second time, takes several times
 * the memory, and leaves blocks free in the file when it is put into it.
 */
const UNLOGGED_COMMITS = `SET GLOBAL checkpoint_threshold = '0B';
  SET GLOBAL force_compression = 'auto';
  SET GLOBAL auto_checkpoint_skip_wal_threshold = 0`;

/**
 * Runs `work` while a COMMIT writes rows into the file itself. To be called in the lane: the settings are those of the whole
 * instance, staging included. What `work` did to the memory limit is undone.
 */
export async function withUnloggedCommits<T>(
  database: Database,
  work: () => Promise<T>,
): Promise<T> {
  try {
    await database.run(UNLOGGED_COMMITS);
    return await work();
  } finally {
    const memory = `SET GLOBAL memory_limit = ${literal(database.memoryLimit)}`;
    for (const sql of [LOGGED_COMMITS, memory]) await database.run(sql).catch(() => undefined);
  }
}

/** Fewer rows are done sooner by one thread than others are woken: measured at an eighth of the CPU time of a small load. */
const MANY_ROWS = 50_000;

/** The limit is given when the instance is made: a log is replayed when a file is attached, and that takes memory too. */
export async function openInstance({
  memoryLimit,
  tempFolder,
}: InstanceOptions): Promise<Instance> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: memoryLimit,
    threads: '1',
    ...(tempFolder !== undefined && { temp_directory: tempFolder }),
  });
  const shared: Shared = {
    lane: pLimit(1),
    claims: new Map(),
    memoryLimit,
    isThreaded: false,
    fatal: undefined,
  };
  const setting = await instance.connect();
  await setting.run(LOGGED_COMMITS);
  setting.closeSync();
  return {
    async connect() {
      const connection = await instance.connect();
      await connection.run("SET TimeZone = 'UTC'; PRAGMA disable_checkpoint_on_shutdown");
      return createDatabase(shared, connection);
    },
    close: () => instance.closeSync(),
  };
}

/** What the users of one instance share. */
interface Shared {
  readonly lane: LimitFunction;
  readonly claims: Claims;
  readonly memoryLimit: string;
  /** Whether DuckDB uses all cores. */
  isThreaded: boolean;
  /** The fatal error after which DuckDB answers nothing more. */
  fatal: unknown;
}

function createDatabase(shared: Shared, connection: DuckDBConnection): Database {
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
  const expectRows: Database['expectRows'] = async (rows) => {
    if (shared.isThreaded || rows < MANY_ROWS) return;
    shared.isThreaded = true;
    await run(`SET GLOBAL threads = ${availableParallelism()}`);
  };
  const lane: Database['lane'] = (work) => shared.lane(work);
  const inTransaction: Database['inTransaction'] = (where, consequence, work) =>
    guard(() => transact(run, work)).catch((error: unknown) => {
      throw writeError(where, error, consequence);
    });
  return {
    connection,
    claims: shared.claims,
    memoryLimit: shared.memoryLimit,
    run,
    rows: (sql, values, types) =>
      guard(async () =>
        (
          await connection.runAndReadAll(sql, values && [...values], types && [...types])
        ).getRowObjectsJson(),
      ),
    expectRows,
    lane,
    inTransaction,
    transaction: (where, consequence, work) => lane(() => inTransaction(where, consequence, work)),
    disconnect: () => connection.closeSync(),
  };
}

async function transact<T>(run: Database['run'], work: () => Promise<T>): Promise<T> {
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

/** @param from what stands behind FROM */
export async function countRows(database: Pick<Database, 'rows'>, from: string): Promise<number> {
  const [count] = await database.rows(`SELECT count(*)::DOUBLE AS rows FROM ${from}`);
  return Number(count?.['rows']);
}
