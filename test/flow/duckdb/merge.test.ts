import { expect, test } from 'vitest';
import { batchOf, pagesOf, RawNumber, sentAgain, voidPage } from '../../support/batches.ts';
import { contacts, databasePath, loadBatches, query } from '../../support/duckdb-load.ts';

test('a first load makes the table with the columns in field order and the load id last', async () => {
  const path = await databasePath();
  const rows = [
    {
      id: 1,
      firstName: 'Ada',
      score: 1.5,
      isActive: true,
      born: '1815-12-10',
      seen: '2024-02-29T12:00:00+01:00',
      tags: ['a'],
      nothing: null,
    },
    {
      id: 2,
      firstName: null,
      score: 2,
      isActive: false,
      born: null,
      seen: '2024-03-01T00:00:00Z',
      tags: { b: 1 },
      nothing: null,
    },
  ];
  const { counts, loadId } = await loadBatches(path, [batchOf(rows)]);
  expect(counts).toMatchObject({ table: 'contacts', inserted: 2, updated: 0, unchanged: 0 });
  expect(counts.schemaChanges).toEqual([{ kind: 'table_created', table: 'contacts' }]);
  expect(await query(path, 'SELECT column_name n, column_type t FROM (DESCRIBE contacts)')).toEqual(
    [
      { n: 'id', t: 'BIGINT' },
      { n: 'first_name', t: 'VARCHAR' },
      { n: 'score', t: 'DOUBLE' },
      { n: 'is_active', t: 'BOOLEAN' },
      { n: 'born', t: 'DATE' },
      { n: 'seen', t: 'TIMESTAMP WITH TIME ZONE' },
      { n: 'tags', t: 'JSON' },
      { n: '_load_id', t: 'VARCHAR' },
    ],
  );
  expect(await query(path, 'FROM contacts ORDER BY id')).toEqual([
    {
      id: '1',
      first_name: 'Ada',
      score: 1.5,
      is_active: true,
      born: '1815-12-10',
      seen: '2024-02-29 11:00:00+00',
      tags: '["a"]',
      _load_id: loadId,
    },
    {
      id: '2',
      first_name: null,
      score: 2,
      is_active: false,
      born: null,
      seen: '2024-03-01 00:00:00+00',
      tags: '{"b":1}',
      _load_id: loadId,
    },
  ]);
});

test('only new and changed rows are written, and the rest is counted as unchanged', async () => {
  const path = await databasePath();
  const rows = Array.from({ length: 50 }, (_, id) => ({ id, name: `n${id}`, tags: [id] }));
  const first = await loadBatches(path, pagesOf(rows, 20));
  const before = await query(path, 'SELECT rowid AS r, * FROM contacts ORDER BY id');
  const second = await loadBatches(path, pagesOf(rows, 20));
  expect(second.counts).toMatchObject({ inserted: 0, updated: 0, unchanged: 50, duplicates: 0 });
  expect(second.counts.schemaChanges).toEqual([]);
  expect(await query(path, 'SELECT rowid AS r, * FROM contacts ORDER BY id')).toEqual(before);
  const changed = [
    ...rows.slice(0, 48),
    { id: 48, name: 'new', tags: [48] },
    { id: 99, name: 'x' },
  ];
  const third = await loadBatches(path, pagesOf(changed, 20));
  expect(third.counts).toMatchObject({ inserted: 1, updated: 1, unchanged: 48 });
  expect(
    await query(
      path,
      'SELECT _load_id l, count(*)::INTEGER n FROM contacts GROUP BY ALL ORDER BY n',
    ),
  ).toEqual([
    { l: third.loadId, n: 2 },
    { l: first.loadId, n: 49 },
  ]);
});

test('of several copies of a row the one with the greatest position is kept', async () => {
  const path = await databasePath();
  const copy = (name: string) => ({ id: 7, name });
  const batches = [
    batchOf([copy('a'), { id: 8, name: 'z' }, copy('b')], { page: 1 }),
    batchOf([copy('c')], { page: 2 }),
    batchOf([copy('d')], { pass: 2, page: 1 }),
  ];
  const { counts } = await loadBatches(path, batches);
  expect(counts).toMatchObject({ inserted: 2, duplicates: 2 });
  expect(await query(path, 'SELECT name FROM contacts ORDER BY id')).toEqual([
    { name: 'd' },
    { name: 'z' },
  ]);
  const again = await loadBatches(path, [batchOf([copy('e'), copy('d')])]);
  expect(again.counts).toMatchObject({ updated: 0, unchanged: 1, duplicates: 1 });
});

