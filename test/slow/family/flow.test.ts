import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { familySuite, offsets, readAll, slice } from '../../support/family-suite.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

const child = (name: string, above: string, more: object = {}) => ({
  name,
  endpoint: {
    path: `${name}/{resources.${above}.id}`,
    data_selector: 'data',
    paginator: 'single_page',
  },
  ...more,
});

describe('pages that are longer than what is held', () => {
  const BIG = 'x'.repeat(20_000);
  /** 5.6 MB of text a page, three pages, and more rows than wait in front of a dependent resource. */
  const ROWS = Array.from({ length: 560 }, (_, id) => ({ id, text: BIG }));
  const parents = { name: 'parents', endpoint: { paginator: offsets(280) } };
  const KEYED = { primary_key: 'id', write_disposition: 'merge' };

  test.each([1, 2, 5])(
    'of a parent do not keep its children from being asked for, with %s places',
    async (places) => {
      let count = 0;
      await suite.start((path, asked) => {
        if (path !== '/parents') return { data: [{ id: path }] };
        // one comes in front while the proved load reads its first page
        return slice(++count > 5 ? [{ id: -1, text: BIG }, ...ROWS] : ROWS, asked);
      });
      const config = {
        client: { max_concurrency: places },
        resources: [parents, child('kids', 'parents')],
      };
      const { rows } = await readAll(suite.source(config), 'kids');
      expect(rows).toHaveLength(560);
      const report = await suite.load(config);
      expect(report.resources.map(({ inserted }) => inserted)).toEqual([560, 560]);
      // and where rows of a page are looked up among those that are staged while it is read
      const proved = await suite.load(
        { ...config, resources: [{ ...parents, ...KEYED }, child('kids', 'parents', KEYED)] },
        { verify: 'overlap', dataset: 'proved' },
      );
      expect(proved.resources.map(({ inserted }) => inserted)).toEqual([561, 561]);
    },
  );

  test.each([1, 2, 5])(
    'of a resource between two others do neither, with %s places',
    async (places) => {
      await suite.start((path, asked) => {
        if (path === '/roots') return { data: [{ id: 1 }, { id: 2 }, { id: 3 }] };
        if (path.startsWith('/parents')) return slice(ROWS.slice(0, 560), asked);
        return { data: [{ id: path }] };
      });
      const config = {
        client: { max_concurrency: places },
        resources: [
          { name: 'roots' },
          child('parents', 'roots', {
            endpoint: {
              ...parents.endpoint,
              path: 'parents/{resources.roots.id}',
              data_selector: 'data',
            },
          }),
          child('kids', 'parents'),
        ],
      };
      const { rows } = await readAll(suite.source(config), 'kids');
      expect(rows).toHaveLength(1680);
    },
  );

  test('of a child are taken in the order of the parents', async () => {
    await suite.start((path, asked) =>
      path === '/parents'
        ? { data: [1, 2, 3, 4].map((id) => ({ id })) }
        : slice(
            ROWS.slice(0, 560).map((row) => ({ ...row, id: `${path}-${row.id}` })),
            asked,
          ),
    );
    const kids = child('kids', 'parents', {
      endpoint: {
        path: 'kids/{resources.parents.id}',
        data_selector: 'data',
        paginator: offsets(280),
      },
      primary_key: 'id',
      write_disposition: 'merge',
    });
    const config = { client: { max_concurrency: 3 }, resources: [{ name: 'parents' }, kids] };
    const report = await suite.load(config);
    expect(reportOf(report, 'kids')).toMatchObject({ inserted: 2240, duplicates: 0 });
  });
});

