import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import { resetResource } from '../../../src/destination/duckdb/change-state.ts';
import { readStatus } from '../../../src/destination/duckdb/status.ts';
import { duckdbDestination } from '../../../src/duckdb-destination.ts';
import type { CursorMove, CursorState, JsonValue, WalkOutcome } from '../../../src/model.ts';
import { batchOf } from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  EXHAUSTED,
  loadStart,
  query,
  syncReport,
} from '../../support/duckdb-load.ts';
import { COMPLETE } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';
import { resourceReport } from '../../support/sync-report.ts';

const state = (lastValue: JsonValue): CursorState => ({
  initialValue: null,
  lastValue,
  boundary: ['hash'],
});
const move = (lastValue: JsonValue, walk = '', path = 'at'): CursorMove => ({
  path,
  walk,
  state: state(lastValue),
});

interface Options {
  readonly outcome?: WalkOutcome;
  readonly target?: ResourceTarget;
  readonly source?: string;
  readonly dataset?: string;
}

async function load(path: string, cursors: readonly CursorMove[], options: Options = {}) {
  const { outcome = EXHAUSTED, target = contacts(), source = 'crm', dataset = 'main' } = options;
  const start = loadStart({ source, dataset });
  const opened = await duckdbDestination(path).open(start);
  try {
    const writer = await opened.writer(target);
    await pipeline(Readable.from([batchOf([{ id: 1, at: 1 }])]), writer.stream);
    await writer.settle(outcome, (counts) => resourceReport({ ...counts, ...outcome }), cursors);
  } finally {
    await opened.close(syncReport(start, []));
  }
}

async function read(path: string, walk = '', at = 'at', over: Options = {}) {
  const start = loadStart({ source: over.source ?? 'crm', dataset: over.dataset ?? 'main' });
  const opened = await duckdbDestination(path).open(start);
  try {
    return await opened.cursors?.read('contacts', at, walk);
  } finally {
    await opened.close(syncReport(start, []));
  }
}

test('a cursor that was never kept is undefined', async () => {
  expect(await read(await databasePath())).toBe(undefined);
});

test.each<JsonValue>([
  5,
  1.5,
  '2024-01-01T00:00:00Z',
  12345678901234567890n,
  'quote " and \u0000',
  null,
])('a cursor comes back as it was kept (%#)', async (lastValue) => {
  const path = await databasePath();
  await load(path, [move(lastValue)]);
  expect(await read(path)).toEqual(state(lastValue));
});

test('cursors are told apart by source, dataset, resource, path and walk', async () => {
  const path = await databasePath();
  await load(path, [move(1), move(2, 'parent'), move(3, '', 'other')]);
  await load(path, [move(4)], { source: 'shop' });
  await load(path, [move(5)], { dataset: 'second' });
  expect(await read(path)).toEqual(state(1));
  expect(await read(path, 'parent')).toEqual(state(2));
  expect(await read(path, '', 'other')).toEqual(state(3));
  expect(await read(path, '', 'at', { source: 'shop' })).toEqual(state(4));
  expect(await read(path, '', 'at', { dataset: 'SECOND' })).toEqual(state(5));
  expect(await read(path, 'nobody')).toBe(undefined);
});

test('a cursor that moves takes the place of the old one, and others stay', async () => {
  const path = await databasePath();
  await load(path, [move(1), move(2, 'parent')]);
  await load(path, [move(9)]);
  expect(await read(path)).toEqual(state(9));
  expect(await read(path, 'parent')).toEqual(state(2));
  expect(await query(path, 'SELECT count(*)::INTEGER n FROM _sluice.cursors')).toEqual([{ n: 2 }]);
});

test('more cursors than one statement takes are all kept', async () => {
  const path = await databasePath();
  const moves = Array.from({ length: 2500 }, (_, i) => move(i, `walk ${i}`));
  await load(path, moves);
  await load(path, moves);
  expect(await read(path, 'walk 2499')).toEqual(state(2499));
  expect(await query(path, 'SELECT count(*)::INTEGER n FROM _sluice.cursors')).toEqual([
    { n: 2500 },
  ]);
});

const APPEND = contacts({ write: 'append' });

test.each<[WalkOutcome, ResourceTarget, boolean]>([
  [COMPLETE, contacts(), true],
  [EXHAUSTED, contacts(), true],
  [EXHAUSTED, APPEND, true],
  [{ verdict: 'drifted' }, contacts(), false],
  [{ verdict: 'drifted' }, APPEND, false],
  [{ verdict: 'incomplete', reason: 'max_pages' }, contacts(), false],
  [{ verdict: 'incomplete', reason: 'deadline' }, contacts(), false],
])('a walk that ended %j of %j moves its cursor: %s', async (outcome, target, moves) => {
  const path = await databasePath();
  await load(path, [move(7)], { outcome, target });
  expect(await read(path)).toEqual(moves ? state(7) : undefined);
});

test('a fold that fails moves no cursor', async () => {
  const path = await databasePath();
  const target = contacts({ columns: [{ field: 'at', dataType: 'time' }] });
  await rejection(load(path, [move(7)], { target }));
  expect(await read(path)).toBe(undefined);
});

test('a status shows cursors, and a reset drops them', async () => {
  const path = await databasePath();
  await load(path, [move('2024-01-01'), move(1, 'a', 'of_parent'), move(2, 'b', 'of_parent')]);
  expect((await readStatus(path)).cursors).toMatchObject([
    {
      source: 'crm',
      resource: 'contacts',
      dataset: 'main',
      path: 'at',
      walks: 1,
      lastValue: '"2024-01-01"',
    },
    { path: 'of_parent', walks: 2 },
  ]);
  expect((await readStatus(path)).cursors?.map(({ parents }) => parents)).toEqual([0, 2]);
  expect((await readStatus(path, { dataset: 'other' })).cursors).toEqual([]);
  expect((await resetResource(path, 'others')).cursors).toBe(0);
  expect((await resetResource(path, 'contacts', { dataset: 'other' })).cursors).toBe(0);
  expect((await resetResource(path, 'contacts')).cursors).toBe(3);
  expect(await read(path)).toBe(undefined);
});
