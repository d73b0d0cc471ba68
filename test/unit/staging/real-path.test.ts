import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { realFilePath } from '../../../src/staging/file-access.ts';
import { databasePath } from '../../support/duckdb-load.ts';
import { rejection } from '../../support/rejection.ts';

test('links, and links to links and folders, lead to the one path of a file that is not there yet', async () => {
  const path = await databasePath();
  const folder = realpathSync(dirname(path));
  mkdirSync(join(folder, 'deep'));
  symlinkSync(join(folder, 'deep'), join(folder, 'linked'));
  symlinkSync('deep/file.duckdb', join(folder, 'one'));
  symlinkSync(join(folder, 'one'), join(folder, 'two'));
  const real = join(folder, 'deep', 'file.duckdb');
  for (const name of ['deep/file.duckdb', 'linked/file.duckdb', 'one', 'two', './deep/../two']) {
    expect(await realFilePath(join(folder, name))).toBe(real);
  }
});

test('links that lead in a circle and folders that are missing are errors', async () => {
  const folder = dirname(await databasePath());
  symlinkSync('b', join(folder, 'a'));
  symlinkSync('a', join(folder, 'b'));
  await rejection(realFilePath(join(folder, 'a')));
  await rejection(realFilePath(join(folder, 'missing', 'x')));
});
