import { describe, expect, test } from 'vitest';
import { REST_FIELD } from '../../../src/schema/naming.ts';
import { oneResource } from '../../support/one-resource.ts';
import { reportOf } from '../../support/sync-suite.ts';

const { suite, load, config } = oneResource();

const columnsOf = async (): Promise<string[]> =>
  (
    await suite.rows(
      "SELECT column_name c FROM duckdb_columns() WHERE table_name = 'items' AND schema_name = 'main'",
    )
  ).map(({ c }) => String(c));

const restOf = async (): Promise<unknown[]> =>
  (await suite.rows('SELECT _rest r FROM items ORDER BY id')).map(({ r }) =>
    typeof r === 'string' ? (JSON.parse(r) as unknown) : r,
  );

/** A row with so many numbers beside its id. */
const wide = (id: number, count: number, value = 0): object =>
  Object.fromEntries([
    ['id', id],
    ...Array.from({ length: count }, (_, i) => [`c${i}`, i + value]),
  ]);

describe('names beyond max_columns', () => {
  test('go into one JSON column, in the order of their first appearance, and a warning names some', async () => {
    const report = await load(
      [
        { id: 1, b: 1, a: 2 },
        { id: 2, z: 3, y: [4], a: 5 },
        { id: 3, x: { u: 1.5 }, b: 6, z: 'text' },
      ],
      { max_columns: 4 },
    );
    expect(report).toMatchObject({ inserted: 3, verdict: 'complete' });
    expect(report.warnings).toEqual([
      expect.stringMatching(/^items: .*`max_columns` \(4\).* such as `y`, .*`_rest`/),
    ]);
    expect(await columnsOf()).toEqual(['id', 'b', 'a', 'z', '_rest', '_load_id']);
    expect(await restOf()).toEqual([null, { y: [4] }, { x: { u: 1.5 } }]);
    expect(await suite.rows('SELECT id, b, a, z FROM items ORDER BY id')).toEqual([
      { id: '1', b: '1', a: '2', z: null },
      { id: '2', b: null, a: '5', z: '3' },
      { id: '3', b: '6', a: null, z: 'text' },
    ]);
  });

  test.each(['merge', 'append', 'replace'])('load again, by %s', async (write_disposition) => {
    const over = { max_columns: 3, write_disposition };
    const rows = [wide(1, 9), wide(2, 9)];
    await load(rows, over);
    const before = await columnsOf();
    const again = await load(rows, over);
    expect(await columnsOf()).toEqual(before);
    expect(again.unchanged).toBe(write_disposition === 'merge' ? 2 : 0);
    const changed = await load([wide(1, 9), wide(2, 9, 5)], over);
    expect(changed.updated).toBe(write_disposition === 'merge' ? 1 : 0);
    expect((await restOf()).at(-1)).toEqual({
      c2: 7,
      c3: 8,
      c4: 9,
      c5: 10,
      c6: 11,
      c7: 12,
      c8: 13,
    });
  });

  test('keep every digit, also under odd names', async () => {
    const row =
      '{"id":1,"a":2,"big":123456789012345678901234567890.125,"~/\\"\\u0000":1e300,"f":0.1234567890123456789012,"s":"\\ud800"}';
    suite.api.answer = () => `{"data":[${row}]}`;
    const report = reportOf(await suite.load(config({ max_columns: 2 })), 'items');
    expect(report).toMatchObject({ inserted: 1 });
    const [found] = await suite.rows('SELECT _rest::VARCHAR r, a FROM items');
    expect(found).toEqual({
      a: '2',
      r: '{"big":123456789012345678901234567890.125,"~/\\"\\u0000":1e300,"f":0.1234567890123456789012,"s":"\ufffd"}',
    });
    expect(reportOf(await suite.load(config({ max_columns: 2 })), 'items')).toMatchObject({
      unchanged: 1,
    });
  });

  test('beside a column whose number a double does not hold', async () => {
    const row = '{"id":1,"p":12345678901234567.25,"q":12345678901234567.75}';
    suite.api.answer = () => `{"data":[${row}]}`;
    await suite.load(config({ max_columns: 2 }));
    expect(await suite.rows('SELECT p::VARCHAR p, _rest::VARCHAR r FROM items')).toEqual([
      { p: '12345678901234567.25', r: '{"q":12345678901234567.75}' },
    ]);
  });

  test('are none while they are null, and take no place', async () => {
    const nulls = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`n${i}`, null]));
    const rows = [
      { id: 1, a: 1, ...nulls },
      { id: 2, a: 1, ...nulls, n7: 7, n8: 8 },
    ];
    const report = await load(rows, { max_columns: 3 });
    expect(report.warnings).toEqual([expect.stringMatching(/such as `n8`, went/)]);
    expect((await columnsOf()).toSorted()).toEqual(['_load_id', '_rest', 'a', 'id', 'n7']);
  });

  test('leave a map of ids as one column, and small tables without one', async () => {
    const map = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i]));
    const report = await load([{ id: 1, map }]);
    expect(report.warnings).toEqual([
      expect.stringMatching(/^items: the column `map` is JSON, because .* too many names/),
    ]);
    expect(await columnsOf()).toEqual(['id', 'map', '_load_id']);
  });
});

