import { describe, expect, test } from 'vitest';
import { familySuite, offsets, Reply, slice } from '../../support/family-suite.ts';
import { APPEND, kids, kidsOf, MERGE, one, PARENTS, ROWS } from '../../support/parents-and-kids.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

const REPLACE = { primary_key: 'id', write_disposition: 'replace' };

/** Fails the children of one parent row, once in a while. */
function failing(isFailing: (path: string, asked: URLSearchParams) => boolean) {
  return (path: string, asked: URLSearchParams): unknown => {
    if (isFailing(path, asked)) return new Reply(500);
    return path === '/parents' ? slice(ROWS, asked) : slice(kidsOf(path), asked);
  };
}
const fine = failing(() => false);
const counts = () =>
  suite.rows('SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS ids FROM kids');

describe('a child that fails', () => {
  test.each([
    ['merge', MERGE, 1],
    ['merge', MERGE, 8],
    ['append', APPEND, 8],
    ['replace', REPLACE, 8],
  ])(
    'keeps the cursor of its parent, so that no child is missing after the next run (%s, %s)',
    async (_name, write, places) => {
      await suite.start(
        failing((path, asked) => path === '/kids/7' && asked.get('offset') === '2'),
      );
      const config = {
        client: { ...one, max_concurrency: places },
        resources: [{ ...PARENTS, ...MERGE }, kids(write)],
      };
      const first = await suite.load(config);
      const child = reportOf(first, 'kids');
      expect([child.verdict, child.reason]).toEqual(['incomplete', 'failed_page']);
      expect(child.error?.message).toMatch(/^kids, page \d+: .*500/);
      expect(reportOf(first, 'parents')).toMatchObject({ inserted: 12 });
      suite.api.answer = fine;
      const second = await suite.load(config);
      expect(reportOf(second, 'parents')).toMatchObject({ filtered: 0, unchanged: 12 });
      expect(reportOf(second, 'kids')).toMatchObject({ inserted: 36 });
      expect(await counts()).toEqual([{ n: 36, ids: 36 }]);
      const third = await suite.load(config);
      expect(reportOf(third, 'parents')).toMatchObject({ filtered: 12 });
      expect(reportOf(third, 'kids').received).toBe(0);
    },
  );

  test('keeps an appended parent from being written, which would come twice', async () => {
    await suite.start(failing((path) => path === '/kids/7'));
    const config = { client: one, resources: [{ ...PARENTS, ...APPEND }, kids()] };
    const first = await suite.load(config);
    expect(reportOf(first, 'parents')).toMatchObject({ inserted: 0, discarded: 12 });
    suite.api.answer = fine;
    await suite.load(config);
    expect(await suite.rows('SELECT count(*)::INTEGER AS n FROM parents')).toEqual([{ n: 12 }]);
    expect(await counts()).toEqual([{ n: 36, ids: 36 }]);
  });

  test('moves no cursor of its own, for none of its parents', async () => {
    await suite.start(failing((path) => path === '/kids/7'));
    const child = kids({
      ...APPEND,
      endpoint: {
        path: 'kids/{resources.parents.id}',
        data_selector: 'data',
        paginator: offsets(2),
        incremental: { cursor_path: 'id', initial_value: -1 },
      },
    });
    const config = {
      client: one,
      resources: [{ name: 'parents', ...MERGE, endpoint: { paginator: offsets(4) } }, child],
    };
    await suite.load(config);
    suite.api.answer = fine;
    const second = await suite.load(config);
    expect(reportOf(second, 'kids')).toMatchObject({ inserted: 36, filtered: 0 });
    const third = await suite.load(config);
    expect(reportOf(third, 'kids')).toMatchObject({ inserted: 0, filtered: 36 });
  });

  test('does not stop its sibling, which is written', async () => {
    await suite.start(failing((path) => path === '/kids/7'));
    const sibling = {
      ...kids(),
      name: 'pets',
      endpoint: { path: 'pets/{resources.parents.id}', data_selector: 'data' },
    };
    const report = await suite.load({
      client: one,
      resources: [{ ...PARENTS, ...MERGE }, kids(), sibling],
    });
    expect(reportOf(report, 'pets')).toMatchObject({ inserted: 36 });
    expect(reportOf(report, 'pets').error).toBeUndefined();
    expect(reportOf(report, 'kids').inserted).toBe(0);
  });
});

