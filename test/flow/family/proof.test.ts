import { describe, expect, test } from 'vitest';
import { familySuite, offsets, readAll, slice } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

const MERGE = { primary_key: 'id', write_disposition: 'merge' };
const family = (parents: object = MERGE, kids: object = {}) => ({
  client: { max_concurrency: 3 },
  resources: [
    { name: 'parents', endpoint: { paginator: offsets(4) }, ...parents },
    {
      name: 'kids',
      endpoint: {
        path: 'kids/{resources.parents.id}',
        data_selector: 'data',
        paginator: offsets(3),
      },
      ...kids,
    },
  ],
});

/** Twelve parents with five children each; `change` is done when page `nth` of the parents has been answered. */
function changing(nth: number, change: (ids: number[]) => void) {
  const ids = Array.from({ length: 12 }, (_, i) => 100 + i);
  let count = 0;
  return (path: string, asked: URLSearchParams): unknown => {
    if (path === '/parents') {
      const page = slice(
        ids.map((id) => ({ id })),
        asked,
      );
      if (++count === nth) change(ids);
      return page;
    }
    return slice(
      Array.from({ length: 5 }, (_, i) => ({ id: Number(path.slice(6)) * 10 + i })),
      asked,
    );
  };
}

const CHANGES: Readonly<Record<string, (ids: number[]) => void>> = {
  'comes in front': (ids) => ids.unshift(1),
  'comes at the end': (ids) => ids.push(900),
  'goes in front': (ids) => ids.splice(0, 1),
  'and another one come and go': (ids) => {
    ids.splice(1, 2);
    ids.splice(6, 0, 500);
  },
};

const counts = () =>
  suite.rows('SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS ids FROM kids');
/** Whether every parent row of the table has all of its children. */
const childless = () =>
  suite.rows(
    'SELECT id FROM parents WHERE (SELECT count(DISTINCT kids.id) FROM kids WHERE kids.id // 10 = parents.id) <> 5',
  );

describe('a parent row that', () => {
  const cases = Object.entries(CHANGES).flatMap(([name, change]) =>
    [1, 2].flatMap((nth) =>
      (['overlap', 'passes'] as const).map((verify) => [name, nth, verify, change] as const),
    ),
  );
  test.each(cases)(
    '%s while page %s is read leaves no parent row of the table without its children (%s)',
    async (_name, nth, verify, change) => {
      await suite.start(changing(nth, change));
      const report = await suite.load(family(), { verify });
      for (const name of ['parents', 'kids']) expect(reportOf(report, name).error).toBeUndefined();
      expect(await childless()).toEqual([]);
      // nobody was asked for twice
      const [told] = await counts();
      expect(told?.['n']).toBe(told?.['ids']);
      expect(Number(told?.['n'])).toBeGreaterThanOrEqual(12 * 5 - 10);
    },
  );

  test.each(cases)(
    '%s while page %s of a parent is read that is not loaded is not lost under a proof (%s)',
    async (_name, nth, verify, change) => {
      await suite.start(changing(nth, change));
      const report = await suite.load(family({ ...MERGE, selected: false }), { verify });
      const kids = reportOf(report, 'kids');
      const missing = [100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111].filter(
        (id) => !suite.api.asked.some((call) => call.startsWith(`/kids/${id}?`)),
      );
      // those that were there throughout
      const gone = _name.includes('go') ? [100, 101, 102] : [];
      const isWhole = missing.every((id) => gone.includes(id));
      if (kids.verdict === 'complete') expect(isWhole).toBe(true);
      expect(kids.error).toBeUndefined();
    },
  );
});

describe('the verdict of a child', () => {
  test('is no better than that of its parent', async () => {
    await suite.start((path, asked) =>
      path === '/parents' ? { data: [{ id: 1 }], total: 5 } : slice([{ id: 1 }, { id: 2 }], asked),
    );
    const report = await suite.load(family(), { verify: 'total' });
    const [parents, kids] = report.resources;
    expect(parents?.verdict).not.toBe('complete');
    expect(kids?.verdict).toBe(parents?.verdict);
  });

  test('is complete where all walks are', async () => {
    await suite.start(changing(0, () => {}));
    const report = await suite.load(family(MERGE, MERGE), { verify: undefined } as object);
    expect(report.resources.map(({ verdict, basis }) => [verdict, basis])).toEqual([
      ['complete', 'overlap'],
      ['complete', 'overlap'],
    ]);
    expect(reportOf(report, 'kids')).toMatchObject({ received: 60, inserted: 60, duplicates: 0 });
  });
});

test('a retry in the middle of a long parent page gives its rows to the children once', async () => {
  const rows = Array.from({ length: 300 }, (_, id) => ({ id, text: 'x'.repeat(20_000) }));
  let count = 0;
  await suite.start((path, asked) => {
    if (path !== '/parents') return { data: [{ id: path }] };
    const text = JSON.stringify(slice(rows, asked));
    // cut off behind what is held
    return ++count === 1 ? text.slice(0, 5_000_000) : text;
  });
  const config = family(
    { ...MERGE, endpoint: { paginator: offsets(300) } },
    {
      endpoint: {
        path: 'kids/{resources.parents.id}',
        data_selector: 'data',
        paginator: 'single_page',
      },
    },
  );
  const { rows: kids } = await readAll(suite.source(config), 'kids');
  expect(new Set(kids.map(({ id }) => id)).size).toBe(300);
  expect(kids).toHaveLength(300);
  count = 0;
  const report = await suite.load(config);
  expect(report.resources.map(({ inserted }) => inserted)).toEqual([300, 300]);
});