test('a page that is sent again replaces what was sent of it, staged or not', async () => {
  const path = await databasePath();
  const stageLimits = { maxRows: 2, maxTextLength: 1e6, maxWaitMs: 60_000 };
  const batches = [
    batchOf([{ id: 1 }, { id: 2 }], { page: 1 }),
    batchOf([{ id: 3 }, { id: 4 }, { id: 5 }], { page: 2 }),
    batchOf([{ id: 6 }], { page: 2 }),
    ...sentAgain([{ id: 3 }], { page: 2 }),
    batchOf([{ id: 4 }], { page: 3 }),
    voidPage({ page: 3 }),
  ];
  const { counts } = await loadBatches(path, batches, { stageLimits });
  expect(counts).toMatchObject({ inserted: 3, duplicates: 0, discarded: 0, staged: 0 });
  expect(await query(path, 'SELECT id FROM contacts ORDER BY id')).toEqual([
    { id: '1' },
    { id: '2' },
    { id: '3' },
  ]);
});

test('a field that is missing or null in the last form of a row becomes NULL', async () => {
  const path = await databasePath();
  await loadBatches(path, [batchOf([{ id: 1, a: 'x', b: 'y' }])]);
  const { counts } = await loadBatches(path, [batchOf([{ id: 1, a: null }])]);
  expect(counts.updated).toBe(1);
  expect(await query(path, 'SELECT a, b FROM contacts')).toEqual([{ a: null, b: null }]);
});

test('a compound key matches on all of its parts, whatever their types', async () => {
  const path = await databasePath();
  const target = contacts({ primaryKey: ['org', 'no'] });
  const key = ['org', 'no'];
  await loadBatches(
    path,
    [
      batchOf(
        [
          { org: 'a', no: 1 },
          { org: 'a', no: 2 },
        ],
        { key },
      ),
    ],
    { target },
  );
  const { counts } = await loadBatches(
    path,
    [
      batchOf(
        [
          { org: 'a', no: '1', x: 5 },
          { org: 'b', no: new RawNumber('2.0') },
        ],
        { key },
      ),
    ],
    { target },
  );
  expect(counts).toMatchObject({ inserted: 1, updated: 1 });
  expect(await query(path, 'SELECT org, no, x FROM contacts ORDER BY ALL')).toEqual([
    { org: 'a', no: '1', x: '5' },
    { org: 'a', no: '2', x: null },
    { org: 'b', no: '2', x: null },
  ]);
  const again = await loadBatches(
    path,
    [
      batchOf(
        [
          { org: 'b', no: 2 },
          { org: 'a', no: new RawNumber('1e0'), x: 5 },
        ],
        { key },
      ),
    ],
    { target },
  );
  expect(again.counts).toMatchObject({ inserted: 0, updated: 0, unchanged: 2 });
});

test('a key that flips between number and string stays one key', async () => {
  const path = await databasePath();
  await loadBatches(path, [
    batchOf([
      { id: 1, v: 'a' },
      { id: 2, v: 'b' },
    ]),
  ]);
  const { counts } = await loadBatches(path, [batchOf([{ id: '1', v: 'c' }])]);
  expect(counts).toMatchObject({ inserted: 0, updated: 1 });
  expect(counts.schemaChanges).toEqual([
    { kind: 'column_widened', table: 'contacts', column: 'id', from: 'BIGINT', to: 'VARCHAR' },
  ]);
  const back = await loadBatches(path, [
    batchOf([
      { id: new RawNumber('1.0'), v: 'c' },
      { id: 2, v: 'b' },
    ]),
  ]);
  expect(back.counts).toMatchObject({ unchanged: 2, inserted: 0 });
  expect(await query(path, 'SELECT id, v FROM contacts ORDER BY id')).toEqual([
    { id: '1', v: 'c' },
    { id: '2', v: 'b' },
  ]);
});
