import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import { duckdbDestination } from '../../../src/duckdb-destination.ts';
import type { DltColumn, DltSettings } from '../../../src/schema/dlt/tables.ts';
import { batchOf, type TestRow } from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  EXHAUSTED,
  type LoadResult,
  loadBatches,
  loadStart,
  query,
  syncReport,
} from '../../support/duckdb-load.ts';
import { COMPLETE } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';
import { resourceReport } from '../../support/sync-report.ts';

const dltTarget = (over: Partial<ResourceTarget> = {}, dlt: Partial<DltSettings> = {}) =>
  contacts({ ...over, dlt: { table: 'contacts', ...dlt } });

const load = (
  path: string,
  rows: readonly TestRow[],
  over: Partial<ResourceTarget> = {},
  dlt: Partial<DltSettings> = {},
): Promise<LoadResult> => loadBatches(path, [batchOf(rows)], { target: dltTarget(over, dlt) });

const APPEND = { write: 'append', primaryKey: [] } as const;

/** The columns of a table with their types. */
async function columnsOf(path: string, table: string): Promise<string[]> {
  const rows = await query(
    path,
    `SELECT column_name || ' ' || data_type || if(is_nullable, '', '!') AS text FROM duckdb_columns() WHERE table_name = '${table}' ORDER BY column_index`,
  );
  return rows.map(({ text }) => String(text));
}

/** The rows of a table without dlt's own columns. */
const valuesOf = (path: string, table: string) =>
  query(path, `SELECT COLUMNS(c -> NOT starts_with(c, '_dlt')) FROM ${table} ORDER BY ALL`);

describe('layout dlt', () => {
  test('spreads objects over columns, and makes tables of lists', async () => {
    const path = await databasePath();
    await load(path, [
      {
        id: 1,
        userName: 'a',
        address: { city: 'X', geo: { lat: 1.5 } },
        tags: ['x', 'y'],
        items: [{ n: 1, parts: [true] }, { n: 2 }],
        matrix: [[1], [2, 3]],
      },
    ]);
    expect(await columnsOf(path, 'contacts')).toEqual([
      'id BIGINT!',
      'user_name VARCHAR',
      'address__city VARCHAR',
      'address__geo__lat DOUBLE',
      '_dlt_load_id VARCHAR!',
      '_dlt_id VARCHAR!',
    ]);
    const own = [
      '_dlt_root_id VARCHAR!',
      '_dlt_parent_id VARCHAR!',
      '_dlt_list_idx BIGINT!',
      '_dlt_id VARCHAR!',
    ];
    expect(await columnsOf(path, 'contacts__tags')).toEqual(['value VARCHAR', ...own]);
    expect(await columnsOf(path, 'contacts__items__parts')).toEqual(['value BOOLEAN', ...own]);
    expect(await columnsOf(path, 'contacts__matrix')).toEqual(own);
    expect(
      await query(
        path,
        `SELECT m._dlt_list_idx::INT AS i, l._dlt_list_idx::INT AS j, l.value::INT AS value
         FROM contacts__matrix__list AS l JOIN contacts__matrix AS m ON m._dlt_id = l._dlt_parent_id ORDER BY ALL`,
      ),
    ).toEqual([
      { i: 0, j: 0, value: 1 },
      { i: 1, j: 0, value: 2 },
      { i: 1, j: 1, value: 3 },
    ]);
    expect(
      await query(
        path,
        `SELECT count(*)::INT AS rows FROM contacts__items__parts AS p JOIN contacts__items AS i ON p._dlt_parent_id = i._dlt_id
         JOIN contacts AS c ON i._dlt_parent_id = c._dlt_id AND p._dlt_root_id = c._dlt_id`,
      ),
    ).toEqual([{ rows: 1 }]);
  });

  test('gives what does not fit a column a variant, in the order of the rows', async () => {
    const path = await databasePath();
    await load(
      path,
      [{ v: 1 }, { v: 'x' }, { v: 2.0 }, { v: 2.5 }, { v: true }, { v: '7' }],
      APPEND,
    );
    expect(await columnsOf(path, 'contacts')).toEqual([
      'v BIGINT',
      '_dlt_load_id VARCHAR!',
      '_dlt_id VARCHAR!',
      'v__v_text VARCHAR',
      'v__v_double DOUBLE',
      'v__v_bool BOOLEAN',
    ]);
    expect(
      await query(path, 'SELECT count(v)::INT AS v, count(v__v_text)::INT AS t FROM contacts'),
    ).toEqual([{ v: 3, t: 1 }]);
  });

  test.each([
    [0, ['contacts'], { a: '{"b":{"c":1}}', l: '[{"m":[1]}]' }],
    [1, ['contacts', 'contacts__l'], { a__b: '{"c":1}' }],
    [2, ['contacts', 'contacts__l', 'contacts__l__m'], { a__b__c: '1' }],
  ])('goes max_table_nesting %i levels down', async (maxTableNesting, tables, row) => {
    const path = await databasePath();
    await load(path, [{ a: { b: { c: 1 } }, l: [{ m: [1] }] }], APPEND, { maxTableNesting });
    expect(await valuesOf(path, 'contacts')).toEqual([row]);
    const found = await query(
      path,
      "SELECT table_name AS name FROM duckdb_tables() WHERE table_name LIKE 'contacts%' ORDER BY name",
    );
    expect(found.map(({ name }) => name)).toEqual(tables);
  });

  test('keeps two names that become one apart, and says so', async () => {
    const path = await databasePath();
    const { counts } = await load(path, [{ userId: 1, user_id: 2 }], APPEND);
    expect(await valuesOf(path, 'contacts')).toEqual([{ user_id: '1', user_id__2: '2' }]);
    expect(counts.warnings).toEqual([
      'contacts: two names of the API would both be `user_id`; `user_id` went into the column `user_id__2` of `contacts`.',
    ]);
  });

  test('keeps books as dlt does', async () => {
    const path = await databasePath();
    await load(path, [{ id: 1 }]);
    await load(path, [{ id: 2 }]);
    await load(path, [{ id: 3, more: true }]);
    expect(
      await query(path, 'SELECT status::INT AS status, schema_name AS schema FROM _dlt_loads'),
    ).toEqual([1, 2, 3].map(() => ({ status: 0, schema: 'crm' })));
    expect(
      await query(path, 'SELECT version::INT AS version FROM _dlt_version ORDER BY 1'),
    ).toEqual([{ version: 1 }, { version: 2 }]);
    const loads = await query(
      path,
      'SELECT count(DISTINCT _dlt_load_id)::INT AS n FROM contacts WHERE _dlt_load_id IN (SELECT load_id FROM _dlt_loads)',
    );
    expect(loads).toEqual([{ n: 3 }]);
  });
});

