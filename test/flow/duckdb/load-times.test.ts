import { expect, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import { batchOf, type TestRow } from '../../support/batches.ts';
import { contacts, databasePath, loadBatches, query } from '../../support/duckdb-load.ts';
import { COMPLETE } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

const load = (path: string, rows: readonly TestRow[], over: Partial<ResourceTarget> = {}) =>
  loadBatches(path, [batchOf(rows)], { target: contacts(over), outcome: COMPLETE });

/** Whether each row was written by the load, by its time and by its id. */
async function writtenSince(path: string, start: number, loadId: string) {
  const rows = await query(
    path,
    'SELECT id::INTEGER AS id, epoch_ms(_loaded_at)::DOUBLE AS at, _load_id FROM contacts ORDER BY id',
  );
  return rows.map(({ id, at, _load_id }) => [
    id,
    at === null ? null : Number(at) >= start,
    _load_id === loadId,
  ]);
}

test('rows say when they were written last, and those that did not change keep it', async () => {
  const path = await databasePath();
  const on = { loadTimes: true };
  await load(
    path,
    [
      { id: 1, v: 1 },
      { id: 2, v: 1 },
      { id: 3, v: 1 },
    ],
    on,
  );
  const start = Date.now();
  const second = await load(
    path,
    [
      { id: 1, v: 1 },
      { id: 2, v: 2 },
      { id: 4, v: 1 },
    ],
    {
      ...on,
      onMissing: 'mark',
      maxDeleteRatio: 1,
    },
  );
  expect(second.counts).toMatchObject({ inserted: 1, updated: 1, unchanged: 1, deleted: 1 });
  expect(await writtenSince(path, start, second.loadId)).toEqual([
    [1, false, false],
    [2, true, true],
    [3, true, true],
    [4, true, true],
  ]);
});

test('a table gets the column later, goes on with it, and loses it when it is replaced', async () => {
  const path = await databasePath();
  await load(path, [
    { id: 1, v: 1 },
    { id: 2, v: 1 },
  ]);
  const start = Date.now();
  const added = await load(path, [{ id: 2, v: 2 }], { loadTimes: true });
  expect(added.counts.schemaChanges).toEqual([
    { kind: 'column_added', table: 'contacts', column: '_loaded_at', to: 'TIMESTAMPTZ' },
  ]);
  expect(await writtenSince(path, start, added.loadId)).toEqual([
    [1, null, false],
    [2, true, true],
  ]);
  const off = await load(path, [{ id: 1, v: 2 }]);
  expect(off.counts.schemaChanges).toEqual([]);
  expect(await writtenSince(path, start, off.loadId)).toEqual([
    [1, true, true],
    [2, true, false],
  ]);
  const again = await load(path, [{ id: 1, v: 3 }], { write: 'replace', loadTimes: true });
  expect(await writtenSince(path, start, again.loadId)).toEqual([[1, true, true]]);
  await load(path, [{ id: 1, v: 3 }], { write: 'replace' });
  expect(
    await query(path, "SELECT column_name FROM duckdb_columns() WHERE table_name = 'contacts'"),
  ).toEqual(['id', 'v', '_load_id'].map((column_name) => ({ column_name })));
});

test.each<[string, Partial<ResourceTarget>]>([
  ['append', { write: 'append', primaryKey: [] }],
  ['insert_only', { write: 'insert_only' }],
  ['replace', { write: 'replace' }],
  ['groups', { mergeKey: ['v'] }],
])('by %s, too', async (_, over) => {
  const path = await databasePath();
  const start = Date.now();
  await load(path, [{ id: 1, v: 1 }], { ...over, loadTimes: true });
  const { loadId } = await load(path, [{ id: 2, v: 2 }], { ...over, loadTimes: true });
  expect((await writtenSince(path, start, loadId)).at(-1)).toEqual([2, true, true]);
});

test('a field of that name gets another column, and a table that has one is refused', async () => {
  const path = await databasePath();
  await load(path, [{ id: 1, _loaded_at: 'x' }], { loadTimes: true });
  expect(await query(path, 'SELECT _loaded_at__2 AS v FROM contacts')).toEqual([{ v: 'x' }]);
  const other = await databasePath();
  await load(other, [{ id: 1 }]);
  await query(other, 'ALTER TABLE contacts ADD COLUMN _loaded_at VARCHAR');
  const error = await rejection(load(other, [{ id: 2 }], { loadTimes: true }));
  expect(error).toMatchObject({ code: 'DESTINATION_TABLE_FOREIGN' });
  expect(error.message).toContain('Leave `load_times` out');
  expect((await load(other, [{ id: 2 }])).counts.inserted).toBe(1);
});
