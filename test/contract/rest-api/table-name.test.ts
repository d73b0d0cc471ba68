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

describe('table_name as a function', () => {
  const events = (write: object) => ({
    table_name: (row: Record<string, unknown>) => `${row['kind']} Events`,
    ...write,
  });
  const MERGE = { primary_key: 'id', write_disposition: 'merge' };
  const EVENTS: Rows = [
    { id: 1, kind: 'Login', user: 'a' },
    { id: 2, kind: 'Order', price: 1.5 },
    { id: 3, kind: 'Login', user: 'b' },
    { id: 4, kind: 'Order', price: 2 },
    { id: 5, kind: 'Login', user: 'c' },
  ];
  const tables = () =>
    suite.rows(
      `SELECT table_name AS name, list(column_name ORDER BY column_index) AS columns FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal GROUP BY ALL ORDER BY 1`,
    );

  test('puts each row into the table that it names, with its own columns', async () => {
    await suite.start(all);
    rows = EVENTS;
    const first = await load(events(MERGE));
    expect(first).toMatchObject({ received: 5, inserted: 5, table: 'login_events, order_events' });
    expect(await tables()).toEqual(
      [
        { name: 'login_events', columns: ['_load_id', 'id', 'kind', 'user'].sort() },
        { name: 'order_events', columns: ['_load_id', 'id', 'kind', 'price'].sort() },
      ].map((one) => ({ ...one, columns: expect.arrayContaining(one.columns) })),
    );
    expect(await table('id::INTEGER AS id, price', 'order_events')).toEqual([
      { id: 2, price: 1.5 },
      { id: 4, price: 2 },
    ]);
    rows = EVENTS.map((row) => (row['id'] === 3 ? { ...row, user: 'new' } : row));
    expect(await load(events(MERGE))).toMatchObject({ unchanged: 4, updated: 1, inserted: 0 });
    const books = await suite.rows(
      `SELECT resource, inserted::INTEGER AS inserted FROM _sluice.resources ORDER BY 2`,
    );
    expect(books).toEqual([
      { resource: 'items', inserted: 0 },
      { resource: 'items', inserted: 5 },
    ]);
  });

  test('writes all of its tables or none', async () => {
    rows = EVENTS;
    await suite.start((path, asked) =>
      asked.get('offset') === '4' ? new Reply(404) : all(path, asked),
    );
    expect(await load(events(MERGE))).toMatchObject({ received: 4, discarded: 4, staged: 0 });
    expect(await tables()).toEqual([]);
    suite.api.answer = all;
    expect(await load(events(MERGE))).toMatchObject({
      inserted: 5,
      carried: 0,
      verdict: 'exhausted',
    });
  });

  test('moves the cursor of an incremental once', async () => {
    await suite.start(all);
    rows = EVENTS;
    const endpoint = { data_selector: 'data', incremental: { cursor_path: 'id' } };
    expect(await load({ ...events({}), endpoint })).toMatchObject({ inserted: 5 });
    rows = [...EVENTS, { id: 6, kind: 'Refund' }];
    expect(await load({ ...events({}), endpoint })).toMatchObject({ inserted: 1, filtered: 5 });
    expect(await suite.rows('SELECT count(*)::INTEGER AS n FROM _sluice.cursors')).toEqual([
      { n: 1 },
    ]);
  });

  test.each([
    [
      'fails',
      () => {
        throw new Error('no kind');
      },
      /`table_name` failed, Error: no kind/,
    ],
    ['gives nothing', () => undefined, /`table_name` gave a value of type undefined/],
    ['gives an empty text', () => ' ', /`table_name` gave an empty text/],
    [
      'gives one for each row of many',
      (row: Record<string, unknown>) => `t${row['id']}`,
      /more than 100 tables/,
    ],
  ])('fails its resource where it %s', async (_name, table_name, message) => {
    await suite.start(all);
    rows = Array.from({ length: 300 }, (_, id) => ({ id }));
    const report = await load({ table_name, endpoint: { data_selector: 'data' } });
    expect(report.error?.message).toMatch(message);
    expect(report).toMatchObject({ inserted: 0, received: 300, discarded: 300 });
    expect(await tables()).toEqual([]);
    rows = EVENTS;
    expect(await load(events(MERGE))).toMatchObject({ inserted: 5 });
  });

  test('has no rows and makes no table where the API has none', async () => {
    await suite.start(all);
    rows = [];
    expect(await load(events(MERGE))).toMatchObject({ received: 0 });
    expect(await tables()).toEqual([]);
  });

  test('goes for a parent and for a child', async () => {
    await suite.start((path, asked) =>
      path === '/items' ? all(path, asked) : { data: [{ id: path, kind: path.at(-1) }] },
    );
    rows = EVENTS;
    const both = {
      resources: [
        {
          name: 'items',
          ...events(MERGE),
          endpoint: { data_selector: 'data', paginator: offsets(2) },
        },
        {
          name: 'parts',
          ...events(MERGE),
          endpoint: { path: 'parts/{resources.items.id}', data_selector: 'data' },
        },
      ],
    };
    const report = await suite.load(both as never);
    expect(report.resources.map(({ name, inserted }) => [name, inserted])).toEqual([
      ['items', 5],
      ['parts', 5],
    ]);
    expect((await tables()).map(({ name }) => name)).toEqual([
      '_1_events',
      '_2_events',
      '_3_events',
      '_4_events',
      '_5_events',
      'login_events',
      'order_events',
    ]);
  });
});
