import { expect, test } from 'vitest';
import type { ColumnHint } from '../../../src/schema/table-hints.ts';
import { batchOf, RawNumber } from '../../support/batches.ts';
import { contacts, databasePath, loadBatches, query } from '../../support/duckdb-load.ts';
import { rejection } from '../../support/rejection.ts';

const hinted = (hint: Omit<ColumnHint, 'field'>, field = 'v') =>
  contacts({ columns: [{ field, ...hint }] });

test('hinted columns come first, in their order, also where no value was ever seen', async () => {
  const path = await databasePath();
  const columns: ColumnHint[] = [
    { field: 'later', dataType: 'date' },
    { field: 'v', dataType: 'text' },
    { field: 'untyped', description: 'no type' },
  ];
  await loadBatches(path, [batchOf([{ id: 1, v: 'x' }])], { target: contacts({ columns }) });
  expect(await query(path, 'SELECT * EXCLUDE _load_id FROM contacts')).toEqual([
    { later: null, v: 'x', id: '1' },
  ]);
});

test('a type that a hint gave stays when the hint goes, and nothing is rounded then', async () => {
  const path = await databasePath();
  const target = hinted({ dataType: 'decimal', precision: 10, scale: 2 });
  await loadBatches(path, [batchOf([{ id: 1, v: 1.005 }])], { target });
  await loadBatches(path, [batchOf([{ id: 2, v: '7.50' }])]);
  const error = await rejection(loadBatches(path, [batchOf([{ id: 3, v: 1.005 }])]));
  expect(error.message).toContain('not fit the hinted type DECIMAL(10,2), as "1.005"');
  expect(await query(path, 'SELECT v::VARCHAR v FROM contacts ORDER BY id')).toEqual([
    { v: '1.01' },
    { v: '7.50' },
  ]);
});

test.each<[unknown, Omit<ColumnHint, 'field'>, string]>([
  [5, { dataType: 'text' }, '5'],
  [1.5, { dataType: 'decimal' }, '1.500000000'],
  ['12', { dataType: 'bigint' }, '12'],
  ['2024-01-01T10:00:00Z', { dataType: 'text' }, '2024-01-01T10:00:00Z'],
  [{ a: 1 }, { dataType: 'text' }, '{"a":1}'],
  ['x', { dataType: 'json' }, '"x"'],
  [7, { dataType: 'json' }, '7'],
  ['5', { dataType: 'json' }, '"5"'],
  [new RawNumber('12345678901234567890.12'), { dataType: 'json' }, '12345678901234567890.12'],
])(
  'a column of %j takes the type of the new hint %j, with its values',
  async (value, hint, text) => {
    const path = await databasePath();
    await loadBatches(path, [batchOf([{ id: 1, v: value }])]);
    const { counts } = await loadBatches(path, [batchOf([{ id: 2, v: null }])], {
      target: hinted(hint),
    });
    expect(counts.schemaChanges).toMatchObject([{ kind: 'column_widened', column: 'v' }]);
    expect(await query(path, 'SELECT v::VARCHAR v FROM contacts WHERE id = 1')).toEqual([
      { v: text },
    ]);
  },
);

test('a new hint that values of the table do not fit fails the resource', async () => {
  const path = await databasePath();
  await loadBatches(path, [batchOf([{ id: 1, v: 'abc' }])]);
  const target = hinted({ dataType: 'bigint' });
  const error = await rejection(loadBatches(path, [batchOf([{ id: 2, v: 5 }])], { target }));
  expect(error.message).toContain('1 of its values do not fit the type BIGINT');
  expect(await query(path, 'SELECT id, v FROM contacts')).toEqual([{ id: '1', v: 'abc' }]);
});

test('a column that is not nullable fails at null, and only then', async () => {
  const path = await databasePath();
  const target = hinted({ nullable: false });
  await loadBatches(path, [batchOf([{ id: 1, v: 'x' }])], { target });
  const error = await rejection(loadBatches(path, [batchOf([{ id: 2 }])], { target }));
  expect(error.message).toContain('`v` is null or missing in 1 row, but the hint says');
});

test('a description is the comment of its column', async () => {
  const path = await databasePath();
  const comments = () =>
    query(path, "SELECT comment c FROM duckdb_columns() WHERE column_name = 'v'");
  const rows = [batchOf([{ id: 1, v: 'x' }])];
  await loadBatches(path, rows, { target: hinted({ description: "It's" }) });
  expect(await comments()).toEqual([{ c: "It's" }]);
  await loadBatches(path, rows, { target: hinted({ description: 'New' }) });
  expect(await comments()).toEqual([{ c: 'New' }]);
});

test('a column that is hinted unique, and is not, is told', async () => {
  const path = await databasePath();
  const target = hinted({ unique: true });
  const unique = await loadBatches(
    path,
    [
      batchOf([
        { id: 1, v: 'x' },
        { id: 2, v: null },
      ]),
    ],
    { target },
  );
  expect(unique.counts.warnings).toEqual([]);
  const { counts } = await loadBatches(path, [batchOf([{ id: 3, v: 'x' }])], { target });
  expect(counts).toMatchObject({ inserted: 1 });
  expect(counts.warnings).toMatchObject([
    expect.stringContaining('1 of its values are in the table'),
  ]);
});

test.each<[unknown, unknown]>([
  [true, false],
  ['2024-01-01', null],
])('a row that is flagged by %j deletes its key, and is not inserted', async (flag, none) => {
  const path = await databasePath();
  const target = hinted({ hardDelete: true }, 'gone');
  const row = (id: number, gone: unknown) => ({ id, gone });
  await loadBatches(path, [batchOf([row(1, none), row(2, none)])], { target });
  const { counts } = await loadBatches(
    path,
    [batchOf([row(1, flag), row(3, flag), row(2, none), row(4, none)])],
    { target },
  );
  expect(counts).toMatchObject({ deleted: 1, inserted: 1, updated: 1, unchanged: 2 });
  expect(await query(path, 'SELECT id FROM contacts ORDER BY id')).toEqual([
    { id: '2' },
    { id: '4' },
  ]);
});

test.each([
  ['desc', 'b'],
  ['asc', 'a'],
] as const)(
  'of copies of a key the one that %s order puts first stays',
  async (dedupSort, name) => {
    const path = await databasePath();
    const target = hinted({ dedupSort }, 'at');
    const rows = [
      { id: 1, name: 'none', at: null },
      { id: 1, name: 'b', at: 10 },
      { id: 1, name: 'a', at: 9 },
      { id: 1, name: 'nothing' },
    ];
    const { counts } = await loadBatches(path, [batchOf(rows)], { target });
    expect(counts).toMatchObject({ inserted: 1, duplicates: 3 });
    expect(await query(path, 'SELECT name FROM contacts')).toEqual([{ name }]);
  },
);

test('keys that a hint makes one are refused', async () => {
  const path = await databasePath();
  const target = hinted({ dataType: 'bigint' }, 'id');
  const error = await rejection(
    loadBatches(path, [batchOf([{ id: '1' }, { id: '01' }])], { target }),
  );
  expect(error.message).toContain('become one by the types');
});

test('a key of text by hint keeps numbers and their texts one key', async () => {
  const path = await databasePath();
  const target = hinted({ dataType: 'text' }, 'id');
  await loadBatches(path, [batchOf([{ id: 1 }])], { target });
  const { counts } = await loadBatches(path, [batchOf([{ id: '1' }])], { target });
  expect(counts).toMatchObject({ unchanged: 1 });
});
