import { describe, expect, test } from 'vitest';
import type {
  ProcessingStepConfig,
  ResourceConfig,
} from '../../../src/config/format/config-types.ts';
import { sync } from '../../../src/sync.ts';
import { query } from '../../support/crm.ts';
import { reportOf } from '../../support/sync-suite.ts';
import { trackerSuite, walkAll } from '../../support/tracker-suite.ts';

const suite = trackerSuite();

const ISSUES: ResourceConfig = {
  name: 'issues',
  primary_key: 'id',
  endpoint: { data_selector: 'issues', paginator: 'json_link' },
};

async function load(over: Partial<ResourceConfig>) {
  const source = suite.source({ resources: [{ ...ISSUES, ...over }] });
  return reportOf(await sync(source, { to: suite.file }), 'issues');
}

async function ids(): Promise<unknown[]> {
  const rows = await query(suite.file, 'SELECT id::INTEGER AS id FROM issues ORDER BY id');
  return rows.map(({ id }) => id);
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('write dispositions, over two loads with a change and a deletion between', () => {
  async function loadTwice(over: Partial<ResourceConfig>) {
    const { data } = await suite.start();
    const first = await load(over);
    expect(first).toMatchObject({ inserted: 87 });
    suite.api.changeIssue(1, { title: 'changed' });
    data.issues.splice(86, 1);
    return await load(over);
  }
  const titles = () => query(suite.file, 'SELECT title FROM issues WHERE id = 1 ORDER BY title');

  test('append adds them all again', async () => {
    expect(await loadTwice({ write_disposition: 'append' })).toMatchObject({ inserted: 86 });
    expect(await ids()).toHaveLength(173);
    expect(await titles()).toEqual([{ title: 'changed' }, { title: 'export is slow (1)' }]);
  });

  test('append is what happens where nothing is said', async () => {
    await loadTwice({});
    expect(await ids()).toHaveLength(173);
  });

  test('replace leaves those of the second load', async () => {
    await loadTwice({ write_disposition: 'replace' });
    expect(await ids()).toEqual(range(1, 86));
    expect(await titles()).toEqual([{ title: 'changed' }]);
  });

  test('merge changes the one, and keeps the one that is gone', async () => {
    expect(await loadTwice({ write_disposition: 'merge' })).toMatchObject({
      inserted: 0,
      updated: 1,
      unchanged: 85,
    });
    expect(await ids()).toEqual(range(1, 87));
    expect(await titles()).toEqual([{ title: 'changed' }]);
  });

  test('merge with insert-only keeps the one as it was', async () => {
    await loadTwice({ write_disposition: { disposition: 'merge', strategy: 'insert-only' } });
    expect(await titles()).toEqual([{ title: 'export is slow (1)' }]);
  });

  test('a merge key replaces its groups', async () => {
    const { data } = await suite.start();
    const over: Partial<ResourceConfig> = {
      primary_key: null,
      merge_key: 'project_id',
      write_disposition: 'merge',
    };
    await load(over);
    data.issues.splice(86, 1);
    await load(over);
    expect(await ids()).toEqual(range(1, 86));
  });

  test('a replace that fails leaves the table as it was', async () => {
    await suite.start();
    await load({ write_disposition: 'replace' });
    const nth = suite.api.requests.length + 3;
    suite.api.addFault({ path: '/issues', nth, times: 1, status: 403 });
    const second = await load({ write_disposition: 'replace' });
    expect(second.error?.message).toMatch(/403/);
    expect(await ids()).toEqual(range(1, 87));
  });

  test('an append that fails leaves the table as it was, and the next one brings all once', async () => {
    await suite.start();
    await load({ write_disposition: 'append' });
    const nth = suite.api.requests.length + 3;
    suite.api.addFault({ path: '/issues', nth, times: 1, status: 403 });
    const second = await load({ write_disposition: 'append' });
    expect(second.error?.message).toMatch(/403/);
    expect(await ids()).toHaveLength(87);
    await load({ write_disposition: 'append' });
    expect(await ids()).toHaveLength(174);
  });

  test('children are appended, too', async () => {
    await suite.start();
    const source = suite.source({
      resources: [
        { name: 'projects', endpoint: { paginator: 'header_link' } },
        {
          name: 'issues',
          endpoint: {
            path: 'projects/{resources.projects.id}/issues',
            paginator: { type: 'offset', limit: 5, total_path: 'meta.total' },
          },
        },
      ],
    });
    for (let run = 0; run < 2; run++) {
      const report = await sync(source, { to: suite.file });
      expect(reportOf(report, 'issues')).toMatchObject({ inserted: 87 });
    }
    expect(await ids()).toHaveLength(174);
  });
});

describe('processing steps', () => {
  const steps: Readonly<Record<string, [ProcessingStepConfig[], (id: number) => unknown[]]>> = {
    filter: [[{ filter: ({ id }) => Number(id) > 80 }], (id) => (id > 80 ? [{ id }] : [])],
    map: [[{ map: ({ id }) => ({ id, twice: Number(id) * 2 }) }], (id) => [{ id, twice: id * 2 }]],
    yield_map: [
      [
        {
          yield_map: function* ({ id }) {
            yield { id, copy: 1 };
            yield { id, copy: 2 };
          },
        },
      ],
      (id) => [
        { id, copy: 1 },
        { id, copy: 2 },
      ],
    ],
    'all of them, in their order': [
      [
        { map: ({ id }) => ({ id: Number(id) + 1 }) },
        { filter: ({ id }) => Number(id) > 87, yield_map: (row) => [row, row] },
      ],
      (id) => (id + 1 > 87 ? [{ id: id + 1 }, { id: id + 1 }] : []),
    ],
  };

  test.each(Object.entries(steps))('%s', async (_name, [processing_steps, expected]) => {
    const { data } = await suite.start();
    const source = suite.source({
      resources: [
        {
          ...ISSUES,
          processing_steps: [{ map: ({ id }) => ({ id }) }, ...processing_steps],
        },
      ],
    });
    const { rows } = await walkAll(source, 'issues');
    const wanted = data.issues.flatMap(({ id }) => expected(id));
    expect(rows.map((row) => JSON.stringify(row)).sort()).toEqual(
      wanted.map((row) => JSON.stringify(row)).sort(),
    );
    const report = await load({
      processing_steps: [{ map: ({ id }) => ({ id }) }, ...processing_steps],
      write_disposition: 'append',
    });
    expect(report.inserted).toBe(wanted.length);
  });

  test('a child sees the field of its parent, and the cursor is that of the mapped row', async () => {
    const { data } = await suite.start();
    const source = suite.source({
      resources: [
        { name: 'projects', endpoint: { paginator: 'header_link' } },
        {
          name: 'issues',
          primary_key: 'id',
          write_disposition: 'merge',
          include_from_parent: ['key'],
          processing_steps: [
            { filter: ({ _projects_key: key }) => key === 'PRJ-2' },
            { map: ({ id, updated_at: changed }) => ({ id, changed }) },
          ],
          endpoint: {
            path: 'projects/{resources.projects.id}/issues',
            paginator: { type: 'offset', limit: 5, total_path: 'meta.total' },
            incremental: { cursor_path: 'changed', initial_value: '2024-01-01T00:00:00Z' },
          },
        },
      ],
    });
    const report = reportOf(await sync(source, { to: suite.file }), 'issues');
    expect(report.error).toBeUndefined();
    expect(await ids()).toEqual(
      data.issues.filter(({ project_id: project }) => project === 2).map(({ id }) => id),
    );
  });

  test('a step that throws fails the resource, says which, and leaves the table as it was', async () => {
    await suite.start();
    await load({ write_disposition: 'merge' });
    const report = await load({
      write_disposition: 'merge',
      processing_steps: [
        {
          map: (row) => {
            if (row['id'] === 40) throw new TypeError('no such thing');
            return { ...row, title: 'mapped' };
          },
        },
      ],
    });
    expect(report.error?.message).toMatch(/processing_steps\[0\]|step/);
    expect(report.error?.message).toMatch(/no such thing/);
    const sql = "SELECT count(*)::INTEGER AS n FROM issues WHERE title = 'mapped'";
    expect(await query(suite.file, sql)).toEqual([{ n: 0 }]);
  });
});
