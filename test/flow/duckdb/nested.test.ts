import { describe, expect, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import { migrateNested } from '../../../src/destination/duckdb/migrate-nested.ts';
import { batchOf, RawNumber, type TestRow } from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  loadBatches,
  loadStart,
  query,
} from '../../support/duckdb-load.ts';
import { rejection } from '../../support/rejection.ts';

const load = async (path: string, rows: readonly TestRow[], over: Partial<ResourceTarget> = {}) =>
  loadBatches(path, [batchOf(rows)], { target: contacts(over) });

/** The types of the columns, as the catalog of the database has them. */
async function typesOf(path: string): Promise<Record<string, unknown>> {
  const rows = await query(
    path,
    "SELECT column_name AS name, data_type AS type FROM duckdb_columns() WHERE table_name = 'contacts'",
  );
  return Object.fromEntries(
    rows.map(({ name, type }) => [name, type]).filter(([name]) => name !== '_load_id'),
  );
}

const rowOf = (value: unknown, id = 1): TestRow => ({ id, value });

describe('a column of objects or lists has the type', () => {
  test.each<[string, readonly unknown[], string]>([
    ['of its members', [{ a: 1, b: 'x' }, { a: null }, null], 'STRUCT(a BIGINT, b VARCHAR)'],
    ['of all levels', [{ a: { b: { c: [true] } } }], 'STRUCT(a STRUCT(b STRUCT(c BOOLEAN[])))'],
    ['of its elements', [[1, null], [], [2.5]], 'DOUBLE[]'],
    ['of the objects in it', [[{ n: 1 }, { t: 'x' }, null]], 'STRUCT(n BIGINT, t VARCHAR)[]'],
    [
      'of lists in lists',
      [
        [[1], []],
        [[], [2]],
      ],
      'BIGINT[][]',
    ],
    [
      'of names as columns have them',
      [{ firstName: 'a', ID: 1 }],
      'STRUCT(first_name VARCHAR, id BIGINT)',
    ],
    ['of long integers', [{ n: 2n ** 70n }], 'STRUCT(n HUGEINT)'],
    [
      'of dates',
      [{ on: '2024-02-29', at: '2024-02-29T12:00:00Z' }],
      'STRUCT("on" DATE, "at" TIMESTAMP WITH TIME ZONE)',
    ],
    ['of lists whose elements nobody saw', [[], [null]], 'JSON[]'],
    ['JSON for empty objects', [{}, { a: null }], 'JSON'],
    ['JSON for objects and lists', [{ a: 1 }, [1]], 'JSON'],
    ['JSON for kinds that are mixed inside', [{ a: 1 }, { a: 'x' }], 'JSON'],
    ['JSON for elements of several kinds', [[1, 'x']], 'JSON'],
    ['JSON for maps', [{ k1: 1 }, { k2: 1 }, { k3: 1 }], 'JSON'],
    [
      'of records, few of whose members are there',
      [
        { a: 1, b: 1 },
        { a: 1, c: 1 },
        { a: 1, d: 1 },
        { a: 1, e: 1 },
      ],
      'STRUCT(a BIGINT, b BIGINT, c BIGINT, d BIGINT, e BIGINT)',
    ],
    ['JSON for names that differ by case', [{ a: 1, A: 2 }], 'JSON'],
    ['JSON for names that become one', [{ 'a b': 1, a_b: 2 }], 'JSON'],
    ['JSON for empty names', [{ '': 1 }], 'JSON'],
    [
      'JSON for numbers that a double does not hold',
      [{ n: new RawNumber('0.1234567890123456789') }],
      'JSON',
    ],
    ['JSON for integers beyond 128 bits', [{ n: 2n ** 130n }], 'JSON'],
    ['of eight levels', [[[[[[[[[1]]]]]]]]], 'BIGINT[][][][][][][][]'],
    ['JSON for more levels', [[[[[[[[[[1]]]]]]]]]], 'JSON'],
    ['JSON for a row of more than 32 KiB', [{ text: 'x'.repeat(40_000) }], 'JSON'],
  ])('%s', async (_, values, type) => {
    const path = await databasePath();
    await load(
      path,
      values.map((value, i) => rowOf(value, i + 1)),
    );
    expect((await typesOf(path))['value']).toBe(type);
  });
});

