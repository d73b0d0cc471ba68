import { describe, expect, test } from 'vitest';
import { familySuite } from '../../support/family-suite.ts';
import { APPEND, fine, kids, MERGE, one, PARENTS } from '../../support/parents-and-kids.ts';
import { reportOf } from '../../support/sync-suite.ts';

const suite = familySuite();

describe('a chain of three', () => {
  const chain = (write: object) => ({
    client: { ...one, max_concurrency: 4 },
    resources: [
      { ...PARENTS, ...MERGE },
      kids(write),
      {
        ...kids(write),
        name: 'toys',
        endpoint: { path: 'toys/{resources.kids.id}', data_selector: 'data' },
      },
    ],
  });
  const answer = (path: string, asked: URLSearchParams): unknown =>
    path.startsWith('/toys') ? { data: [{ id: path }] } : fine(path, asked);

  test.each([2, 5, 9, 14, 20, 27, 40, 60])(
    'adds up wherever it is aborted, and the next run brings all (request %s)',
    async (nth) => {
      const abort = new AbortController();
      let count = 0;
      await suite.start(
        (path, asked) => {
          if (++count === nth) abort.abort();
          return answer(path, asked);
        },
        { latencyMs: 1 },
      );
      const first = await suite.load(chain(APPEND), { signal: abort.signal });
      expect(first.verdict).toBe('incomplete');
      const second = await suite.load(chain(APPEND));
      expect(second.resources.map(({ inserted, unchanged }) => inserted + unchanged)).toEqual([
        12, 36, 36,
      ]);
      expect(
        await suite.rows(
          'SELECT count(DISTINCT id)::INTEGER AS ids, count(*)::INTEGER AS n FROM toys',
        ),
      ).toEqual([{ ids: 36, n: 36 }]);
    },
  );

  test.each([0.05, 0.1, 0.2, 0.4])(
    'adds up wherever its deadline ends it (%s s)',
    async (deadline_seconds) => {
      await suite.start(answer, { latencyMs: 15 });
      const config = chain(MERGE);
      const first = await suite.load({ ...config, client: { ...config.client, deadline_seconds } });
      for (const { reason, inserted, name } of first.resources) {
        // a machine that is fast enough is done before the last of these deadlines
        if (name === 'toys') expect(inserted).toBe(reason === 'deadline' ? 0 : 36);
      }
      await suite.load(config);
      expect((await suite.rows('SELECT count(*)::INTEGER AS n FROM toys'))[0]).toEqual({ n: 36 });
    },
  );

  test.each([1, 2])('adds up as a try of %s pages, and moves no cursor', async (maxPages) => {
    await suite.start(answer);
    const first = await suite.load(chain(MERGE), { maxPages });
    expect(first.resources.map(({ reason }) => reason)).toContain('max_pages');
    const second = await suite.load(chain(MERGE));
    expect(reportOf(second, 'parents')).toMatchObject({ filtered: 0, received: 12 });
    expect(reportOf(second, 'toys').received).toBe(36);
  });

  test.each([{ since: 9 }, { until: 5 }])(
    'with a range of one run moves no cursor: %j',
    async (range) => {
      await suite.start(answer);
      await suite.load(chain(MERGE), range);
      expect(await suite.rows('SELECT * FROM _sluice.cursors')).toEqual([]);
      const second = await suite.load(chain(MERGE));
      expect(reportOf(second, 'parents').received).toBe(12);
      expect(reportOf(second, 'toys').received).toBe(36);
    },
  );
});
