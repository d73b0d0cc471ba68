import { describe, expect, test } from 'vitest';
import type { ResourceConfig } from '../../../src/config/format/config-types.ts';
import { sync } from '../../../src/sync.ts';
import { query } from '../../support/crm.ts';
import { reportOf } from '../../support/sync-suite.ts';
import { COMMENTS, ISSUES, inOrder, MERGED, PROJECTS } from '../../support/tracker-resources.ts';
import { idsOf, trackerSuite, walkAll } from '../../support/tracker-suite.ts';

const suite = trackerSuite();

describe('a child that is not there', () => {
  const fault = { path: '/projects/2/issues', status: 404 };
  const ignore = (action: ResourceConfig): ResourceConfig => ({
    ...action,
    endpoint: {
      ...(action.endpoint as object),
      response_actions: [{ status_code: 404, action: 'ignore' }],
    },
  });

  test('fails the child, and names its request', async () => {
    await suite.start({ faults: [fault] });
    const source = suite.source({ resources: [PROJECTS, ISSUES] });
    await expect(walkAll(source, 'issues')).rejects.toThrow(/projects\/2\/issues\S* answered 404/);
  });

  test('fails its own children, too, which say why', async () => {
    await suite.start({ faults: [fault] });
    const source = suite.source({ resources: [PROJECTS, ISSUES, COMMENTS] });
    const report = await sync(source, { to: suite.file });
    expect(reportOf(report, 'comments').error?.message).toMatch(
      /comments: its parent `issues` failed[\s\S]*projects\/2\/issues/,
    );
  });

  test('is passed over where response_actions say so, and all others come', async () => {
    const api = await suite.start({ faults: [fault] });
    const source = suite.source({
      resource_defaults: MERGED,
      resources: [PROJECTS, ignore(ISSUES)],
    });
    const expected = api.data.issues.filter(({ project_id: id }) => id !== 2);
    const { rows } = await walkAll(source, 'issues');
    expect(inOrder(idsOf(rows))).toEqual(inOrder(idsOf(expected)));
    const report = reportOf(await sync(source, { to: suite.file }), 'issues');
    expect(report.error).toBeUndefined();
    expect(report.inserted).toBe(expected.length);
  });

  test('fails the load of the child: its parent says so, and a second run mends it', async () => {
    await suite.start({ faults: [{ ...fault, times: 1 }] });
    const source = suite.source({
      resource_defaults: MERGED,
      resources: [PROJECTS, ISSUES],
    });
    const first = await sync(source, { to: suite.file });
    expect(reportOf(first, 'issues').error?.message).toMatch(/404/);
    const second = await sync(source, { to: suite.file });
    expect(reportOf(second, 'issues').error).toBeUndefined();
    const sql = 'SELECT count(*)::INTEGER AS n FROM issues';
    expect(await query(suite.file, sql)).toEqual([{ n: 87 }]);
  });

  test('a 429 on the way is waited for', async () => {
    await suite.start({ faults: [{ path: '/projects/2/issues', status: 429, times: 1 }] });
    const { rows, report } = await walkAll(
      suite.source({ resources: [PROJECTS, ISSUES] }),
      'issues',
    );
    expect(rows).toHaveLength(87);
    expect(report.retries).toBe(1);
  });
});