test('a load stands in the books with its first rows, before it ends', async () => {
  const path = await databasePath();
  const start = loadStart();
  const opened = await duckdbDestination(path).open(start);
  const writer = await opened.writer(dltTarget());
  await pipeline(Readable.from([batchOf([{ id: 1 }])]), writer.stream);
  await writer.settle(EXHAUSTED, (told) =>
    resourceReport({ name: 'contacts', ...EXHAUSTED, ...told }),
  );
  const known = await query(
    path,
    'SELECT count(*)::INT AS n FROM contacts JOIN _dlt_loads ON load_id = _dlt_load_id',
  );
  await opened.close(syncReport(start, []));
  expect(known).toEqual([{ n: 1 }]);
});

describe('a merge in layout dlt', () => {
  const rows = [
    { id: 1, name: 'a', tags: ['x', 'y'], items: [{ n: 1, parts: ['p'] }] },
    { id: 2, name: 'b', tags: [] },
  ];
  const all =
    'SELECT c.id::INT AS id, c._dlt_id AS row, t._dlt_id AS tag, t.value AS value FROM contacts AS c LEFT JOIN contacts__tags AS t ON t._dlt_root_id = c._dlt_id ORDER BY ALL';

  test('writes nothing of rows that did not change, and their ids stay', async () => {
    const path = await databasePath();
    await load(path, rows);
    const before = await query(path, all);
    const loaded = await query(path, 'SELECT _dlt_load_id FROM contacts');
    expect((await load(path, rows)).counts).toMatchObject({
      inserted: 0,
      updated: 0,
      unchanged: 2,
      // the rows of lists are told beside them
      listRows: { contacts__tags: 2, contacts__items: 1, contacts__items__parts: 1 },
    });
    expect(await query(path, all)).toEqual(before);
    expect(await query(path, 'SELECT _dlt_load_id FROM contacts')).toEqual(loaded);
  });

  test.each([
    ['a value', { name: 'z' }],
    ['an element', { tags: ['x', 'z'] }],
    ['a longer list', { tags: ['x', 'y', 'z'] }],
    ['a shorter list', { tags: ['x'] }],
    ['an empty list', { tags: [] }],
    ['a list in a list', { items: [{ n: 1, parts: ['p', 'q'] }] }],
    ['a list that goes', { items: null }],
    ['a new column', { extra: 1 }],
  ])('replaces a row with all of its lists for %s', async (_, change) => {
    const path = await databasePath();
    await load(path, rows);
    const changed = [{ ...rows[0], ...change }, rows[1] as TestRow];
    expect((await load(path, changed)).counts).toMatchObject({
      inserted: 0,
      updated: 1,
      unchanged: 1,
    });
    const { tags = [], items } = changed[0] as {
      tags?: string[];
      items?: { parts: string[] }[] | null;
    };
    const found = await query(path, 'SELECT value FROM contacts__tags ORDER BY _dlt_list_idx');
    expect(found.map(({ value }) => value)).toEqual(tags);
    const parts = await query(
      path,
      'SELECT value FROM contacts__items__parts ORDER BY _dlt_list_idx',
    );
    expect(parts.map(({ value }) => value)).toEqual(items?.[0]?.parts ?? []);
    expect((await load(path, changed)).counts).toMatchObject({ unchanged: 2 });
  });

  test('tells rows by keys of any type, and of several fields', async () => {
    for (const [key, ids] of [
      [['id'], [{ id: 'x' }, { id: '7' }, { id: 8 }]],
      [
        ['id', 'part'],
        [
          { id: 1, part: 'a:b' },
          { id: 1, part: 'c' },
        ],
      ],
      [['id'], [{ id: 12345678901234567890n }, { id: 1n }]],
    ] as const) {
      const path = await databasePath();
      const keyed = ids.map((id) => ({ ...id, tags: ['t'] }));
      const load2 = () =>
        loadBatches(path, [batchOf(keyed, { key })], { target: dltTarget({ primaryKey: key }) });
      await load2();
      const before = await query(path, 'SELECT _dlt_id FROM contacts ORDER BY 1');
      expect((await load2()).counts.inserted).toBe(0);
      expect(await query(path, 'SELECT _dlt_id FROM contacts ORDER BY 1')).toEqual(before);
    }
  });

  test.each([
    ['moments', { id: '2024-01-01T00:00:00Z' }, { id: '2024-01-01T02:00:00+02:00' }, undefined],
    ['numbers in a text', { id: 1.5, other: 1 }, { id: '1.50', other: 2 }, 'double'],
    ['days', { id: '2024-01-01' }, { id: '2024-01-01T05:00:00Z' }, 'date'],
    ['ids of its own', { id: 1, _dlt_id: 'a' }, { id: 1, _dlt_id: 'b' }, undefined],
  ] as const)(
    'tells rows whose keys are one in their columns: %s',
    async (_, one, two, dataType) => {
      const path = await databasePath();
      const over = dataType === undefined ? {} : { columns: [{ field: 'id', dataType }] };
      const [a, b] = [
        { ...one, tags: ['a'] },
        { ...two, tags: ['b'] },
      ];
      expect((await load(path, [a], over)).counts).toMatchObject({ inserted: 1 });
      expect((await load(path, [b], over)).counts).toMatchObject({ inserted: 0, updated: 1 });
      expect(await valuesOf(path, 'contacts__tags')).toEqual([{ value: 'b' }]);
      // and in one load, into a table that is there or not
      for (const file of [path, await databasePath()]) {
        await load(file, [a, b], over);
        expect(await query(file, 'SELECT count(*)::INT AS n FROM contacts')).toEqual([{ n: 1 }]);
        expect(await valuesOf(file, 'contacts__tags')).toEqual([{ value: 'b' }]);
      }
    },
  );

  test('goes on where rows have other ids, as by another strategy', async () => {
    const path = await databasePath();
    const row = { id: 1, tags: ['a'] };
    await load(path, [row]);
    const upsert = await load(path, [{ id: 1, tags: ['b'] }], {}, { strategy: 'upsert' });
    expect(upsert.counts).toMatchObject({ inserted: 0, updated: 1, deleted: 0 });
    await load(path, [row]);
    expect(await valuesOf(path, 'contacts__tags')).toEqual([{ value: 'a' }]);
    const only = { write: 'insert_only' } as const;
    const other = await databasePath();
    await load(other, [row]);
    const inserted = await load(other, [{ id: 1, tags: ['c'] }, { id: 2 }], only);
    expect(inserted.counts).toMatchObject({ inserted: 1, updated: 0, deleted: 0 });
    expect(await valuesOf(other, 'contacts__tags')).toEqual([{ value: 'a' }]);
  });

  test.each([
    ['upsert', { dlt: { strategy: 'upsert' }, over: {} }, { updated: 1, unchanged: 1 }, ['x']],
    [
      'insert-only',
      { dlt: { strategy: 'insert-only' }, over: { write: 'insert_only' } },
      { updated: 0, unchanged: 2 },
      ['x', 'y'],
    ],
  ] as const)('by %s has ids that follow from the key', async (_, { dlt, over }, counts, tags) => {
    const path = await databasePath();
    await load(path, rows, over, dlt);
    const ids = await query(path, 'SELECT _dlt_id FROM contacts ORDER BY id');
    const changed = [{ ...rows[0], tags: ['x'] }, rows[1] as TestRow];
    expect((await load(path, changed, over, dlt)).counts).toMatchObject(counts);
    expect(await query(path, 'SELECT _dlt_id FROM contacts ORDER BY id')).toEqual(ids);
    const found = await query(path, 'SELECT value FROM contacts__tags ORDER BY _dlt_list_idx');
    expect(found.map(({ value }) => value)).toEqual(tags);
  });

  test('replaces groups, and deletes what is flagged, with their lists', async () => {
    const path = await databasePath();
    const groups = { mergeKey: ['g'] };
    await load(
      path,
      [
        { id: 1, g: 1, t: [1] },
        { id: 2, g: 1, t: [2] },
        { id: 3, g: 2, t: [3] },
      ],
      groups,
    );
    expect((await load(path, [{ id: 4, g: 1, t: [4] }], groups)).counts).toMatchObject({
      inserted: 1,
      deleted: 2,
    });
    expect(await valuesOf(path, 'contacts__t')).toEqual([{ value: '3' }, { value: '4' }]);
    const flag = { columns: [{ field: 'gone', hardDelete: true, dataType: 'bool' as const }] };
    expect((await load(path, [{ id: 3, g: 2, gone: true }], flag)).counts).toMatchObject({
      updated: 1,
      deleted: 1,
    });
    expect(await valuesOf(path, 'contacts__t')).toEqual([{ value: '4' }]);
  });

  test('deletes what a complete walk did not meet, unless that is too much', async () => {
    const path = await databasePath();
    const over = { onMissing: 'delete' } as const;
    const many = Array.from({ length: 10 }, (_, id) => ({ id, t: [id] }));
    await load(path, many, over);
    const walked = (some: readonly TestRow[]) =>
      loadBatches(path, [batchOf(some)], { target: dltTarget(over), outcome: COMPLETE });
    expect((await walked(many.slice(1))).counts).toMatchObject({ deleted: 1, unchanged: 9 });
    expect((await query(path, 'SELECT count(*)::INT AS n FROM contacts__t'))[0]).toEqual({ n: 9 });
    expect((await walked(many.slice(5))).counts).toMatchObject({ deleted: 0, refusedDeletes: 4 });
  });

  test.each(['append', 'replace'] as const)(
    'goes on behind %s with rows without lists',
    async (write) => {
      const path = await databasePath();
      await load(path, [{ id: 1, l: [{ m: ['a'] }] }], { write });
      expect((await load(path, [{ id: 1 }])).counts).toMatchObject({ updated: 1 });
      expect(await valuesOf(path, 'contacts__l__m')).toEqual([]);
    },
  );

  test('by insert-only adds no row that is flagged, and deletes none', async () => {
    const path = await databasePath();
    const over = {
      write: 'insert_only',
      columns: [{ field: 'gone', hardDelete: true, dataType: 'bool' }],
    } as const;
    await load(path, [{ id: 1, t: [1] }], over);
    const flagged = [1, 2].map((id) => ({ id, gone: true, t: [2] }));
    expect((await load(path, flagged, over)).counts).toMatchObject({ inserted: 0, deleted: 0 });
    expect(await query(path, 'SELECT id::INT AS id FROM contacts')).toEqual([{ id: 1 }]);
    expect(await valuesOf(path, 'contacts__t')).toEqual([{ value: '1' }]);
  });

  test('by upsert goes by the primary key alone', async () => {
    const path = await databasePath();
    const over = { mergeKey: ['g'] };
    await load(path, [{ id: 1, g: 1, t: [1] }], over, { strategy: 'upsert' });
    await load(path, [{ id: 2, g: 1 }], over, { strategy: 'upsert' });
    expect(await query(path, 'SELECT id::INT AS id FROM contacts ORDER BY id')).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
  });

  test('without a key has root ids, too', async () => {
    const path = await databasePath();
    await load(path, [{ id: 1, t: [1] }], { write: 'merge', primaryKey: [] });
    expect(await columnsOf(path, 'contacts__t')).toContain('_dlt_root_id VARCHAR!');
  });

  test('goes on in tables that were appended to', async () => {
    const path = await databasePath();
    await load(path, [{ id: 1, l: [{ m: ['a'] }] }], { write: 'append' });
    expect((await load(path, [{ id: 1, l: [{ m: ['b'] }] }])).counts).toMatchObject({ updated: 1 });
    expect(await valuesOf(path, 'contacts__l__m')).toEqual([{ value: 'b' }]);
  });
});

