import { describe, expect, test } from 'vitest';
import type { EndpointConfig, PaginatorConfig } from '../../../src/config/format/config-types.ts';
import { sync } from '../../../src/sync.ts';
import { query } from '../../support/crm.ts';
import { reportOf } from '../../support/sync-suite.ts';
import { asked, idsOf, trackerSuite, walkAll } from '../../support/tracker-suite.ts';

const suite = trackerSuite();

const AT_12 = Buffer.from('at:12').toString('base64url');
const AT_24 = Buffer.from('at:24').toString('base64url');

interface Case {
  readonly endpoint: EndpointConfig;
  /** The collection of the tracker that it must bring. */
  readonly rows: 'projects' | 'events' | 'issues' | 'users' | 'labels';
  /** What the format asks for, without the base URL. */
  readonly requests: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  header_link: {
    endpoint: { path: 'projects', params: { per_page: 12 }, paginator: 'header_link' },
    rows: 'projects',
    requests: [
      '/projects?per_page=12',
      '/projects?per_page=12&page=2',
      '/projects?per_page=12&page=3',
    ],
  },
  cursor: {
    endpoint: { path: 'events', params: { limit: 12 }, paginator: 'cursor' },
    rows: 'events',
    requests: [
      '/events?limit=12',
      `/events?limit=12&cursor=${AT_12}`,
      `/events?limit=12&cursor=${AT_24}`,
    ],
  },
  header_cursor: {
    endpoint: {
      path: 'audit',
      params: { limit: 12 },
      paginator: { type: 'header_cursor', cursor_key: 'X-Next-Cursor', cursor_param: 'from' },
    },
    rows: 'events',
    requests: ['/audit?limit=12', `/audit?limit=12&from=${AT_12}`, `/audit?limit=12&from=${AT_24}`],
  },
  json_link: {
    endpoint: { path: 'issues', params: { limit: 40 }, paginator: 'json_link' },
    rows: 'issues',
    requests: [
      '/issues?limit=40',
      expect.stringMatching(/^\/issues\?limit=40&after=/),
      expect.stringMatching(/^\/issues\?limit=40&after=/),
    ],
  },
  'page_number from 0': {
    endpoint: {
      path: 'labels',
      params: { per_page: 12 },
      paginator: { type: 'page_number', total_path: 'total_pages' },
    },
    rows: 'labels',
    requests: ['/labels?per_page=12&page=0', '/labels?per_page=12&page=1'],
  },
  'page_number from 1': {
    endpoint: {
      path: 'users',
      params: { per_page: 12 },
      paginator: { type: 'page_number', base_page: 1, total_path: 'total_pages' },
    },
    rows: 'users',
    requests: [
      '/users?per_page=12&page=1',
      '/users?per_page=12&page=2',
      '/users?per_page=12&page=3',
    ],
  },
  'page_number without a total': {
    endpoint: {
      path: 'users',
      params: { per_page: 20 },
      paginator: { type: 'page_number', base_page: 1, total_path: null },
    },
    rows: 'users',
    requests: [
      '/users?per_page=20&page=1',
      '/users?per_page=20&page=2',
      '/users?per_page=20&page=3',
    ],
  },
};

describe('each paginator brings every row once', () => {
  test.each(Object.entries(CASES))('%s', async (_name, { endpoint, rows, requests }) => {
    const api = await suite.start({ events: 30 });
    const walked = await walkAll(suite.source({ resources: [{ name: 'it', endpoint }] }), 'it');
    expect(sorted(walked.rows)).toEqual(sorted(api.data[rows]));
    expect(asked(api)).toEqual(requests);
    expect(walked.report).toMatchObject({ verdict: 'exhausted', received: api.data[rows].length });
  });

  test.each(Object.entries(CASES))('%s, into DuckDB', async (_name, { endpoint, rows }) => {
    const api = await suite.start({ events: 30 });
    const key = rows === 'labels' ? 'name' : 'id';
    const source = suite.source({
      resources: [{ name: 'it', endpoint, primary_key: key, write_disposition: 'merge' }],
    });
    for (const [inserted, unchanged] of [
      [api.data[rows].length, 0],
      [0, api.data[rows].length],
    ]) {
      const report = reportOf(await sync(source, { to: suite.file }), 'it');
      expect(report.error).toBeUndefined();
      expect(report).toMatchObject({ inserted, unchanged, updated: 0 });
    }
    const sql = `SELECT count(*)::INTEGER AS n, count(DISTINCT "${key}")::INTEGER AS d FROM it`;
    expect(await query(suite.file, sql)).toEqual([
      { n: api.data[rows].length, d: api.data[rows].length },
    ]);
  });

  test('offset, where the rows are more than a page', async () => {
    const api = await suite.start();
    const source = suite.source({
      resources: [
        {
          name: 'it',
          endpoint: {
            path: 'projects/5/issues',
            paginator: { type: 'offset', limit: 3, total_path: 'meta.total' },
          },
        },
      ],
    });
    const { rows } = await walkAll(source, 'it');
    expect(idsOf(rows)).toEqual(idsOf(issuesOf(5)));
    expect(asked(api)).toEqual([
      '/projects/5/issues?offset=0&limit=3',
      '/projects/5/issues?offset=3&limit=3',
      '/projects/5/issues?offset=6&limit=3',
    ]);
  });

  test('single_page, although the body tells of more', async () => {
    const api = await suite.start();
    const endpoint: EndpointConfig = { path: 'issues', paginator: 'single_page' };
    const { rows } = await walkAll(suite.source({ resources: [{ name: 'it', endpoint }] }), 'it');
    expect(rows).toHaveLength(10);
    expect(asked(api)).toEqual(['/issues']);
  });
});

