import { DestinationError } from '../../errors.ts';
import type { CursorState } from '../../model.ts';
import { claimKey } from '../../staging/table-claims.ts';
import { findCursor, writeCursors } from './cursor-books.ts';
import { changeStore, type StoreOptions } from './duckdb-target.ts';
import { claimedError, type DroppedStaging, dropStaged } from './reset.ts';

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