test('a table is replaced with its lists, and never by an empty response', async () => {
  const path = await databasePath();
  const over = { write: 'replace' } as const;
  await load(
    path,
    [
      { id: 1, t: ['a'] },
      { id: 2, other: ['b'] },
    ],
    over,
  );
  await load(path, [{ id: 3, t: ['c'] }], over);
  expect(await valuesOf(path, 'contacts__t')).toEqual([{ value: 'c' }]);
  expect(await valuesOf(path, 'contacts__other')).toEqual([]);
  const { counts } = await loadBatches(path, [], { target: dltTarget(over) });
  expect(counts).toMatchObject({
    refusedDeletes: 1,
    warnings: [expect.stringContaining('one empty response is no proof')],
  });
});

describe('versions and losses in layout dlt', () => {
  const history = { validFrom: '_valid_from', validTo: '_valid_to', activeUntil: null };
  const over = { write: 'scd2', history } as const;
  const walk = (
    path: string,
    rows: readonly TestRow[],
    more: Partial<ResourceTarget> = over,
    outcome = COMPLETE,
  ) =>
    loadBatches(path, [batchOf(rows)], { target: dltTarget(more, { strategy: 'scd2' }), outcome });
  const versions = (path: string) =>
    query(
      path,
      'SELECT id::INT AS id, v::INT AS v, _dlt_valid_to IS NULL AS is_valid FROM contacts ORDER BY ALL',
    );

  test('scd2 keeps each version of a row, with its lists', async () => {
    const path = await databasePath();
    await walk(path, [
      { id: 1, v: 1, t: ['a'] },
      { id: 2, v: 1 },
    ]);
    expect(
      (
        await walk(path, [
          { id: 1, v: 2, t: ['b'] },
          { id: 2, v: 1 },
        ])
      ).counts,
    ).toMatchObject({ inserted: 0, updated: 1, unchanged: 1 });
    expect(await versions(path)).toEqual([
      { id: 1, v: 1, is_valid: false },
      { id: 1, v: 2, is_valid: true },
      { id: 2, v: 1, is_valid: true },
    ]);
    expect((await walk(path, [{ id: 1, v: 1, t: ['a'] }])).counts).toMatchObject({
      updated: 1,
      deleted: 1,
    });
    expect((await versions(path)).filter(({ is_valid }) => is_valid)).toEqual([
      { id: 1, v: 1, is_valid: true },
    ]);
    expect(await valuesOf(path, 'contacts__t')).toEqual([{ value: 'a' }, { value: 'b' }]);
    expect((await columnsOf(path, 'contacts')).slice(0, 2)).toEqual([
      '_dlt_valid_from TIMESTAMP WITH TIME ZONE',
      '_dlt_valid_to TIMESTAMP WITH TIME ZONE',
    ]);
  });

  test.each([
    ['scd2', over],
    ['cdc', { write: 'cdc' } as const],
  ])('%s lets no row go for a walk that proves nothing', async (_, more) => {
    const path = await databasePath();
    await walk(
      path,
      [
        { id: 1, v: 1 },
        { id: 2, v: 1 },
      ],
      more,
    );
    const { counts } = await walk(path, [{ id: 1, v: 2 }], more, {
      verdict: 'exhausted',
      basis: 'end',
    });
    expect(counts).toMatchObject({ updated: 1, deleted: 0, refusedDeletes: 1 });
    expect((await walk(path, [{ id: 1, v: 2 }], more)).counts).toMatchObject({
      unchanged: 1,
      deleted: 1,
    });
  });

  test.each(['_dlt_valid_from', '_dlt_valid_to'])(
    'a field %s of the rows is refused, and no version is written',
    async (field) => {
      const path = await databasePath();
      await walk(path, [{ id: 1, v: 1 }]);
      const error = await rejection(walk(path, [{ id: 1, v: 2, [field]: '2020-01-01' }]));
      expect(error.message).toContain(
        `rows have a field for the column \`${field}\`, which tells the versions of a row`,
      );
      expect(await versions(path)).toEqual([{ id: 1, v: 1, is_valid: true }]);
    },
  );

  test('missing rows cannot be marked', async () => {
    const error = await rejection(load(await databasePath(), [{ id: 1 }], { onMissing: 'mark' }));
    expect(error.message).toContain('Set `on_missing` to `keep` or `delete`');
  });
});

