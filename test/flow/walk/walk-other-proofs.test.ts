import { describe, expect, test } from 'vitest';
import { roundedTo, serveRows } from '../../support/rows-api.ts';
import { runWalk } from '../../support/run-walk.ts';
import { complete, newIds, walkSuite } from '../../support/walk-suite.ts';

const suite = walkSuite();
const { start, overlap } = suite;

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
    expect(run.batches.every(({ isReread }) => !isReread)).toBe(true);
    expect(new Set(run.ids).size).toBe(run.ids.length);
    expect(run.ids).toEqual(expect.arrayContaining([...suite.api.ids('contacts')]));
  });

  test('two passes are compared without sending anything twice', async () => {
    await start();
    const run = await runWalk(suite.api, { settings: { verify: 'passes' } });
    expect(run.end.outcome).toEqual({ verdict: 'complete', basis: 'passes' });
    expect(run.ids).toEqual([...suite.api.ids('contacts')]);
  });
});

describe('two passes', () => {
  test('that agree prove the walk', async () => {
    await start();
    const run = await runWalk(suite.api, { isStaged: true, settings: { verify: 'passes' } });
    expect(run.end.outcome).toEqual({ verdict: 'complete', basis: 'passes' });
    expect(run.counters).toMatchObject({ received: 230, reread: 230 });
  });

  test('that never agree are drifted', async () => {
    await start({ onRequest: (_request, on) => void on.collection('contacts').deleteAt(0) });
    const run = await runWalk(suite.api, { isStaged: true, settings: { verify: 'passes' } });
    expect(run.end.outcome).toEqual({ verdict: 'drifted' });
  });
});

describe('the requests of the format, exactly', () => {
  const off = { settings: { verify: 'off' } } as const;

  test('end at an empty page where the total is not at its place, one after the other', async () => {
    await start();
    const run = await runWalk(suite.api, off);
    expect(run.end.outcome).toEqual({ verdict: 'exhausted', basis: 'total' });
    expect(suite.api.requests.map(({ query }) => Number(query['offset']))).toEqual(
      Array.from({ length: 13 }, (_, i) => i * 20),
    );
  });

  test('step by the limit, and what that steps over is noticed', async () => {
    await start({ maxLimit: 7 });
    const run = await runWalk(suite.api, off);
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
