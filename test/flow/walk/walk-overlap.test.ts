import { describe, expect, test } from 'vitest';
import { cappedAt, serveRows } from '../../support/rows-api.ts';
import { complete, newIds, walkSuite } from '../../support/walk-suite.ts';

const suite = walkSuite();
const { start, overlap } = suite;

describe('a walk by overlapping pages', () => {
  test('proves a quiet collection that tells its total with two requests more at most', async () => {
    await start();
    const run = await overlap();
    expect(run.end).toEqual({ outcome: complete, warnings: [] });
    expect(newIds(run)).toEqual([...suite.api.ids('contacts')]);
    expect(run.counters.received).toBe(230);
    expect(run.counters.requests).toBeLessThanOrEqual(Math.ceil(230 / 19) + 2);
  });

  test.each([1, 2, 5, 8])(
    'costs one window more at most where no total is told, six requests with a smaller one, window %i',
    async (window) => {
      await start({ faults: [{ times: Infinity, action: { type: 'totalAs' } }] });
      const run = await overlap({ settings: { window } });
      expect(run.end.outcome).toEqual(complete);
      expect(newIds(run)).toEqual([...suite.api.ids('contacts')]);
      expect(run.counters.requests).toBeLessThanOrEqual(
        Math.ceil(230 / 19) + 3 + Math.max(window, 6),
      );
    },
  );

  test.each([1, 3, 8])('proves a collection behind a lowered limit, window %i', async (window) => {
    await start({ maxLimit: 7 });
    const run = await overlap({ limit: 50, settings: { window } });
    expect(run.end.outcome).toEqual(complete);
    expect(newIds(run)).toEqual([...suite.api.ids('contacts')]);
  });

  test('a page that comes back short changes nothing', async () => {
    await start({
      faults: [{ resource: 'contacts', nth: 4, times: 3, action: { type: 'shortPage', rows: 5 } }],
    });
    const run = await overlap();
    expect(run.end.outcome).toEqual(complete);
    expect(newIds(run)).toEqual([...suite.api.ids('contacts')]);
  });

  test('a page that comes back empty in the middle changes nothing', async () => {
    await start({ faults: [{ resource: 'contacts', nth: 5, action: { type: 'emptyArray' } }] });
    const run = await overlap();
    expect(run.end.outcome).toEqual(complete);
    expect(newIds(run)).toEqual([...suite.api.ids('contacts')]);
  });

  test('rows that are deleted while it walks are walked around', async () => {
    await start({
      onRequest: ({ nth }, on) => {
        if (nth === 4) for (let i = 0; i < 30; i++) on.collection('contacts').deleteAt(0);
      },
    });
    const throughout = [...suite.api.ids('contacts')].slice(30);
    const run = await overlap({ settings: { window: 1 } });
    expect(run.end.outcome).toEqual(complete);
    expect(newIds(run)).toEqual(expect.arrayContaining(throughout));
    expect(new Set(newIds(run)).size).toBe(newIds(run).length);
  });

  test('rows that come in front while it walks are read from the head', async () => {
    const added: string[] = [];
    await start({
      onRequest: ({ nth }, on) => {
        if (nth === 6)
          for (let i = 0; i < 25; i++) added.push(on.collection('contacts').insertAt(0));
      },
    });
    const run = await overlap();
    expect(run.end.outcome).toEqual(complete);
    expect(newIds(run)).toEqual(expect.arrayContaining([...added, ...suite.api.ids('contacts')]));
    expect(new Set(newIds(run)).size).toBe(newIds(run).length);
  });

  test('rows that change places cost another pass', async () => {
    await start({
      onRequest: ({ nth }, on) => {
        if (nth === 9) on.collection('contacts').move(10, 225);
      },
    });
    const run = await overlap();
    expect(run.end.outcome).toEqual(complete);
    expect(new Set(run.batches.map(({ pass }) => pass))).toEqual(new Set([1, 2]));
  });

  test('a collection that never stands still is drifted', async () => {
    await start({
      onRequest: (_request, on) => {
        on.collection('contacts').move(5, 225);
      },
    });
    const run = await overlap();
    expect(run.end.outcome).toEqual({ verdict: 'drifted' });
    expect(Math.max(...run.batches.map(({ pass }) => pass))).toBe(3);
  });

  test('copies that the API always sends are proved by a second pass, and told', async () => {
    await start({ faults: [{ times: Infinity, action: { type: 'dupIds', every: 10 } }] });
    const run = await overlap();
    expect(run.end.outcome).toEqual(complete);
    expect(run.end.warnings[0]).toMatch(/sends \d+ keys more than once/);
  });

  test('a short first page is the whole collection, after one answer behind it and the head', async () => {
    await start({ sizes: { contacts: 12 } });
    const run = await overlap();
    expect(run.end.outcome).toEqual({ verdict: 'complete', basis: 'single' });
    expect(run.counters.requests).toBe(3);
  });

  test('a short first page is whole at once where the total that the user named says so', async () => {
    await start({ sizes: { contacts: 12 } });
    const total = { written: true, path: '/meta/total' } as const;
    const paginator = {
      type: 'offset',
      limit: 20,
      offset: 0,
      offsetParam: 'offset',
      limitParam: 'limit',
      total,
    } as const;
    const run = await overlap({ settings: { paginator } });
    expect(run.end.outcome).toEqual({ verdict: 'complete', basis: 'single' });
    expect(run.counters.requests).toBe(1);
  });

  test('an empty collection is whole after it was asked twice', async () => {
    await start({ sizes: { contacts: 0 } });
    const run = await overlap();
    expect(run.end.outcome).toEqual({ verdict: 'complete', basis: 'single' });
    expect(run.counters.requests).toBe(2);
  });

  test('a full first page that is the whole collection is proved by an answer behind it and the head', async () => {
    await start({ sizes: { contacts: 20 } });
    const run = await overlap();
    expect(run.end.outcome).toEqual({ verdict: 'complete', basis: 'single' });
    expect(run.counters.requests).toBe(3);
  });
});

