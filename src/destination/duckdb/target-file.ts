import { stat } from 'node:fs/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import { DestinationError } from '../../errors.ts';
import { type Database, withUnloggedCommits } from '../../staging/database.ts';
import { openError } from '../../staging/duckdb-error.ts';
import { step } from '../../staging/failpoints.ts';
import { assertDuckDbFile, isOpenHere } from '../../staging/file-access.ts';
import { type LockWaitOptions, waitForLock } from '../../staging/lock-wait.ts';
import { literal, TARGET } from '../../staging/quote.ts';

export interface AttachOptions extends LockWaitOptions {
  /** Whether nothing will be written: other processes may read the file meanwhile, and it stays as it is byte for byte. */
  readonly isReadOnly: boolean;
  /** Whether the file is made if it is not there. */
  readonly isMade: boolean;
  /** For messages: the path as the user gave it. */
  readonly name: string;
}

/**
 * Lanes of attaching, by path and by device and inode: a file has several names, and within one process DuckDB locks nothing,
 * so that whoever attaches it waits for whoever has, through whatever instance.
 */
const lanes = new Map<string, { readonly limit: LimitFunction; users: number }>();

/**
 * Runs `work` while the file is attached as {@link TARGET}, which unqualified names mean then, in the lane of the database and
 * in that of the file. It is detached behind it, so that others can have it.
 *
 * @throws {DestinationError} DESTINATION_LOCKED, DESTINATION_OPEN: nothing was read or written; and what `work` throws
 */
export function withTarget<T>(
  database: Database,
  path: string,
  options: AttachOptions,
  work: () => Promise<T>,
): Promise<T> {
  return waitForLock(
    () =>
      database.lane(() =>
        inLanesOf(path, () => {
          const run = () => attached(database, path, options, work);
          return options.isReadOnly ? run() : withUnloggedCommits(database, run);
        }),
      ),
    options,
  );
}

async function attached<T>(
  database: Database,
  path: string,
  { isReadOnly, isMade, name }: AttachOptions,
  work: () => Promise<T>,
): Promise<T> {
  // opening and closing the file to look at it would drop the lock of whoever has it in this process
  if (await isOpenHere(path, false)) throw openHereError(name);
  await assertDuckDbFile(path, !isMade, name);
  try {
    const mode = isReadOnly ? ' (READ_ONLY)' : '';
    const attach = () =>
      // what a failed detach left goes first
      database.run(`DETACH DATABASE IF EXISTS ${TARGET};
        ATTACH ${literal(path)} AS ${TARGET}${mode};
        USE ${TARGET}.main`);
    await (isReadOnly ? attach() : step('attach', attach));
  } catch (error) {
    throw openError(name, error);
  }
  try {
    return await work();
  } finally {
    await detach(database, isReadOnly);
  }
}

/**
 * Lets the file go. A commit has written into it already, unless somebody else's log was there; what was committed is safe all
 * the same, so a refusal is not a failure.
 */
async function detach(database: Database, isReadOnly: boolean): Promise<void> {
  const leave = async (statements: readonly string[]): Promise<void> => {
    for (const sql of statements) await database.run(sql).catch(() => undefined);
  };
  const statements = ['USE memory.main', `DETACH ${TARGET}`];
  if (isReadOnly) return leave(statements);
  await step('detach', () => leave([`CHECKPOINT ${TARGET}`, ...statements]));
}

async function inLanesOf<T>(path: string, work: () => Promise<T>): Promise<T> {
  // by the path first: a file that is being made has no inode yet
  return inLane(path, async () => {
    const file = await stat(path).catch(() => undefined);
    return file === undefined ? work() : inLane(`${file.dev}:${file.ino}`, work);
  });
}

async function inLane<T>(key: string, work: () => Promise<T>): Promise<T> {
  const lane = lanes.get(key) ?? { limit: pLimit(1), users: 0 };
  lanes.set(key, lane);
  lane.users++;
  try {
    return await lane.limit(work);
  } finally {
    lane.users--;
    if (lane.users === 0) lanes.delete(key);
  }
}

function openHereError(name: string): DestinationError {
  return new DestinationError(
    'DESTINATION_LOCKED',
    `${name}: this process has the database open itself, and DuckDB does not lock a file within one process: two that write to it lose whole tables. Nothing was read or written. Close it before the sync, or open it in another process, for reading only.`,
    { context: { path: name, pid: process.pid }, retryable: true },
  );
}
