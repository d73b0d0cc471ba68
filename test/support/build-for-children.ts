import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILD = join(ROOT, '.test-build');
/** What child processes of the tests run. */
const SOURCES = ['src', 'scripts/simulate', 'test/support'];
/** Scripts that need no compiler, but import the package by its name. */
const PLAIN = ['scripts/bench/measure.mjs'];

/**
 * Returns where a file of the repository stands compiled. Child processes run that: compiling the sources at each start
 * takes most of their time.
 */
export function compiled(path: string): string {
  return join(BUILD, path.replace(/\.ts$/, '.js'));
}

/** Compiles what child processes run once before the tests, unless nothing has changed since. */
export async function setup(): Promise<void> {
  const built = await changedAt(BUILD);
  const changes = await Promise.all(SOURCES.map((folder) => changedAt(join(ROOT, folder))));
  if (built > Math.max(...changes)) return;
  await mkdir(BUILD, { recursive: true });
  const config = {
    extends: '../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      allowImportingTsExtensions: false,
      rootDir: '..',
      outDir: '.',
    },
    include: ['../src', '../scripts/simulate', '../test/support/*-in-child.ts'],
  };
  await writeFile(join(BUILD, 'tsconfig.json'), JSON.stringify(config));
  // the compiled sources are the package then, for scripts that stand in this folder
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const { name, version, type } = manifest;
  const own = { name, version, type, exports: './src/index.js' };
  await writeFile(join(BUILD, 'package.json'), JSON.stringify(own));
  for (const path of PLAIN) {
    await mkdir(dirname(join(BUILD, path)), { recursive: true });
    await copyFile(join(ROOT, path), join(BUILD, path));
  }
  await promisify(execFile)(join(ROOT, 'node_modules/.bin/tsc'), ['-p', BUILD]);
}

/** When anything in a folder was changed last. */
async function changedAt(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const times = await Promise.all(
    names.map(async (name) => (await stat(join(folder, name))).mtimeMs),
  );
  return times.reduce((latest, time) => Math.max(latest, time), 0);
}