describe('hiccups', () => {
  test('an empty answer behind a page of one row is not believed at once', async () => {
    await start({
      faults: [
        { nth: 1, action: { type: 'shortPage', rows: 1 } },
        { nth: 2, action: { type: 'emptyArray' } },
        { times: Infinity, action: { type: 'totalAs' } },
      ],
    });
    const run = await overlap();
    expect(newIds(run)).toEqual([...suite.api.ids('contacts')]);
  });
});

describe('rows that differ from answer to answer', () => {
  test('although they stand still are proved at hardly more than the same price', async () => {
    await start();
    let answers = 0;
    await using volatile = await serveRows(
      1000,
      (offset, limit) => [offset, offset + limit],
      () => ({ age: answers++ }),
    );
    const run = await overlap({ settings: { url: volatile.url } });
    expect(run.end.outcome).toEqual(complete);
    expect(run.counters.requests).toBeLessThanOrEqual(Math.ceil(1000 / 19) + 8);
  });

  test('of the first page only, or that are gone, do not make the head longer than it need be', async () => {
    await start({
      sizes: { contacts: 1000 },
      onRequest: ({ nth }, on) => {
        if (nth === 20) for (let i = 0; i < 20; i++) on.collection('contacts').touch(i);
        if (nth === 40) for (let i = 0; i < 20; i++) on.collection('contacts').deleteAt(0);
      },
    });
    const run = await overlap();
    expect(run.end.outcome).toEqual(complete);
    expect(run.counters.requests).toBeLessThan(70);
  });
});

describe('totals that lie', () => {
  test.each([
    ['too high', { type: 'totalLies', by: 40 }],
    ['too high by one', { type: 'totalLies', by: 1 }],
  ] as const)('%s: incomplete', async (_name, action) => {
    await start({ faults: [{ times: Infinity, action }] });
    const run = await overlap();
    expect(run.end.outcome).toEqual({ verdict: 'incomplete', reason: 'total_mismatch' });
    expect(newIds(run)).toEqual([...suite.api.ids('contacts')]);
  });

  test.each([-1, -50, -229])('too low by %i: complete, with a warning', async (by) => {
    await start({ faults: [{ times: Infinity, action: { type: 'totalLies', by } }] });
    const run = await overlap();
    expect(run.end.outcome).toEqual(complete);
    expect(run.end.warnings[0]).toContain(String(230 + by));
    expect(newIds(run)).toEqual([...suite.api.ids('contacts')]);
  });

  test.each([
    ['text', 'many'],
    ['null', null],
    ['a list', []],
    ['a fraction', 1.5],
  ])('%s: not used', async (_name, value) => {
    await start({ faults: [{ times: Infinity, action: { type: 'totalAs', value } }] });
    const run = await overlap();
    expect(run.end.outcome).toEqual(complete);
    expect(newIds(run)).toEqual([...suite.api.ids('contacts')]);
  });

  test('a total that counts the rows of its own page ends nothing', async () => {
    await start({ faults: [{ times: Infinity, action: { type: 'totalAs', value: 20 } }] });
    const run = await overlap();
    expect(newIds(run)).toEqual([...suite.api.ids('contacts')]);
  });

  test.each([
    ['between two pages', 57],
    ['inside of a page', 64],
    ['behind the first page', 1],
  ])('a hard stop in front of the total is incomplete: %s', async (_name, cap) => {
    await start();
    await using capped = await serveRows(230, cappedAt(cap));
    const run = await overlap({ settings: { url: capped.url } });
    expect(run.end.outcome).toEqual({ verdict: 'incomplete', reason: 'total_mismatch' });
    expect(capped.requests.length).toBeLessThan(200);
  });
});
