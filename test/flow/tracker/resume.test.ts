import { describe, expect, test } from 'vitest';
import type { TrackerApi } from '../../../fixtures/tracker/tracker-api.ts';
import type { EndpointConfig } from '../../../src/config/format/config-types.ts';
import { sync } from '../../../src/sync.ts';
import { query } from '../../support/crm.ts';
import { reportOf } from '../../support/sync-suite.ts';
import { ISSUES, MERGED, PROJECTS } from '../../support/tracker-resources.ts';
import { trackerSuite } from '../../support/tracker-suite.ts';

const suite = trackerSuite();

/** A signal that aborts when the tracker has answered so many requests. */
function abortAfter(api: TrackerApi, requests: number): AbortSignal {
  const stop = new AbortController();
  api.onAnswer = () => {
    if (api.requests.length === requests) stop.abort();
  };
  return stop.signal;
}

const search = (
  paging: object,
  paginator: NonNullable<EndpointConfig['paginator']>,
): EndpointConfig => ({
  path: 'search',
  method: 'POST',
  json: { filter: { state: 'open' }, paging },
  data_selector: 'results',
  paginator,
});

const ENDPOINTS: Readonly<Record<string, EndpointConfig>> = {
  header_link: { path: 'projects', params: { per_page: 3 }, paginator: 'header_link' },
  json_link: { path: 'issues', params: { limit: 5 }, paginator: 'json_link' },
  cursor: { path: 'events', params: { limit: 5 }, paginator: 'cursor' },
  header_cursor: {
    path: 'audit',
    params: { limit: 5 },
    paginator: { type: 'header_cursor', cursor_key: 'X-Next-Cursor', cursor_param: 'from' },
  },
  'page_number from 0': {
    path: 'labels',
    params: { per_page: 3 },
    paginator: { type: 'page_number', total_path: 'total_pages' },
  },
  'page_number from 1': {
    path: 'users',
    params: { per_page: 3 },
    paginator: { type: 'page_number', base_page: 1, total_path: 'total_pages' },
  },
  'auto with numbers from 1': { path: 'users', params: { per_page: 3 } },
  'auto with a link': { path: 'issues', params: { limit: 5 } },
  'offset in a JSON body': search(
    {},
    {
      type: 'offset',
      limit: 5,
      offset_body_path: 'paging.offset',
      limit_body_path: 'paging.limit',
      total_path: 'paging.total',
    },
  ),
  'cursor in a JSON body': search(
    { limit: 5 },
    { type: 'cursor', cursor_path: 'paging.cursor', cursor_body_path: 'paging.cursor' },
  ),
};

const keyOf = ({ path }: EndpointConfig): string => (path === 'labels' ? 'name' : 'id');

describe('a load that was interrupted goes on where it was, and nothing is there twice', () => {
  describe.each(['merge', 'append'] as const)('%s', (write_disposition) => {
    test.each(Object.entries(ENDPOINTS))('%s', async (_name, endpoint) => {
      const api = await suite.start();
      const source = suite.source({
        resources: [{ name: 'it', endpoint, primary_key: keyOf(endpoint), write_disposition }],
      });
      const signal = abortAfter(api, 4);
      const first = reportOf(await sync(source, { to: suite.file, signal }), 'it');
      expect(first).toMatchObject({ reason: 'aborted', inserted: 0 });
      expect(first.staged).toBeGreaterThan(0);
      const second = reportOf(await sync(source, { to: suite.file }), 'it');
      expect(second).toMatchObject({ resumed: true, carried: first.staged });
      expect(second.error).toBeUndefined();

      const whole = suite.source({ resources: [{ name: 'it', endpoint }] });
      const wanted: unknown[] = [];
      for await (const row of whole.stream('it')) wanted.push((row as Row)[keyOf(endpoint)]);
      const rows = await query(suite.file, `SELECT "${keyOf(endpoint)}" AS key FROM it`);
      expect(rows.map(({ key }) => String(key)).sort()).toEqual(wanted.map(String).sort());
    });
  });
});

describe('a load of parent and child that was interrupted', () => {
  test.each([5, 14, 30])('after %i requests is whole after the next', async (requests) => {
    const api = await suite.start();
    const source = suite.source({
      resource_defaults: MERGED,
      resources: [PROJECTS, ISSUES],
    });
    const first = await sync(source, { to: suite.file, signal: abortAfter(api, requests) });
    expect(reportOf(first, 'issues').reason).toBe('aborted');
    const second = await sync(source, { to: suite.file });
    expect(reportOf(second, 'issues').error).toBeUndefined();
    const sql = 'SELECT count(*)::INTEGER AS n, count(DISTINCT id)::INTEGER AS d FROM issues';
    expect(await query(suite.file, sql)).toEqual([{ n: 87, d: 87 }]);
  });
});

type Row = Record<string, unknown>;
