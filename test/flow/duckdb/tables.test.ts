import { expect, test } from 'vitest';
import { batchOf } from '../../support/batches.ts';
import { contacts, databasePath, loadBatches, query } from '../../support/duckdb-load.ts';
import { rejection } from '../../support/rejection.ts';

const load = (path: string, ...rows: Record<string, unknown>[]) =>
  loadBatches(path, [batchOf(rows)]);

test.each([
  ['table', 'CREATE TABLE Contacts AS SELECT 7 AS id'],
  ['view', 'CREATE VIEW contacts AS SELECT 7 AS id'],
])('a %s that Sluice did not make is refused and untouched', async (_kind, statement) => {
  const path = await databasePath();
  await load(path);
  await query(path, statement);
  const error = await rejection(load(path, { id: 1 }));
  expect(error).toMatchObject({ code: 'DESTINATION_TABLE_FOREIGN' });
  expect(error.message).toContain('Sluice did not make it');
  expect(await query(path, 'FROM contacts')).toEqual([{ id: 7 }]);
});

test('a table that the user dropped is made anew with all known columns', async () => {
  const path = await databasePath();
  await load(path, { id: 1, a: 1.5, b: 'x' });
  await query(path, 'DROP TABLE contacts');
  const { counts } = await load(path, { id: 2, a: 3 });
  expect(counts.schemaChanges).toEqual([{ kind: 'table_created', table: 'contacts' }]);
  expect(await query(path, 'SELECT id, a, b FROM contacts')).toEqual([{ id: '2', a: 3, b: null }]);
});

test('a column whose type somebody changed is refused before anything is fetched', async () => {
  const path = await databasePath();
  await load(path, { id: 1, a: 5 });
  await query(path, 'ALTER TABLE contacts ALTER a TYPE VARCHAR');
  const error = await rejection(load(path, { id: 1, a: 6 }));
  expect(error.message).toContain('a column `a` of type VARCHAR, Sluice made it BIGINT');
});

test('a column that somebody dropped comes back', async () => {
  const path = await databasePath();
  await load(path, { id: 1, a: 5 });
  await query(path, 'ALTER TABLE contacts DROP a');
  const { counts } = await load(path, { id: 1, a: 5 });
  expect(counts).toMatchObject({ updated: 1 });
  expect(await query(path, 'SELECT id, a FROM contacts')).toEqual([{ id: '1', a: '5' }]);
});

test('values of columns that somebody added stay with their rows', async () => {
  const path = await databasePath();
  await load(path, { id: 1, a: 5 }, { id: 2, a: 6 });
  await query(
    path,
    `ALTER TABLE contacts ADD COLUMN "Rating" INTEGER; UPDATE contacts SET "Rating" = id`,
  );
  const { counts } = await load(path, { id: 1, a: 50, rating: 'from the API' }, { id: 3, a: 7 });
  expect(counts).toMatchObject({ inserted: 1, updated: 1 });
  expect(
    await query(path, 'SELECT id, a, "Rating" r, rating__2 FROM contacts ORDER BY id'),
  ).toEqual([
    { id: '1', a: '50', r: 1, rating__2: 'from the API' },
    { id: '2', a: '6', r: 2, rating__2: null },
    { id: '3', a: '7', r: null, rating__2: null },
  ]);
});

test('a table in which a key stands twice is refused rather than multiplied', async () => {
  const path = await databasePath();
  await load(path, { id: 1, a: 5 });
  await query(path, 'INSERT INTO contacts FROM contacts');
  const error = await rejection(load(path, { id: 1, a: 6 }));
  expect(error).toMatchObject({ code: 'DESTINATION_WRITE' });
  expect(await query(path, 'SELECT a FROM contacts')).toEqual([{ a: '5' }, { a: '5' }]);
});

test('names of fields, tables and datasets are data, whatever stands in them', async () => {
  const path = await databasePath();
  const evil = `x"; DROP TABLE t; --'\u0000`;
  const row = { id: 1, [evil]: 1, '': 2, _load_id: 3, ID: 4, group: 5, '7': 6, "o'k/~": 7 };
  const target = contacts({ table: evil.replace('\u0000', ''), naming: 'direct' });
  const start = {
    loadId: "l'1",
    source: "s'",
    startedAt: '2026-01-01T00:00:00Z',
    dataset: 'a"b.c',
  };
  await loadBatches(path, [batchOf([row])], { target, start });
  const again = await loadBatches(path, [batchOf([row])], { target, start });
  expect(again.counts).toMatchObject({ unchanged: 1 });
  const [found] = await query(path, `SELECT * FROM "a""b.c"."x""; DROP TABLE t; --'"`);
  expect(found).toEqual({
    '7': '6',
    id: '1',
    [evil.replace('\u0000', '')]: '1',
    _: '2',
    _load_id__2: '3',
    ID__2: '4',
    group: '5',
    "o'k/~": '7',
    _load_id: "l'1",
  });
});

test('two tables whose dataset and name read the same together have separate staging', async () => {
  const path = await databasePath();
  const outcome = { verdict: 'incomplete', reason: 'aborted' } as const;
  const at = (dataset: string, table: string) => ({
    outcome,
    target: contacts({ table }),
    start: { loadId: 'l', source: 's', startedAt: '2026-01-01T00:00:00Z', dataset },
  });
  await loadBatches(path, [batchOf([{ id: 1 }])], at('a_b', 'c'));
  const { warnings } = await loadBatches(path, [batchOf([{ id: 1 }])], at('a', 'b_c'));
  expect(warnings).toEqual([]);
});

test('a target in the books of Sluice is refused', async () => {
  const path = await databasePath();
  const start = { loadId: 'l', source: 's', startedAt: '2026-01-01T00:00:00Z', dataset: '_SLUICE' };
  const books = await rejection(loadBatches(path, [], { start }));
  expect(books.message).toContain('holds the books of Sluice');
});