describe('columns, however many there are, are', () => {
  const row = {
    ...wide(0, 5),
    id: undefined,
    orderId: 7,
    myKey: 'k',
    updated_at: '2024-01-01T00:00:00Z',
    flag: 1,
  };
  test.each<[string, object, string]>([
    ['the key', { primary_key: 'orderId' }, 'order_id'],
    ['the key by the name of its column', { primary_key: 'order_id' }, 'order_id'],
    ['a part of the key', { primary_key: ['orderId', 'myKey'] }, 'my_key'],
    ['the merge key', { primary_key: 'orderId', merge_key: 'myKey' }, 'my_key'],
    [
      'a hinted field',
      { primary_key: 'orderId', columns: { flag: { data_type: 'bool' } } },
      'flag',
    ],
    [
      'a hinted field by its column',
      { primary_key: 'orderId', columns: { my_key: { description: 'x' } } },
      'my_key',
    ],
    [
      'the cursor',
      {
        primary_key: 'orderId',
        endpoint: {
          data_selector: 'data',
          paginator: 'single_page',
          incremental: {
            cursor_path: 'updated_at',
            start_param: 'since',
            initial_value: '2020-01-01T00:00:00Z',
          },
        },
      },
      'updated_at',
    ],
  ])('%s', async (_what, over, column) => {
    const report = await load([row], { max_columns: 2, ...over });
    expect(report).toMatchObject({ inserted: 1 });
    expect(await columnsOf()).toEqual(expect.arrayContaining(['c0', 'c1', column, '_rest']));
    expect(await columnsOf()).not.toContain('c2');
  });

  test('those of a table that has more', async () => {
    await load([wide(1, 9)], { max_columns: 20 });
    const report = await load(
      [
        { ...wide(1, 9, 1), more: 1 },
        { id: 2, c8: 4, last: 2 },
      ],
      { max_columns: 3 },
    );
    expect(report).toMatchObject({ updated: 1, inserted: 1 });
    expect(await columnsOf()).toEqual([...Object.keys(wide(1, 9)), '_load_id', '_rest']);
    expect(await restOf()).toEqual([{ more: 1 }, { last: 2 }]);
    expect(await suite.rows('SELECT c8 FROM items ORDER BY id')).toEqual([
      { c8: '9' },
      { c8: '4' },
    ]);
  });

  test('those of a table that has fewer, until they are enough', async () => {
    await load([{ id: 1, a: 1 }], { max_columns: 3 });
    await load(
      [
        { id: 1, a: 1 },
        { id: 2, b: 2, c: 3 },
      ],
      { max_columns: 3 },
    );
    expect(await columnsOf()).toEqual(['id', 'a', '_load_id', 'b', '_rest']);
    const raised = await load(
      [
        { id: 1, a: 1 },
        { id: 2, b: 2, c: 3 },
      ],
      { max_columns: 4 },
    );
    expect(raised).toMatchObject({ updated: 1, unchanged: 1, warnings: [] });
    expect(await suite.rows('SELECT c, _rest FROM items ORDER BY id')).toEqual([
      { c: null, _rest: null },
      { c: '3', _rest: null },
    ]);
  });
});

describe('the name of the column', () => {
  test('is never that of an own field of the API', async () => {
    await load([{ id: 1, _rest: 'mine', a: 1, b: 2 }], { max_columns: 3 });
    expect(await columnsOf()).toEqual(['id', '_rest__2', 'a', '_rest', '_load_id']);
    expect(await suite.rows('SELECT _rest__2 o FROM items')).toEqual([{ o: 'mine' }]);
    expect(await restOf()).toEqual([{ b: 2 }]);
  });

  test('also not in a small table', async () => {
    await load([{ id: 1, _rest: 'mine', _Rest: 'too' }]);
    expect(await columnsOf()).toEqual(['id', '_rest__2', '_rest__3', '_load_id']);
  });

  test('and a field of the inner name is one of its values', async () => {
    await load([{ id: 1, [REST_FIELD]: 'odd', a: 1 }]);
    expect((await columnsOf()).toSorted()).toEqual(['_load_id', '_rest', 'a', 'id']);
    expect(await restOf()).toEqual([{ [REST_FIELD]: 'odd' }]);
  });

  test.each(['snake_case', 'direct'])('is the same by %s', async (naming) => {
    await load([{ id: 1, A: 1, B: 1 }], { max_columns: 2, naming });
    expect((await columnsOf())[2]).toBe('_rest');
  });
});

describe('the setting', () => {
  test('stands in resource_defaults, too, and a resource goes first', async () => {
    const { resources } = config() as { resources: readonly object[] };
    suite.api.answer = () => ({ data: [wide(1, 5)] });
    await suite.load({ resource_defaults: { max_columns: 2 }, resources });
    expect(await columnsOf()).toEqual(['id', 'c0', '_rest', '_load_id']);
    await suite.load({
      resource_defaults: { max_columns: 2 },
      resources: [{ ...resources[0], max_columns: 4 }],
    });
    expect(await columnsOf()).toEqual(['id', 'c0', '_rest', '_load_id', 'c1', 'c2']);
  });

  test.each([0, 1.5, -1, '5'])('cannot be %s', (max_columns) => {
    expect(() => suite.source(config({ max_columns }))).toThrow(/resources\[0\]\.max_columns/);
  });

  test('is 1,000 unless it is written', async () => {
    const report = await load([wide(1, 1005)]);
    expect((await columnsOf()).length).toBe(1002);
    expect(report.warnings).toEqual([expect.stringMatching(/such as `c999`, `c1000`,/)]);
  });
});

describe('a contract', () => {
  test.each<[string, RegExp | undefined]>([
    ['freeze', /`_rest: names beyond max_columns` would be a new column/],
    ['discard_value', undefined],
  ])('that has columns: %s takes the column for a new one', async (columns, message) => {
    await load([{ id: 1, a: 1 }], { max_columns: 2 });
    const report = await load([{ id: 2, a: 2, b: 3 }], {
      max_columns: 2,
      schema_contract: { columns },
    });
    if (message !== undefined) expect(report.error?.message).toMatch(message);
    else expect(report).toMatchObject({ inserted: 1 });
    expect(await columnsOf()).toEqual(['id', 'a', '_load_id']);
  });
});
