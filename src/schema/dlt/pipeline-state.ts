import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import type { JsonNode } from '../../model.ts';
import { hashedJson, writeJson } from './json-text.ts';

/** The version of the form in which dlt 1.31 stores the state of a pipeline. */
export const STATE_ENGINE_VERSION = 4;

const BEST_COMPRESSION = 9;
const VERSION = '_state_version';
const HASH = '_version_hash';
/** Names that are no part of what is hashed. */
const UNHASHED = new Set([VERSION, '_state_engine_version', HASH, '_local']);
/** In front of a text, dlt puts a character that tells its type: U+F026 and those behind it. */
const TYPES = [
  'decimal',
  'timestamp',
  'date',
  'uuid',
  'hexbytes',
  'binary',
  'wei',
  'time',
] as const;
const FIRST_TYPE = 0xf026;

type Members = ReadonlyMap<string, JsonNode>;

/** A value of a cursor, and the type that dlt noted for a text that is none. */
export interface DltCursorValue {
  readonly value: JsonNode;
  readonly type?: (typeof TYPES)[number];
}

/** How far an incremental resource was loaded. */
export interface DltCursor {
  readonly source: string;
  readonly resource: string;
  /** The JSONPath of the cursor. */
  readonly path: string;
  readonly initialValue: DltCursorValue;
  readonly lastValue: DltCursorValue;
  /** Hashes of the rows that have the last value. */
  readonly uniqueHashes: readonly string[];
}

/** A row of `_dlt_pipeline_state`, apart from its time, its load and its id. */
export interface DltStateRow {
  readonly version: number;
  readonly engineVersion: number;
  readonly pipelineName: string;
  /** As {@link packState} gives it. */
  readonly state: string;
  readonly versionHash: string;
  /** Whether it differs from the state before: only then it gets a row. */
  readonly isChanged: boolean;
}

export interface DltPipeline {
  readonly pipelineName: string;
  readonly datasetName: string;
  /** The schemas of the pipeline, its default first. */
  readonly schemaNames: readonly string[];
  readonly cursors: readonly DltCursor[];
}

/** The JSON text of the column `state`; undefined for what dlt did not write. */
export function unpackState(state: string): string | undefined {
  // old versions wrote plain JSON
  if (state.startsWith('{')) return state;
  try {
    return inflateSync(Buffer.from(state, 'base64')).toString();
  } catch {
    return undefined;
  }
}

/** JSON text as dlt keeps it in the column `state`. */
export function packState(json: string): string {
  return deflateSync(json, { level: BEST_COMPRESSION }).toString('base64');
}

/** The cursors of all resources that a state knows. */
export function cursorsOfState(state: JsonNode): DltCursor[] {
  return entriesAt(state, 'sources').flatMap(([source, ofSource]) =>
    entriesAt(ofSource, 'resources').flatMap(([resource, ofResource]) =>
      entriesAt(ofResource, 'incremental').map(([path, cursor]) => ({
        source,
        resource,
        path,
        initialValue: untyped(memberOf(cursor, 'initial_value')),
        lastValue: untyped(memberOf(cursor, 'last_value')),
        uniqueHashes: textsOf(memberOf(cursor, 'unique_hashes')),
      })),
    ),
  );
}

/** The hash by which dlt tells whether a state changed. */
export function stateHash(state: JsonNode): string {
  const json = hashedJson(state, (name) => UNHASHED.has(name));
  return createHash('sha3-256').update(json).digest('base64');
}

/** The state behind a load. What else stood in the state before stays, such as what functions of a source kept there. */
export function nextState(before: JsonNode | undefined, pipeline: DltPipeline): DltStateRow {
  const kept = before?.kind === 'object' ? before.members : new Map<string, JsonNode>();
  const { pipelineName, datasetName, schemaNames, cursors } = pipeline;
  const known = textsOf(kept.get('schema_names'));
  const names = [...new Set([...known, ...schemaNames])];
  const told: Members = new Map([
    ...kept,
    ['_state_engine_version', number(STATE_ENGINE_VERSION)],
    ['schema_names', list(names)],
    ['pipeline_name', text(pipelineName)],
    ['dataset_name', text(datasetName)],
    ['default_schema_name', kept.get('default_schema_name') ?? text(names[0] ?? pipelineName)],
    ['destination_type', kept.get('destination_type') ?? text('dlt.destinations.duckdb')],
    ['destination_name', kept.get('destination_name') ?? NULL],
  ]);
  const state = cursors.reduce(withCursor, told);
  const versionHash = stateHash(object(state));
  const lastHash = kept.get(HASH);
  const isChanged = !(lastHash?.kind === 'string' && lastHash.text === versionHash);
  const version = numberOf(kept.get(VERSION)) + (isChanged ? 1 : 0);
  const whole = new Map([...state, [VERSION, number(version)], [HASH, text(versionHash)]]);
  return {
    version,
    engineVersion: STATE_ENGINE_VERSION,
    pipelineName,
    state: packState(writeJson(object(whole))),
    versionHash,
    isChanged,
  };
}

function withCursor(state: Members, cursor: DltCursor): Members {
  const path = ['sources', cursor.source, 'resources', cursor.resource, 'incremental', cursor.path];
  const value: Members = new Map([
    ['initial_value', typed(cursor.initialValue)],
    ['last_value', typed(cursor.lastValue)],
    ['unique_hashes', list(cursor.uniqueHashes)],
  ]);
  return setAt(state, path, (before) => new Map([...before, ...value]));
}

function setAt(
  members: Members,
  [name = '', ...path]: readonly string[],
  change: (before: Members) => Members,
): Members {
  const inner = members.get(name);
  const before: Members = inner?.kind === 'object' ? inner.members : new Map();
  const after = path.length === 0 ? change(before) : setAt(before, path, change);
  return new Map([...members, [name, object(after)]]);
}

function untyped(value: JsonNode): DltCursorValue {
  const code = value.kind === 'string' ? value.text.charCodeAt(0) : Number.NaN;
  const type = TYPES[code - FIRST_TYPE];
  return type === undefined || value.kind !== 'string'
    ? { value }
    : { value: text(value.text.slice(1)), type };
}

function typed({ value, type }: DltCursorValue): JsonNode {
  if (type === undefined || value.kind !== 'string') return value;
  return text(String.fromCharCode(FIRST_TYPE + TYPES.indexOf(type)) + value.text);
}

function entriesAt(node: JsonNode, name: string): [string, JsonNode][] {
  const inner = memberOf(node, name);
  return inner.kind === 'object' ? [...inner.members] : [];
}

function memberOf(node: JsonNode, name: string): JsonNode {
  return (node.kind === 'object' ? node.members.get(name) : undefined) ?? NULL;
}

function textsOf(node: JsonNode | undefined): string[] {
  if (node?.kind !== 'array') return [];
  return node.items.flatMap((item) => (item.kind === 'string' ? [item.text] : []));
}

const NULL: JsonNode = { kind: 'null', text: 'null' };

function text(value: string): JsonNode {
  return { kind: 'string', text: value };
}

function number(value: number): JsonNode {
  return { kind: 'number', text: String(value) };
}

function numberOf(node: JsonNode | undefined): number {
  return node?.kind === 'number' ? Number(node.text) : 0;
}

function list(values: readonly string[]): JsonNode {
  return { kind: 'array', items: values.map(text) };
}

function object(members: Members): JsonNode {
  return { kind: 'object', members };
}
