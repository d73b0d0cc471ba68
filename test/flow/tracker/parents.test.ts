import { describe, expect, test } from 'vitest';
import type { ResourceConfig } from '../../../src/config/format/config-types.ts';
import { sync } from '../../../src/sync.ts';
import { query } from '../../support/crm.ts';
import { reportOf } from '../../support/sync-suite.ts';
import {
  COMMENTS,
  ISSUES,
  inOrder,
  MERGED,
  PAGES,
  PROJECTS,
} from '../../support/tracker-resources.ts';
import { asked, idsOf, trackerSuite, walkAll } from '../../support/tracker-suite.ts';

const suite = trackerSuite();

const WITH_PARENT: ResourceConfig = { ...ISSUES, include_from_parent: ['key', 'lead'] };

/** Two ways of the format to name a value of the parent, and two more places for it. */
const WAYS: Readonly<Record<string, ResourceConfig>> = {
  'a placeholder in the path': WITH_PARENT,
  'a resolve param': {
    ...WITH_PARENT,
    endpoint: {
      path: 'projects/{project}/issues',
      params: { project: { type: 'resolve', resource: 'projects', field: 'id' } },
      paginator: PAGES,
    },
  },
  'a placeholder in the JSON body': {
    ...WITH_PARENT,
    endpoint: {
      path: 'search',
      method: 'POST',
      json: { filter: { project_id: '{resources.projects.id}' } },
      data_selector: 'results',
      paginator: {
        type: 'cursor',
        cursor_path: 'paging.cursor',
        cursor_body_path: 'paging.cursor',
      },
    },
  },
};

describe('all children of all parents', () => {
  test.each(Object.entries(WAYS))('by %s', async (_name, child) => {
    const api = await suite.start({ pageSize: 6 });
    const source = suite.source({ resources: [PROJECTS, child] });
    const { rows, report } = await walkAll(source, 'issues');
    expect(inOrder(idsOf(rows))).toEqual(inOrder(idsOf(api.data.issues)));
    expect(report).toMatchObject({ verdict: 'exhausted', received: api.data.issues.length });
    for (const row of rows) {
      expect(row['_projects_key']).toBe(`PRJ-${row['project_id']}`);
      expect(row['_projects_lead']).toEqual(
        api.data.projects.find(({ id }) => id === row['project_id'])?.lead,
      );
    }
    // each page of the parent, once
    expect(asked(api).filter((request) => request.startsWith('/projects?'))).toHaveLength(4);
    expect(asked(api).filter((request) => request === '/projects')).toHaveLength(1);
  });

  test.each(Object.entries(WAYS))('by %s, into DuckDB, twice', async (_name, child) => {
    const api = await suite.start();
    const source = suite.source({
      resource_defaults: MERGED,
      resources: [PROJECTS, child],
    });
    const first = await sync(source, { to: suite.file });
    expect(reportOf(first, 'issues')).toMatchObject({ inserted: 87, received: 87 });
    expect(reportOf(first, 'projects')).toMatchObject({ inserted: 25, received: 25 });
    const asks = asked(api).filter((request) => /^\/projects(\?|$)/.test(request));
    expect(asks).toHaveLength(3);
    api.changeIssue(1, { title: 'changed' });
    const second = await sync(source, { to: suite.file });
    expect(reportOf(second, 'issues')).toMatchObject({ inserted: 0, updated: 1, unchanged: 86 });
    const sql =
      'SELECT count(*)::INTEGER AS n, sum(id)::INTEGER AS ids, count(_projects_key)::INTEGER AS keys FROM issues';
    expect(await query(suite.file, sql)).toEqual([{ n: 87, ids: (87 * 88) / 2, keys: 87 }]);
  });

  test('a parent that is not selected is asked for, and not loaded', async () => {
    await suite.start();
    const source = suite.source({ resources: [{ ...PROJECTS, selected: false }, ISSUES] });
    expect(source.resources).toEqual(['issues']);
    const report = await sync(source, { to: suite.file });
    expect(report.resources.map(({ name, received }) => [name, received])).toEqual([
      ['issues', 87],
    ]);
  });

  test('the order in which resources are written does not matter', async () => {
    await suite.start();
    const source = suite.source({ resources: [ISSUES, PROJECTS] });
    expect(source.resources).toEqual(['projects', 'issues']);
    const report = await sync(source, { to: suite.file });
    expect(reportOf(report, 'issues').inserted).toBe(87);
  });

  test('a parent that a step takes away has no children', async () => {
    const api = await suite.start();
    const source = suite.source({
      resources: [
        { ...PROJECTS, processing_steps: [{ filter: ({ archived }) => archived !== true }] },
        ISSUES,
      ],
    });
    const { rows } = await walkAll(source, 'issues');
    const expected = api.data.issues.filter(({ project_id: id }) => id % 5 !== 0);
    expect(inOrder(idsOf(rows))).toEqual(inOrder(idsOf(expected)));
    expect(asked(api).filter((request) => request.startsWith('/projects/5/'))).toEqual([]);
  });

  test('many pages at a time ask and bring the same as one', async () => {
    await suite.start({ latencyMs: 3 });
    const source = suite.source({
      client: { max_concurrency: 16 },
      resources: [PROJECTS, ISSUES],
    });
    const { rows } = await walkAll(source, 'issues');
    expect(new Set(idsOf(rows)).size).toBe(87);
    expect(rows).toHaveLength(87);
    expect(asked(suite.api)).toHaveLength(new Set(asked(suite.api)).size);
  });
});