describe('a parent that fails', () => {
  test.each([1, 8])(
    'keeps its cursor, and the children of the rows before are not written (%s places)',
    async (places) => {
      await suite.start(
        failing((path, asked) => path === '/parents' && asked.get('offset') === '8'),
      );
      const config = {
        client: { ...one, max_concurrency: places },
        resources: [{ ...PARENTS, ...MERGE }, kids()],
      };
      const first = await suite.load(config);
      for (const name of ['parents', 'kids']) {
        const report = reportOf(first, name);
        expect([report.reason, report.discarded]).toEqual(['failed_page', report.received]);
      }
      suite.api.answer = fine;
      const second = await suite.load(config);
      expect(reportOf(second, 'kids')).toMatchObject({ inserted: 36, carried: 0 });
    },
  );

  test('and is not selected fails its child', async () => {
    await suite.start(failing((path, asked) => path === '/parents' && asked.get('offset') === '8'));
    const config = { client: one, resources: [{ ...PARENTS, selected: false }, kids()] };
    const first = await suite.load(config);
    expect(reportOf(first, 'kids').error?.message).toContain('its parent `parents` failed');
    suite.api.answer = fine;
    expect(reportOf(await suite.load(config), 'kids')).toMatchObject({ inserted: 36 });
  });
});

describe('a family that is aborted', () => {
  test.each([
    ['in its first parent page', (n: number) => n === 1, 1],
    ['among its children', (n: number) => n === 9, 1],
    ['among its children, many at a time', (n: number) => n === 9, 8],
    ['near its end', (n: number) => n === 26, 8],
  ])('%s adds up, writes nothing, and the next run brings all', async (_name, isWhen, places) => {
    const abort = new AbortController();
    let count = 0;
    await suite.start(
      (path, asked) => {
        if (isWhen(++count)) abort.abort();
        return fine(path, asked);
      },
      { latencyMs: 2 },
    );
    const config = {
      client: { ...one, max_concurrency: places },
      resources: [{ ...PARENTS, ...MERGE }, kids()],
    };
    const first = await suite.load(config, { signal: abort.signal });
    const { verdict, reason, error } = reportOf(first, 'kids');
    expect([verdict, reason, error]).toEqual(['incomplete', 'aborted', undefined]);
    expect(reportOf(first, 'kids')).toMatchObject({ inserted: 0, staged: 0 });
    expect(reportOf(first, 'parents').staged).toBe(0);
    const second = await suite.load(config);
    expect(reportOf(second, 'kids')).toMatchObject({ inserted: 36, resumed: false });
  });

  test('by the deadline of its client adds up too', async () => {
    await suite.start(fine, { latencyMs: 60 });
    const config = (deadline: object) => ({
      client: { ...one, ...deadline, max_concurrency: 4 },
      resources: [{ ...PARENTS, ...MERGE }, kids()],
    });
    const first = await suite.load(config({ deadline_seconds: 0.25 }));
    expect(reportOf(first, 'kids')).toMatchObject({
      verdict: 'incomplete',
      reason: 'deadline',
      inserted: 0,
    });
    const second = await suite.load(config({}));
    expect(reportOf(second, 'kids')).toMatchObject({ inserted: 36 });
  });

  test('as a stream lets everything go', async () => {
    await suite.start(fine, { latencyMs: 2 });
    const stream = suite
      .source({ client: { max_concurrency: 4 }, resources: [PARENTS, kids()] })
      .stream('kids');
    for await (const row of stream) {
      expect(row).toEqual({ id: 0 });
      break;
    }
    const { verdict, reason } = await stream.report;
    expect([verdict, reason]).toEqual(['incomplete', 'aborted']);
  });
});
