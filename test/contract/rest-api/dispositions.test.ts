import { describe, expect, test } from 'vitest';
import { familySuite, offsets, Reply, slice } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

type Rows = readonly Readonly<Record<string, unknown>>[];
let rows: Rows = [];
const all = (_path: string, asked: URLSearchParams): unknown => slice(rows, asked);

const config = (more: object): object => ({
  resources: [
    { name: 'items', endpoint: { data_selector: 'data', paginator: offsets(2) }, ...more },
  ],
});
const load = async (more: object, options: object = {}) =>
  reportOf(await suite.load(config(more) as never, options), 'items');
const table = (columns = '*', from = 'items') =>
  suite.rows(`SELECT ${columns} FROM (SELECT * EXCLUDE (_load_id) FROM ${from}) ORDER BY ALL`);

const OLD: Rows = [
  { id: 1, team: 'a', day: 1, text: 'old' },
  { id: 2, team: 'a', day: 1, text: 'old' },
  { id: 3, team: 'b', day: 2, text: 'old' },
];
const NEW: Rows = [
  { id: 2, team: 'a', day: 3, text: 'new' },
  { id: 4, team: 'b', day: 3, text: 'new' },
];

describe('a second load', () => {
  test.each([
    ['nothing said', {}, ['1 old', '2 new', '2 old', '3 old', '4 new']],
    ['append', { write_disposition: 'append' }, ['1 old', '2 new', '2 old', '3 old', '4 new']],
    [
      'append with a key',
      { write_disposition: 'append', primary_key: 'id' },
      ['1 old', '2 new', '2 old', '3 old', '4 new'],
    ],
    ['replace', { write_disposition: 'replace' }, ['2 new', '4 new']],
    [
      'replace as an object',
      { write_disposition: { disposition: 'replace' }, primary_key: 'id' },
      ['2 new', '4 new'],
    ],
    [
      'merge',
      { write_disposition: 'merge', primary_key: 'id' },
      ['1 old', '2 new', '3 old', '4 new'],
    ],
    [
      'merge by a list of keys',
      { write_disposition: 'merge', primary_key: ['id', 'team'] },
      ['1 old', '2 new', '3 old', '4 new'],
    ],
    [
      'delete-insert',
      { write_disposition: { disposition: 'merge', strategy: 'delete-insert' }, primary_key: 'id' },
      ['1 old', '2 new', '3 old', '4 new'],
    ],
    [
      'upsert',
      { write_disposition: { disposition: 'merge', strategy: 'upsert' }, primary_key: 'id' },
      ['1 old', '2 new', '3 old', '4 new'],
    ],
    [
      'insert-only',
      { write_disposition: { disposition: 'merge', strategy: 'insert-only' }, primary_key: 'id' },
      ['1 old', '2 old', '3 old', '4 new'],
    ],
    [
      'cdc',
      { write_disposition: { disposition: 'merge', strategy: 'cdc' }, primary_key: 'id' },
      ['2 new', '4 new'],
      ['1 old', '2 new', '3 old', '4 new'],
    ],
    [
      'cdc within the groups of a merge key',
      {
        write_disposition: { disposition: 'merge', strategy: 'cdc' },
        ...{ primary_key: 'id', merge_key: 'day' },
      },
      ['1 old', '2 new', '3 old', '4 new'],
    ],
    [
      'scd2',
      { write_disposition: { disposition: 'merge', strategy: 'scd2' }, primary_key: 'id' },
      ['1 old', '2 new', '2 old', '3 old', '4 new'],
    ],
    [
      'upsert of rows that changed by their version',
      {
        write_disposition: {
          ...{ disposition: 'merge', strategy: 'upsert' },
          ...{ skip_unchanged_rows: true, row_version_column_name: 'team' },
        },
        primary_key: 'id',
      },
      ['1 old', '2 old', '3 old', '4 new'],
    ],
    ['merge by a merge key', { write_disposition: 'merge', merge_key: 'team' }, ['2 new', '4 new']],
    [
      'merge by both keys',
      { write_disposition: 'merge', primary_key: 'id', merge_key: 'team' },
      ['2 new', '4 new'],
    ],
    [
      'merge by no key',
      { write_disposition: 'merge' },
      ['1 old', '2 new', '2 old', '3 old', '4 new'],
    ],
    [
      'a key by a column hint',
      { write_disposition: 'merge', columns: { id: { primary_key: true } } },
      ['1 old', '2 new', '3 old', '4 new'],
    ],
  ] as readonly [string, object, readonly string[], (readonly string[])?][])(
    'by %s',
    async (_name, more, proved, unproved = proved) => {
      await suite.start(all);
      for (const verify of ['off', undefined] as const) {
        const expected = verify === 'off' ? unproved : proved;
        rows = OLD;
        await load(more, { dataset: `v_${verify}`, verify });
        rows = NEW;
        await load(more, { dataset: `v_${verify}`, verify });
        const found = await table(`id || ' ' || text AS row`, `v_${verify}.items`);
        expect(found.map(({ row }) => row)).toEqual(expected);
      }
    },
  );

  test.each(['scd2', 'cdc'])(
    'by %s counts what is gone only where it is proved',
    async (strategy) => {
      await suite.start(all);
      const more = { primary_key: 'id', write_disposition: { disposition: 'merge', strategy } };
      rows = OLD;
      expect(await load(more)).toMatchObject({ inserted: 3 });
      rows = NEW;
      expect(await load(more)).toMatchObject({
        ...{ verdict: 'exhausted', inserted: 1, updated: 1, deleted: 0, refusedDeletes: 2 },
        warnings: [
          expect.stringContaining('2 rows of the table do not stand among those that came'),
        ],
      });
      expect(await load(more, { verify: undefined })).toMatchObject({
        ...{ verdict: 'complete', inserted: 0, unchanged: 2, deleted: 2 },
      });
      expect(await load(more, { verify: undefined })).toMatchObject({ unchanged: 2, deleted: 0 });
      expect(
        await table('id', `(FROM items ${strategy === 'scd2' ? 'WHERE _valid_to IS NULL' : ''})`),
      ).toHaveLength(2);
    },
  );

  test('by scd2 of a dependent resource ends what is gone of the parents that came', async () => {
    const children: Record<string, Rows> = { 1: [{ no: 1 }, { no: 2 }], 2: [{ no: 3 }] };
    let parents: Rows = [{ id: 1 }, { id: 2 }];
    await suite.start((path, asked) => {
      const [, , id = ''] = path.split('/');
      return slice(id === '' ? parents : (children[id] ?? []), asked);
    });
    const endpoint = { data_selector: 'data', paginator: 'single_page' };
    const family = {
      resources: [
        { name: 'items', endpoint },
        {
          name: 'parts',
          endpoint: { ...endpoint, path: 'items/{resources.items.id}' },
          ...{ include_from_parent: ['id'], primary_key: 'no', merge_key: '_items_id' },
          write_disposition: { disposition: 'merge', strategy: 'scd2' },
        },
      ],
    };
    const parts = async () => reportOf(await suite.load(family as never), 'parts');
    expect(await parts()).toMatchObject({ verdict: 'complete', inserted: 3 });
    children['1'] = [{ no: 1 }];
    parents = [{ id: 1 }];
    expect(await parts()).toMatchObject({ unchanged: 1, deleted: 1 });
    const active = await suite.rows(
      'SELECT no::INTEGER AS no FROM parts WHERE _valid_to IS NULL ORDER BY no',
    );
    expect(active).toEqual([{ no: 1 }, { no: 3 }]);
  });

  test('with rows that are said to have different keys keeps the last one, and tells of the others', async () => {
    await suite.start(all);
    rows = [...OLD, { id: 1, team: 'z', text: 'last' }];
    const write_disposition = {
      ...{ disposition: 'merge', strategy: 'delete-insert', deduplicated: true },
    };
    const report = await load({ primary_key: 'id', write_disposition });
    expect(report).toMatchObject({
      ...{ inserted: 3, duplicates: 1 },
      warnings: expect.arrayContaining([
        expect.stringContaining('no key comes twice, but 1 row was followed by another'),
      ]),
    });
    expect(await table('text', '(FROM items WHERE id = 1)')).toEqual([{ text: 'last' }]);
    rows = OLD;
    expect(await load({ primary_key: 'id', write_disposition })).toMatchObject({ warnings: [] });
  });

  test.each([
    ['replace', { write_disposition: 'replace' }],
    ['append', { write_disposition: 'append' }],
  ])(
    'that breaks off leaves the table as it was, and the one after it makes it right: %s',
    async (_name, more) => {
      await suite.start(all);
      rows = OLD;
      await load({ ...more, primary_key: 'id' });
      const before = await table();
      rows = [...NEW, { id: 5, team: 'c', text: 'new' }];
      suite.api.answer = (path, asked) =>
        asked.get('offset') === '2' ? new Reply(404) : all(path, asked);
      expect(await load({ ...more, primary_key: 'id' })).toMatchObject({ staged: 2, inserted: 0 });
      expect(await table()).toEqual(before);
      suite.api.answer = all;
      expect(await load({ ...more, primary_key: 'id' })).toMatchObject({ carried: 2, inserted: 3 });
      expect(await table()).toHaveLength(_name === 'append' ? 6 : 3);
    },
  );

  test('with nothing in it empties a replaced table', async () => {
    await suite.start(all);
    rows = OLD;
    await load({ write_disposition: 'replace' });
    rows = [];
    expect(await load({ write_disposition: 'replace' })).toMatchObject({ inserted: 0 });
    expect(await table()).toEqual([]);
  });
});