describe('hints of lists', () => {
  const hint = (path: string, columns: readonly DltColumn[]) => ({
    nested: [{ path: [path], columns }],
  });

  test('give their columns types before values come', async () => {
    const path = await databasePath();
    await load(
      path,
      [{ id: 1, items: [{ price: '1.50' }] }],
      {},
      hint('items', [{ name: 'price', dataType: 'decimal', precision: 10, scale: 2 }]),
    );
    expect((await columnsOf(path, 'contacts__items'))[0]).toBe('price DECIMAL(10,2)');
    expect(await valuesOf(path, 'contacts__items')).toEqual([{ price: '1.50' }]);
  });

  test('with a key of its own make a table that is merged by it', async () => {
    const path = await databasePath();
    const keyed = hint('items', [{ name: 'sku', primaryKey: true, nullable: false }]);
    await load(
      path,
      [
        {
          id: 1,
          items: [
            { sku: 'a', n: 1 },
            { sku: 'b', n: 1 },
          ],
        },
      ],
      {},
      keyed,
    );
    await load(path, [{ id: 1, items: [{ sku: 'a', n: 2 }] }], {}, keyed);
    expect(await valuesOf(path, 'contacts__items')).toEqual([
      { sku: 'a', n: '2' },
      { sku: 'b', n: '1' },
    ]);
  });

  test('for a list that never comes are warned of', async () => {
    const { counts } = await load(await databasePath(), [{ id: 1 }], {}, hint('itmes', []));
    expect(counts.warnings).toEqual([
      expect.stringContaining('`nested_hints` names `itmes`, and no row has such a list'),
    ]);
  });
});

