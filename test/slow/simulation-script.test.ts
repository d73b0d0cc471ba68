import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { compiled } from '../support/build-for-children.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

function simulate(...flags: readonly string[]) {
  return run(process.execPath, [compiled('scripts/simulate/main.ts'), ...flags], {
    cwd: root,
  });
}

test('the simulation runs for its time, prints its seed and a line for each kind of walk', async () => {
  const { stdout, stderr } = await simulate('--minutes', '0.01', '--seed', '5', '--only', 'quiet');
  expect(stderr).toBe('seed 5\n');
  expect(stdout).toMatch(
    /^fixed, quiet, limit 20, 1 000 rows +0 % +\d+ +100 % +0 of \d+ +1\.\d\d$/m,
  );
});

test('the simulation gives its counts as JSON', async () => {
  const flags = ['--minutes', '0.01', '--seed', '5', '--only', 'counting', '--json'];
  const { kinds, broken, seed } = JSON.parse((await simulate(...flags)).stdout);
  expect({ seed, broken }).toEqual({ seed: 5, broken: [] });
  expect(kinds).toEqual([
    expect.objectContaining({ kind: 'counting instead (`total`), fixed', churn: [0.06] }),
  ]);
});

test('a broken law ends the simulation with 1, a smallest history and how to get it again', async () => {
  const flags = ['--minutes', '0.05', '--seed', '2', '--only', 'runs of rows', '--trust-links'];
  const error = await simulate(...flags).catch((failed) => failed);
  expect(error.code).toBe(1);
  expect(error.stderr).toContain('BROKEN: complete means complete');
  const again = /--seed 2 --only 'fixed, runs of rows deleted' --index (\d+) --trust-links/.exec(
    error.stderr,
  );
  expect(again).not.toBeNull();
  expect(error.stderr).toMatch(/\| {3}rows? [\d ]+ at \d+ deleted/);
});

test('a flag that makes no sense ends the simulation with 2', async () => {
  const error = await simulate('--minutes', 'ten').catch((failed) => failed);
  expect(error.code).toBe(2);
  expect(error.stderr).toContain('--help');
});