describe('column hints', () => {
  test('decide types, and what stands in the books', async () => {
    await suite.start(all);
    rows = [{ id: 1, price: '1.005', day: '2024-01-02', count: '7', note: 5, extra: true }];
    await load({
      primary_key: 'id',
      write_disposition: 'merge',
      columns: {
        price: { data_type: 'decimal', precision: 10, scale: 2 },
        day: { data_type: 'text' },
        count: { data_type: 'bigint' },
        note: { data_type: 'text', nullable: false },
        never: { data_type: 'timestamp' },
      },
    });
    const types = await suite.rows(
      `SELECT column_name AS name, data_type AS type FROM duckdb_columns() WHERE table_name = 'items' AND column_name <> '_load_id' ORDER BY 1`,
    );
    expect(Object.fromEntries(types.map(({ name, type }) => [name, type]))).toEqual({
      count: 'BIGINT',
      day: 'VARCHAR',
      extra: 'BOOLEAN',
      id: 'BIGINT',
      never: 'TIMESTAMP WITH TIME ZONE',
      note: 'VARCHAR',
      price: 'DECIMAL(10,2)',
    });
    expect(await table('price::VARCHAR AS price, note')).toEqual([{ price: '1.01', note: '5' }]);
  });

  test('flag rows as deleted, and say which copy of a row stays', async () => {
    await suite.start(all);
    rows = OLD;
    const more = {
      primary_key: 'id',
      write_disposition: 'merge',
      columns: { gone: { hard_delete: true }, rank: { dedup_sort: 'desc' } },
    };
    await load(more);
    rows = [
      { id: 1, gone: true },
      { id: 2, team: 'a', text: 'high', rank: 9 },
      { id: 2, team: 'a', text: 'low', rank: 1 },
    ];
    await load(more);
    expect(await table('id::INTEGER AS id, text')).toEqual([
      { id: 2, text: 'high' },
      { id: 3, text: 'old' },
    ]);
  });
});

