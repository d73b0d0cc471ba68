import { existsSync } from 'node:fs';
import {
  type Basis,
  NO_ROWS,
  type Reason,
  type ResourceReport,
  type RowCounts,
  type Verdict,
} from '../../model.ts';
import { countRows, type Database, openInstance, type ResultRow } from '../../staging/database.ts';
import { openError, readError } from '../../staging/duckdb-error.ts';
import { assertDuckDbFile, isOpenHere, realFilePath } from '../../staging/file-access.ts';
import { defaultMemoryLimit } from '../../staging/memory.ts';
import { catalogName, foldedName, identifier, literal, TARGET } from '../../staging/quote.ts';
import { openStagingFile, STAGING } from '../../staging/staging-file.ts';
import { stagingTable } from '../../staging/staging-table.ts';
import { toSeconds } from '../../wording.ts';
import { bookTables, knownVersion } from './books/books.ts';
import { stagingPathOf } from './duckdb-target.ts';
import { withTarget } from './target-file.ts';

/** What a database knows of its loads. Everything is empty where no sync has written to it. */
export interface DatabaseStatus {
  readonly path: string;
  /** The last ones, the newest first. */
  readonly loads: readonly LoadStatus[];
  /** What became of each resource last. */
  readonly resources: readonly ResourceStatus[];
  /** What is staged and waits for a later run; empty while another process runs a sync, which alone sees it. */
  readonly checkpoints: readonly CheckpointStatus[];
  /** The sync that is at work on the database in another process; undefined if there is none. */
  readonly running?: RunningSync;
  /** How far incremental resources were loaded. */
  readonly cursors?: readonly CursorStatus[];
}

export interface LoadStatus {
  readonly loadId: string;
  readonly source: string;
  readonly startedAt: string;
  /** Undefined for a load that is running, or was killed; so are `verdict` and `seconds`. */
  readonly finishedAt?: string;
  readonly verdict?: Verdict;
  readonly seconds?: number;
}

export interface ResourceStatus {
  readonly resource: string;
  readonly dataset: string;
  /** Undefined where there was no table when it was reported. */
  readonly table?: string;
  readonly loadId: string;
  /** When its load ended; when it began where it never ended. */
  readonly at: string;
  readonly verdict: Verdict;
  readonly basis?: Basis;
  readonly reason?: Reason;
  /** See ResourceReport.since. */
  readonly since?: string;
  /** Why it failed. */
  readonly error?: { readonly code?: string; readonly message: string };
  readonly counts: RowCounts;
}

export interface CheckpointStatus {
  readonly resource: string;
  readonly dataset: string;
  readonly table: string;
  /** The load that staged last. */
  readonly loadId: string;
  /** The pass and the last whole page of it. */
  readonly pass: number;
  readonly page: number;
  /** Rows in staging, those of a page that is not whole included. */
  readonly rows: number;
  /** Whether a run of the same configuration can go on from here. */
  readonly isResumable: boolean;
  readonly updatedAt: string;
  readonly ageSeconds: number;
}

export interface CursorStatus {
  readonly source: string;
  readonly resource: string;
  readonly dataset: string;
  readonly path: string;
  /** Walks that have such a cursor: one, or one for each parent row. */
  readonly walks: number;
  /** Parent rows that have one each; 0 for a resource that depends on no other. */
  readonly parents: number;
  /** As JSON text; undefined where there is more than one walk. */
  readonly lastValue?: string;
  readonly updatedAt: string;
}

export interface StatusOptions {
  /** Only resources and checkpoints of tables in this schema. Default: all. */
  readonly dataset?: string;
  /** The folder of the staging file, as `sync` takes it. Default: it stands beside the database. */
  readonly state?: string;
}

/** Another process that has the staging file: what waits there can't be seen. */
export interface RunningSync {
  /** Undefined where the system does not tell. */
  readonly pid?: number;
}

const LAST_LOADS = 10;
/** A fold has the database for a moment. */
const FOLD_WAIT_MS = 2000;

/**
 * Reads what a database knows of its loads, also while a sync is at work on it. The files are opened for reading only.
 *
 * @throws {DestinationError} DESTINATION_OPEN where there is no such database, or its books are of another version;
 * DESTINATION_LOCKED where another process has it open for writing
 */