describe('rows that are too wide', () => {
  const wide = {
    id: 1,
    o: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`f${i}`, i])),
  };

  test.each([
    ['a new table', [], [], '`contacts` would have 5003 columns, more than `max_columns` (1000)'],
    ['a table that is there', [{ id: 2 }], [{ id: 2 }], '`contacts` would have 5003 columns'],
  ])('are refused for %s', async (_, before, after, message) => {
    const path = await databasePath();
    if (before.length > 0) await load(path, before);
    const error = await rejection(load(path, [wide]));
    expect(error.message).toContain(message);
    expect(error.message).toContain('The tables are as they were.');
    const tables = await query(
      path,
      "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'contacts%'",
    );
    expect(tables).toHaveLength(after.length);
    if (after.length > 0) {
      expect(await query(path, 'SELECT id::INT AS id FROM contacts')).toEqual(after);
    }
  });

  test('are taken by a table that has as many columns, and with `max_columns` raised', async () => {
    const path = await databasePath();
    const six = { id: 1, o: { a: 1, b: 2, c: 3, d: 4 } };
    expect((await rejection(load(path, [six], { maxColumns: 5 }))).message).toContain('7 columns');
    await load(path, [six], { maxColumns: 7 });
    const { counts } = await load(path, [{ ...six, id: 2 }], { maxColumns: 5 });
    expect(counts).toMatchObject({ inserted: 1 });
  });
});

