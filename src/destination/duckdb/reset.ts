import { DestinationError } from '../../errors.ts';
import { tableName } from '../../schema/naming.ts';
import { bookTables } from './books.ts';
import { isSameName } from './catalog.ts';
import { dropCursors } from './cursor-books.ts';
import { type Database, openDatabase } from './database.ts';
import { countRows, dropStaging, stagingTable } from './staging-table.ts';
import { claimKey } from './table-claims.ts';

export interface ResetOptions {
  /** The schema of the tables, as `sync` takes it. @default 'main' */
  readonly dataset?: string;
}

/** What was dropped of a resource. */
export interface ResetResult {
  readonly resource: string;
  /** Empty where nothing was staged. */
  readonly dropped: readonly DroppedStaging[];
  /** Cursors that were forgotten, so that the next load begins at the initial values. */
  readonly cursors: number;
}

export interface DroppedStaging {
  readonly dataset: string;
  readonly table: string;
  readonly rows: number;
  /** The load that staged last; undefined where it left no checkpoint. */
  readonly loadId?: string;
}

/**
 * Drops what is staged of a resource, whatever version of Sluice staged it, and its cursors, so that its next load reads
 * it from the start. The table itself stays as it is.
 *
 * @throws {DestinationError} DESTINATION_OPEN, DESTINATION_LOCKED, DESTINATION_WRITE: nothing was changed
 */
export async function resetResource(
  path: string,
  resource: string,
  options: ResetOptions = {},
): Promise<ResetResult> {
  const database = await openDatabase(path, { mustExist: true });
  try {
    return await database.transaction(`${path}: ${resource}`, 'Nothing was dropped.', () =>
      reset(database, resource, options),
    );
  } finally {
    await database.close();
  }
}

async function reset(
  database: Database,
  resource: string,
  { dataset = 'main' }: ResetOptions,
): Promise<ResetResult> {
  const tables = await bookTables(database);
  const dropped = await dropStaged(database, tables, resource, dataset);
  const cursors = tables.includes('cursors') ? await dropCursors(database, resource, dataset) : 0;
  return { resource, dropped, cursors };
}

/** Drops what is staged of a resource in one dataset. To be called in a transaction. */
export async function dropStaged(
  database: Database,
  tables: readonly string[],
  resource: string,
  dataset: string,
): Promise<DroppedStaging[]> {
  const dropped: DroppedStaging[] = [];
  const checkpoints = tables.includes('checkpoints') ? await readOwners(database) : [];
  for (const place of placesOf(resource, checkpoints, dataset)) {
    const staging = stagingTable(place.dataset, place.table, resource);
    const isThere = tables.includes(staging.name);
    if (!isThere && place.loadId === undefined) continue;
    if (database.claims.has(claimKey(place.dataset, place.table)))
      throw claimedError(resource, place.table);
    const rows = isThere ? await countRows(database, staging) : 0;
    await dropStaging(database, staging);
    dropped.push({ ...place, rows });
  }
  return dropped;
}

interface Place {
  readonly dataset: string;
  readonly table: string;
  readonly loadId?: string;
}

/** Where rows of a resource may be staged: as its checkpoints say, or, where a load left none, under its table's name. */
function placesOf(
  resource: string,
  checkpoints: readonly (Place & { readonly resource: string })[],
  dataset: string,
): readonly Place[] {
  const own = checkpoints.filter(
    (checkpoint) => checkpoint.resource === resource && isSameName(checkpoint.dataset, dataset),
  );
  const taken = new Set(
    checkpoints.map(
      (checkpoint) => stagingTable(checkpoint.dataset, checkpoint.table, checkpoint.resource).name,
    ),
  );
  const names = new Set([tableName(resource, 'snake_case'), tableName(resource, 'direct')]);
  const guesses = [...names].map((table) => ({ dataset, table }));
  return [
    ...own.map((place) => ({
      dataset: place.dataset,
      table: place.table,
      ...(place.loadId !== undefined && { loadId: place.loadId }),
    })),
    ...guesses.filter(({ table }) => {
      const { name } = stagingTable(dataset, table, resource);
      if (taken.has(name)) return false;
      taken.add(name);
      return true;
    }),
  ];
}

async function readOwners(
  database: Database,
): Promise<readonly (Place & { readonly resource: string })[]> {
  const rows = await database.rows(
    'SELECT dataset, "table", resource, load_id FROM _sluice.checkpoints',
  );
  return rows.map((row) => ({
    dataset: String(row['dataset']),
    table: String(row['table']),
    resource: String(row['resource']),
    loadId: String(row['load_id']),
  }));
}

export function claimedError(resource: string, table: string): DestinationError {
  return new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: the table \`${table}\` is being written by this process. Nothing was changed; try again when that load has ended.`,
    { context: { resource, table } },
  );
}