describe('auto finds out how each endpoint pages', () => {
  test.each([
    ['projects', 'projects'],
    ['events', 'events'],
    ['issues', 'issues'],
    ['users', 'users'],
    ['labels', 'labels'],
    // the cursor stands in a header, and goes back under a name that is tried behind others
    ['audit', 'events'],
  ] as const)('%s', async (path, rows) => {
    const api = await suite.start();
    const { rows: walked, report } = await walkAll(suite.source({ resources: [path] }), path);
    expect(report.error).toBeUndefined();
    expect(sorted(walked)).toEqual(sorted(api.data[rows]));
  });

  test('priorities: one page is all', async () => {
    const api = await suite.start();
    const { rows } = await walkAll(suite.source({ resources: ['priorities'] }), 'priorities');
    expect(rows).toEqual([{ name: 'low' }, { name: 'high' }]);
    expect(asked(api)).toEqual(['/priorities']);
  });

  test('the issues of a project: their total shows that one page is not all', async () => {
    await suite.start({ pageSize: 2 });
    const source = suite.source({
      resources: [{ name: 'it', endpoint: { path: 'projects/2/issues' } }],
    });
    const { rows, report } = await walkAll(source, 'it');
    expect(rows).toHaveLength(2);
    expect(report.verdict).not.toBe('exhausted');
    expect(report.verdict).not.toBe('complete');
    expect(report.warnings.join()).toMatch(/total of 6/);
  });
});

describe('pages by a JSON body', () => {
  const cases: Readonly<Record<string, PaginatorConfig>> = {
    offset: {
      type: 'offset',
      limit: 30,
      offset_body_path: 'paging.offset',
      limit_body_path: 'paging.limit',
      total_path: 'paging.total',
    },
    page_number: {
      type: 'page_number',
      base_page: 1,
      page_body_path: 'paging.page',
      total_path: 'paging.pages',
    },
    cursor: {
      type: 'cursor',
      cursor_path: 'paging.cursor',
      cursor_body_path: 'paging.cursor',
    },
    'cursor with has_more': {
      type: 'cursor',
      cursor_path: 'paging.cursor',
      cursor_body_path: 'paging.cursor',
      has_more_path: 'paging.has_more',
    },
  };

  test.each(Object.entries(cases))('%s', async (name, paginator) => {
    const api = await suite.start();
    const limit = name === 'offset' ? {} : { paging: { limit: 30 } };
    const source = suite.source({
      resources: [
        {
          name: 'it',
          endpoint: {
            path: 'search',
            method: 'POST',
            json: { filter: { state: 'open' }, ...limit },
            data_selector: 'results',
            paginator,
          },
        },
      ],
    });
    const { rows } = await walkAll(source, 'it');
    const open = api.data.issues.filter(({ state }) => state === 'open');
    expect(idsOf(rows)).toEqual(idsOf(open));
    expect(api.requests.map(({ method, body }) => [method, JSON.parse(body).filter])).toEqual(
      Array.from({ length: 3 }, () => ['POST', { state: 'open' }]),
    );
    expect(api.requests.map(({ body }) => JSON.parse(body).paging.limit)).toEqual([30, 30, 30]);
  });
});

function issuesOf(projectId: number): readonly unknown[] {
  return suite.api.data.issues.filter(({ project_id: id }) => id === projectId);
}

/** As the tracker gives its issues in the order of changes. */
const sorted = (rows: readonly unknown[]): string[] =>
  rows.map((row) => JSON.stringify(row)).sort();
