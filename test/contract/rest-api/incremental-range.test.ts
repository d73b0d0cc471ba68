import { describe, expect, test } from 'vitest';
import { offsets, Reply, slice } from '../../support/family-suite.ts';
import { APPEND, at, config, type Item, itemsSuite, MERGE } from '../../support/items-suite.ts';

const shared = itemsSuite();
const { suite, all, load, ids } = shared;

describe('row_order', () => {
  const descending = (count: number): Item[] =>
    Array.from({ length: count }, (_, i) => ({ id: count - i, at: count - i }));

  test('desc asks for no page behind the one with a row that was loaded before', async () => {
    await suite.start(all);
    shared.items = descending(20);
    const written = config({ row_order: 'desc' }, MERGE, { paginator: offsets(4) });
    expect(await load(written)).toMatchObject({ inserted: 20, pages: 5 });
    shared.items = descending(26);
    suite.api.asked.length = 0;
    const second = await load(written);
    expect(second).toMatchObject({ inserted: 6, verdict: 'exhausted' });
    expect(suite.api.asked).toHaveLength(2);
    shared.items = descending(27);
    expect(await load(written)).toMatchObject({ inserted: 1 });
  });

  test('asc stops at the end of the range', async () => {
    await suite.start(all);
    shared.items = descending(20).reverse();
    const written = config({ row_order: 'asc', initial_value: 0, end_value: 6 }, MERGE, {
      paginator: offsets(4),
    });
    expect(await load(written)).toMatchObject({ inserted: 5, pages: 2 });
  });

  test('of a child stops the walk of each parent by itself', async () => {
    await suite.start((path, asked) =>
      path === '/parents'
        ? { data: [{ id: 1 }, { id: 2 }] }
        : slice(
            descending(path === '/items/1' ? 20 : 8).map((row) => ({
              ...row,
              key: `${path}/${row.id}`,
            })),
            asked,
          ),
    );
    const child = {
      resources: [
        { name: 'parents' },
        {
          name: 'items',
          ...MERGE,
          primary_key: 'key',
          endpoint: {
            path: 'items/{resources.parents.id}',
            data_selector: 'data',
            paginator: offsets(4),
            incremental: { cursor_path: 'at', row_order: 'desc' },
          },
        },
      ],
    };
    expect(await load(child)).toMatchObject({ inserted: 28 });
    expect(await load(child)).toMatchObject({ inserted: 0, pages: 2 });
  });
});

describe('a range', () => {
  test('with an end keeps no state', async () => {
    await suite.start(all);
    shared.items = at(1, 2, 3, 4);
    const written = config({ initial_value: 2, end_value: 4 });
    expect(await load(written)).toMatchObject({ inserted: 2, filtered: 2 });
    expect(await load(written)).toMatchObject({ unchanged: 2, filtered: 2 });
    expect(
      await load(config({ initial_value: 2, end_value: 4, range_end: 'closed' })),
    ).toMatchObject({ inserted: 1 });
    expect(await suite.rows('SELECT * FROM _sluice.cursors')).toEqual([]);
  });

  test.each([
    [{ since: 2 }, [2, 3], '2', 'null'],
    [{ until: 3 }, [1, 2], '0', '3'],
    [{ since: 2, until: 3 }, [2], '2', '3'],
  ])('of one run moves no cursor: %j', async (range, expected, since, until) => {
    await suite.start(all);
    shared.items = at(1, 2, 3);
    const written = config({ initial_value: 0, start_param: 'since', end_param: 'until' });
    const report = await load(written, range);
    expect(await ids()).toEqual(expected);
    expect(report).toMatchObject({ filtered: 3 - expected.length });
    expect(suite.api.asked.at(-1)).toBe(
      `/items?since=${since}${until === 'null' ? '' : `&until=${until}`}`,
    );
    expect(await suite.rows('SELECT * FROM _sluice.cursors')).toEqual([]);
    await load(written);
    const [before] = await suite.rows('SELECT state FROM _sluice.cursors');
    await load(written, range);
    expect((await suite.rows('SELECT state FROM _sluice.cursors'))[0]).toEqual(before);
    expect(await load(written)).toMatchObject({ filtered: 3 });
  });

  test('with full starts from the initial value, and moves the cursor', async () => {
    await suite.start(all);
    shared.items = at(1, 2, 3);
    const written = config({ initial_value: 2 });
    await load(written);
    expect(await load(written, { full: true })).toMatchObject({ unchanged: 2, filtered: 1 });
    expect(await load(written)).toMatchObject({ filtered: 3 });
  });

  test('starts at a later initial value than the cursor that was kept', async () => {
    await suite.start(all);
    shared.items = at(1, 2, 3);
    await load(config({ initial_value: 0 }, MERGE));
    shared.items = at(1, 2, 3, 4, 9);
    expect(await load(config({ initial_value: 5 }))).toMatchObject({ inserted: 1, filtered: 4 });
  });
});

describe('a run that fails', () => {
  test('moves no cursor, and the next one begins where it began', async () => {
    shared.items = at(1, 2, 3, 4, 5, 6);
    await suite.start((path, asked) =>
      asked.get('offset') === '4' ? new Reply(500) : all(path, asked),
    );
    const written = {
      client: { retry: { attempts: 1 } },
      ...config({}, APPEND, {
        paginator: offsets(2),
        params: { since: '{incremental.start_value}' },
      }),
    };
    expect(await load(written)).toMatchObject({ inserted: 0, staged: 4, reason: 'failed_page' });
    expect(await suite.rows('SELECT * FROM _sluice.cursors')).toEqual([]);
    suite.api.answer = all;
    expect(await load(written)).toMatchObject({ inserted: 6, carried: 4 });
    expect(await load(written)).toMatchObject({ inserted: 0 });
    expect(await ids()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test.each(['append', 'merge'])(
    'at the number of its pages moves none either (%s)',
    async (disposition) => {
      await suite.start(all);
      shared.items = at(6, 5, 4, 3, 2, 1);
      const written = config(
        {},
        { ...MERGE, write_disposition: disposition },
        { paginator: offsets(2) },
      );
      await load(written, { maxPages: 1 });
      expect(await load(written)).toMatchObject({ received: 6, filtered: 0 });
      expect(await ids()).toEqual([1, 2, 3, 4, 5, 6]);
    },
  );
});
