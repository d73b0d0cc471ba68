import { DestinationError } from '../../../errors.ts';
import type { CursorState, JsonNode, JsonValue } from '../../../model.ts';
import { toJsonText } from '../../../parse/json-text.ts';
import { parseRow } from '../../../parse/row-object.ts';
import { readTree } from '../../../parse/tree.ts';
import { Books } from '../../../schema/dlt/bookkeeping-tables.ts';
import { boundaryOfDlt, dltHashesOf } from '../../../schema/dlt/boundary-hashes.ts';
import { writeJson } from '../../../schema/dlt/json-text.ts';
import {
  cursorsOfState,
  type DltCursor,
  nextState,
  unpackState,
} from '../../../schema/dlt/pipeline-state.ts';
import type { Database } from '../../../staging/database.ts';
import { catalogName, foldedName, inTarget } from '../../../staging/quote.ts';
import type { LoadStart } from '../../destination.ts';
import { writeCursors } from '../books/cursor-books.ts';
import { readTable } from '../catalog.ts';
import { newRowId, readStoredSchema, schemaNameOf } from './dlt-books.ts';
import type { DltLoad } from './dlt-fold.ts';

/** The cursor of a resource that is walked once in a load. */
const ONLY_WALK = '';
const OF_SOURCE = `source = $1 AND ${foldedName('dataset')} = $2`;

/** The state of the pipeline that wrote to a dataset last, and its name. */
async function readState(
  database: Database,
  dataset: string,
): Promise<{ readonly pipeline: string; readonly state: JsonNode } | undefined> {
  if ((await readTable(database, dataset, Books.state)) === undefined) return undefined;
  const [row] = await database.rows(
    `SELECT pipeline_name, state FROM ${inTarget(dataset, Books.state)} ORDER BY created_at DESC, version DESC LIMIT 1`,
  );
  const text = row === undefined ? undefined : unpackState(String(row['state']));
  return text === undefined
    ? undefined
    : { pipeline: String(row?.['pipeline_name']), state: readTree(text) };
}

/**
 * Takes a dataset over that dlt made: loads go on in its tables, and incremental resources at its cursors. Cursors that are in the books
 * already stay. To be called in a transaction.
 *
 * @throws {DestinationError} DESTINATION_OPEN for what dlt stored in another form; nothing was changed
 */
export async function takeOverDataset(database: Database, load: LoadStart): Promise<void> {
  const { dataset } = load;
  if ((await readTable(database, dataset, Books.version)) === undefined) return;
  const name = schemaNameOf(load);
  if ((await readStoredSchema(database, dataset, name)) === undefined) {
    const rows = await database.rows(
      `SELECT DISTINCT schema_name AS name, engine_version::VARCHAR AS engine FROM ${inTarget(dataset, Books.version)}`,
    );
    const found = rows.map((row) => `\`${String(row['name'])}\` (engine ${String(row['engine'])})`);
    throw new DestinationError(
      'DESTINATION_OPEN',
      `The dataset \`${dataset}\` has no schema \`${name}\` of dlt's engine version 11, but ${found.join(', ')}. Give the source the name of the schema, or load once with dlt 1.31. Nothing was read or written.`,
      { context: { dataset } },
    );
  }
  const known = new Set(
    (
      await database.rows(`SELECT resource, path FROM _sluice.cursors WHERE ${OF_SOURCE}`, [
        load.source,
        catalogName(dataset),
      ])
    ).map((row) => toJsonText([String(row['resource']), String(row['path'])])),
  );
  const told = await readState(database, dataset);
  const cursors = told === undefined ? [] : cursorsOfState(told.state);
  for (const { resource, path: written, initialValue, lastValue, uniqueHashes } of cursors) {
    const path = written.startsWith('$') ? written : `$.${written}`;
    if (known.has(toJsonText([resource, path])) || lastValue.value.kind === 'null') continue;
    const state: CursorState = {
      initialValue: toValue(initialValue.value),
      lastValue: toValue(lastValue.value),
      boundary: boundaryOfDlt(uniqueHashes),
    };
    await writeCursors(database, load, resource, [{ path, walk: ONLY_WALK, state }]);
  }
}

function textsOf(node: JsonNode): readonly string[] {
  return node.kind === 'array'
    ? node.items.map((item) => (item.kind === 'string' ? item.text : ''))
    : [];
}

function toValue(node: JsonNode): JsonValue {
  return parseRow(`{"value":${writeJson(node)}}`)['value'] as JsonValue;
}

/** Writes the state of the pipeline with the cursors of a source, so that dlt could go on from here, where it changed. */
export async function writeState(
  database: Database,
  { start, id, schemaName }: DltLoad,
): Promise<void> {
  const { dataset, source } = start;
  const rows = await database.rows(
    `SELECT resource, path, CAST(state AS VARCHAR) AS state FROM _sluice.cursors WHERE ${OF_SOURCE} AND walk = '${ONLY_WALK}' ORDER BY ALL`,
    [source, catalogName(dataset)],
  );
  const before = await readState(database, dataset);
  const told = new Set(
    (before === undefined ? [] : cursorsOfState(before.state)).map(({ path }) => path),
  );
  const cursors = rows.map((row): DltCursor => {
    const path = String(row['path']);
    const state = readTree(String(row['state']));
    const of = (name: string): JsonNode =>
      (state.kind === 'object' ? state.members.get(name) : undefined) ?? { kind: 'null', text: '' };
    return {
      ...{ source: schemaName, resource: String(row['resource']) },
      // dlt keeps it as it is configured, which is without the root most of the time
      path: told.has(path) ? path : path.replace(/^\$\.?/, ''),
      initialValue: { value: of('initialValue') },
      lastValue: { value: of('lastValue') },
      uniqueHashes: dltHashesOf(textsOf(of('boundary'))),
    };
  });
  const next = nextState(before?.state, {
    pipelineName: before?.pipeline ?? schemaName,
    datasetName: dataset,
    schemaNames: [schemaName],
    cursors,
  });
  if (!next.isChanged) return;
  await database.run(
    `INSERT INTO ${inTarget(dataset, Books.state)} BY NAME
     SELECT $1 AS version, $2 AS engine_version, $3 AS pipeline_name, $4 AS state, now() AS created_at, $5 AS version_hash,
       $6 AS _dlt_load_id, $7 AS _dlt_id`,
    [
      next.version,
      next.engineVersion,
      next.pipelineName,
      next.state,
      next.versionHash,
      id,
      newRowId(),
    ],
  );
}