export async function readStatus(
  path: string,
  { dataset, state }: StatusOptions = {},
): Promise<DatabaseStatus> {
  const realPath = await realFilePath(path).catch((error: unknown) => {
    throw openError(path, error);
  });
  const instance = await openInstance({ memoryLimit: defaultMemoryLimit() });
  try {
    const database = await instance.connect();
    const of = dataset === undefined ? null : catalogName(dataset);
    const access = { isReadOnly: true, isMade: false, waitLockMs: FOLD_WAIT_MS, name: path };
    const books = await withTarget(database, realPath, access, () => readBooks(database, path, of));
    const staged = await readStaging(database, await stagingPathOf(path, state), of);
    database.disconnect();
    const { checkpoints } = books;
    return { path, ...books, ...staged, checkpoints: [...checkpoints, ...staged.checkpoints] };
  } catch (error) {
    throw readError(path, error);
  } finally {
    instance.close();
  }
}

type Books = Omit<DatabaseStatus, 'path' | 'running'>;

async function readBooks(database: Database, name: string, of: string | null): Promise<Books> {
  const tables = await bookTables(database);
  if (tables.length === 0) return { loads: [], resources: [], checkpoints: [], cursors: [] };
  await knownVersion(database, tables, name);
  return {
    loads: await readLoads(database),
    resources: await readResources(database, of),
    // older books hold what was staged
    checkpoints: tables.includes('checkpoints')
      ? await readCheckpoints(database, of, { schema: `${TARGET}._sluice`, tables })
      : [],
    cursors: tables.includes('cursors') ? await readCursors(database, of) : [],
  };
}

/** What waits in the staging file; if another process has that, which one. */
async function readStaging(
  database: Database,
  path: string,
  of: string | null,
): Promise<Pick<DatabaseStatus, 'checkpoints' | 'running'>> {
  if (!existsSync(path)) return { checkpoints: [] };
  if (await isOpenHere(path, false)) {
    const staging = await openStagingFile(path, { name: path, memoryLimit: defaultMemoryLimit() });
    return staging.lane(() => readStaged(staging, of)).finally(() => staging.close());
  }
  try {
    await assertDuckDbFile(path, true);
    await database.run(`ATTACH ${literal(path)} AS ${STAGING} (READ_ONLY)`);
  } catch (error) {
    const { code, context } = openError(path, error);
    // a sync that has ended took it away
    if (code !== 'DESTINATION_LOCKED') return { checkpoints: [] };
    const { pid } = context;
    return { checkpoints: [], running: typeof pid === 'number' ? { pid } : {} };
  }
  return readStaged(database, of);
}

async function readStaged(
  database: Database,
  of: string | null,
): Promise<Pick<DatabaseStatus, 'checkpoints'>> {
  const rows = await database.rows(
    'SELECT table_name AS name FROM duckdb_tables() WHERE database_name = $1',
    [STAGING],
  );
  const tables = rows.map(({ name }) => String(name));
  if (!tables.includes('checkpoints')) return { checkpoints: [] };
  return {
    checkpoints: await readCheckpoints(database, of, { schema: `${STAGING}.main`, tables }),
  };
}

async function readLoads(database: Database): Promise<LoadStatus[]> {
  const rows = await database.rows(
    `SELECT load_id, source, verdict, epoch_ms(started_at)::DOUBLE AS started, epoch_ms(finished_at)::DOUBLE AS finished
     FROM _sluice.loads ORDER BY started_at DESC, rowid DESC LIMIT $1`,
    [LAST_LOADS],
  );
  return rows.map((row) => {
    const { load_id: loadId, source, verdict, started, finished } = row;
    return {
      loadId: String(loadId),
      source: String(source),
      startedAt: toIso(started),
      ...(finished !== null && {
        finishedAt: toIso(finished),
        verdict: verdict as Verdict,
        seconds: toSeconds(Number(finished) - Number(started)),
      }),
    };
  });
}

