import { describe, expect, test } from 'vitest';
import { familySuite, offsets, slice } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

const APPEND = { primary_key: 'id' };

const load = async (written: object) => reportOf(await suite.load(written as never), 'items');

describe('the cursors of a dependent resource', () => {
  const family = (endpoint: object, more: object = APPEND) => ({
    resources: [
      { name: 'parents', endpoint: { paginator: offsets(1) } },
      {
        name: 'items',
        ...more,
        endpoint: { path: 'items/{resources.parents.id}', data_selector: 'data', ...endpoint },
      },
    ],
  });
  /** Six parents on six pages; the first one has the newest rows. */
  const newestFirst = (path: string, asked: URLSearchParams): unknown => {
    if (path === '/parents')
      return slice(
        [1, 2, 3, 4, 5, 6].map((id) => ({ id })),
        asked,
      );
    const parent = Number(path.split('/')[2]);
    return { data: [0, 1].map((i) => ({ id: parent * 10 + i, at: 100 - parent * 10 + i })) };
  };

  test.each([
    ['start_param', { incremental: { cursor_path: 'at', initial_value: 0, start_param: 'since' } }],
    [
      'a placeholder',
      {
        params: { since: '{incremental.start_value}' },
        incremental: { cursor_path: 'at', initial_value: 0 },
      },
    ],
    [
      'a param',
      { params: { since: { type: 'incremental', cursor_path: 'at', initial_value: 0 } } },
    ],
  ])(
    'each parent row has a cursor of its own, so that no row is lost (%s)',
    async (_name, endpoint) => {
      await suite.start(newestFirst);
      expect(await load(family(endpoint))).toMatchObject({ inserted: 12, filtered: 0 });
      const calls = suite.api.asked.filter((call) => call.startsWith('/items'));
      expect(calls.sort()).toEqual([1, 2, 3, 4, 5, 6].map((id) => `/items/${id}?since=0`));
      suite.api.asked.length = 0;
      expect(await load(family(endpoint))).toMatchObject({ inserted: 0, filtered: 12 });
      expect(suite.api.asked.filter((call) => call.startsWith('/items')).sort()).toEqual(
        [1, 2, 3, 4, 5, 6].map((id) => `/items/${id}?since=${101 - id * 10}`),
      );
    },
  );

  test('a parent row that is new begins at the initial value', async () => {
    let parents = [1, 2];
    await suite.start((path) =>
      path === '/parents'
        ? { data: parents.map((id) => ({ id })) }
        : { data: [{ id: path, at: 10 - Number(path.slice(7)) }] },
    );
    const written = family({
      paginator: 'single_page',
      incremental: { cursor_path: 'at', initial_value: 0, start_param: 'since' },
    });
    const [parent, child] = written.resources as [object, object];
    const one = { resources: [{ ...parent, endpoint: { paginator: 'single_page' } }, child] };
    expect(await load(one)).toMatchObject({ inserted: 2 });
    parents = [2, 3];
    expect(await load(one)).toMatchObject({ inserted: 1, filtered: 1 });
    parents = [1, 2, 3];
    expect(await load(one)).toMatchObject({ inserted: 0, filtered: 3 });
  });
});
