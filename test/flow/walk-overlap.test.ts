import { afterEach, describe, expect, test } from 'vitest';
import {
  type SampleApi,
  type SampleApiOptions,
  startSampleApi,
} from '../../fixtures/api/sample-api.ts';
import { cappedAt, roundedTo, serveRows } from '../support/rows-api.ts';
import { runWalk, type WalkChanges, type WalkRun } from '../support/run-walk.ts';

let api: SampleApi;
afterEach(() => api.close());

async function start(options: SampleApiOptions = {}): Promise<SampleApi> {
  api = await startSampleApi({ sizes: { contacts: 230 }, ...options });
  return api;
}

function overlap(changes: WalkChanges = {}): Promise<WalkRun> {
  const settings = { verify: 'overlap', ...changes.settings } as const;
  return runWalk(api, { isStaged: true, ...changes, settings });
}

const complete = { verdict: 'complete', basis: 'overlap' };
/** Keys that left as new rows, in order. */
const newIds = (run: WalkRun): string[] =>
  run.batches.filter(({ isReread }) => isReread !== true).flatMap(({ keys }) => keys.map(String));

describe('a walk by overlapping pages', () => {
  test('proves a quiet collection that tells its total with two requests more at most', async () => {
    await start();
    const run = await overlap();
    expect(run.end).toEqual({ outcome: complete, warnings: [] });
    expect(newIds(run)).toEqual([...api.ids('contacts')]);
    expect(run.counters.received).toBe(230);
    expect(run.counters.requests).toBeLessThanOrEqual(Math.ceil(230 / 19) + 2);
  });

  test.each([1, 2, 5, 8])(
    'costs one window more at most where no total is told, window %i',
    async (window) => {
      await start({ faults: [{ times: Infinity, action: { type: 'totalAs' } }] });
      const run = await overlap({ settings: { window } });
      expect(run.end.outcome).toEqual(complete);
      expect(newIds(run)).toEqual([...api.ids('contacts')]);
      expect(run.counters.requests).toBeLessThanOrEqual(Math.ceil(230 / 19) + 2 + window);
    },
  );

  test.each([1, 3, 8])('proves a collection behind a lowered limit, window %i', async (window) => {
    await start({ maxLimit: 7 });
    const run = await overlap({ limit: 50, settings: { window } });
    expect(run.end.outcome).toEqual(complete);
    expect(newIds(run)).toEqual([...api.ids('contacts')]);
  });

  test('a page that comes back short changes nothing', async () => {
    await start({
      faults: [{ resource: 'contacts', nth: 4, times: 3, action: { type: 'shortPage', rows: 5 } }],
    });
    const run = await overlap();
    expect(run.end.outcome).toEqual(complete);
    expect(newIds(run)).toEqual([...api.ids('contacts')]);
  });

  test('a page that comes back empty in the middle changes nothing', async () => {
    await start({ faults: [{ resource: 'contacts', nth: 5, action: { type: 'emptyArray' } }] });
    const run = await overlap();
    expect(run.end.outcome).toEqual(complete);
    expect(newIds(run)).toEqual([...api.ids('contacts')]);
  });

  test('rows that are deleted while it walks are walked around', async () => {
    await start({
      onRequest: ({ nth }, on) => {
        if (nth === 4) for (let i = 0; i < 30; i++) on.collection('contacts').deleteAt(0);
      },
    });
    const throughout = [...api.ids('contacts')].slice(30);
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
    expect(newIds(run)).toEqual(expect.arrayContaining([...added, ...api.ids('contacts')]));
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

describe('totals that lie', () => {
  test.each([
    ['too high', { type: 'totalLies', by: 40 }],
    ['too high by one', { type: 'totalLies', by: 1 }],
  ] as const)('%s: incomplete', async (_name, action) => {
    await start({ faults: [{ times: Infinity, action }] });
    const run = await overlap();
    expect(run.end.outcome).toEqual({ verdict: 'incomplete', reason: 'total_mismatch' });
    expect(newIds(run)).toEqual([...api.ids('contacts')]);
  });

  test.each([-1, -50, -229])('too low by %i: complete, with a warning', async (by) => {
    await start({ faults: [{ times: Infinity, action: { type: 'totalLies', by } }] });
    const run = await overlap();
    expect(run.end.outcome).toEqual(complete);
    expect(run.end.warnings[0]).toContain(String(230 + by));
    expect(newIds(run)).toEqual([...api.ids('contacts')]);
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
    expect(newIds(run)).toEqual([...api.ids('contacts')]);
  });

  test('a total that counts the rows of its own page ends nothing', async () => {
    await start({ faults: [{ times: Infinity, action: { type: 'totalAs', value: 20 } }] });
    const run = await overlap();
    expect(newIds(run)).toEqual([...api.ids('contacts')]);
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

describe('an API without overlap', () => {
  test('that rounds offsets to whole pages ends exhausted', async () => {
    await start();
    await using rounded = await serveRows(75, roundedTo(20));
    const run = await overlap({ settings: { url: rounded.url } });
    expect(run.end.outcome).toEqual({ verdict: 'exhausted', basis: 'total' });
    expect(newIds(run)).toHaveLength(75);
    expect(new Set(newIds(run)).size).toBe(75);
  });

  test('that ignores offsets altogether is an error', async () => {
    await start({ faults: [{ times: Infinity, action: { type: 'repeatPage' } }] });
    const run = await overlap();
    expect(run.end.outcome).toMatchObject({
      reason: 'failed_page',
      error: { code: 'SOURCE_PAGE_LOOP' },
    });
  });
});

describe('where what left is gone', () => {
  test('each row leaves once, and a fixed order is proved all the same', async () => {
    await start({
      onRequest: ({ nth }, on) => {
        if (nth === 6) on.collection('contacts').deleteAt(3);
        if (nth === 8) on.collection('contacts').insertAt(0);
      },
    });
    const run = await overlap({ isStaged: false, settings: { window: 1 } });
    expect(run.end.outcome).toEqual(complete);
    expect(run.batches.every(({ isReread }) => isReread !== true)).toBe(true);
    expect(new Set(run.ids).size).toBe(run.ids.length);
    expect(run.ids).toEqual(expect.arrayContaining([...api.ids('contacts')]));
  });

  test('two passes are compared without sending anything twice', async () => {
    await start();
    const run = await runWalk(api, { settings: { verify: 'passes' } });
    expect(run.end.outcome).toEqual({ verdict: 'complete', basis: 'passes' });
    expect(run.ids).toEqual([...api.ids('contacts')]);
  });
});

describe('two passes', () => {
  test('that agree prove the walk', async () => {
    await start();
    const run = await runWalk(api, { isStaged: true, settings: { verify: 'passes' } });
    expect(run.end.outcome).toEqual({ verdict: 'complete', basis: 'passes' });
    expect(run.counters).toMatchObject({ received: 230, reread: 230 });
  });

  test('that never agree are drifted', async () => {
    await start({ onRequest: (_request, on) => void on.collection('contacts').deleteAt(0) });
    const run = await runWalk(api, { isStaged: true, settings: { verify: 'passes' } });
    expect(run.end.outcome).toEqual({ verdict: 'drifted' });
  });
});

describe('the requests of the format, exactly', () => {
  const off = { settings: { verify: 'off' } } as const;

  test('end at an empty page where the total is not at its place, one after the other', async () => {
    await start();
    const run = await runWalk(api, off);
    expect(run.end.outcome).toEqual({ verdict: 'exhausted', basis: 'total' });
    expect(api.requests.map(({ query }) => Number(query['offset']))).toEqual(
      Array.from({ length: 13 }, (_, i) => i * 20),
    );
  });

  test('step by the limit, and what that steps over is noticed', async () => {
    await start({ maxLimit: 7 });
    const run = await runWalk(api, off);
    expect(run.end.outcome).toEqual({ verdict: 'incomplete', reason: 'total_mismatch' });
    expect(run.end.warnings[0]).toContain('stepped over');
    expect(run.counters.received).toBeLessThan(230);
  });
});

test('a try ends after its pages', async () => {
  await start();
  const run = await overlap({ settings: { maxPages: 3 } });
  expect(run.end.outcome).toEqual({ verdict: 'incomplete', reason: 'max_pages' });
  expect(run.counters.pages).toBe(3);
});
