import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTrackerApi, type TrackerApi } from '../../../fixtures/tracker/tracker-api.ts';
import {
  type RestApiConfig,
  readStatus,
  restApiSource,
  secret,
  setCursor,
  sync,
} from '../../../src/index.ts';
import { wholePage } from '../../support/batches.ts';
import { contacts, databasePath, loadStart } from '../../support/duckdb-load.ts';
import { openWalk } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';
import { type CliRun, runToEnd } from '../../support/run-cli.ts';

let api: TrackerApi;
let folder: string;
let config: RestApiConfig;

beforeAll(async () => {
  api = await startTrackerApi();
  folder = await mkdtemp(join(tmpdir(), 'sluice-cursor-'));
  const auth = { token: ['$', '{TRACKER_TOKEN}'].join('') };
  const updated = {
    type: 'incremental',
    cursor_path: 'updated_at',
    initial_value: '2024-01-01T00:00:00Z',
  };
  const merged = { primary_key: 'id', write_disposition: 'merge' };
  const issues = {
    name: 'issues',
    ...merged,
    endpoint: {
      params: { updated_since: updated },
      data_selector: 'issues',
      paginator: { type: 'json_link', next_url_path: 'next' },
    },
  };
  const projects = { name: 'projects', ...merged, endpoint: { paginator: 'header_link' } };
  const ofProjects = {
    name: 'of_projects',
    ...merged,
    endpoint: {
      path: 'projects/{resources.projects.id}/issues',
      params: { updated_since: updated },
      paginator: { type: 'offset', limit: 50, total_path: 'meta.total' },
    },
  };
  const ended = structuredClone(issues);
  ended.name = 'ended';
  const until = { ...ended.endpoint, path: 'issues', params: {} };
  Object.assign(ended, {
    endpoint: { ...until, incremental: { ...updated, type: undefined, end_value: '2030-01-01' } },
  });
  const labels = { name: 'labels', endpoint: { data_selector: 'labels' } };
  const client = { base_url: api.url, auth };
  const resources = [issues, projects, ofProjects, ended, labels];
  const secretOf = { type: 'bearer', token: secret('TRACKER_TOKEN') };
  config = { client: { ...client, auth: secretOf }, resources } as unknown as RestApiConfig;
  await writeFile(join(folder, 'sluice.config.json'), JSON.stringify({ client, resources }));
  await writeFile(join(folder, 'other.json'), JSON.stringify({ client, resources }));
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

function run(args: string, env: Readonly<Record<string, string>> = {}): Promise<CliRun> {
  return runToEnd(args.split(' '), { cwd: folder, env: { TRACKER_TOKEN: api.token, ...env } });
}

async function startsOf(args: string): Promise<readonly (string | null)[]> {
  const before = api.requests.length;
  const { code, stderr } = await run(args);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return api.requests
    .slice(before)
    .filter(({ path }) => path === '/issues')
    .map(({ query }) => new URLSearchParams(query).get('updated_since'));
}

test('a cursor is shown, set, and the next run starts there; each dataset has its own', async () => {
  await startsOf('sync --only issues');
  await startsOf('sync --only issues --dataset crm');
  const shown = await run('cursor issues');
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(/^cursor of +dataset +path +next run starts at +moved$/m);
  const [{ lastValue, parents }] = JSON.parse((await run('cursor issues --json')).stdout);
  expect(parents).toBe(0);
  const last = JSON.parse(lastValue);
  expect(shown.stdout).toMatch(new RegExp(`^issues +main +\\S*updated_at +${last} `, 'm'));

  const set = await run('cursor issues --set 2024-02-01T00:00:00Z --dataset crm');
  expect(set).toMatchObject({ code: 0, stdout: '' });
  expect(set.stderr).toContain('updated_at is set to "2024-02-01T00:00:00Z"; it was at "');
  expect(await startsOf('sync --only issues')).toContain(last);
  expect(await startsOf('sync --only issues --dataset crm')).toContain('2024-02-01T00:00:00Z');
  // it moved with the rows
  expect(await startsOf('sync --only issues --dataset CRM')).toContain(last);

  const byFile = await run('cursor issues other.json --set 1d --json');
  expect(byFile).toMatchObject({ code: 0, stderr: '' });
  const { value, before, dropped } = JSON.parse(byFile.stdout);
  expect(Date.parse(value)).toBeGreaterThan(Date.now() - 2 * 86_400_000);
  expect({ before, dropped }).toEqual({ before: last, dropped: [] });

  const reset = await run('reset issues');
  expect(reset.stderr).toContain('dropped 1 cursor');
  expect((await run('cursor issues')).stderr).toContain('issues: there is no cursor');
  expect((await run('cursor issues --dataset crm')).stdout).toContain(last);
  const fresh = await run('cursor issues --set 2024-03-01');
  expect(fresh.stderr).toContain('there was none before');
  expect(await startsOf('sync --only issues')).toContain('2024-03-01');
});

test('a dependent resource shows how many cursors it has, and none is set', async () => {
  await startsOf('sync --only projects,of_projects --to parents.duckdb');
  const { stdout } = await run('cursor of_projects --to parents.duckdb');
  expect(stdout).toMatch(/ a value for each of \d+ parent rows /);
  const [{ parents, lastValue }] = JSON.parse(
    (await run('cursor of_projects --to parents.duckdb --json')).stdout,
  );
  expect(parents).toBeGreaterThan(1);
  expect(lastValue).toBe(undefined);
  const set = await run('cursor of_projects --set 2024-02-01 --to parents.duckdb');
  expect(set.code).toBe(2);
  expect(set.stderr).toContain('`of_projects` has a cursor for each row of `projects`');
  expect((await run('cursor of_projects --to parents.duckdb')).stdout).toBe(stdout);
});

test.each([
  ['issues', 'yesterday', '`issues` cannot start there: text ("yesterday") is not a date'],
  ['issues', 5, '`issues` cannot start there'],
  ['issues', '2023-01-01', 'lies before `initial_value`'],
  ['labels', '2024-02-01', '`labels` is not incremental'],
  ['ended', '2024-02-01', '`ended` has an `end_value`'],
  ['of_projects', '2024-02-01', '`of_projects` has a cursor for each row of `projects`'],
  ['nope', '2024-02-01', '`nope` is not a resource of this source. Valid: `'],
])(
  'what cannot be a start is refused, and nothing is changed: %s, %s',
  async (name, value, words) => {
    const to = await databasePath();
    const source = restApiSource(config, { env: { TRACKER_TOKEN: api.token } });
    await sync(source, { to, resources: ['issues'] });
    const before = (await readStatus(to)).cursors;
    expect(before).toHaveLength(1);
    const error = await rejection(setCursor(source, name, value, { to }));
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(error.message).toContain(words);
    expect((await readStatus(to)).cursors).toEqual(before);
  },
);

test('a cursor that is set drops what was staged from another start', async () => {
  const to = await databasePath();
  const source = restApiSource(config, { env: { TRACKER_TOKEN: api.token } });
  await sync(source, { to, resources: ['issues'] });
  const walk = await openWalk(to, {
    start: loadStart({ source: source.name }),
    target: contacts({ resource: 'issues', table: 'issues' }),
  });
  await walk.stage(wholePage([{ id: 1 }]));
  const claimed = await rejection(setCursor(source, 'issues', '2024-02-01', { to }));
  expect(claimed.message).toContain('is being written by this process');
  await walk.settle({ verdict: 'incomplete', reason: 'deadline' });
  const { dropped } = await setCursor(source, 'issues', '2024-02-01', { to });
  expect(dropped).toMatchObject([{ dataset: 'main', table: 'issues', rows: 1 }]);
  expect((await readStatus(to)).checkpoints).toEqual([]);
});

test('what is mistyped is 2, and says what there is', async () => {
  await startsOf('sync --only issues --to one.duckdb');
  // one behind the other: two that write would find the file locked
  const runs: CliRun[] = [];
  for (const args of [
    'cursor issue --to one.duckdb',
    'cursor issues --dataset nope --to one.duckdb',
    'reset issues --dataset nope --to one.duckdb',
    'cursor issues no-such.json --set 2024-02-01 --to one.duckdb',
  ]) {
    runs.push(await run(args));
  }
  const [resource, cursor, reset, config] = runs;
  expect([resource, cursor, reset, config].map((one) => one?.code)).toEqual([2, 2, 2, 2]);
  expect(resource?.stderr).toContain('there is no resource `issue`. one.duckdb has `issues`.');
  for (const { stderr } of [cursor, reset] as CliRun[]) {
    expect(stderr).toContain('has no resource `issues`, but `main` has. Give --dataset main.');
  }
  expect(config?.stderr).toContain('no-such.json');
});

test('a database that is not there is 1, and none is made', async () => {
  for (const args of ['cursor issues --to no.duckdb', 'cursor issues --set 7d --to no.duckdb']) {
    const { code, stderr } = await run(args);
    expect(code).toBe(1);
    expect(stderr).toContain('there is no such file, and none was made');
  }
});
