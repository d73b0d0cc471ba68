import type { CursorState } from '../../model.ts';
import { bookTables, openBooks } from './books.ts';
import { findCursor, writeCursors } from './cursor-books.ts';
import { openDatabase } from './database.ts';
import { readError } from './duckdb-error.ts';
import { claimedError, type DroppedStaging, dropStaged } from './reset.ts';
import { claimKey } from './table-claims.ts';

/** A cursor of a resource that is walked once in a load. */
export interface CursorPlace {
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
): Promise<{ readonly before?: CursorState; readonly dropped: readonly DroppedStaging[] }> {
  const { dataset, resource, table, path, walk } = place;
  const database = await openDatabase(file, { mustExist: true });
  try {
    const before = await database
      .lane(async () =>
        (await bookTables(database)).includes('cursors')
          ? await findCursor(database, place, resource, path, walk)
          : undefined,
      )
      .catch((error: unknown) => {
        throw readError(`${file}: ${resource}`, error);
      });
    const state = stateOf(before);
    return await database.transaction(`${file}: ${resource}`, 'Nothing was changed.', async () => {
      await openBooks(database);
      if (database.claims.has(claimKey(dataset, table))) throw claimedError(resource, table);
      const dropped = await dropStaged(database, await bookTables(database), resource, dataset);
      await writeCursors(database, { ...place, loadId: BY_HAND }, resource, [
        { path, walk, state },
      ]);
      return { ...(before !== undefined && { before }), dropped };
    });
  } finally {
    await database.close();
  }
}
