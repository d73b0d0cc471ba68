import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { familySuite, offsets, Reply, slice } from '../../support/family-suite.ts';
import { APPEND, fine, kids, MERGE, one, PARENTS } from '../../support/parents-and-kids.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

describe('a family of which only a part is loaded', () => {
  const config = (write: object, parent: object = {}) => ({
    resources: [{ ...PARENTS, ...write, ...parent }, kids()],
  });

  test('keeps the cursor of a merged parent whose children were left out', async () => {
    await suite.start(fine);
    const alone = await suite.load(config(MERGE), { resources: ['parents'] });
    expect(reportOf(alone, 'parents')).toMatchObject({ inserted: 12 });
    expect(alone.resources[0]?.warnings.join()).toContain(
      'its cursor stays where it was, because `kids`',
    );
    const both = await suite.load(config(MERGE));
    expect(reportOf(both, 'parents')).toMatchObject({ unchanged: 12, filtered: 0, warnings: [] });
    expect(reportOf(both, 'kids')).toMatchObject({ inserted: 36 });
  });

  test('says of an appended parent that its cursor moved all the same', async () => {
    await suite.start(fine);
    const alone = await suite.load(config(APPEND), { resources: ['parents'] });
    expect(alone.resources[0]?.warnings.join()).toContain('its cursor moved although `kids`');
    const both = await suite.load(config(APPEND));
    expect(reportOf(both, 'parents')).toMatchObject({ inserted: 0, filtered: 12 });
    const full = await suite.load(config(APPEND), { full: true });
    expect(reportOf(full, 'kids')).toMatchObject({ inserted: 36 });
  });

  test.each<[string, object, object]>([
    ['the API failed', { client: one }, {}],
    ['the walk was a try', {}, { maxPages: 1 }],
    ['the fold was refused', {}, {}],
    [
      'nothing keeps it',
      {},
      { to: new Writable({ objectMode: true, write: (_row, _, done) => done() }) },
    ],
  ])('says of no cursor that it moved if it did not: %s', async (what, more, options) => {
    await suite.start((path, asked) =>
      what === 'the API failed' && asked.get('offset') === '4' ? new Reply(500) : fine(path, asked),
    );
    const hint = what === 'the fold was refused' ? { columns: { at: { data_type: 'bool' } } } : {};
    const written = { ...config(APPEND, hint), ...more };
    const alone = await suite.load(written, { resources: ['parents'], ...options });
    const [parents] = alone.resources;
    expect(parents?.error === undefined).toBe(!/failed|refused/.test(what));
    expect(parents?.warnings.join()).not.toContain('moved');
    expect(
      await suite
        .rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'cursors'")
        .then((found) => (found.length === 0 ? [] : suite.rows('FROM _sluice.cursors'))),
    ).toEqual([]);
  });

  test('moves the cursor of a parent that is never loaded with its children, and only then', async () => {
    await suite.start((path, asked) => (path === '/kids/7' ? new Reply(500) : fine(path, asked)));
    const never = config(MERGE, { selected: false });
    const once = { ...never, client: one };
    expect(reportOf(await suite.load(once), 'kids').error).toBeDefined();
    suite.api.answer = fine;
    expect(reportOf(await suite.load(once), 'kids')).toMatchObject({ inserted: 36 });
    expect(reportOf(await suite.load(once), 'kids')).toMatchObject({ received: 0 });
  });

  test('loads a parent from its start when it is selected later on', async () => {
    await suite.start(fine);
    expect(reportOf(await suite.load(config(MERGE, { selected: false })), 'kids').inserted).toBe(
      36,
    );
    const now = await suite.load(config(MERGE));
    expect(reportOf(now, 'parents')).toMatchObject({ inserted: 12, filtered: 0 });
    expect(reportOf(now, 'kids')).toMatchObject({ unchanged: 36 });
    // and the other way round nothing comes again
    const not = await suite.load(config(MERGE, { selected: false }));
    expect(reportOf(not, 'kids').received).toBe(0);
  });

  test('leaves the cursor of a parent alone that is loaded at other times', async () => {
    await suite.start(fine);
    const only = await suite.load(config(MERGE), { resources: ['kids'] });
    expect(reportOf(only, 'kids')).toMatchObject({ inserted: 36, warnings: [] });
    expect(reportOf(await suite.load(config(MERGE)), 'parents')).toMatchObject({ inserted: 12 });
  });
});

test('a parent without a key that is passed twice gives its rows to its children once', async () => {
  await suite.start(fine);
  const parents = { name: 'parents', endpoint: { paginator: offsets(4) } };
  const report = await suite.load(
    { resources: [parents, kids({ write_disposition: 'append' })] },
    { verify: 'passes' },
  );
  expect(reportOf(report, 'parents')).toMatchObject({ verdict: 'exhausted', inserted: 12 });
  expect(reportOf(report, 'kids')).toMatchObject({ inserted: 36 });
});

test('two parent rows that ask for the same share one cursor', async () => {
  await suite.start((path, asked) =>
    path === '/parents'
      ? {
          data: [
            { id: 1, of: 5 },
            { id: 2, of: 5 },
          ],
        }
      : slice(
          [
            { id: 1, at: 1 },
            { id: 2, at: 2 },
          ],
          asked,
        ),
  );
  const config = {
    resources: [
      { name: 'parents', endpoint: { path: 'parents', data_selector: 'data' } },
      {
        name: 'kids',
        ...MERGE,
        endpoint: {
          path: 'kids/{resources.parents.of}',
          data_selector: 'data',
          incremental: { cursor_path: 'at' },
        },
      },
    ],
  };
  await suite.load(config);
  expect(await suite.rows('SELECT count(*)::INTEGER AS n FROM _sluice.cursors')).toEqual([
    { n: 1 },
  ]);
  expect(reportOf(await suite.load(config), 'kids')).toMatchObject({ received: 4, filtered: 4 });
});
