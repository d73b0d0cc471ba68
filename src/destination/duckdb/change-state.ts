import { DestinationError } from '../../errors.ts';
import type { CursorState } from '../../model.ts';
import { tableName } from '../../schema/naming.ts';
import { readOwners } from '../../staging/checkpoint.ts';
import { countRows, type Database } from '../../staging/database.ts';
import { isSameName } from '../../staging/quote.ts';
import { dropStaging, hasStaging, stagingTable } from '../../staging/staging-table.ts';
import { claimKey } from '../../staging/table-claims.ts';
import { dropCursors, findCursor, writeCursors } from './books/cursor-books.ts';
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
async function dropStaged(
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

/** A table that this process is writing. */
export function claimedError(resource: string, table: string): DestinationError {
  return new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: the table \`${table}\` is being written by this process. Nothing was changed; try again when that load has ended.`,
    { context: { resource, table } },
  );
}

/** A cursor of a resource that is walked once in a load. */
interface CursorPlace {
  readonly source: string;
  readonly dataset: string;
  readonly resource: string;
  readonly table: string;
  /** The path of the cursor in a row. */
  readonly path: string;
  readonly walk: string;
}

/** What stands in the books of a load for a cursor that somebody set. */
const BY_HAND = 'set by hand';

/**
 * Puts a cursor in place of the one that a load left. What is staged of the resource is dropped: it was read from another
 * start, and a walk that went on from there would move the cursor away again.
 *
 * @param stateOf gives the new state, from the one that is there
 * @throws {DestinationError} DESTINATION_OPEN, DESTINATION_LOCKED, DESTINATION_WRITE, and what `stateOf` throws: nothing was
 * changed
 */
export async function replaceCursor(
  file: string,
  place: CursorPlace,
  stateOf: (kept: CursorState | undefined) => CursorState,
  options: StoreOptions = {},
): Promise<{ readonly before?: CursorState; readonly dropped: readonly DroppedStaging[] }> {
  const { dataset, resource, table, path, walk } = place;
  const [where, untouched] = [`${file}: ${resource}`, 'Nothing was changed.'];
  const changed = await changeStore(file, options, async (staging) => {
    const before = await findCursor(staging, place, resource, path, walk);
    const state = stateOf(before);
    if (staging.claims.has(claimKey(dataset, table))) throw claimedError(resource, table);
    const dropped = await staging.inTransaction(where, untouched, () =>
      dropStaged(staging, resource, dataset),
    );
    await staging.inTransaction(where, 'The cursor is where it was.', () =>
      writeCursors(staging, { ...place, loadId: BY_HAND }, resource, [{ path, walk, state }]),
    );
    return { ...(before !== undefined && { before }), dropped };
  });
  if (changed !== undefined) return changed;
  throw new DestinationError(
    'DESTINATION_OPEN',
    `${file}: no sync has written to this database, so that it keeps no cursors. Give the path of one that a sync has written; nothing was changed.`,
    { context: { path: file } },
  );
}