describe('a contract in layout dlt', () => {
  const under = (
    contract: Partial<
      Record<'tables' | 'columns' | 'dataType', 'freeze' | 'discard_row' | 'discard_value'>
    >,
  ) =>
    ({
      contract: { tables: 'evolve', columns: 'evolve', dataType: 'evolve', ...contract },
    }) as const;

  test.each([
    [{ columns: 'freeze' as const }, { w: 1 }, '`w` would be a new column of the table `contacts`'],
    [{ tables: 'freeze' as const }, { l: [1] }, '`contacts__l` would be a new table'],
    [
      { dataType: 'freeze' as const },
      { v: 'x' },
      'a value does not fit the type of the column `v`',
    ],
  ])(
    '%j fails the resource, and leaves the tables as they were',
    async (contract, change, message) => {
      const path = await databasePath();
      await load(path, [{ id: 1, v: 1 }]);
      const error = await rejection(
        load(
          path,
          [
            { id: 2, v: 1 },
            { id: 3, v: 1, ...change },
          ],
          under(contract),
        ),
      );
      expect(error.message).toContain(message);
      expect(await query(path, 'SELECT count(*)::INT AS n FROM contacts')).toEqual([{ n: 1 }]);
    },
  );

  test('leaves rows or values out, and tells which', async () => {
    const path = await databasePath();
    await load(path, [{ id: 1, v: 1, l: [{ a: 1 }] }]);
    const discarded = await load(
      path,
      [
        { id: 2, w: 1 },
        { id: 3, v: 3 },
      ],
      under({ columns: 'discard_row' }),
    );
    expect(discarded.counts).toMatchObject({ inserted: 1, rejected: 1 });
    expect(await query(path, 'SELECT key, reason FROM _sluice.rejected')).toEqual([
      { key: '2', reason: '`w` would be a new column of the table `contacts`' },
    ]);
    const { counts } = await load(
      path,
      [{ id: 4, v: 4, w: 1, l: [{ b: 1 }] }],
      under({ columns: 'discard_value' }),
    );
    expect(counts).toMatchObject({ inserted: 1 });
    expect(counts.warnings).toHaveLength(2);
    expect(await columnsOf(path, 'contacts')).not.toContain('w BIGINT');
  });
});

test('a key that fits no column of its type is refused, with what to do', async () => {
  const path = await databasePath();
  const error = await rejection(load(path, [{ id: 1 }, { id: 'x' }]));
  expect(error.message).toContain(
    'Give `id` a `data_type` in `columns` that takes all of its values',
  );
});

describe('a table of another layout', () => {
  test.each([
    ['native', 'dlt', 'is of layout `native`'],
    ['dlt', 'native', 'is of layout `dlt`'],
  ])('%s is refused by %s, and left as it is', async (made, now, message) => {
    const path = await databasePath();
    const by = (layout: string, rows: TestRow[]) =>
      layout === 'dlt' ? load(path, rows) : loadBatches(path, [batchOf(rows)]);
    await by(made, [{ id: 1 }]);
    const error = await rejection(by(now, [{ id: 2 }]));
    expect(error.message).toContain(message);
    expect(await query(path, 'SELECT count(*)::INT AS n FROM contacts')).toEqual([{ n: 1 }]);
  });

  test('that somebody else made is refused', async () => {
    const path = await databasePath();
    await query(path, 'CREATE TABLE contacts AS SELECT 1 AS id');
    expect((await rejection(load(path, [{ id: 1 }]))).message).toContain('Sluice did not make it');
  });
});
