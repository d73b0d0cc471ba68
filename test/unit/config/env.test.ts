import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDotEnv } from '../../../src/config/file/env.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sluice-env-'));
});
afterEach(() => rm(cwd, { recursive: true }));

describe('The .env file', () => {
  test('adds what is not set, and never overrides, an empty value neither', async () => {
    await writeFile(join(cwd, '.env'), 'A=1\nB="two words"\n# C=3\nD=4\n');
    const env = { A: 'set', D: '' };
    expect(await readDotEnv(cwd, env)).toEqual({ A: 'set', B: 'two words', D: '' });
    expect(env).toEqual({ A: 'set', D: '' });
  });

  test('need not be there', async () => {
    expect(await readDotEnv(cwd, { A: '1' })).toEqual({ A: '1' });
  });

  test('that can not be read is an error, not passed over', async () => {
    await mkdir(join(cwd, '.env'));
    await expect(readDotEnv(cwd, {})).rejects.toThrow(`${join(cwd, '.env')}: could not be read`);
  });
});
