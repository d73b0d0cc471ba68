import { describe, expect, test } from 'vitest';
import { offsets, readAll } from '../../support/family-suite.ts';
import { APPEND, at, config, itemsSuite, MERGE } from '../../support/items-suite.ts';

const shared = itemsSuite();
const { suite, all, load, ids } = shared;

describe('the second run', () => {
  test.each(['off', undefined])(
    'loads nothing where nothing changed (verify %s)',
    async (verify) => {
      await suite.start(all);
      shared.items = at(1, 2, 3, 3);
      const written = config({ initial_value: 0 }, APPEND, { paginator: offsets(2) });
      expect(await load(written, { verify })).toMatchObject({ inserted: 4, filtered: 0 });
      const again = await load(written, { verify });
      expect(again).toMatchObject({ inserted: 0 });
      expect(again.filtered).toBe(again.received);
      shared.items = [...shared.items, { id: 5, at: 3 }, { id: 6, at: 4 }];
      expect(await load(written, { verify })).toMatchObject({ inserted: 2 });
      expect(await ids()).toEqual([1, 2, 3, 4, 5, 6]);
    },
  );

  test.each(['append', 'merge'])(
    'takes a row that changed although its cursor did not move (%s)',
    async (disposition) => {
      await suite.start(all);
      shared.items = at(1, 2, 2);
      const written = config({}, { ...MERGE, write_disposition: disposition });
      await load(written);
      shared.items = shared.items.map((row) => (row.id === 2 ? { ...row, text: 'changed' } : row));
      const isMerged = disposition === 'merge';
      expect(await load(written)).toMatchObject({
        filtered: 2,
        [isMerged ? 'updated' : 'inserted']: 1,
      });
      expect(await load(written)).toMatchObject({ filtered: 3 });
    },
  );

  test('takes a row that came late but at the very value of the cursor', async () => {
    await suite.start(all);
    shared.items = at(1, 5);
    await load(config({}));
    shared.items = [...shared.items, { id: 9, at: 5 }];
    expect(await load(config({}))).toMatchObject({ filtered: 2, inserted: 1 });
  });

  test.each([
    ['closed', 2],
    ['open', 1],
  ])('with range_start %s takes the boundary', async (range_start, inserted) => {
    await suite.start(all);
    shared.items = at(1, 2);
    const written = config({ range_start, primary_key: [] }, APPEND);
    await load(written);
    shared.items = [...shared.items, { id: 3, at: 3 }];
    expect(await load(written)).toMatchObject({ inserted });
  });
});

