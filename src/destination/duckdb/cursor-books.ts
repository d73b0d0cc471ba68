import type { CursorMove, CursorState } from '../../model.ts';
import { toJsonText } from '../../parse/json-text.ts';
import { parseRow } from '../../parse/row-object.ts';
import type { CursorBooks, LoadStart } from '../destination.ts';
import { catalogName, foldedName } from './catalog.ts';
import type { Database } from './database.ts';
import { readError } from './duckdb-error.ts';

const OF_RESOURCE = `source = $1 AND ${foldedName('dataset')} = $2 AND resource = $3`;
/** Whose cursors they are, and what moved them. */
type CursorOwner = Pick<LoadStart, 'source' | 'dataset' | 'loadId'>;

/** Cursors that are written by one statement. */
const PORTION = 1000;

/** Looks up the cursors of the load's source and dataset. */
export function createCursorBooks(database: Database, load: LoadStart): CursorBooks {
  const find = (
    resource: string,
    path: string,
    walk: string | null,
  ): Promise<CursorState | undefined> =>
    database
      .lane(() => findCursor(database, load, resource, path, walk))
      .catch((error: unknown) => {
        throw readError(`${resource}, cursor ${path}`, error);
      });
  return { read: find, sample: (resource, path) => find(resource, path, null) };
}

/** The cursor of one walk; of the first one for null. To be called in the lane. */
export async function findCursor(
  database: Database,
  load: Pick<LoadStart, 'source' | 'dataset'>,
  resource: string,
  path: string,
  walk: string | null,
): Promise<CursorState | undefined> {
  const rows = await database.rows(
    `SELECT CAST(state AS VARCHAR) AS state FROM _sluice.cursors
     WHERE ${OF_RESOURCE} AND path = $4 AND ($5 IS NULL OR walk = $5) ORDER BY walk LIMIT 1`,
    [load.source, catalogName(load.dataset), resource, path, walk],
  );
  const state = rows[0]?.['state'];
  return typeof state === 'string' ? (parseRow(state) as unknown as CursorState) : undefined;
}

/** Moves cursors; others stay. Of one walk the last one counts. To be called in the transaction of the rows. */
export async function writeCursors(
  database: Database,
  load: CursorOwner,
  resource: string,
  moves: readonly CursorMove[],
): Promise<void> {
  const byResource = new Map<string, Map<string, CursorMove>>();
  for (const move of moves) {
    const name = move.resource ?? resource;
    const own = byResource.get(name) ?? new Map<string, CursorMove>();
    byResource.set(name, own.set(toJsonText([move.path, move.walk]), move));
  }
  for (const [name, own] of byResource) await writeOwn(database, load, name, [...own.values()]);
}

async function writeOwn(
  database: Database,
  load: CursorOwner,
  resource: string,
  moves: readonly CursorMove[],
): Promise<void> {
  const of = [load.source, catalogName(load.dataset), resource];
  for (let at = 0; at < moves.length; at += PORTION) {
    const list = moves
      .slice(at, at + PORTION)
      .map(({ path, walk, state }) => ({ path, walk, state: toJsonText(state) }));
    const moved = `SELECT unnest(from_json($4, '[{"path":"VARCHAR","walk":"VARCHAR","state":"VARCHAR"}]'), recursive := true)`;
    await database.run(
      `DELETE FROM _sluice.cursors WHERE ${OF_RESOURCE}
       AND (path, walk) IN (SELECT (path, walk) FROM (${moved}))`,
      [...of, JSON.stringify(list)],
    );
    await database.run(
      `INSERT INTO _sluice.cursors (source, dataset, resource, path, walk, state, load_id, updated_at)
       SELECT $1, $2, $3, path, walk, CAST(state AS JSON), $5, now() FROM (${moved})`,
      [load.source, load.dataset, resource, JSON.stringify(list), load.loadId],
    );
  }
}

/** Forgets the cursors of a resource; gives their number. */
export function dropCursors(
  database: Database,
  resource: string,
  dataset: string,
): Promise<number> {
  return database.run(
    `DELETE FROM _sluice.cursors WHERE resource = $1 AND ${foldedName('dataset')} = $2`,
    [resource, catalogName(dataset)],
  );
}
