import { describe, expect, test } from 'vitest';
import { offsets, slice } from '../../support/family-suite.ts';
import { oneResource } from '../../support/one-resource.ts';
import { reportOf } from '../../support/sync-suite.ts';

const { suite, load, config } = oneResource();

describe('a key by the name of its column', () => {
  const orders = [
    { orderId: 7, v: 'a' },
    { orderId: 8, v: 'b' },
    { orderId: 7, v: 'c' },
  ];
  const values = () => suite.rows('SELECT order_id::VARCHAR k, v FROM items ORDER BY ALL');

  test.each<[string, object]>([
    ['primary_key', { primary_key: 'order_id' }],
    ['a column', { primary_key: null, columns: { order_id: { primary_key: true } } }],
    [
      'a column of a list',
      { primary_key: null, columns: [{ name: 'order_id', primary_key: true }] },
    ],
  ])('by %s', async (_what, over) => {
    const first = await load(orders, over);
    expect(first).toMatchObject({ inserted: 2, duplicates: 1 });
    const second = await load([{ orderId: '7', v: 'd' }], over);
    expect(second).toMatchObject({ updated: 1 });
    expect(await values()).toEqual([
      { k: '7', v: 'd' },
      { k: '8', v: 'b' },
    ]);
  });

  test('and then by the field itself: it is the same key', async () => {
    await load(orders, { primary_key: 'order_id' });
    expect(await load(orders, { primary_key: 'orderId' })).toMatchObject({ unchanged: 2 });
  });

  test('merge_key', async () => {
    const over = { primary_key: null, merge_key: 'order_id' };
    await load(orders, over);
    await load([{ orderId: 7, v: 'z' }], over);
    expect(await values()).toEqual([
      { k: '7', v: 'z' },
      { k: '8', v: 'b' },
    ]);
  });

  test('a compound key, with one of each', async () => {
    const over = { primary_key: ['shop', 'order_id'] };
    await load([{ shop: 1, orderId: 1 }], over);
    expect(await load([{ orderId: 1, shop: 1 }], over)).toMatchObject({ unchanged: 1 });
  });

  test('overlapping pages are linked by it', async () => {
    const all = Array.from({ length: 12 }, (_, i) => ({ orderId: i }));
    suite.api.answer = (_path, asked) => slice(all, asked);
    const endpoint = { data_selector: 'data', paginator: offsets(5) };
    const report = await suite.load(config({ primary_key: 'order_id', endpoint }), {
      verify: 'overlap',
    });
    expect(reportOf(report, 'items')).toMatchObject({ verdict: 'complete', inserted: 12 });
  });

  test('behind processing steps', async () => {
    const processing_steps = [{ map: (row: object) => ({ ...row, more: 1 }) }];
    const report = await load(orders, { primary_key: 'order_id', processing_steps });
    expect(report).toMatchObject({ inserted: 2 });
  });

  test.each<[string, object[], object, RegExp]>([
    [
      'exact rows first, then others',
      [{ order_id: 1 }, { orderId: 2 }],
      { primary_key: 'order_id' },
      /`order_id` is missing/,
    ],
    [
      'exact rows last',
      [{ orderId: 2 }, { order_id: 1 }],
      { primary_key: 'order_id' },
      /`order_id` can mean the fields `orderId` and `order_id`/,
    ],
    [
      'two fields of one column',
      [{ orderId: 2, OrderId: 1 }],
      { primary_key: 'order_id' },
      /`order_id` can mean the fields `orderId` and `OrderId`/,
    ],
    [
      'a field that is not there',
      [{ id: 1 }],
      { primary_key: 'order_id' },
      /`order_id` is missing/,
    ],
    [
      'a merge key below the top level',
      [{ o: { id: 1 } }],
      { primary_key: null, merge_key: 'o__id' },
      /`merge_key` is set for `o__id`.* field `o`/,
    ],
  ])('refused: %s', async (_what, some, over, message) => {
    const report = await load(some, over);
    expect(report.error?.message).toMatch(message);
  });

  test('a table that has the exact field is not merged into by another', async () => {
    await load([{ order_id: 1 }], { primary_key: 'order_id' });
    const report = await load([{ orderId: 1 }], { primary_key: 'order_id' });
    expect(report.error?.message).toMatch(/`order_id` is null or missing in 1 row/);
  });
});

