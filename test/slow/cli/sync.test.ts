import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SampleApi, startSampleApi } from '../../../fixtures/api/sample-api.ts';
import { createWorkplace, ROOT, runToEnd, type Workplace } from '../../support/run-cli.ts';

let api: SampleApi;
let place: Workplace;

beforeAll(async () => {
  api = await startSampleApi();
  place = await createWorkplace(api, ['lists', 'forms']);
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
  await api.close();
});

test('a sync into a database ends with 0, keeps stdout empty, and shows a table and how to look at the rows', async () => {
  const { code, stdout, stderr } = await runToEnd(['sync', '--to', 'crm.duckdb'], {
    cwd: place.folder,
    env: place.env,
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(
    /^resource +verdict +received +inserted +updated +unchanged( +reread)? +seconds$/m,
  );
  expect(stderr).toMatch(/^lists +(complete|exhausted) \(\w+\) +12 +12 +0 +0 [ \d.]+$/m);
  expect(stderr).toMatch(/^forms: (complete|exhausted) \(\w+\), 5 rows in [\d.]+ s$/m);
  expect(stderr).toContain('The data is in crm.duckdb: lists, forms.');
  expect(stderr).toContain("  duckdb crm.duckdb 'FROM lists LIMIT 5'");
  expect(stderr).not.toContain('\u001b');
  expect(stderr).not.toContain(api.token);

  const line = stderr.split('\n').find((each) => each.startsWith('  node -e '));
  const shown = await promisify(execFile)(
    'sh',
    ['-c', String(line).replace('crm.duckdb', join(place.folder, 'crm.duckdb'))],
    { cwd: ROOT },
  );
  expect(shown.stdout).toContain('stringid');
});

test('quiet, a good sync says nothing; the report on stdout is the only output', async () => {
  const { code, stdout, stderr } = await runToEnd(
    [
      'sync',
      '--quiet',
      '--nested',
      'json',
      '--only',
      'forms',
      '--report',
      '-',
      '--to',
      'quiet.duckdb',
    ],
    {
      cwd: place.folder,
      env: place.env,
    },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const report = JSON.parse(stdout);
  expect(report.resources).toMatchObject([{ name: 'forms', received: 5, inserted: 5 }]);
});

test('with --to - stdout holds rows and nothing else; events are JSON lines on stderr', async () => {
  const { code, stdout, stderr } = await runToEnd(
    ['sync', '--to', '-', '--log-format', 'json', '--report', 'report.json'],
    {
      cwd: place.folder,
      env: place.env,
    },
  );
  expect(code).toBe(0);
  const rows = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.filter(({ resource }) => resource === 'lists').map(({ row }) => row)).toEqual([
    ...api.rows('lists'),
  ]);
  expect(rows.filter(({ resource }) => resource === 'forms').map(({ row }) => row)).toEqual([
    ...api.rows('forms'),
  ]);
  const events = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).type);
  expect(events.at(0)).toBe('load_started');
  expect(events.at(-1)).toBe('load_finished');
  const report = JSON.parse(await readFile(join(place.folder, 'report.json'), 'utf8'));
  expect(report.resources.map(({ inserted }: { inserted: number }) => inserted)).toEqual([12, 5]);
});

test('an API that refuses the key is a failure: 1, with the error and no key in it', async () => {
  const { code, stderr } = await runToEnd(['sync', '--quiet', '--to', 'refused.duckdb'], {
    cwd: place.folder,
    env: { ...place.env, API_KEY: 'a-wrong-key-of-ours' },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: lists.*403/m);
  expect(stderr).not.toContain('a-wrong-key-of-ours');
  expect(stderr).not.toMatch(/^ {4}at /m);
});

test('a total that the rows do not reach is 3, and the reason is said', async () => {
  await using liar = await startSampleApi({
    token: api.token,
    faults: [{ resource: 'lists', times: Infinity, action: { type: 'totalLies', by: 5 } }],
  });
  const { code, stderr } = await runToEnd(
    ['sync', '--quiet', '--only', 'lists', '--to', 'short.duckdb'],
    {
      cwd: place.folder,
      env: { ...place.env, API_BASE_URL: liar.url },
    },
  );
  expect(code).toBe(3);
  expect(stderr).toMatch(/^warning: lists: (incomplete|drifted)/m);
});

test('mistakes are 2, all at once, before anything is asked for or made', async () => {
  const asked = api.requests.length;
  const run = (...args: string[]) =>
    runToEnd(args, { cwd: place.folder, env: { API_BASE_URL: api.url } });
  const [flag, both, folder, config, unset] = await Promise.all([
    run('sync', '--conurrency', '2'),
    run('sync', '--to', '-', '--report', '-'),
    run('sync', '--report', 'no/such/folder/report.json'),
    run('sync', 'no-such-file.json'),
    run('sync', '--to', 'never.duckdb'),
  ]);
  expect([flag, both, folder, config, unset].map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
  expect([flag, both, folder, config, unset].map(({ stdout }) => stdout).join('')).toBe('');
  expect(flag.stderr).toContain('Did you mean --concurrency?');
  expect(both.stderr).toContain('--report - and --to - both want stdout');
  expect(folder.stderr).toContain("can't be written");
  expect(config.stderr).toContain('no-such-file.json');
  expect(unset.stderr).toContain('API_KEY');
  expect(api.requests).toHaveLength(asked);
  await expect(stat(join(place.folder, 'never.duckdb'))).rejects.toThrow('ENOENT');
});

test('a resource that is not there is 2 and names those that are; --version prints the version', async () => {
  const at = { cwd: place.folder, env: place.env };
  const [unknown, version] = await Promise.all([
    runToEnd(['sync', '--only', 'list'], at),
    runToEnd(['sync', '--version'], at),
  ]);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain(
    '--only: there is no resource `list`. The configuration has `lists`, `forms`.',
  );
  expect(version).toMatchObject({ code: 0, stderr: '' });
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
});