describe('many parents', () => {
  const merge = { primary_key: 'id', write_disposition: 'merge' };

  test('their children are asked for side by side, as many as there are places', async () => {
    await suite.start(
      (path, asked) =>
        path === '/parents'
          ? slice(
              Array.from({ length: 60 }, (_, id) => ({ id })),
              asked,
            )
          : { data: [{ id: path }] },
      { latencyMs: 10 },
    );
    const config = {
      client: { max_concurrency: 6 },
      resources: [{ name: 'parents', ...merge }, child('kids', 'parents', merge)],
    };
    const report = await suite.load(config);
    expect(reportOf(report, 'kids').inserted).toBe(60);
    expect(suite.api.mostInFlight()).toBeLessThanOrEqual(6);
    expect(suite.api.mostInFlight('/kids')).toBeGreaterThanOrEqual(5);
  });

  test('so are those of a chain, on its last level too', async () => {
    const many = (prefix: string) => ({
      data: Array.from({ length: 12 }, (_, i) => ({ id: `${prefix}${i}` })),
    });
    await suite.start(
      (path) =>
        path === '/parents'
          ? many('p')
          : path.startsWith('/kids')
            ? many(`${path.slice(6)}k`)
            : { data: [{ id: path }] },
      { latencyMs: 10 },
    );
    const report = await suite.load({
      client: { max_concurrency: 8 },
      resources: [
        { name: 'parents', ...merge },
        child('kids', 'parents', merge),
        child('toys', 'kids', merge),
      ],
    });
    expect(report.resources.map(({ inserted }) => inserted)).toEqual([12, 144, 144]);
    expect(suite.api.mostInFlight()).toBeLessThanOrEqual(8);
    expect(suite.api.mostInFlight('/toys')).toBeGreaterThanOrEqual(4);
  });

  test('two thousand of them take neither long nor much memory', async () => {
    await suite.start((path, asked) =>
      path === '/parents'
        ? slice(
            Array.from({ length: 2000 }, (_, id) => ({ id, text: 'x'.repeat(500) })),
            asked,
          )
        : { data: [0, 1, 2].map((i) => ({ id: `${path}/${i}`, text: 'x'.repeat(500) })) },
    );
    const start = performance.now();
    const report = await suite.load({
      client: { max_concurrency: 8 },
      resources: [
        { name: 'parents', ...merge, endpoint: { paginator: offsets(100) } },
        child('kids', 'parents', merge),
      ],
    });
    // a tenth of it is usual
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(report.resources.map(({ inserted }) => inserted)).toEqual([2000, 6000]);
  });
});

describe('into a Writable', () => {
  const collect = () => {
    const got: string[] = [];
    const to = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write: ({ resource, row }: { resource: string; row: { id: unknown } }, _encoding, done) => {
        got.push(`${resource} ${row.id}`);
        setImmediate(done);
      },
    });
    return { got, to };
  };

  test('a family comes whole, and adds up', async () => {
    await suite.start((path, asked) =>
      slice(
        Array.from({ length: path === '/parents' ? 30 : 3 }, (_, i) => ({ id: `${path}${i}` })),
        asked,
      ),
    );
    const { got, to } = collect();
    const kids = { ...child('kids', 'parents'), table_name: () => 'any' };
    const report = await suite.load(
      { resources: [{ name: 'parents', endpoint: { paginator: offsets(7) } }, kids] },
      { to },
    );
    expect(report.resources.map(({ inserted, received }) => [inserted, received])).toEqual([
      [30, 30],
      [90, 90],
    ]);
    expect(got).toHaveLength(120);
    expect(new Set(got).size).toBe(120);
  });

  test('that its reader leaves, everything is let go', async () => {
    await suite.start((path, asked) =>
      slice(
        Array.from({ length: path === '/parents' ? 300 : 3 }, (_, i) => ({ id: `${path}${i}` })),
        asked,
      ),
    );
    const { got, to } = collect();
    to.on('error', () => {});
    to.on('pipe', () => {});
    setImmediate(function watch() {
      if (got.length > 20) to.destroy();
      else setImmediate(watch);
    });
    const report = await suite.load(
      {
        resources: [
          { name: 'parents', endpoint: { paginator: offsets(7) } },
          child('kids', 'parents'),
        ],
      },
      { to },
    );
    expect(report.verdict).toBe('incomplete');
    expect(suite.api.asked.length).toBeLessThan(200);
  });
});