describe('schema_contract', () => {
  test.each([
    ['evolve', [1, 2, 3, 9], undefined],
    ['freeze', [1, 2, 3], 'DESTINATION_SCHEMA'],
    ['discard_row', [1, 2, 3], undefined],
    ['discard_value', [1, 2, 3, 9], undefined],
  ])('%s for a new column', async (columns, expected, code) => {
    await suite.start(all);
    const more = { primary_key: 'id', write_disposition: 'merge', schema_contract: { columns } };
    rows = OLD;
    await load(more);
    rows = [{ id: 9, team: 'z', text: 'x', added: 1 }];
    const report = await load(more);
    if (code !== undefined) expect(report.error).toBeDefined();
    expect((await table('id::INTEGER AS id')).map(({ id }) => id)).toEqual(expected);
    const columnsNow = await suite.rows(
      `SELECT column_name FROM duckdb_columns() WHERE table_name = 'items' AND column_name = 'added'`,
    );
    expect(columnsNow).toHaveLength(columns === 'evolve' ? 1 : 0);
    if (columns === 'discard_row') expect(report).toMatchObject({ rejected: 1, inserted: 0 });
  });

  test('freeze for everything refuses a table that is not there yet', async () => {
    await suite.start(all);
    rows = OLD;
    const { error, inserted } = await load({ schema_contract: 'freeze' });
    expect([error === undefined, inserted]).toEqual([false, 0]);
    expect(suite.api.asked).toEqual([]);
  });
});
