import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT, runToEnd, spawnCli } from '../../support/run-cli.ts';

const SCRIPT = [process.execPath, '--import', 'tsx', 'scripts/sync.ts'] as const;
/** Set to nothing: a `.env` of the project adds nothing then. */
const UNSET = { API_BASE_URL: '', API_KEY: '' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-npm-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('with neither variable it syncs the sample API, and says so', async () => {
  const { code, stdout, stderr } = await runToEnd(['--to', join(folder, 'crm.duckdb')], {
    cwd: ROOT,
    env: UNSET,
    command: SCRIPT,
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(
    /^API_BASE_URL and API_KEY are not set: syncing the sample API, .* http:\/\/127\.0\.0\.1:\d+/,
  );
  expect(stderr).toMatch(/^contacts +(complete|exhausted) \(\w+\) +2,317 +2,317 /m);
});

test.each([
  ['API_BASE_URL', 'API_KEY'],
  ['API_KEY', 'API_BASE_URL'],
])('with %s alone it says that %s is missing', async (set, missing) => {
  const { code, stdout, stderr } = await runToEnd([], {
    cwd: ROOT,
    env: { ...UNSET, [set]: 'http://127.0.0.1:9' },
    command: SCRIPT,
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`error: ${missing} is not set, but ${set} is.`);
});

test('a file of variables that is missing is 2, also through npm', async () => {
  const { code, stdout, stderr } = await runToEnd([], {
    cwd: ROOT,
    env: UNSET,
    command: ['bash', '-c', 'npm run -s sync -- --env-file no-such.env --to never.duckdb'],
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^error: \S*no-such\.env: could not be read/m);
});

test('npm run sync, piped into head, gives whole lines and ends', async () => {
  const { code, stdout } = await runToEnd([], {
    cwd: ROOT,
    env: UNSET,
    command: ['bash', '-c', 'set -o pipefail; npm run -s sync -- --to - 2>/dev/null | head -3'],
  });
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('row');
});

test('a SIGTERM to npm ends the sync in order', async () => {
  const child = spawnCli(['--to', '-'], {
    cwd: ROOT,
    env: UNSET,
    command: ['npm', 'run', '-s', 'sync', '--'],
  });
  const lines = createInterface({ input: child.process.stdout });
  await once(lines, 'line');
  child.process.kill('SIGTERM');
  lines.resume();
  // the streams close only when no process holds them any more: npm left no orphan
  const { code } = await child.exit;
  expect(code).toBe(143);
  expect(await child.stderr).toContain('SIGTERM: ending in order');
});