async function readResources(
  database: Database,
  dataset: string | null,
): Promise<ResourceStatus[]> {
  const rows = await database.rows(
    `WITH last AS (
       SELECT max(rowid) AS last_row FROM _sluice.resources
       WHERE $1 IS NULL OR ${foldedName('dataset')} = $1
       GROUP BY resource, ${foldedName('dataset')}
     )
     SELECT told.*, epoch_ms(coalesce(loads.finished_at, loads.started_at))::DOUBLE AS at
     FROM _sluice.resources AS told JOIN last ON told.rowid = last.last_row
     LEFT JOIN _sluice.loads AS loads USING (load_id)
     ORDER BY dataset, resource`,
    [dataset],
  );
  return rows.map((row) => {
    const report = JSON.parse(String(row['report'])) as Partial<ResourceReport>;
    const counts = Object.keys(NO_ROWS).map((name) => [
      name,
      Number(report[name as keyof RowCounts] ?? 0),
    ]);
    return {
      ...placeOf(row),
      ...(row['table'] !== null && { table: String(row['table']) }),
      at: toIso(row['at']),
      verdict: row['verdict'] as Verdict,
      ...(row['basis'] !== null && { basis: row['basis'] as Basis }),
      ...(row['reason'] !== null && { reason: row['reason'] as Reason }),
      ...(report.since !== undefined && { since: report.since }),
      ...(report.error !== undefined && { error: report.error }),
      counts: Object.fromEntries(counts) as RowCounts,
    };
  });
}

async function readCheckpoints(
  database: Database,
  dataset: string | null,
  { schema, tables }: { readonly schema: string; readonly tables: readonly string[] },
): Promise<CheckpointStatus[]> {
  const rows = await database.rows(
    `SELECT *, epoch_ms(updated_at)::DOUBLE AS updated, (epoch_ms(now()) - epoch_ms(updated_at))::DOUBLE AS age
     FROM ${schema}.checkpoints WHERE $1 IS NULL OR ${foldedName('dataset')} = $1
     ORDER BY dataset, resource`,
    [dataset],
  );
  const found: CheckpointStatus[] = [];
  for (const row of rows) {
    const table = String(row['table']);
    const { name } = stagingTable(String(row['dataset']), table, String(row['resource']));
    found.push({
      ...placeOf(row),
      table,
      pass: Number(row['pass']),
      page: Number(row['page']),
      rows: tables.includes(name) ? await countRows(database, `${schema}.${identifier(name)}`) : 0,
      isResumable: typeof row['state'] === 'string',
      updatedAt: toIso(row['updated']),
      ageSeconds: Math.max(Number(row['age']) / 1000, 0),
    });
  }
  return found;
}

/** Names of the only walk of a resource: of one that is selected, and of one that is not. */
const ONLY_WALKS = "'', 'unselected '";

async function readCursors(database: Database, dataset: string | null): Promise<CursorStatus[]> {
  const rows = await database.rows(
    `SELECT source, resource, dataset, path, count(*)::INTEGER AS walks,
       count(*) FILTER (walk NOT IN (${ONLY_WALKS}))::INTEGER AS parents, epoch_ms(max(updated_at))::DOUBLE AS updated,
       CAST(any_value(json_extract(state, '/lastValue')) AS VARCHAR) AS last_value
     FROM _sluice.cursors WHERE $1 IS NULL OR ${foldedName('dataset')} = $1
     GROUP BY ALL ORDER BY dataset, resource, path, source`,
    [dataset],
  );
  return rows.map((row) => ({
    source: String(row['source']),
    resource: String(row['resource']),
    dataset: String(row['dataset']),
    path: String(row['path']),
    walks: Number(row['walks']),
    parents: Number(row['parents']),
    ...(row['walks'] === 1 && { lastValue: String(row['last_value']) }),
    updatedAt: toIso(row['updated']),
  }));
}

function placeOf(row: ResultRow): Pick<CheckpointStatus, 'resource' | 'dataset' | 'loadId'> {
  return {
    resource: String(row['resource']),
    dataset: String(row['dataset']),
    loadId: String(row['load_id']),
  };
}

function toIso(ms: unknown): string {
  return new Date(Number(ms)).toISOString();
}
