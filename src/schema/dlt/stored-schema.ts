import { createHash } from 'node:crypto';
import type { JsonValue } from '../../model.ts';
import { DATA_TYPES } from '../table-hints.ts';
import { BOOK_TABLES } from './bookkeeping-tables.ts';
import { byName, hashedValue } from './json-text.ts';
import { Own } from './table-state.ts';
import type { DataType, DltColumn, DltTable } from './tables.ts';

/** The version of the form in which dlt 1.31 stores schemas. */
export const SCHEMA_ENGINE_VERSION = 11;

const MAX_PREVIOUS_HASHES = 10;
/** Under this hint the names of the API are kept; dlt hands hints that begin with `x-` on. */
const SOURCE_HINT = 'x-sluice-source';

type Json = { readonly [name: string]: JsonValue };

/** A dlt schema, as `_dlt_version` keeps it. Plain data. */
export interface DltSchema {
  readonly name: string;
  readonly version: number;
  /** Undefined for one that was never stored. */
  readonly versionHash: string | undefined;
  readonly previousHashes: readonly string[];
  /** In dlt's order, its own tables too. */
  readonly tables: readonly DltTable[];
  /** What else stands in it: `settings`, `normalizers` … */
  readonly more: Json;
}

/** A row of `_dlt_version`, apart from its time. */
export interface StoredSchema {
  readonly schema: DltSchema;
  readonly versionHash: string;
  /** JSON. */
  readonly text: string;
  /** Whether it differs from what was stored last: only then it gets a row. */
  readonly isChanged: boolean;
}

/** The names of columns in dlt's JSON, in its order. */
const HINTS: Readonly<Record<string, keyof DltColumn>> = {
  data_type: 'dataType',
  nullable: 'nullable',
  precision: 'precision',
  scale: 'scale',
  timezone: 'timezone',
  primary_key: 'primaryKey',
  merge_key: 'mergeKey',
  unique: 'unique',
  row_key: 'rowKey',
  parent_key: 'parentKey',
  root_key: 'rootKey',
  hard_delete: 'hardDelete',
  dedup_sort: 'dedupSort',
  variant: 'variant',
  description: 'description',
};

const DEFAULT_SETTINGS: Json = {
  detections: ['iso_timestamp'],
  default_hints: {
    not_null: [Own.id, Own.rootId, Own.parentId, Own.listIndex, Own.loadId],
    parent_key: [Own.parentId],
    root_key: [Own.rootId],
    unique: [Own.id],
    row_key: [Own.id],
  },
};
const JSON_NORMALIZER = 'dlt.common.normalizers.json.relational';

/** What dlt's schema says of the table of a resource. */
export interface RootHints {
  readonly resource: string;
  readonly writeDisposition: 'append' | 'replace' | 'merge' | 'skip';
  /** Of merges: `upsert`, `scd2` … Default: that of dlt, `delete-insert`. */
  readonly strategy?: string;
  readonly maxTableNesting?: number;
  /** As it is configured: a word, or an object with words. */
  readonly contract?: JsonValue;
}

/** The same as hints of a table that got rows. */
export function rootHints(hints: RootHints): Json {
  const { resource, writeDisposition, strategy, maxTableNesting, contract } = hints;
  const nesting = maxTableNesting === undefined ? {} : { max_nesting: maxTableNesting };
  return {
    write_disposition: writeDisposition,
    ...(strategy !== undefined && { 'x-merge-strategy': strategy }),
    ...(contract !== undefined && { schema_contract: contract }),
    resource,
    'x-normalizer': { ...nesting, 'seen-data': true },
  };
}

/** A schema with dlt's own tables alone, and dlt's settings. */
export function newSchema(name: string): DltSchema {
  return {
    name,
    version: 1,
    versionHash: undefined,
    previousHashes: [],
    tables: BOOK_TABLES,
    more: {
      settings: DEFAULT_SETTINGS,
      normalizers: { names: 'snake_case', json: { module: JSON_NORMALIZER } },
    },
  };
}

/** A schema with other tables: those of that name are replaced, new ones come behind. */
export function withTables(schema: DltSchema, tables: readonly DltTable[]): DltSchema {
  const merged = new Map(schema.tables.map((table) => [table.name, table]));
  for (const table of tables) merged.set(table.name, table);
  const all = [...merged.values()];
  return { ...schema, tables: all, more: withRootKeys(schema.more, all) };
}

/**
 * Writes a schema as dlt 1.31 does, with the version and the hash that dlt would give it: dlt goes on from it.
 *
 * @param keepsSources whether the names of the API go along, without which two that share a name may change places
 */
export function storeSchema(schema: DltSchema, keepsSources = false): StoredSchema {
  const tables = Object.fromEntries(
    schema.tables.map((table) => [table.name, tableToJson(table, keepsSources)]),
  );
  const content = { engine_version: SCHEMA_ENGINE_VERSION, name: schema.name, tables };
  const versionHash = hashOf({ ...content, ...schema.more }, schema.tables);
  const before = schema.versionHash;
  const isChanged = versionHash !== before;
  const version = isChanged && before !== undefined ? schema.version + 1 : schema.version;
  const previousHashes =
    !isChanged || before === undefined || schema.previousHashes.includes(before)
      ? schema.previousHashes
      : [before, ...schema.previousHashes].slice(0, MAX_PREVIOUS_HASHES);
  const { settings = null, normalizers = null, ...others } = schema.more;
  const text = JSON.stringify({
    version,
    version_hash: versionHash,
    ...content,
    settings,
    normalizers,
    previous_hashes: previousHashes,
    ...others,
  });
  return {
    schema: { ...schema, version, versionHash, previousHashes },
    versionHash,
    text,
    isChanged,
  };
}