describe('a parent that is passed several times', () => {
  const search: ResourceConfig = {
    name: 'found',
    endpoint: {
      path: 'search',
      method: 'POST',
      data_selector: 'results',
      paginator: {
        type: 'offset',
        limit: 10,
        offset_body_path: 'paging.offset',
        limit_body_path: 'paging.limit',
        total_path: 'paging.total',
      },
    },
  };
  const comments: ResourceConfig = {
    name: 'comments',
    endpoint: {
      path: 'projects/{resources.found.project_id}/issues/{resources.found.number}/comments',
      paginator: PAGES,
    },
  };

  test.each([
    ['with a key', { primary_key: 'id' }],
    ['without a key', {}],
    ['with a key, not selected', { primary_key: 'id', selected: false }],
    ['without a key, not selected', { selected: false }],
  ])('%s brings its children once', async (_name, over) => {
    const api = await suite.start();
    const source = suite.source({ resources: [{ ...search, ...over }, comments] });
    const report = await sync(source, { to: suite.file, verify: 'passes' });
    expect(reportOf(report, 'comments').error).toBeUndefined();
    const sql = 'SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS d FROM comments';
    const { length } = api.data.comments;
    expect(await query(suite.file, sql)).toEqual([{ n: length, d: length }]);
  });

  test.each(['overlap', 'total', 'off'] as const)('by %s, without a key', async (verify) => {
    const api = await suite.start();
    const source = suite.source({ resources: [search, comments] });
    const report = await sync(source, { to: suite.file, verify });
    expect(reportOf(report, 'comments').inserted).toBe(api.data.comments.length);
  });
});

describe('a chain of three', () => {
  const comments: ResourceConfig = {
    ...COMMENTS,
    include_from_parent: ['title', '_projects_key'],
  };

  test('brings the children of the children, with what their parent got from its own', async () => {
    const api = await suite.start();
    const source = suite.source({ resources: [comments, WITH_PARENT, PROJECTS] });
    expect(source.resources).toEqual(['projects', 'issues', 'comments']);
    const { rows } = await walkAll(source, 'comments');
    expect(inOrder(idsOf(rows))).toEqual(inOrder(idsOf(api.data.comments)));
    for (const row of rows) {
      const issue = api.data.issues.find(({ id }) => id === row['issue_id']);
      expect(row['_issues_title']).toBe(issue?.title);
      expect(row['_issues__projects_key']).toBe(`PRJ-${issue?.project_id}`);
    }
  });

  test('loads all three in one run, and asks for each page once', async () => {
    const api = await suite.start();
    const source = suite.source({
      resource_defaults: MERGED,
      resources: [PROJECTS, WITH_PARENT, comments],
    });
    const report = await sync(source, { to: suite.file, verify: 'off' });
    expect(report.resources.map(({ name, inserted, error }) => [name, inserted, error])).toEqual([
      ['projects', 25, undefined],
      ['issues', 87, undefined],
      ['comments', api.data.comments.length, undefined],
    ]);
    expect(asked(api)).toHaveLength(new Set(asked(api)).size);
  });
});

describe('single entities', () => {
  const BOARDS: ResourceConfig = {
    name: 'boards',
    endpoint: { path: 'boards/{resources.projects.board_id}' },
  };

  test('the values of a path are encoded, and null is an error where nothing else is said', async () => {
    await suite.start();
    const source = suite.source({ resources: [PROJECTS, BOARDS] });
    await expect(walkAll(source, 'boards')).rejects.toThrow(/board_id/);
  });

  test('`on_null_parent: skip` asks for nothing there', async () => {
    const api = await suite.start();
    const source = suite.source({ resources: [PROJECTS, { ...BOARDS, on_null_parent: 'skip' }] });
    const { rows, report } = await walkAll(source, 'boards');
    expect(idsOf(rows).sort()).toEqual(idsOf(api.data.boards).sort());
    expect(asked(api).filter((request) => request.startsWith('/boards/'))).toHaveLength(22);
    expect(asked(api)).toContain('/boards/board%201%2Fa');
    expect(report.verdict).toBe('exhausted');
  });

  test('each parent has one row of detail', async () => {
    const api = await suite.start();
    const source = suite.source({
      resources: [
        PROJECTS,
        { name: 'details', endpoint: { path: 'projects/{resources.projects.id}' } },
      ],
    });
    const { rows } = await walkAll(source, 'details');
    expect(inOrder(idsOf(rows))).toEqual(inOrder(idsOf(api.data.projects)));
  });
});
