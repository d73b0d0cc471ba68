import type { CursorMove, CursorState } from '../../../model.ts';
import { toJsonText } from '../../../parse/json-text.ts';
import { parseRow } from '../../../parse/row-object.ts';
import type { Database, ResultRow } from '../../../staging/database.ts';
import { readError } from '../../../staging/duckdb-error.ts';
import { catalogName, foldedName, literal } from '../../../staging/quote.ts';
import type { CursorBooks, LoadStart } from '../../destination.ts';

const OF_RESOURCE = `source = $1 AND ${foldedName('dataset')} = $2 AND resource = $3`;
/** Whose cursors they are, and what moved them. */
type CursorOwner = Pick<LoadStart, 'source' | 'dataset' | 'loadId'>;

/** Cursors that are written by one statement. */
const PORTION = 1000;

/** The cursors of a load's source and dataset as they were when it began, with those that it moved; of the connection. */
const KEPT = 'temp.sluice_cursors';

/** Keeps the cursors of a load at hand: those of dependent resources are asked for by the thousand. Called while attached. */
export async function keepCursors(
  database: Database,
  { source, dataset }: Pick<LoadStart, 'source' | 'dataset'>,
): Promise<void> {
  atHand.delete(database);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${KEPT} AS SELECT resource, path, walk, state FROM _sluice.cursors
     WHERE source = ${literal(source)} AND ${foldedName('dataset')} = ${literal(catalogName(dataset))}`,
  );
}

/** Cursors of one path that are held in memory together: a query for each costs more than the request of its walk. */
const MAX_AT_HAND = 10_000;

/** States by walk; undefined if there are more of them. */
type StatesByWalk = ReadonlyMap<string, ResultRow> | undefined;

/** By resource and path, until they are kept anew. */
const atHand = new WeakMap<Database, Map<string, Promise<StatesByWalk>>>();

function statesOf(database: Database, resource: string, path: string): Promise<StatesByWalk> {
  const all = atHand.get(database) ?? new Map<string, Promise<StatesByWalk>>();
  atHand.set(database, all);
  const key = toJsonText([resource, path]);
  const known = all.get(key) ?? readStates(database, resource, path);
  all.set(key, known);
  return known;
}

async function readStates(
  database: Database,
  resource: string,
  path: string,
): Promise<StatesByWalk> {
  const rows = await database.lane(() =>
    database.rows(
      `SELECT walk, CAST(state AS VARCHAR) AS state FROM ${KEPT}
       WHERE resource = $1 AND path = $2 LIMIT ${MAX_AT_HAND + 1}`,
      [resource, path],
    ),
  );
  return rows.length > MAX_AT_HAND
    ? undefined
    : new Map(rows.map((row) => [String(row['walk']), row]));
}

/** Looks up the cursors that were kept. */
export function createCursorBooks(database: Database): CursorBooks {
  const find = async (
    resource: string,
    path: string,
    walk: string | null,
  ): Promise<CursorState | undefined> => {
    const rows = await database
      .lane(() =>
        database.rows(
          `SELECT CAST(state AS VARCHAR) AS state FROM ${KEPT}
           WHERE resource = $1 AND path = $2 AND ($3 IS NULL OR walk = $3) ORDER BY walk LIMIT 1`,
          [resource, path, walk],
        ),
      )
      .catch((error: unknown) => {
        throw readError(`${resource}, cursor ${path}`, error);
      });
    return parseState(rows[0]);
  };
  return {
    read: async (resource, path, walk) => {
      const states = await statesOf(database, resource, path).catch((error: unknown) => {
        throw readError(`${resource}, cursor ${path}`, error);
      });
      return states === undefined ? find(resource, path, walk) : parseState(states.get(walk));
    },
    sample: (resource, path) => find(resource, path, null),
  };
}

/** The cursor of one walk, in the books. To be called while they are attached. */
export async function findCursor(
  database: Database,
  load: Pick<LoadStart, 'source' | 'dataset'>,
  resource: string,
  path: string,
  walk: string,
): Promise<CursorState | undefined> {
  const rows = await database.rows(
    `SELECT CAST(state AS VARCHAR) AS state FROM _sluice.cursors
     WHERE ${OF_RESOURCE} AND path = $4 AND walk = $5`,
    [load.source, catalogName(load.dataset), resource, path, walk],
  );
  return parseState(rows[0]);
}

function parseState(row: ResultRow | undefined): CursorState | undefined {
  const state = row?.['state'];
  return typeof state === 'string' ? (parseRow(state) as unknown as CursorState) : undefined;
}

/**
 * Moves cursors from where they were kept. To be called in the transaction of the rows.
 *
 * @param movedError made if somebody else moved one of them meanwhile
 */
export async function moveCursors(
  database: Database,
  load: LoadStart,
  resource: string,
  moves: readonly CursorMove[],
  movedError: () => Error,
): Promise<void> {
  const names = [...new Set(moves.map((move) => move.resource ?? resource))];
  const own = names.map(literal).join(', ');
  const [moved] = await database.rows(
    `SELECT 1 FROM (SELECT * FROM _sluice.cursors WHERE source = $1 AND ${foldedName('dataset')} = $2 AND resource IN (${own})) AS now
     FULL JOIN (SELECT * FROM ${KEPT} WHERE resource IN (${own})) AS kept
       ON now.resource = kept.resource AND now.path = kept.path AND now.walk = kept.walk
     WHERE now.state IS DISTINCT FROM kept.state LIMIT 1`,
    [load.source, catalogName(load.dataset)],
  );
  if (moved !== undefined) throw movedError();
  await writeCursors(database, load, resource, moves);
  await keepCursors(database, load);
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

/** Forgets the cursors of a resource; returns their number. */
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
