import { DestinationError } from '../../errors.ts';
import { tableName } from '../../schema/naming.ts';
import { readOwners } from '../../staging/checkpoint.ts';
import { countRows, type Database } from '../../staging/database.ts';
import { isSameName } from '../../staging/quote.ts';
import { dropStaging, hasStaging, stagingTable } from '../../staging/staging-table.ts';
import { claimKey } from '../../staging/table-claims.ts';
import { dropCursors } from './cursor-books.ts';
import { changeStore, type StoreOptions } from './duckdb-target.ts';

export interface ResetOptions extends StoreOptions {
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
 * Drops what is staged of a resource, and its cursors, so that its next load reads it from the start. The table itself stays
 * as it is.
 *
 * @throws {DestinationError} DESTINATION_OPEN, DESTINATION_LOCKED, DESTINATION_WRITE: nothing was changed
 */
export async function resetResource(
  path: string,
  resource: string,
  { dataset = 'main', ...options }: ResetOptions = {},
): Promise<ResetResult> {
  const [where, untouched] = [`${path}: ${resource}`, 'Nothing was dropped.'];
  const result = await changeStore(path, options, async (staging) => {
    const dropped = await staging.inTransaction(where, untouched, () =>
      dropStaged(staging, resource, dataset),
    );
    const cursors = await staging.inTransaction(where, 'Its cursors are as they were.', () =>
      dropCursors(staging, resource, dataset),
    );
    return { dropped, cursors };
  });
  return { resource, dropped: [], cursors: 0, ...result };
}

/** Drops what is staged of a resource in one dataset. To be called in a transaction of staging. */
export async function dropStaged(
  staging: Database,
  resource: string,
  dataset: string,
): Promise<DroppedStaging[]> {
  const dropped: DroppedStaging[] = [];
  for (const place of await placesOf(staging, resource, dataset)) {
    const table = stagingTable(place.dataset, place.table, resource);
    if (staging.claims.has(claimKey(place.dataset, place.table)))
      throw claimedError(resource, place.table);
    const rows = (await hasStaging(staging, table)) ? await countRows(staging, table.sql) : 0;
    await dropStaging(staging, table);
    dropped.push({ ...place, rows });
  }
  return dropped;
}

interface Place {
  readonly dataset: string;
  readonly table: string;
  readonly loadId?: string;
}

/** Where rows of a resource are staged: as its checkpoints say, or, where a load left none, under its table's name. */
async function placesOf(
  staging: Database,
  resource: string,
  dataset: string,
): Promise<readonly Place[]> {
  const checkpoints = await readOwners(staging);
  const own = checkpoints.filter(
    (checkpoint) => checkpoint.resource === resource && isSameName(checkpoint.dataset, dataset),
  );
  const taken = new Set(
    checkpoints.map(
      (checkpoint) => stagingTable(checkpoint.dataset, checkpoint.table, checkpoint.resource).name,
    ),
  );
  const names = new Set([tableName(resource, 'snake_case'), tableName(resource, 'direct')]);
  const places: Place[] = own.map(({ dataset: of, table, loadId }) => ({
    dataset: of,
    table,
    loadId,
  }));
  for (const table of names) {
    const guess = stagingTable(dataset, table, resource);
    if (taken.has(guess.name)) continue;
    taken.add(guess.name);
    if (await hasStaging(staging, guess)) places.push({ dataset, table });
  }
  return places;
}

export function claimedError(resource: string, table: string): DestinationError {
  return new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: the table \`${table}\` is being written by this process. Nothing was changed; try again when that load has ended.`,
    { context: { resource, table } },
  );
}