describe('values of the cursor', () => {
  test('in different zones are compared as the instants that they are', async () => {
    await suite.start(all);
    const late = '2024-01-02T08:30:00Z';
    shared.items = at('2024-01-02T09:00:00+02:00', late);
    const written = config({ initial_value: '2024-01-01T00:00:00Z' }, MERGE, {
      params: { since: '{incremental.start_value}' },
    });
    await load(written);
    shared.items = [
      ...shared.items,
      { id: 3, at: '2024-01-02T10:00:00+01:00' },
      { id: 4, at: '2024-01-02T09:15:00+01:00' },
    ];
    // 09:00Z is later than 08:30Z, 08:15Z is not
    expect(await load(written)).toMatchObject({ inserted: 1, filtered: 3 });
    expect(suite.api.asked.at(-1)).toBe(`/items?since=${encodeURIComponent(late)}`);
  });

  test('beyond 2^53 stay exact', async () => {
    await suite.start(
      () => '{"data":[{"id":1,"at":9007199254740993},{"id":2,"at":9007199254740992}]}',
    );
    const written = config({}, MERGE, { params: { since: '{incremental.start_value}' } });
    expect(await load(written)).toMatchObject({ inserted: 2 });
    expect(await load(written)).toMatchObject({ filtered: 2 });
    expect(suite.api.asked.at(-1)).toBe('/items?since=9007199254740993');
  });

  test.each([
    ['raise', [{ id: 1, at: 1 }, { id: 2 }], 'is missing'],
    [
      'raise',
      [
        { id: 1, at: 1 },
        { id: 2, at: null },
      ],
      'is null',
    ],
    [
      'raise',
      [
        { id: 1, at: 1 },
        { id: 2, at: 'x' },
      ],
      'cannot be compared',
    ],
  ])(
    'that can not be used fail the resource: %s %j',
    async (on_cursor_value_missing, sent, message) => {
      await suite.start(all);
      shared.items = sent;
      const { error, inserted, discarded } = await load(config({ on_cursor_value_missing }));
      expect(error?.message).toContain(message);
      expect(error).toMatchObject({ code: 'TRANSFORM_CURSOR' });
      expect([inserted, discarded]).toEqual([0, 2]);
    },
  );

  test.each([
    ['include', [1, 2, 3]],
    ['exclude', [1]],
  ])('that are missing are taken or left: %s', async (on_cursor_value_missing, expected) => {
    await suite.start(all);
    shared.items = [{ id: 1, at: 1 }, { id: 2 }, { id: 3, at: null }];
    await load(config({ on_cursor_value_missing }));
    expect(await ids()).toEqual(expected);
  });

  test.each([
    ['min', [5, 3, 4], 2],
    ['max', [5, 3, 4], 6],
  ])('run as last_value_func says: %s', async (last_value_func, first, next) => {
    await suite.start(all);
    shared.items = at(...first);
    await load(config({ last_value_func }));
    shared.items = [...shared.items, { id: 9, at: next }];
    expect(await load(config({ last_value_func }))).toMatchObject({ inserted: 1, filtered: 3 });
  });

  test('are those of the row that the steps made', async () => {
    await suite.start(all);
    shared.items = at(1, 2);
    const steps = [
      { map: (row: { id: number; at?: unknown }) => ({ id: row.id, seen: Number(row.at) * 10 }) },
    ];
    const written = config(
      { cursor_path: 'seen', initial_value: 15 },
      { ...MERGE, processing_steps: steps },
    );
    expect(await load(written)).toMatchObject({ filtered: 1, inserted: 1 });
    expect(await suite.rows('SELECT id::INTEGER AS id, seen::INTEGER AS seen FROM items')).toEqual([
      { id: 2, seen: 20 },
    ]);
  });
});

describe('lag', () => {
  test.each([
    ['of a number', 10, [5, 9, 20], 3, '17'],
    ['of seconds', '2024-01-01T00:00:00Z', ['2024-01-01T01:00:00Z'], 60, '2024-01-01T00:59:00Z'],
    ['of days', '2024-01-01', ['2024-01-10'], 2, '2024-01-08'],
    ['never goes before the initial value', 18, [20], 5, '18'],
  ])('%s', async (_name, initial_value, moments, lag, sent) => {
    await suite.start(all);
    shared.items = at(...moments);
    const written = config({ initial_value, lag }, MERGE, {
      params: { since: '{incremental.start_value}' },
    });
    await load(written);
    const again = await load(written);
    expect(suite.api.asked.at(-1)).toBe(`/items?since=${encodeURIComponent(sent)}`);
    // without boundary: rows inside of the lag come again, and are the same
    expect(again).toMatchObject({ inserted: 0 });
    expect(again.unchanged).toBeGreaterThan(0);
    await load(written);
    expect(suite.api.asked.at(-1)).toBe(`/items?since=${encodeURIComponent(sent)}`);
  });
});

test('a stream begins at the initial value each time', async () => {
  await suite.start(all);
  shared.items = at(1, 2, 3);
  const source = suite.source(config({ initial_value: 2 }) as never);
  for (const _ of [1, 2]) {
    const { rows: read, report } = await readAll(source, 'items');
    expect(read.map(({ id }) => id)).toEqual([2, 3]);
    expect(report).toMatchObject({ received: 3, filtered: 1 });
  }
});