test('a column that stays JSON says why, once', async () => {
  const path = await databasePath();
  const rows = [rowOf({ a: 1 }, 1), rowOf({ a: 'x' }, 2)];
  const first = await load(path, rows);
  expect(first.counts.warnings).toEqual([
    'contacts: the column `value` is JSON, because there are values of several kinds at one place in `value`. All of them are there. Give it the `data_type` `json` in `columns`, and this is not said.',
  ]);
  expect((await load(path, rows)).counts.warnings).toEqual([]);
  const hinted = await databasePath();
  const columns = [{ field: 'value', dataType: 'json' as const }];
  expect((await load(hinted, rows, { columns })).counts.warnings).toEqual([]);
});

test('what is inside can be asked for', async () => {
  const path = await databasePath();
  await load(path, [
    { id: 1, user: { login: 'u0', n: 10 }, labels: [{ name: 'x' }, { name: 'y' }], parts: [1, 2] },
    { id: 2, user: { login: 'u1', n: 9 }, labels: [], parts: [] },
  ]);
  expect(await query(path, `SELECT id FROM contacts WHERE "user".login = 'u0'`)).toEqual([
    { id: '1' },
  ]);
  expect(await query(path, 'SELECT id FROM contacts ORDER BY "user".n')).toEqual([
    { id: '2' },
    { id: '1' },
  ]);
  expect(await query(path, 'SELECT unnest(labels).name AS name FROM contacts')).toEqual([
    { name: 'x' },
    { name: 'y' },
  ]);
  expect(
    await query(path, 'SELECT list_sum(parts)::BIGINT AS sum FROM contacts WHERE id = 1'),
  ).toEqual([{ sum: '3' }]);
});

describe('a type of nested values widens', () => {
  test.each<[string, unknown, unknown, string, unknown]>([
    ['by a member', { a: 1 }, { a: 2, b: 'x' }, 'STRUCT(a BIGINT, b VARCHAR)', { a: 1, b: null }],
    [
      'inside of a list',
      [{ a: 1 }],
      [{ b: [1] }],
      'STRUCT(a BIGINT, b BIGINT[])[]',
      [{ a: 1, b: null }],
    ],
    ['from integers to fractions', { a: 1 }, { a: 1.5 }, 'STRUCT(a DOUBLE)', { a: 1 }],
    ['from integers to longer ones', [1], [2n ** 70n], 'HUGEINT[]', [1]],
    [
      'from dates to text',
      { a: '2024-02-29' },
      { a: 'soon' },
      'STRUCT(a VARCHAR)',
      { a: '2024-02-29' },
    ],
    [
      'from date-times to text',
      { l: [{ a: '2024-02-29T12:00:00+02:00' }] },
      { l: [{ a: 'soon' }] },
      'STRUCT(l STRUCT(a VARCHAR)[])',
      { l: [{ a: '2024-02-29T10:00:00Z' }] },
    ],
    ['when elements come', [], [{ a: 1 }], 'STRUCT(a BIGINT)[]', []],
    [
      'when elements come for those that were empty',
      [{}],
      [{ a: 1 }],
      'STRUCT(a BIGINT)[]',
      [{ a: null }],
    ],
    ['when members come', {}, { a: 1 }, 'STRUCT(a BIGINT)', { a: null }],
    ['to JSON, when kinds are mixed', { a: 1 }, { a: 'x' }, 'JSON', { a: 1 }],
    [
      'to JSON, with date-times as the API writes them',
      { a: '2024-02-29T12:00:00Z', b: 1 },
      { b: 'x' },
      'JSON',
      { a: '2024-02-29T12:00:00Z', b: 1 },
    ],
    [
      'to JSON, with the names of the API',
      { firstName: 'x', theList: [{ itemNo: 1, at: '2024-02-29T12:00:00Z' }] },
      5,
      'JSON',
      { firstName: 'x', theList: [{ itemNo: 1, at: '2024-02-29T12:00:00Z' }] },
    ],
    ['to JSON, from a list', [1], { a: 1 }, 'JSON', [1]],
    ['to JSON, from numbers', 5, [1], 'JSON', 5],
  ])('%s, and no value is lost', async (_, before, after, type, kept) => {
    const path = await databasePath();
    await load(path, [rowOf(before, 1)]);
    await load(path, [rowOf(after, 2)]);
    expect((await typesOf(path))['value']).toBe(type);
    const [row] = await query(
      path,
      'SELECT to_json(value)::VARCHAR AS value FROM contacts WHERE id = 1',
    );
    expect(JSON.parse(String(row?.['value']))).toEqual(kept);
  });

  test('and what did not change is not written, but for rows of a column that became JSON', async () => {
    const path = await databasePath();
    const rows = [rowOf({ a: 1, b: null }, 1), rowOf({ a: 2 }, 2)];
    await load(path, rows);
    expect((await load(path, rows)).counts).toMatchObject({ unchanged: 2, updated: 0 });
    const added = rowOf({ a: 3, c: true }, 3);
    expect((await load(path, [...rows, added])).counts).toMatchObject({
      unchanged: 2,
      inserted: 1,
    });
    const mixed = rowOf({ a: 'x' }, 4);
    expect((await load(path, [...rows, mixed])).counts).toMatchObject({ updated: 2, inserted: 1 });
    expect((await load(path, [...rows, mixed])).counts).toMatchObject({ unchanged: 3, updated: 0 });
  });
});

