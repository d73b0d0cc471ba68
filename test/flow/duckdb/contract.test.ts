import { expect, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import type { SchemaContract } from '../../../src/schema/table-hints.ts';
import { batchOf } from '../../support/batches.ts';
import { contacts, databasePath, loadBatches, query } from '../../support/duckdb-load.ts';
import { COMPLETE } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

const EVOLVE: SchemaContract = { tables: 'evolve', columns: 'evolve', dataType: 'evolve' };
const under = (contract: Partial<SchemaContract>, over: Partial<ResourceTarget> = {}) =>
  contacts({ contract: { ...EVOLVE, ...contract }, ...over });
const rejectedRows = (path: string) =>
  query(path, 'SELECT resource, "table", key, reason, text FROM _sluice.rejected');

/** A database with one row, `{ id: 1, v: 5 }`. */
async function database(): Promise<string> {
  const path = await databasePath();
  await loadBatches(path, [batchOf([{ id: 1, v: 5 }])]);
  return path;
}

test('a frozen schema refuses a table that is not there, before anything is asked for', async () => {
  const path = await databasePath();
  const target = under({ tables: 'freeze' });
  const error = await rejection(loadBatches(path, [batchOf([{ id: 1 }])], { target }));
  expect(error.message).toContain('Load once with `tables: evolve`');
  await loadBatches(path, [batchOf([{ id: 1 }])]);
  expect((await loadBatches(path, [batchOf([{ id: 1 }])], { target })).counts.unchanged).toBe(1);
});

test.each(['discard_row', 'discard_value'] as const)(
  'tables: %s leaves the rows of a new table out',
  async (tables) => {
    const path = await databasePath();
    const target = under({ tables });
    const { counts } = await loadBatches(path, [batchOf([{ id: 1 }, { id: 2 }])], { target });
    expect(counts).toMatchObject({ rejected: 2, inserted: 0, duplicates: 0 });
    expect(counts).not.toHaveProperty('table');
    expect(await rejectedRows(path)).toHaveLength(2);
    expect(await query(path, "FROM duckdb_tables() WHERE schema_name = 'main'")).toEqual([]);
  },
);

test.each(['freeze', 'discard_row', 'discard_value'] as const)(
  'a new table takes all columns, whatever `columns: %s` says',
  async (columns) => {
    const path = await databasePath();
    const { counts } = await loadBatches(path, [batchOf([{ id: 1, v: 1 }])], {
      target: under({ columns, dataType: columns }),
    });
    expect(counts).toMatchObject({ inserted: 1, rejected: 0 });
  },
);

const NEW_COLUMN = [
  batchOf([
    { id: 1, v: 6, w: null },
    { id: 2, v: 7, w: 'new' },
  ]),
];

test('columns: freeze fails at a new column and writes nothing', async () => {
  const path = await database();
  const target = under({ columns: 'freeze' });
  const error = await rejection(loadBatches(path, NEW_COLUMN, { target }));
  expect(error).toMatchObject({ code: 'DESTINATION_WRITE', context: { field: 'w' } });
  expect(error.message).toContain('the field `w` would be a new column for 1 row, as "new"');
  expect(await query(path, 'SELECT * EXCLUDE _load_id FROM contacts')).toEqual([
    { id: '1', v: '5' },
  ]);
});

test('columns: freeze takes a field that is hinted, and one that is always null', async () => {
  const path = await database();
  const hinted = under({ columns: 'freeze' }, { columns: [{ field: 'w', dataType: 'text' }] });
  expect((await loadBatches(path, NEW_COLUMN, { target: hinted })).counts.inserted).toBe(1);
  const nulls = [batchOf([{ id: 5, other: null }])];
  const { counts } = await loadBatches(path, nulls, { target: under({ columns: 'freeze' }) });
  expect(counts.inserted).toBe(1);
});

test('columns: discard_value leaves the field out and says so', async () => {
  const path = await database();
  const { counts } = await loadBatches(path, NEW_COLUMN, {
    target: under({ columns: 'discard_value' }),
  });
  expect(counts).toMatchObject({ inserted: 1, updated: 1, rejected: 0, schemaChanges: [] });
  expect(counts.warnings).toMatchObject([
    expect.stringContaining('1 value of the field `w` was left out'),
  ]);
});

test('columns: discard_row leaves the row out, counts it and keeps its text', async () => {
  const path = await database();
  const { counts } = await loadBatches(path, NEW_COLUMN, {
    target: under({ columns: 'discard_row' }),
  });
  expect(counts).toMatchObject({
    inserted: 0,
    updated: 1,
    rejected: 1,
    duplicates: 0,
    schemaChanges: [],
  });
  expect(await rejectedRows(path)).toEqual([
    {
      resource: 'contacts',
      table: 'contacts',
      key: '2',
      reason: 'the field `w` would be a new column',
      text: '{"id":2,"v":7,"w":"new"}',
    },
  ]);
});

const OTHER_TYPE = [
  batchOf([
    { id: 1, v: '6' },
    { id: 2, v: 'seven' },
    { id: 3, v: null },
  ]),
];

test('data_type: freeze fails at a value that does not fit its column', async () => {
  const path = await database();
  const error = await rejection(
    loadBatches(path, OTHER_TYPE, { target: under({ dataType: 'freeze' }) }),
  );
  expect(error.message).toContain(
    '1 value of the field `v` does not fit the type BIGINT of its column, as "seven"',
  );
});

test('data_type: freeze takes a value that is of the type by its meaning', async () => {
  const path = await database();
  const { counts } = await loadBatches(path, [batchOf([{ id: 1, v: '6' }])], {
    target: under({ dataType: 'freeze' }),
  });
  expect(counts).toMatchObject({ updated: 1, schemaChanges: [] });
  expect(await query(path, 'SELECT v FROM contacts')).toEqual([{ v: '6' }]);
});

test('data_type: discard_value leaves NULL', async () => {
  const path = await database();
  const { counts } = await loadBatches(path, OTHER_TYPE, {
    target: under({ dataType: 'discard_value' }),
  });
  expect(counts).toMatchObject({ inserted: 2, updated: 1, schemaChanges: [] });
  expect(counts.warnings).toHaveLength(1);
  expect(await query(path, 'SELECT v FROM contacts ORDER BY id')).toEqual([
    { v: '6' },
    { v: null },
    { v: null },
  ]);
});

test('data_type: discard_row leaves the row out, and later loads are not widened by it', async () => {
  const path = await database();
  const { counts } = await loadBatches(path, OTHER_TYPE, {
    target: under({ dataType: 'discard_row' }),
  });
  expect(counts).toMatchObject({ inserted: 1, updated: 1, rejected: 1 });
  expect(await rejectedRows(path)).toMatchObject([{ key: '2' }]);
  const later = await loadBatches(path, [batchOf([{ id: 1, v: 8 }])]);
  expect(later.counts).toMatchObject({ updated: 1, schemaChanges: [] });
});

test('data_type decides what becomes of values that do not fit a hint', async () => {
  const path = await databasePath();
  const columns = [{ field: 'v', dataType: 'bigint' }] as const;
  const rows = [
    batchOf([
      { id: 1, v: 'x' },
      { id: 2, v: '2' },
    ]),
  ];
  const { counts } = await loadBatches(path, rows, {
    target: under({ dataType: 'discard_row' }, { columns }),
  });
  expect(counts).toMatchObject({ inserted: 1, rejected: 1 });
  expect(await query(path, 'SELECT id, v FROM contacts')).toEqual([{ id: '2', v: '2' }]);
});

test('rows that were refused are not missing at the source', async () => {
  const path = await database();
  const target = under({ dataType: 'discard_row' }, { onMissing: 'delete', maxDeleteRatio: 1 });
  const { counts } = await loadBatches(path, [batchOf([{ id: 1, v: 'bad' }])], {
    target,
    outcome: COMPLETE,
  });
  expect(counts).toMatchObject({ deleted: 0, rejected: 1 });
  expect(await query(path, 'SELECT id, v FROM contacts')).toEqual([{ id: '1', v: '5' }]);
});

test('a replace of which every row is refused empties the table, and its columns stay', async () => {
  const path = await database();
  const target = under({ dataType: 'discard_row' }, { write: 'replace' });
  const { counts } = await loadBatches(path, [batchOf([{ id: 1, v: 'bad' }])], { target });
  expect(counts).toMatchObject({ inserted: 0, rejected: 1 });
  expect(await query(path, 'SELECT id, v FROM contacts')).toEqual([]);
  expect((await loadBatches(path, [batchOf([{ id: 1, v: 6 }])], { target })).counts.inserted).toBe(
    1,
  );
});