describe('an empty text', () => {
  const compound = { primary_key: ['vhost', 'name'] };
  const exchanges = [
    { vhost: '/', name: '', type: 'direct' },
    { vhost: '/', name: 'amq.topic', type: 'topic' },
    { vhost: '', name: '/', type: 'fanout' },
    { vhost: '', name: '', type: 'none' },
  ];

  test('is a value in a compound key', async () => {
    expect(await load(exchanges, compound)).toMatchObject({ inserted: 4, duplicates: 0 });
    const changed = exchanges.map((row) => (row.name === '' ? { ...row, type: 'new' } : row));
    expect(await load(changed, compound)).toMatchObject({ updated: 2, unchanged: 2 });
    expect(await suite.rows('SELECT vhost, name, type FROM items ORDER BY ALL')).toEqual([
      { vhost: '', name: '', type: 'new' },
      { vhost: '', name: '/', type: 'fanout' },
      { vhost: '/', name: '', type: 'new' },
      { vhost: '/', name: 'amq.topic', type: 'topic' },
    ]);
  });

  test('is one beside numbers', async () => {
    const over = { primary_key: ['a', 'b'] };
    const numbers = [
      { a: 1, b: '' },
      { a: 1, b: 2.5 },
      { a: '', b: 3 },
    ];
    expect(await load(numbers, over)).toMatchObject({ inserted: 3 });
    expect(await load(numbers, over)).toMatchObject({ unchanged: 3 });
  });

  test('is one by the name of its column, and behind steps', async () => {
    const over = {
      primary_key: ['vhost', 'queue_name'],
      processing_steps: [{ map: (row: object) => ({ ...row, more: 1 }) }],
    };
    const queues = [{ vhost: '/', queueName: '' }];
    expect(await load(queues, over)).toMatchObject({ inserted: 1 });
    expect(await load(queues, over)).toMatchObject({ unchanged: 1 });
  });

  test('links pages that overlap', async () => {
    const names = ['', 'a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ vhost: '/', name }));
    suite.api.answer = (_path, asked) => slice(names, asked);
    const endpoint = { data_selector: 'data', paginator: offsets(3) };
    const report = await suite.load(config({ ...compound, endpoint }), { verify: 'overlap' });
    expect(reportOf(report, 'items')).toMatchObject({ verdict: 'complete', inserted: 7 });
  });

  test.each([[null], [true], [[]], [undefined]])('%j is no value of it', async (name) => {
    const { error } = await load([{ vhost: '/', name }], compound);
    expect(error?.message).toMatch(/has no usable primary key, `name` is/);
  });

  test('alone is no key', async () => {
    const { error } = await load([{ id: '' }]);
    expect(error?.message).toMatch(/has no usable primary key, `id` is ""/);
  });
});

describe('a key below the top level', () => {
  const nested = [{ id: 1, name: { value: 'x', innerPart: 2 } }];

  test.each(['name.value', 'name__value', 'name__inner_part'])(
    '%s is refused by name, and is not called missing',
    async (primary_key) => {
      for (const key of [primary_key, ['id', primary_key]]) {
        const { error } = await load(nested, { primary_key: key });
        expect(error?.message).toMatch(
          new RegExp(
            `\`${primary_key.replace('.', '\\.')}\` is below the top level of the row.*\`map\``,
          ),
        );
      }
    },
  );

  test('is a key where the name of the field has a dot', async () => {
    const dotted = [{ 'name.value': 'x', name: { value: 'y' } }];
    expect(await load(dotted, { primary_key: 'name.value' })).toMatchObject({ inserted: 1 });
  });

  test('is a key once a step has lifted it', async () => {
    const over = {
      primary_key: 'value',
      processing_steps: [{ map: (row: (typeof nested)[0]) => ({ ...row, ...row.name }) }],
    };
    expect(await load(nested, over)).toMatchObject({ inserted: 1 });
  });
});

describe('a cursor by the name of its column', () => {
  const loadBy = (sent: readonly object[], cursor: string, over: object = {}) =>
    load(sent, {
      ...over,
      endpoint: {
        data_selector: 'data',
        paginator: 'single_page',
        incremental: { cursor_path: cursor },
      },
    });

  test.each<[string, string, (at: number) => object]>([
    ['of a field', 'updated_at', (at) => ({ updatedAt: at })],
    ['of a nested field', 'meta__updated_at', (at) => ({ meta: { updatedAt: at } })],
    ['of a nested field, as a path', 'meta.updated_at', (at) => ({ Meta: { updatedAt: at } })],
  ])('%s', async (_what, cursor, made) => {
    const items = [1, 2, 3].map((id) => ({ id, ...made(id) }));
    expect(await loadBy(items.slice(0, 2), cursor)).toMatchObject({ inserted: 2 });
    expect(await loadBy(items, cursor)).toMatchObject({ inserted: 1, filtered: 2 });
  });

  test('the key of the boundary, too', async () => {
    const items = [
      { orderId: 1, id: 1, updatedAt: 5 },
      { orderId: 2, id: 2, updatedAt: 5 },
    ];
    const over = { primary_key: 'order_id' };
    await loadBy(items, 'updated_at', over);
    expect(await loadBy(items, 'updated_at', over)).toMatchObject({ filtered: 2 });
  });

  test.each<[string, object[], RegExp]>([
    [
      'the exact one first',
      [
        { id: 1, updated_at: 1 },
        { id: 2, updatedAt: 1 },
      ],
      /is missing/,
    ],
    [
      'the exact one last',
      [
        { id: 1, updatedAt: 1 },
        { id: 2, updated_at: 1 },
      ],
      /`updated_at` here, but was in `updatedAt`/,
    ],
    ['two at once', [{ id: 1, updatedAt: 1, UpdatedAt: 1 }], /is missing/],
  ])('refused: %s', async (_what, sent, message) => {
    expect((await loadBy(sent, 'updated_at')).error?.message).toMatch(message);
  });
});
