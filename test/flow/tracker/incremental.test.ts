import { describe, expect, test } from 'vitest';
import type { EndpointConfig } from '../../../src/config/format/config-types.ts';
import { sync } from '../../../src/sync.ts';
import { query } from '../../support/crm.ts';
import { reportOf } from '../../support/sync-suite.ts';
import {
  CURSOR,
  expectWholeTable,
  INITIAL,
  issuesBy,
  lastChange,
  SINCE,
  sinceOf,
} from '../../support/tracker-increments.ts';
import { asked, trackerSuite, walkAll } from '../../support/tracker-suite.ts';

const suite = trackerSuite();

/** Three ways of the format to send the start of a load. */
const WAYS: Readonly<Record<string, EndpointConfig>> = {
  'a param of type incremental': {
    params: { updated_since: { type: 'incremental', ...CURSOR } },
  },
  'a placeholder': SINCE,
  start_param: { incremental: { ...CURSOR, start_param: 'updated_since' } },
};

describe('the second load brings what changed', () => {
  test.each(Object.entries(WAYS))('by %s', async (_name, endpoint) => {
    const api = await suite.start();
    const source = suite.source({ resources: [issuesBy(endpoint)] });
    const last = lastChange(suite);
    const first = reportOf(await sync(source, { to: suite.file }), 'issues');
    expect(first).toMatchObject({ inserted: 87, updated: 0 });
    expect(sinceOf(asked(api)[0])).toBe(INITIAL);

    api.changeIssue(7, { title: 'changed' });
    const added = api.addIssue(3);
    const before = api.requests.length;
    const second = reportOf(await sync(source, { to: suite.file }), 'issues');
    expect(second).toMatchObject({ inserted: 1, updated: 1 });
    expect(second.received).toBeLessThan(10);
    expect(sinceOf(asked(api)[before])).toBe(last);

    const between = api.requests.length;
    const third = reportOf(await sync(source, { to: suite.file }), 'issues');
    expect(third).toMatchObject({ inserted: 0, updated: 0 });
    expect(sinceOf(asked(api)[between])).toBe(added.updated_at);
    await expectWholeTable(suite);
  });

  test('a row that changes in the very second at which the load starts comes, too', async () => {
    const api = await suite.start();
    const source = suite.source({ resources: [issuesBy(SINCE)] });
    await sync(source, { to: suite.file });
    const at = lastChange(suite);
    const boundary = api.data.issues.filter((issue) => issue.updated_at === at);
    expect(boundary.length).toBeGreaterThan(1);
    const [one] = boundary;
    api.changeIssue(one?.id ?? 0, { title: 'changed in the same second', updated_at: at });
    api.addIssue(8, { updated_at: at });
    const second = reportOf(await sync(source, { to: suite.file }), 'issues');
    expect(second).toMatchObject({ inserted: 1, updated: 1 });
    await expectWholeTable(suite);
  });

  test('appended rows come once, those at the boundary included', async () => {
    const api = await suite.start();
    const source = suite.source({
      resources: [issuesBy(SINCE, { write_disposition: 'append' })],
    });
    await sync(source, { to: suite.file });
    api.changeIssue(7, { title: 'changed' });
    const second = reportOf(await sync(source, { to: suite.file }), 'issues');
    expect(second).toMatchObject({ inserted: 1 });
    await sync(source, { to: suite.file });
    const sql = 'SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS d FROM issues';
    expect(await query(suite.file, sql)).toEqual([{ n: 88, d: 87 }]);
  });

  test('the stream keeps no state: it starts at the initial value each time', async () => {
    const api = await suite.start();
    const source = suite.source({ resources: [issuesBy(SINCE)] });
    for (let run = 0; run < 2; run++)
      expect((await walkAll(source, 'issues')).rows).toHaveLength(87);
    expect(asked(api).filter((request) => sinceOf(request) === INITIAL)).toHaveLength(18);
  });
});

describe('what a load that did not end well leaves', () => {
  const source = () => suite.source({ resources: [issuesBy(SINCE)] });

  test('a failed load moves no cursor, and the next one brings everything', async () => {
    const api = await suite.start({ faults: [{ path: '/issues', nth: 3, times: 1, status: 403 }] });
    const first = reportOf(await sync(source(), { to: suite.file }), 'issues');
    expect(first.error?.message).toMatch(/403/);
    const before = api.requests.length;
    const second = reportOf(await sync(source(), { to: suite.file }), 'issues');
    expect(second.error).toBeUndefined();
    expect(
      asked(api)
        .slice(before)
        .every((request) => sinceOf(request) === INITIAL),
    ).toBe(true);
    await expectWholeTable(suite);
  });

  test('a failed second load goes on where the first one ended', async () => {
    const api = await suite.start();
    await sync(source(), { to: suite.file });
    const at = lastChange(suite);
    for (const { id } of api.data.issues.slice(0, 30)) api.changeIssue(id, { title: 'later' });
    const seen = api.requests.filter(({ path }) => path === '/issues').length;
    api.addFault({ path: '/issues', nth: seen + 3, times: 1, status: 403 });
    const failed = reportOf(await sync(source(), { to: suite.file }), 'issues');
    expect(failed.error?.message).toMatch(/403/);
    const before = api.requests.length;
    const third = reportOf(await sync(source(), { to: suite.file }), 'issues');
    expect(third.error).toBeUndefined();
    expect(sinceOf(asked(api)[before])).toBe(at);
    await expectWholeTable(suite);
  });

  test('a try of one page moves no cursor', async () => {
    const api = await suite.start();
    await sync(source(), { to: suite.file, maxPages: 1 });
    const before = api.requests.length;
    await sync(source(), { to: suite.file });
    expect(sinceOf(asked(api)[before])).toBe(INITIAL);
    await expectWholeTable(suite);
  });

  test('`full` starts from the beginning', async () => {
    const api = await suite.start();
    await sync(source(), { to: suite.file });
    const before = api.requests.length;
    const report = reportOf(await sync(source(), { to: suite.file, full: true }), 'issues');
    expect(report).toMatchObject({ received: 87, unchanged: 87 });
    expect(sinceOf(asked(api)[before])).toBe(INITIAL);
  });

  test('`since` and `until` are a load of their own', async () => {
    const api = await suite.start();
    const config: EndpointConfig = {
      params: { updated_since: '{incremental.start_value}' },
      incremental: { ...CURSOR, end_param: 'updated_before' },
    };
    const ranged = suite.source({ resources: [issuesBy(config)] });
    await sync(ranged, { to: suite.file });
    const at = lastChange(suite);
    const [since, until] = ['2024-03-02T01:45:00Z', '2024-03-02T02:00:00Z'];
    const before = api.requests.length;
    const report = reportOf(await sync(ranged, { to: suite.file, since, until }), 'issues');
    const expected = api.data.issues.filter(
      ({ updated_at: updated }) => updated >= since && updated < until,
    );
    expect(expected.length).toBeGreaterThan(3);
    expect(report).toMatchObject({ received: expected.length, unchanged: expected.length });
    expect(asked(api)[before]).toContain(encodeURIComponent(until));
    const between = api.requests.length;
    await sync(ranged, { to: suite.file });
    expect(sinceOf(asked(api)[between])).toBe(at);
  });
});
