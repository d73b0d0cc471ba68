import { toSeconds } from '../../duration.ts';
import type { Basis, Reason, ResourceReport, Verdict } from '../../model.ts';
import { bookTables, knownVersion } from './books.ts';
import { catalogName, foldedName } from './catalog.ts';
import { type Database, openDatabase, type ResultRow } from './database.ts';
import { readError } from './duckdb-error.ts';
import { countRows, stagingTable } from './staging-table.ts';

/** What a database knows of its loads. Everything is empty where no sync has written to it. */
export interface DatabaseStatus {
  readonly path: string;
  /** The last ones, the newest first. */
  readonly loads: readonly LoadStatus[];
  /** What became of each resource last. */
  readonly resources: readonly ResourceStatus[];
  /** What is staged and waits for a later run. */
  readonly checkpoints: readonly CheckpointStatus[];
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
  readonly counts: ResourceCounts;
}

export type ResourceCounts = Readonly<Record<CountName, number>>;

type CountName =
  | 'received'
  | 'carried'
  | 'inserted'
  | 'updated'
  | 'unchanged'
  | 'duplicates'
  | 'rejected'
  | 'filtered'
  | 'staged'
  | 'discarded'
  | 'reread'
  | 'deleted';

const COUNTS: readonly CountName[] = [
  'received',
  'carried',
  'inserted',
  'updated',
  'unchanged',
  'duplicates',
  'rejected',
  'filtered',
  'staged',
  'discarded',
  'reread',
  'deleted',
];

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
  /** Only resources and checkpoints of tables in this schema. @default all */
  readonly dataset?: string;
}

const LAST_LOADS = 10;

/**
 * Reads what a database knows of its loads. The file is opened for reading only; while another process writes to it,
 * it can't be read.
 *
 * @throws {DestinationError} DESTINATION_OPEN where there is no such database, or its books are of another version;
 * DESTINATION_LOCKED
 */
export async function readStatus(
  path: string,
  options: StatusOptions = {},
): Promise<DatabaseStatus> {
  const database = await openDatabase(path, { isReadOnly: true });
  try {
    return await database.lane(() => read(database, path, options));
  } catch (error) {
    throw readError(path, error);
  } finally {
    await database.close();
  }
}

async function read(
  database: Database,
  path: string,
  { dataset }: StatusOptions,
): Promise<DatabaseStatus> {
  const tables = await bookTables(database);
  if (tables.length === 0) return { path, loads: [], resources: [], checkpoints: [], cursors: [] };
  await knownVersion(database, tables);
  const of = dataset === undefined ? null : catalogName(dataset);
  return {
    path,
    loads: await readLoads(database),
    resources: await readResources(database, of),
    checkpoints: await readCheckpoints(database, of, tables),
    cursors: tables.includes('cursors') ? await readCursors(database, of) : [],
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
    const counts = COUNTS.map((name) => [name, Number(report[name] ?? 0)] as const);
    return {
      ...placeOf(row),
      ...(row['table'] !== null && { table: String(row['table']) }),
      at: toIso(row['at']),
      verdict: row['verdict'] as Verdict,
      ...(row['basis'] !== null && { basis: row['basis'] as Basis }),
      ...(row['reason'] !== null && { reason: row['reason'] as Reason }),
      ...(report.since !== undefined && { since: report.since }),
      ...(report.error !== undefined && { error: report.error }),
      counts: Object.fromEntries(counts) as unknown as ResourceCounts,
    };
  });
}

async function readCheckpoints(
  database: Database,
  dataset: string | null,
  tables: readonly string[],
): Promise<CheckpointStatus[]> {
  const rows = await database.rows(
    `SELECT *, epoch_ms(updated_at)::DOUBLE AS updated, (epoch_ms(now()) - epoch_ms(updated_at))::DOUBLE AS age
     FROM _sluice.checkpoints WHERE $1 IS NULL OR ${foldedName('dataset')} = $1
     ORDER BY dataset, resource`,
    [dataset],
  );
  const found: CheckpointStatus[] = [];
  for (const row of rows) {
    const table = String(row['table']);
    const staging = stagingTable(String(row['dataset']), table, String(row['resource']));
    found.push({
      ...placeOf(row),
      table,
      pass: Number(row['pass']),
      page: Number(row['page']),
      rows: tables.includes(staging.name) ? await countRows(database, staging) : 0,
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