describe('a table that is there keeps what it has', () => {
  const rows = [rowOf({ a: 1 })];

  test.each([
    ['merge', 'json', 'typed', 'JSON'],
    ['merge', 'typed', 'json', 'STRUCT(a BIGINT)'],
    ['replace', 'json', 'typed', 'JSON'],
    ['replace', 'typed', 'json', 'STRUCT(a BIGINT)'],
    ['append', 'json', 'typed', 'JSON'],
  ] as const)('%s: made as %s, loaded as %s', async (write, made, now, type) => {
    const path = await databasePath();
    await load(path, rows, { write, nested: made });
    await load(path, [rowOf({ a: 2 }, 2)], { write, nested: now });
    expect((await typesOf(path))['value']).toBe(type);
  });

  test.each<[string, Partial<ResourceTarget>, Partial<ResourceTarget>, string]>([
    ['its names', {}, { naming: 'direct' }, 'STRUCT(first_name VARCHAR, last_name VARCHAR)'],
    ['its names as sent', { naming: 'direct' }, {}, 'STRUCT(firstName VARCHAR, lastName VARCHAR)'],
    ['its fields', {}, { maxColumns: 1 }, 'STRUCT(first_name VARCHAR, last_name VARCHAR)'],
  ])('%s, whatever is asked for now', async (_, made, now, type) => {
    const path = await databasePath();
    const rows = [rowOf({ firstName: 'x', lastName: 'y' })];
    await load(path, rows, made);
    expect((await load(path, rows, now)).counts).toMatchObject({ unchanged: 1, warnings: [] });
    expect((await typesOf(path))['value']).toBe(type);
  });

  test('until it is migrated', async () => {
    const path = await databasePath();
    const all = [
      { id: 1, value: { firstName: 'x' }, list: [{ n: 1 }], map: { k1: 1 }, mixed: [1, 'x'] },
      { id: 2, value: null, list: [], map: { k2: 2 }, mixed: [] },
      { id: 3, value: { firstName: null }, list: [{ n: 1.5 }], map: { k3: 3 }, mixed: [] },
    ];
    await load(path, all, { nested: 'json' });
    const { changes, left } = await migrateNested(path, 'contacts');
    expect(changes.map(({ column, to }) => [column, to])).toEqual([
      ['value', 'STRUCT("first_name" VARCHAR)'],
      ['list', 'STRUCT("n" DOUBLE)[]'],
    ]);
    expect(left.map(({ column }) => column)).toEqual(['map', 'mixed']);
    expect(await query(path, 'SELECT value.first_name AS name FROM contacts WHERE id = 1')).toEqual(
      [{ name: 'x' }],
    );
    expect((await load(path, all)).counts).toMatchObject({ unchanged: 3 });
    await load(path, [{ id: 4, value: { lastName: 'y' } }]);
    expect((await typesOf(path))['value']).toBe('STRUCT(first_name VARCHAR, last_name VARCHAR)');
    expect((await migrateNested(path, 'contacts')).changes).toEqual([]);
  });
});