/** Reads what dlt 1.31 stored, or {@link storeSchema}; undefined for another engine version, or what is no schema. */
export function readSchema(text: string): DltSchema | undefined {
  const json = parseObject(text);
  if (json === undefined || json['engine_version'] !== SCHEMA_ENGINE_VERSION) return undefined;
  const { version, version_hash, engine_version, name, tables, previous_hashes, ...others } = json;
  // no part of what is hashed
  const { imported_version_hash, ...more } = others;
  if (typeof name !== 'string' || !isObject(tables)) return undefined;
  return {
    name,
    version: typeof version === 'number' ? version : 1,
    versionHash: typeof version_hash === 'string' ? version_hash : undefined,
    previousHashes: textsOf(previous_hashes) ?? [],
    tables: Object.entries(tables).map(([table, described]) => tableOfJson(table, described)),
    more,
  };
}

/** The table of a resource and those of its lists, parents first. */
export function familyOf(tables: readonly DltTable[], root: string): DltTable[] {
  const table = tables.find(({ name }) => name === root);
  if (table === undefined) return [];
  const children = tables.filter(({ parent }) => parent === root);
  return [table, ...children.flatMap(({ name }) => familyOf(tables, name))];
}

/** Over the content with sorted names, and over the names of tables and columns: the order of columns counts. */
function hashOf(content: Json, tables: readonly DltTable[]): string {
  const hash = createHash('sha3-256').update(hashedValue(content));
  const named = tables.map((table) => [table.name, table] as const).sort(byName);
  for (const [name, { columns }] of named) {
    hash.update(name);
    for (const column of columns) hash.update(column.name);
  }
  return hash.digest('base64');
}

/** dlt notes which tables hand their ids down to the tables of their lists. */
function withRootKeys(more: Json, tables: readonly DltTable[]): Json {
  const roots = tables.filter((table) => table.parent === undefined && needsRootKey(table, tables));
  const normalizers = isObject(more['normalizers']) ? more['normalizers'] : {};
  const json = isObject(normalizers['json']) ? normalizers['json'] : { module: JSON_NORMALIZER };
  const config = isObject(json['config']) ? json['config'] : {};
  const propagation = isObject(config['propagation']) ? config['propagation'] : {};
  const known = isObject(propagation['tables']) ? propagation['tables'] : {};
  const added = roots.filter(({ name }) => !Object.hasOwn(known, name));
  if (added.length === 0) return more;
  const rules = added.map(({ name }) => [name, { [Own.id]: Own.rootId }] as const);
  const handed = { ...propagation, tables: { ...known, ...Object.fromEntries(rules) } };
  const own = { ...json, config: { ...config, propagation: handed } };
  return { ...more, normalizers: { names: 'snake_case', ...normalizers, json: own } };
}

function needsRootKey({ name, more }: DltTable, tables: readonly DltTable[]): boolean {
  const isMerge = more?.['write_disposition'] === 'merge' && more['x-merge-strategy'] !== 'scd2';
  const family = familyOf(tables, name);
  return isMerge || family.some(({ columns }) => columns.some(({ rootKey }) => rootKey === true));
}

function tableToJson(table: DltTable, keepsSources: boolean): Json {
  const columns = table.columns.map(
    (column) => [column.name, columnToJson(column, keepsSources)] as const,
  );
  return {
    name: table.name,
    columns: Object.fromEntries(columns),
    ...(table.parent !== undefined && { parent: table.parent }),
    ...table.more,
    ...(keepsSources && table.source !== undefined && { [SOURCE_HINT]: table.source }),
  };
}

function columnToJson(column: DltColumn, keepsSources: boolean): Json {
  const json: Record<string, JsonValue> = { name: column.name };
  for (const [hint, key] of Object.entries(HINTS)) {
    const value = column[key];
    if (value !== undefined) json[hint] = value as JsonValue;
  }
  Object.assign(json, column.more);
  if (keepsSources && column.source !== undefined) json[SOURCE_HINT] = column.source;
  return json;
}

function tableOfJson(name: string, json: JsonValue): DltTable {
  const described = isObject(json) ? json : {};
  const { name: _, columns, parent, [SOURCE_HINT]: source, ...more } = described;
  const names = textsOf(source);
  return {
    name,
    ...(typeof parent === 'string' && { parent }),
    columns: Object.entries(isObject(columns) ? columns : {}).map(columnOfJson),
    ...(names !== undefined && { source: names }),
    ...(Object.keys(more).length > 0 && { more }),
  };
}

function columnOfJson([name, json]: readonly [string, JsonValue]): DltColumn {
  const described = isObject(json) ? json : {};
  const column: Record<string, unknown> = { name };
  const more: Record<string, JsonValue> = {};
  for (const [hint, value] of Object.entries(described)) {
    const key = Object.hasOwn(HINTS, hint) ? HINTS[hint] : undefined;
    if (hint === SOURCE_HINT) column['source'] = textsOf(value);
    else if (key === 'dataType' && !isDataType(value)) continue;
    else if (key !== undefined && value !== null) column[key] = value;
    else if (hint !== 'name') more[hint] = value;
  }
  if (Object.keys(more).length > 0) column['more'] = more;
  return column as unknown as DltColumn;
}

function isDataType(value: JsonValue): value is DataType {
  return DATA_TYPES.some((type) => type === value);
}

function parseObject(text: string): Json | undefined {
  try {
    const json: JsonValue = JSON.parse(text);
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: JsonValue | undefined): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textsOf(value: JsonValue | undefined): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === 'string');
}
