import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { armFailpoint, failpoint } from '../../src/failpoint.ts';
import { FAILPOINTS } from '../../src/staging/failpoints.ts';

const MODULE = join(import.meta.dirname, '../../src/failpoint.ts');

function runArmed(spec: string): ReturnType<typeof spawnSync> {
  const script = `
    const { armFailpoint, failpoint } = await import(${JSON.stringify(MODULE)});
    armFailpoint(process.argv[1]);
    for (let n = 1; n <= 3; n++) {
      failpoint('other');
      process.stdout.write(n + ' ');
      failpoint('stage.commit.after');
    }
  `;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script, spec];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}

afterEach(() => armFailpoint(undefined));

test('the process dies when the armed place is reached for the n-th time', () => {
  expect(runArmed('stage.commit.after:2')).toMatchObject({ signal: 'SIGKILL', stdout: '1 2 ' });
  expect(runArmed('stage.commit.after:4')).toMatchObject({ status: 0, stdout: '1 2 3 ' });
});

test('without an armed place nothing happens', () => {
  armFailpoint('');
  failpoint('stage.commit.after');
  armFailpoint('stage.commit.after:2');
  failpoint('stage.commit.after');
  failpoint('stage.commit.before');
});

test.each([':1', 'a:0', 'a:b', 'a b', 'a:1:2'])('%s is no place to fail at', (spec) => {
  expect(() => armFailpoint(spec)).toThrow(RangeError);
});

test('every place has one name that can be armed', () => {
  expect(new Set(FAILPOINTS).size).toBe(FAILPOINTS.length);
  for (const name of FAILPOINTS) armFailpoint(`${name}:1`);
});