describe('a table that is migrated is as its configuration would have made it', () => {
  const at = '2024-02-29T12:00:00+02:00';

  test.each<[string, TestRow, Partial<ResourceTarget>, readonly string[]]>([
    ['with names as sent', { id: 1, value: { firstName: 'x' } }, { naming: 'direct' }, ['value']],
    [
      'with date-times as text',
      { id: 1, at, value: { at } },
      { detectDates: false },
      ['value STRUCT("at" VARCHAR)'],
    ],
    ['without the rest', { id: 1, a: 1, b: { c: 1 } }, { maxColumns: 2 }, []],
    ['beyond its limit', { id: 1, value: { a: 1, b: 1, c: 1 } }, { maxColumns: 2 }, ['value']],
  ])('%s', async (_, row, over, migrated) => {
    const path = await databasePath();
    await load(path, [row], { ...over, nested: 'json' });
    const { changes } = await migrateNested(path, 'contacts');
    expect(changes.map(({ column, to }) => `${column} ${to}`)).toEqual(
      migrated.map((one) => expect.stringContaining(one)),
    );
    const { counts } = await load(path, [row], over);
    expect(counts).toMatchObject({ unchanged: 1, schemaChanges: [] });
  });

  test('also if objects have many fields', async () => {
    const path = await databasePath();
    const names = Array.from({ length: 400 }, (_, i) => `camelName${i}`);
    const value = Object.fromEntries(names.map((name, i) => [name, i]));
    const rows = Array.from({ length: 500 }, (_, i) => rowOf(value, i));
    await load(path, rows, { nested: 'json' });
    expect((await migrateNested(path, 'contacts')).changes).toHaveLength(1);
    expect((await load(path, rows)).counts.unchanged).toBe(500);
  });
});

