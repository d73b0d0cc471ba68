import { describe, expect, test } from 'vitest';
import type { ResourceConfig } from '../../../src/config/format/config-types.ts';
import { sync } from '../../../src/sync.ts';
import { query } from '../../support/crm.ts';
import { reportOf } from '../../support/sync-suite.ts';
import {
  CURSOR,
  expectWholeTable,
  INITIAL,
  issuesBy,
  lastChange,
  numbers,
  sinceOf,
  tableIds,
} from '../../support/tracker-increments.ts';
import { MERGED, PAGES, PROJECTS } from '../../support/tracker-resources.ts';
import { asked, trackerSuite } from '../../support/tracker-suite.ts';

const suite = trackerSuite();

describe('settings of an increment', () => {
  test('`end_value` bounds the load, and neither reads nor moves the cursor', async () => {
    const api = await suite.start();
    const end = '2024-03-02T02:00:00Z';
    const source = suite.source({
      resources: [
        issuesBy({
          params: { updated_since: '{incremental.start_value}' },
          incremental: { ...CURSOR, end_value: end, end_param: 'updated_before' },
        }),
      ],
    });
    const expected = api.data.issues.filter(({ updated_at: updated }) => updated < end);
    for (let run = 0; run < 2; run++) {
      const before = api.requests.length;
      await sync(source, { to: suite.file });
      expect(sinceOf(asked(api)[before])).toBe(INITIAL);
    }
    expect(await tableIds(suite.file)).toEqual(numbers(expected));
  });

  test('`lag` starts that many seconds before the kept value', async () => {
    const api = await suite.start();
    const source = suite.source({
      resources: [
        issuesBy({
          params: { updated_since: '{incremental.start_value}' },
          incremental: { ...CURSOR, lag: 120 },
        }),
      ],
    });
    await sync(source, { to: suite.file });
    const at = lastChange(suite);
    const before = api.requests.length;
    await sync(source, { to: suite.file });
    expect(Date.parse(at) - Date.parse(sinceOf(asked(api)[before]) ?? '')).toBe(120_000);
  });

  test('`convert` makes what is sent, and rows are still told by what they hold', async () => {
    const api = await suite.start();
    const source = suite.source({
      resources: [
        issuesBy({
          params: { updated_since: '{incremental.start_value}' },
          incremental: { ...CURSOR, convert: (value) => String(value).slice(0, 10) },
        }),
      ],
    });
    await sync(source, { to: suite.file });
    const before = api.requests.length;
    const report = reportOf(await sync(source, { to: suite.file }), 'issues');
    expect(sinceOf(asked(api)[before])).toBe(lastChange(suite).slice(0, 10));
    expect(report).toMatchObject({ inserted: 0, updated: 0 });
    await expectWholeTable(suite);
  });

  test('`row_order: desc` stops where only rows follow that were loaded before', async () => {
    const api = await suite.start();
    const source = suite.source({
      resources: [
        issuesBy({
          params: { sort: 'desc' },
          incremental: { ...CURSOR, row_order: 'desc' },
        }),
      ],
    });
    await sync(source, { to: suite.file });
    const [changed] = api.data.issues;
    api.changeIssue(changed?.id ?? 0, { title: 'changed' });
    const before = api.requests.length;
    const report = reportOf(await sync(source, { to: suite.file }), 'issues');
    expect(report).toMatchObject({ updated: 1, inserted: 0 });
    expect(api.requests.length - before).toBe(1);
    await expectWholeTable(suite);
  });

  test('`last_value_func: min` goes backwards', async () => {
    const api = await suite.start();
    const source = suite.source({
      resources: [
        issuesBy({
          incremental: { cursor_path: 'id', last_value_func: 'min', initial_value: 50 },
        }),
      ],
    });
    await sync(source, { to: suite.file });
    expect(await tableIds(suite.file)).toEqual(
      numbers(api.data.issues.filter(({ id }) => id <= 50)),
    );
  });

  test.each([
    ['raise', undefined],
    ['include', 87],
    ['exclude', 73],
  ] as const)('a row without the cursor: %s', async (mode, count) => {
    const api = await suite.start();
    const source = suite.source({
      resources: [
        issuesBy({
          incremental: {
            cursor_path: 'estimate',
            initial_value: 0,
            on_cursor_value_missing: mode,
          },
        }),
      ],
    });
    const report = reportOf(await sync(source, { to: suite.file }), 'issues');
    if (count === undefined) {
      expect(report.error?.message).toMatch(/estimate/);
      return;
    }
    const withCursor = api.data.issues.filter(({ estimate }) => estimate !== null);
    const expected = mode === 'include' ? api.data.issues : withCursor;
    expect(expected).toHaveLength(count);
    expect(report.error).toBeUndefined();
    expect(await tableIds(suite.file)).toEqual(numbers(expected));
  });
});

describe('an increment of a dependent resource', () => {
  const CHILD: ResourceConfig = issuesBy({
    path: 'projects/{resources.projects.id}/issues',
    paginator: PAGES,
    incremental: CURSOR,
  });
  test('brings the rows of every parent, whichever has the newest', async () => {
    const api = await suite.start();
    const source = suite.source({ resources: [{ ...PROJECTS, ...MERGED }, CHILD] });
    const first = reportOf(await sync(source, { to: suite.file }), 'issues');
    expect(first).toMatchObject({ inserted: 87 });
    api.changeIssue(1, { title: 'changed' });
    api.addIssue(24);
    const last = api.data.issues.at(-1);
    // older than what other parents have, and newer than what its own had
    api.changeIssue(last?.id ?? 0, { updated_at: '2024-03-01T12:00:00Z' });
    await sync(source, { to: suite.file });
    await expectWholeTable(suite);
    expect(await query(suite.file, 'SELECT title FROM issues WHERE id = 1')).toEqual([
      { title: 'changed' },
    ]);
  });
});
