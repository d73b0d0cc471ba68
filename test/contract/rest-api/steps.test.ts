import { describe, expect, test } from 'vitest';
import { familySuite, offsets, readAll, slice } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

type Row = Readonly<Record<string, unknown>>;
let rows: readonly Row[] = [];
const all = (path: string, asked: URLSearchParams): unknown =>
  path === '/items' ? slice(rows, asked) : slice([{ of: path }], asked);
const numbered = (count: number): Row[] =>
  Array.from({ length: count }, (_, id) => ({ id, name: `n${id}` }));

const config = (processing_steps: readonly object[], more: object = {}): object => ({
  resources: [
    {
      name: 'items',
      endpoint: { data_selector: 'data', paginator: offsets(3) },
      processing_steps,
      ...more,
    },
  ],
});
const MERGE = { primary_key: 'id', write_disposition: 'merge' };
const even = { filter: ({ id }: Row) => Number(id) % 2 === 0 };
const twice = {
  yield_map: function* (row: Row) {
    yield { ...row, half: 1 };
    yield { ...row, half: 2 };
  },
};
const stars = { map: (row: Row) => ({ ...row, name: '*' }) };

describe('steps', () => {
  test.each([
    ['filter', [even], 5, [0, 2, 4], { filtered: 2, received: 5 }],
    ['map', [stars], 2, [0, 1], { filtered: 0, received: 2 }],
    ['yield_map', [twice], 2, [0, 0, 1, 1], { filtered: 0, received: 4 }],
    ['filter, then yield_map', [even, twice], 3, [0, 0, 2, 2], { filtered: 1, received: 5 }],
    [
      'yield_map, then filter',
      [twice, { filter: ({ half }: Row) => half === 2 }],
      2,
      [0, 1],
      { filtered: 2, received: 4 },
    ],
    [
      'yield_map that gives nothing',
      [{ yield_map: () => [] }],
      2,
      [],
      { filtered: 2, received: 2 },
    ],
    [
      'a filter that takes a whole page',
      [{ filter: ({ id }: Row) => Number(id) > 2 }],
      5,
      [3, 4],
      { filtered: 3 },
    ],
  ])('%s', async (_name, steps, count, expected, counts) => {
    await suite.start(all);
    rows = numbered(count);
    const { rows: read, report } = await readAll(suite.source(config(steps) as never), 'items');
    expect(read.map(({ id }) => id)).toEqual(expected);
    expect(report).toMatchObject(counts);
    for (const verify of ['off', 'overlap'] as const) {
      const loaded = reportOf(
        await suite.load(config(steps) as never, { verify, dataset: `v_${verify}` }),
        'items',
      );
      expect(loaded).toMatchObject({ ...counts, inserted: expected.length });
    }
  });

  test('of one entry go filter, map, yield_map, however they are written', async () => {
    await suite.start(all);
    rows = numbered(4);
    const seen: string[] = [];
    const note = <T>(what: string, result: T): T => {
      seen.push(what);
      return result;
    };
    const one = {
      yield_map: (row: Row) => note('yield_map', [row]),
      map: (row: Row) => note('map', row),
      filter: ({ id }: Row) => note('filter', id === 0),
    };
    await readAll(suite.source(config([one]) as never), 'items');
    expect(seen).toEqual(['filter', 'map', 'yield_map', 'filter', 'filter', 'filter']);
  });

  test('in another order have another result', async () => {
    await suite.start(all);
    rows = numbered(4);
    const starred = { filter: ({ name }: Row) => name === '*' };
    const read = async (steps: readonly object[]) =>
      (await readAll(suite.source(config(steps) as never), 'items')).rows.length;
    expect([await read([stars, starred]), await read([starred, stars])]).toEqual([4, 0]);
  });

  test('see integers beyond 2^53 exactly, and hand them on so', async () => {
    await suite.start(() => '{"data":[{"id":9007199254740993,"n":1.0}]}');
    const seen: unknown[] = [];
    const look = {
      map: (row: Row) => {
        seen.push(row['id']);
        return { ...row, next: (row['id'] as bigint) + 1n };
      },
    };
    await suite.load(config([look], { endpoint: { data_selector: 'data' } }) as never);
    expect(seen).toEqual([9007199254740993n]);
    expect(await suite.rows('SELECT id::VARCHAR AS id, next::VARCHAR AS next FROM items')).toEqual([
      { id: '9007199254740993', next: '9007199254740994' },
    ]);
  });

  test('may make the primary key', async () => {
    await suite.start(all);
    rows = numbered(7);
    const keyed = [{ map: ({ id }: Row) => ({ key: `k${Number(id) % 3}`, id }) }];
    const more = { primary_key: 'key', write_disposition: 'merge' };
    for (const verify of ['off', 'overlap'] as const) {
      const written = config(keyed, more) as never;
      const report = reportOf(
        await suite.load(written, { verify, dataset: `v_${verify}` }),
        'items',
      );
      expect(report).toMatchObject({ inserted: 3, duplicates: 4, received: 7 });
      const found = await suite.rows(`SELECT id::INTEGER AS id FROM v_${verify}.items ORDER BY 1`);
      expect(found).toEqual([{ id: 4 }, { id: 5 }, { id: 6 }]);
    }
  });

  test.each([
    [
      'a filter',
      {
        filter: () => {
          throw new TypeError('odd');
        },
      },
      /`processing_steps\[0\]\.filter` failed, TypeError: odd/,
    ],
    ['a map', { map: () => undefined }, /`processing_steps\[0\]\.map` gave nothing/],
    ['a yield_map', { yield_map: () => 5 }, /`processing_steps\[0\]\.yield_map` gave a number/],
    ['an async map', { map: async (row: Row) => row }, /must not be async/],
    [
      'a yield_map that breaks off',
      {
        yield_map: function* () {
          yield { id: 1 };
          throw new Error('late');
        },
      },
      /Error: late/,
    ],
    ['a map that loses the key', { map: () => ({ name: 'x' }) }, /`id` is missing/],
    [
      'a map that gives no JSON',
      {
        map: () => {
          const loop: { self?: unknown } = {};
          loop.self = loop;
          return loop;
        },
      },
      /cannot be written as JSON/,
    ],
  ])(
    'that go wrong fail the resource, and the table stays as it was: %s',
    async (_name, step, message) => {
      await suite.start(all);
      rows = numbered(2);
      await suite.load(config([], MERGE) as never);
      const report = reportOf(await suite.load(config([step], MERGE) as never), 'items');
      expect(report.error?.message).toMatch(message);
      expect(report.error?.message).toContain('items, page 1');
      expect(await suite.rows('SELECT count(*)::INTEGER AS n FROM items')).toEqual([{ n: 2 }]);
    },
  );

  test('of a child see what it got from its parent, and go over each walk', async () => {
    await suite.start(all);
    rows = numbered(4);
    const child = {
      name: 'parts',
      include_from_parent: ['id', 'name'],
      endpoint: { path: 'parts/{resources.items.id}', data_selector: 'data' },
      processing_steps: [
        { filter: (row: Row) => row['_items_id'] !== 1 },
        { map: (row: Row) => ({ key: `${row['_items_name']} ${row['of']}` }) },
      ],
    };
    const [items] = (config([even, twice]) as { resources: object[] }).resources;
    const { rows: read, report } = await readAll(
      suite.source({ resources: [items, child] }),
      'parts',
    );
    expect(read.map(({ key }) => key)).toEqual([
      'n0 /parts/0',
      'n0 /parts/0',
      'n2 /parts/2',
      'n2 /parts/2',
    ]);
    expect(report).toMatchObject({ received: 4, filtered: 0 });
  });

  test('of an incremental resource are done before its cursor is looked at', async () => {
    await suite.start(all);
    rows = numbered(4);
    const steps = [{ map: ({ id }: Row) => ({ id, at: 100 - Number(id) }) }];
    const more = {
      ...MERGE,
      endpoint: { data_selector: 'data', incremental: { cursor_path: 'at', initial_value: 98 } },
    };
    const report = reportOf(await suite.load(config(steps, more) as never), 'items');
    expect(report).toMatchObject({ inserted: 3, filtered: 1 });
  });
});

test('a row that a map makes null goes into a table, and fails a stream of rows by name', async () => {
  await suite.start(all);
  rows = numbered(3);
  const steps = [{ map: (row: Row) => (row['id'] === 1 ? null : row) }];
  const written = config(steps) as never;
  await expect(readAll(suite.source(written), 'items')).rejects.toMatchObject({
    code: 'PARSE_NOT_ROWS',
    message: expect.stringMatching(/^items, page 1: row 2 is null/),
  });
  expect(reportOf(await suite.load(written), 'items')).toMatchObject({ received: 3, inserted: 3 });
});