test('a table of many nested fields takes rows again and again, and widens', async () => {
  const path = await databasePath();
  const fields = (count: number, name: string, value: unknown) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}${i}`, value]));
  const row = (id: number, n: number) => ({ id, ...fields(10, 'c', fields(100, 'm', n)) });
  await load(path, [row(1, 1), row(2, 1)]);
  expect((await load(path, [row(2, 2), row(3, 1)])).counts).toMatchObject({
    inserted: 1,
    updated: 1,
  });
  expect((await load(path, [row(3, 1.5)])).counts.updated).toBe(1);
});

describe('a contract', () => {
  test.each([
    [
      { dataType: 'freeze' as const },
      { a: 'x' },
      /does not fit the type STRUCT.*`data_type: evolve`/,
    ],
    [
      { columns: 'freeze' as const },
      { a: 1, b: 1 },
      /does not fit the type STRUCT.*`columns: evolve`/,
    ],
  ])('%j refuses values that do not fit a nested type', async (contract, value, message) => {
    const path = await databasePath();
    await load(path, [rowOf({ a: 1 })]);
    const over = {
      contract: { tables: 'evolve', columns: 'evolve', dataType: 'evolve', ...contract } as const,
    };
    expect((await load(path, [rowOf({ a: 5 }, 2), rowOf({}, 3)], over)).counts.inserted).toBe(2);
    expect((await rejection(load(path, [rowOf(value, 4)], over))).message).toMatch(message);
    expect(await query(path, 'SELECT count(*)::INT AS rows FROM contacts')).toEqual([{ rows: 3 }]);
  });

  test.each([
    ['integers that a double does not hold', { a: 1.5 }, { a: 2n ** 53n + 1n }],
    ['the same in lists', [1.5], [1, 2n ** 53n + 1n]],
    ['fractions for long integers', { a: 2n ** 70n }, { a: 1.5 }],
    ['times for dates', { a: '2024-02-29' }, { a: '2024-02-29T12:00:00Z' }],
    ['dates for times', { a: '2024-02-29T12:00:00Z' }, { a: '2024-02-29' }],
    ['true for numbers', [1], [true]],
    ['objects for texts', { a: 'x' }, { a: { b: 1 } }],
    ['names that differ by case', { a: 1 }, { A: 1 }],
  ])('refuses %s', async (_, before, after) => {
    const path = await databasePath();
    await load(path, [rowOf(before)]);
    const contract = { tables: 'evolve', columns: 'evolve', dataType: 'discard_row' } as const;
    const { counts } = await load(path, [rowOf(before, 2), rowOf(after, 3)], { contract });
    expect(counts).toMatchObject({ inserted: 1, rejected: 1 });
  });

  test.each([
    ['discard_row', [1, 2]],
    ['discard_value', [1, 2, 3, 4, 5]],
  ] as const)('%s goes value by value', async (mode, ids) => {
    const path = await databasePath();
    await load(path, [rowOf({ a: [1], b: '2024-02-29' })]);
    const over = { contract: { tables: 'evolve', columns: 'evolve', dataType: mode } as const };
    const rows = [
      rowOf({ a: [2, null] }, 2),
      rowOf({ a: [1.5] }, 3),
      rowOf({ a: [1], b: 'soon' }, 4),
      rowOf({ a: [1], c: 1 }, 5),
    ];
    await load(path, rows, over);
    const found = await query(path, 'SELECT id::INT AS id, value FROM contacts ORDER BY id');
    expect(found.map(({ id }) => id)).toEqual(ids);
    expect(found.filter(({ value }) => value !== null).map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe('views over lists', () => {
  const over = { nestedViews: true };

  test('have a row for each element, with the key and the place', async () => {
    const path = await databasePath();
    await load(
      path,
      [
        { id: 1, tags: ['x', 'y'], items: [{ id: 7, n: 1 }], a: { parts: [5] } },
        { id: 2, tags: [] },
      ],
      over,
    );
    expect(await query(path, 'FROM contacts__tags ORDER BY ALL')).toEqual([
      { id: '1', index: '0', value: 'x' },
      { id: '1', index: '1', value: 'y' },
    ]);
    expect(await query(path, 'FROM contacts__items')).toEqual([
      { id: '1', index: '0', id__2: '7', n: '1' },
    ]);
    expect(await query(path, 'FROM contacts__a__parts')).toEqual([
      { id: '1', index: '0', value: '5' },
    ]);
  });

  test.each([
    ['index', { index: 7, tags: ['x'] }, { index: '7', index__2: '0', value: 'x' }],
    ['value', { value: 7, tags: ['x'] }, { value: '7', index: '0', value__2: 'x' }],
    [
      'INDEX',
      { INDEX: 7, tags: [{ index: 1, value: 2 }] },
      { index: '7', index__2: '0', index__3: '1', value: '2' },
    ],
  ])('give other names to what is called as the key is: %s', async (key, row, element) => {
    const path = await databasePath();
    const target = contacts({ ...over, primaryKey: [key] });
    await loadBatches(path, [batchOf([row], { key })], { target });
    expect(await query(path, 'FROM contacts__tags')).toEqual([element]);
  });

  test.each(['crm', 'memory', 'sluice_target', 'Odd "name'])(
    'are read in a dataset that is called as a database is: %s',
    async (dataset) => {
      const path = await databasePath('crm.duckdb');
      const target = contacts(over);
      for (const id of [1, 2]) {
        const start = loadStart({ dataset });
        await loadBatches(path, [batchOf([{ id, tags: ['x'] }])], { target, start });
      }
      const name = `"${dataset.replaceAll('"', '""')}"`;
      expect(await query(path, `SELECT id FROM crm.${name}.contacts__tags ORDER BY id`)).toEqual([
        { id: '1' },
        { id: '2' },
      ]);
    },
  );

  test('go with the table, also when they are not asked for any more', async () => {
    const path = await databasePath();
    await load(path, [{ id: 1, tags: ['x'], items: [{ n: 1 }] }], over);
    await load(path, [{ id: 2, tags: [1], items: [{ n: 1.5, t: 'x' }] }]);
    expect(await query(path, 'FROM contacts__items ORDER BY ALL')).toEqual([
      { id: '1', index: '0', n: 1, t: null },
      { id: '2', index: '0', n: 1.5, t: 'x' },
    ]);
    const views = await query(
      path,
      "SELECT view_name FROM duckdb_views() WHERE view_name LIKE 'contacts%'",
    );
    expect(views).toEqual([{ view_name: 'contacts__items' }]);
  });

  test('take no name that something else has', async () => {
    const path = await databasePath();
    await load(path, [{ id: 1, tags: ['x'] }]);
    await query(path, 'CREATE TABLE contacts__tags AS SELECT 1 AS mine');
    const { counts } = await load(path, [{ id: 2, tags: ['y'] }], over);
    expect(counts.warnings).toEqual([
      expect.stringContaining('something else has its name, `contacts__tags`'),
    ]);
    expect(await query(path, 'FROM contacts__tags')).toEqual([{ mine: 1 }]);
  });
});
