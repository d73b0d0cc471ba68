import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request as requestOf } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startTrackerApi, type TrackerApi } from '../../../fixtures/tracker/tracker-api.ts';
import { type CliRun, runToEnd } from '../../support/run-cli.ts';

let api: TrackerApi;
let folder: string;

beforeAll(async () => {
  api = await startTrackerApi();
  folder = await mkdtemp(join(tmpdir(), 'sluice-incremental-'));
  const auth = { token: ['$', '{TRACKER_TOKEN}'].join('') };
  const issues = {
    name: 'issues',
    primary_key: 'id',
    write_disposition: 'merge',
    endpoint: {
      params: {
        updated_since: {
          type: 'incremental',
          cursor_path: 'updated_at',
          initial_value: '2024-01-01T00:00:00Z',
        },
      },
      data_selector: 'issues',
      paginator: { type: 'json_link', next_url_path: 'next' },
    },
  };
  const config = {
    client: { base_url: api.url, auth },
    resources: [issues, { name: 'labels', endpoint: { data_selector: 'labels' } }],
  };
  await writeFile(join(folder, 'sluice.config.json'), JSON.stringify(config));
  await writeFile(join(folder, 'tracker.env'), `TRACKER_TOKEN=${api.token}\n`);
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

function run(args: string, env: Readonly<Record<string, string>> = {}): Promise<CliRun> {
  return runToEnd(args.split(' '), {
    cwd: folder,
    env: { TRACKER_TOKEN: api.token, ...env },
  });
}

/** The starts that a run asked for, once each. */
async function startsOf(act: () => Promise<unknown>): Promise<readonly (string | undefined)[]> {
  const before = api.requests.length;
  await act();
  const asked = api.requests.slice(before).filter(({ path }) => path === '/issues');
  return [
    ...new Set(
      asked.map(({ query }) => new URLSearchParams(query).get('updated_since') ?? undefined),
    ),
  ];
}

test('a cursor moves with a sync, is told by status, stays where it is with --since, and is dropped by reset', async () => {
  const first = await startsOf(async () => {
    const { code, stderr } = await run('sync --only issues');
    expect({ code, stderr }).toMatchObject({ code: 0 });
  });
  expect(first).toContain('2024-01-01T00:00:00Z');

  const told = await run('status');
  expect(told.stdout).toMatch(/^cursor of +dataset +path +next run starts at +moved$/m);
  const { cursors } = JSON.parse((await run('status --json')).stdout);
  expect(cursors).toMatchObject([{ resource: 'issues', dataset: 'main', walks: 1 }]);
  const last = JSON.parse(cursors[0].lastValue);
  expect(last > '2024-01-01').toBe(true);
  expect(told.stdout).toMatch(new RegExp(`^issues +main +\\S*updated_at +${last} `, 'm'));

  expect(await startsOf(() => run('sync --only issues'))).toContain(last);
  const since = '2024-02-01T00:00:00Z';
  const again = await startsOf(async () => {
    const { code } = await run(`sync --only issues --since ${since} --report since.json`);
    expect(code).toBe(0);
  });
  expect(again).toContain(since);
  const report = JSON.parse(await readFile(join(folder, 'since.json'), 'utf8'));
  expect(report.resources[0]).toMatchObject({ inserted: 0, updated: 0 });
  expect(report.resources[0].unchanged).toBeGreaterThan(0);
  expect(JSON.parse((await run('status --json')).stdout).cursors).toMatchObject([
    { lastValue: JSON.stringify(last) },
  ]);

  const reset = await run('reset issues');
  expect(reset).toMatchObject({ code: 0, stdout: '' });
  expect(reset.stderr).toContain('issues: dropped 1 cursor. The table stays as it is;');
  expect((await run('status')).stdout).not.toContain('cursor of');
  expect((await run('reset issues')).stderr).toContain('nothing was staged and there is no cursor');
  expect(await startsOf(() => run('sync --only issues'))).toContain('2024-01-01T00:00:00Z');
});

test('--until ends a range, so that later rows are not loaded', async () => {
  const all = await run('sync --only issues --to all.duckdb --report all.json');
  const some = await run(
    'sync --only issues --to some.duckdb --since 2024-01-01T00:00:00Z --until 2024-03-02T02:00:00Z --report some.json',
  );
  expect([all.code, some.code]).toEqual([0, 0]);
  const [more, fewer] = await Promise.all(
    ['all.json', 'some.json'].map(async (file) => {
      const report = JSON.parse(await readFile(join(folder, file), 'utf8'));
      return report.resources[0].inserted as number;
    }),
  );
  expect(fewer).toBeGreaterThan(0);
  expect(fewer).toBeLessThan(more ?? 0);
});

test.each(['since', 'until'])(
  '--%s where nothing is incremental is 2, and no database is made',
  async (flag) => {
    const asked = api.requests.length;
    const { code, stdout, stderr } = await run(
      `sync --only labels --to never.duckdb --${flag} 2024-05-01`,
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(
      `error: ${flag}: got text ("2024-05-01"), but no resource that is loaded is incremental (\`labels\`).`,
    );
    expect(api.requests).toHaveLength(asked);
    await expect(stat(join(folder, 'never.duckdb'))).rejects.toThrow('ENOENT');
  },
);

test.each([
  ['--since 2024', 'since', 'a number (2024) and text ("2024-01-01T00:00:00Z") cannot be compared'],
  ['--until 5', 'until', 'cannot be compared'],
  ['--until 2023-05-01', 'until', 'the range is empty'],
  ['--since 2024-03-02 --until 2024-03-01', 'since', 'the range is empty'],
])('a range that no row can be in is 2: %s', async (flags, flag, words) => {
  const asked = api.requests.length;
  const { code, stderr } = await run(`sync --to never.duckdb ${flags}`);
  expect(code).toBe(2);
  expect(stderr).toContain(`error: ${flag}: does not fit the incremental of \`issues\`: `);
  expect(stderr).toContain(words);
  expect(api.requests).toHaveLength(asked);
});

test.each(['sync --to env.duckdb', 'check', 'stream labels'])(
  'sluice %s takes its variables from --env-file, the environment going before it',
  async (command) => {
    const [missing, used, beaten] = await Promise.all([
      runToEnd(`${command} --env-file no-such.env`.split(' '), { cwd: folder }),
      runToEnd(`${command} --env-file tracker.env`.split(' '), { cwd: folder }),
      run(`${command.replace('env', 'beaten')} --env-file tracker.env`, {
        TRACKER_TOKEN: 'another-token',
      }),
    ]);
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toMatch(/^error: \S*no-such\.env: could not be read/m);
    expect([0, 3]).toContain(used.code);
    expect(beaten.code).toBe(1);
    expect(beaten.stdout + beaten.stderr).toContain('401');
    expect(beaten.stdout + beaten.stderr).not.toContain('another-token');
  },
);

test('a proxy of the environment, or of the env file, carries every request', async () => {
  const seen: string[] = [];
  const proxy = createServer((request, response) => {
    seen.push(String(request.url));
    const { 'proxy-authorization': _, ...headers } = request.headers;
    request.pipe(
      requestOf(String(request.url), { method: String(request.method), headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const url = `http://me:canary-pw@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  await writeFile(join(folder, 'proxy.env'), `TRACKER_TOKEN=${api.token}\nhttp_proxy=${url}\n`);
  const [stream, sync, check] = await Promise.all([
    run('stream labels', { HTTP_PROXY: url }),
    run('sync --only labels --to proxy.duckdb', { HTTP_PROXY: url }),
    run('check --only labels --env-file proxy.env'),
  ]);
  expect(seen.filter((asked) => asked.startsWith(`${api.url}/labels`))).toHaveLength(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(3);
  for (const { code, stdout, stderr } of [stream, sync, check]) {
    expect([0, 3]).toContain(code);
    expect(stdout + stderr).not.toContain('canary-pw');
  }
  const direct = seen.length;
  await run('stream labels', { HTTP_PROXY: url, NO_PROXY: '127.0.0.1' });
  expect(seen).toHaveLength(direct);
});

test('a proxy that is none is 2, without its value, and no database is made', async () => {
  const { code, stdout, stderr } = await run('sync --to unmade.duckdb', {
    HTTP_PROXY: 'ftp://me:canary-pw@x',
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('`HTTP_PROXY` is no URL of a proxy');
  expect(stderr).not.toContain('canary-pw');
  await expect(stat(join(folder, 'unmade.duckdb'))).rejects.toThrow('ENOENT');
});

test.each([
  [
    '--since yesterday',
    /since: does not fit the incremental of `issues`: text \("yesterday"\) is not/,
  ],
  ['--since 2024-01-01T00:00:00Z --until soon', /until: does not fit/],
])('%s is 2, and nothing is asked', async (flags, message) => {
  const before = api.requests.length;
  const { code, stderr } = await run(`sync --only issues --to other.duckdb ${flags}`);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  expect(api.requests).toHaveLength(before);
});

test.each(['7d', '-12h', 'now'])('--since %s is a time', async (since) => {
  const [sent] = await startsOf(async () => {
    const { code } = await run(`sync --only issues --to since.duckdb --since ${since}`);
    expect(code).toBe(0);
  });
  expect(sent).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});
