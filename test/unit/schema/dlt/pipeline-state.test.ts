import { expect, test } from 'vitest';
import { readTree } from '../../../../src/parse/tree.ts';
import {
  cursorsOfState,
  type DltCursor,
  nextState,
  packState,
  stateHash,
  unpackState,
} from '../../../../src/schema/dlt/pipeline-state.ts';
import { STATE } from './recorded-books.ts';

const text = unpackState(STATE.state) ?? '';
const state = readTree(text);
const PIPELINE = { pipelineName: 'pp', datasetName: 'ds', schemaNames: ['src'], cursors: [] };

test('the hash of what dlt stored is that of dlt', () => {
  expect(stateHash(state)).toBe(STATE.versionHash);
});

test('the cursors of dlt are found, and the type that it notes for a time', () => {
  const found = cursorsOfState(state);
  expect(found.map(({ source, resource, path }) => [source, resource, path])).toEqual([
    ['src', 'dates', 'a.d'],
    ['src', 'nums', 'n'],
    ['src', 'things', 'updated_at'],
  ]);
  expect(found.map(({ lastValue }) => lastValue)).toEqual([
    { value: { kind: 'string', text: '2024-01-03T00:00:00+00:00' }, type: 'timestamp' },
    { value: { kind: 'number', text: '6.5' } },
    { value: { kind: 'string', text: '2024-01-02T00:00:00Z' } },
  ]);
  expect(found[1]?.initialValue).toEqual({ value: { kind: 'number', text: '3' } });
  expect(found[2]?.uniqueHashes).toHaveLength(2);
});

test('a state in which nothing changed stays', () => {
  const cursors = cursorsOfState(state);
  expect(nextState(state, { ...PIPELINE, cursors })).toMatchObject({
    version: STATE.version,
    engineVersion: STATE.engineVersion,
    pipelineName: STATE.pipelineName,
    versionHash: STATE.versionHash,
    isChanged: false,
  });
});

test('a cursor that moved makes the next state, and leaves the others alone', () => {
  const cursors = cursorsOfState(state);
  const lastValue = {
    value: { kind: 'string', text: '2025-01-01T00:00:00+00:00' },
    type: 'timestamp',
  } as const;
  const moved: DltCursor[] = cursors.slice(0, 1).map((cursor) => ({ ...cursor, lastValue }));
  const next = nextState(state, { ...PIPELINE, cursors: moved });
  expect(next).toMatchObject({ version: STATE.version + 1, isChanged: true });
  const after = readTree(unpackState(next.state) ?? '');
  expect(stateHash(after)).toBe(next.versionHash);
  expect(cursorsOfState(after)).toEqual([...moved, ...cursors.slice(1)]);
});

test('the first state of a pipeline names what dlt looks for', () => {
  const first = nextState(undefined, PIPELINE);
  expect(first).toMatchObject({ version: 1, engineVersion: 4, isChanged: true });
  expect(JSON.parse(unpackState(first.state) ?? '')).toEqual({
    _state_version: 1,
    _state_engine_version: 4,
    schema_names: ['src'],
    pipeline_name: 'pp',
    dataset_name: 'ds',
    default_schema_name: 'src',
    destination_type: 'dlt.destinations.duckdb',
    destination_name: null,
    _version_hash: first.versionHash,
  });
});

test('what is packed can be unpacked; plain JSON, as old versions wrote it, is read too', () => {
  expect(unpackState(packState(text))).toBe(text);
  expect(unpackState('{"a":1}')).toBe('{"a":1}');
  expect(unpackState('nothing of dlt')).toBeUndefined();
});
