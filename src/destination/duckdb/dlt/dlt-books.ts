import { BOOK_TABLES, Books } from '../../../schema/dlt/bookkeeping-tables.ts';
import { normalPath } from '../../../schema/dlt/names.ts';
import { randomRowIds } from '../../../schema/dlt/row-id.ts';
import {
  type DltSchema,
  newSchema,
  readSchema,
  type StoredSchema,
  storeSchema,
  withTables,
} from '../../../schema/dlt/stored-schema.ts';
import type { DltTable } from '../../../schema/dlt/tables.ts';
import type { Database } from '../../../staging/database.ts';
import { inTarget } from '../../../staging/quote.ts';
import type { LoadStart } from '../../destination.ts';
import { readTable } from '../catalog.ts';
import { changeDltTables } from './dlt-tables.ts';

/** What dlt takes as the name of a schema: an identifier of Python. */
const IS_IDENTIFIER = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;

/** The name of a schema in dlt's books: that of the source, as it is where dlt takes it. */
export function schemaNameOf({ source }: Pick<LoadStart, 'source'>): string {
  return IS_IDENTIFIER.test(source) ? source : normalPath(source);
}

/** The id of a load as dlt writes it: seconds since 1970. The last digits keep loads of one moment apart. */
export function dltLoadId({ startedAt, loadId }: Pick<LoadStart, 'startedAt' | 'loadId'>): string {
  const digits = Number.parseInt(loadId.replace(/[^0-9a-f]/gi, '').slice(0, 8) || '0', 16) % 10_000;
  const ms = Date.parse(startedAt);
  const fraction = `${String(ms % 1000).padStart(3, '0')}${String(digits).padStart(4, '0')}`;
  return `${Math.floor(ms / 1000)}.${fraction.replace(/0+$/, '') || '0'}`;
}

/** The schema as it was stored last; undefined where none of that name was, or dlt wrote it in another form. */
export async function readStoredSchema(
  database: Database,
  dataset: string,
  name: string,
): Promise<DltSchema | undefined> {
  if ((await readTable(database, dataset, Books.version)) === undefined) return undefined;
  const [row] = await database.rows(
    `SELECT schema FROM ${inTarget(dataset, Books.version)} WHERE schema_name = $1 ORDER BY version DESC, inserted_at DESC LIMIT 1`,
    [name],
  );
  return row === undefined ? undefined : readSchema(String(row['schema']));
}

/**
 * Keeps what the tables are like, as one version for each load that changed them.
 *
 * @param base - the schema before the load
 * @param written - the hash under which this load stored it before, if it did
 */
export async function writeStoredSchema(
  database: Database,
  dataset: string,
  {
    base,
    now,
    written,
  }: {
    readonly base: DltSchema;
    readonly now: readonly DltTable[];
    readonly written: string | undefined;
  },
): Promise<StoredSchema> {
  await changeDltTables(database, dataset, BOOK_TABLES);
  const stored = storeSchema(withTables(base, now), true);
  const table = inTarget(dataset, Books.version);
  const { schema, text, versionHash, isChanged } = stored;
  // what a load before stored stays
  const isOwn = written !== undefined && written !== base.versionHash;
  if (isOwn && written !== versionHash) {
    await database.run(`DELETE FROM ${table} WHERE schema_name = $1 AND version_hash = $2`, [
      schema.name,
      written,
    ]);
  }
  if (isChanged && written !== versionHash) {
    await database.run(
      `INSERT INTO ${table} BY NAME SELECT $1 AS version, 11 AS engine_version, now() AS inserted_at, $2 AS schema_name, $3 AS version_hash, $4 AS schema`,
      [schema.version, schema.name, versionHash, text],
    );
  }
  return stored;
}

/** Says that a load is done, so far: its rows are there as soon as this is. */
export async function writeDltLoad(
  database: Database,
  load: {
    readonly start: LoadStart;
    readonly id: string;
    readonly schemaName: string;
    readonly versionHash: string | undefined;
  },
): Promise<void> {
  const table = inTarget(load.start.dataset, Books.loads);
  await database.run(`DELETE FROM ${table} WHERE load_id = $1`, [load.id]);
  await database.run(
    `INSERT INTO ${table} BY NAME
     SELECT $1 AS load_id, $2 AS schema_name, 0 AS status, now() AS inserted_at, $3 AS schema_version_hash`,
    [load.id, load.schemaName, load.versionHash ?? null],
  );
}

/** Of a source that no load wrote. */
export function emptySchema(name: string): DltSchema {
  return newSchema(name);
}

export const newRowId: () => string = randomRowIds();
