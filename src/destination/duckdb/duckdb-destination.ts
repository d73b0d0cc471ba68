import { DestinationError } from '../../errors.ts';
import type { SyncReport } from '../../model.ts';
import type {
  Destination,
  DestinationLoad,
  LoadStart,
  ResourceWriter,
  Settlement,
} from '../destination.ts';
import { openBooks } from './books.ts';
import { createCursorBooks } from './cursor-books.ts';
import { type Database, openDatabase } from './database.ts';
import { finishLoad, insertLoad, insertResource } from './load-books.ts';
import type { LockWaitOptions } from './lock-wait.ts';
import { STAGE_LIMITS, type StageLimits } from './staging.ts';
import { type DuckDbWriter, openWriter, settleFamily } from './writer.ts';

export interface DuckDbDestinationOptions extends LockWaitOptions {
  /**
   * What DuckDB may hold in memory, as DuckDB writes it (`512MB`, `4GB`). It counts for all that this process does with
   * the file; what does not fit goes to disk.
   *
   * @default '1GB'
   */
  readonly memoryLimit?: string;
  /** When rows are committed to staging. @default 10 000 rows, 8 MiB of text or one second */
  readonly stageLimits?: StageLimits;
}

/** Tables in a DuckDB file, with the books of all loads beside them in the schema `_sluice`. */
export function duckdbDestination(
  path: string,
  options: DuckDbDestinationOptions = {},
): Destination {
  return {
    name: path,
    async open(load, onWaiting) {
      assertPath(path);
      const database = await openDatabase(path, { ...options, ...(onWaiting && { onWaiting }) });
      try {
        await database.transaction(path, 'Nothing was written.', async () => {
          await openBooks(database);
          await insertLoad(database, load);
        });
      } catch (error) {
        await database.close();
        throw error;
      }
      return createLoad(database, load, options.stageLimits ?? STAGE_LIMITS);
    },
  };
}

function createLoad(database: Database, load: LoadStart, limits: StageLimits): DestinationLoad {
  const writers: DuckDbWriter[] = [];
  const recorded = new Set<string>();
  return {
    async writer(target) {
      const onRecorded = (resource: string): unknown => recorded.add(resource);
      const writer = await openWriter({ database, load, target, limits, onRecorded });
      writers.push(writer);
      return writer;
    },
    cursors: createCursorBooks(database, load),
    settleFamily(settlements) {
      return settleFamily(
        database,
        settlements.map((settlement) => ({ ...settlement, writer: own(writers, settlement) })),
      );
    },
    async close(report) {
      try {
        await Promise.all(writers.map(stopped));
        await recordLoad(database, load, report, recorded);
      } finally {
        await database.close();
      }
    },
  };
}

function own(writers: readonly DuckDbWriter[], { writer }: Settlement): DuckDbWriter {
  const found = writers.find((one) => one === writer);
  if (found === undefined)
    throw new TypeError('A family settles with the load that opened its writers.');
  return found;
}

/** Resolves when the writer's stream does nothing more with the connection. */
function stopped({ stream }: ResourceWriter): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed) return resolve();
    stream.once('close', resolve);
    stream.destroy();
  });
}

function recordLoad(
  database: Database,
  load: LoadStart,
  report: SyncReport,
  recorded: ReadonlySet<string>,
): Promise<void> {
  const consequence =
    'The rows of this load are as their reports say; only its own record is missing.';
  return database.transaction(`${database.path}: load ${load.loadId}`, consequence, async () => {
    for (const resource of report.resources) {
      if (!recorded.has(resource.name)) await insertResource(database, load, resource);
    }
    await finishLoad(database, report);
  });
}

function assertPath(path: string): void {
  if (path !== '' && path !== ':memory:') return;
  throw new DestinationError(
    'DESTINATION_OPEN',
    `${JSON.stringify(path)}: a database in memory would be gone when the load ends. Give the path of a file; nothing was read or written.`,
    { context: { path } },
  );
}
