import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where the compiled sources stand, for child processes: compiling them at each start takes most of their time. */
export const BUILD: string = join(ROOT, '.test-build');

/** Compiles the sources once before the tests, unless nothing has changed since. */
export async function setup(): Promise<void> {
  const built = await changedAt(BUILD);
  if (built > (await changedAt(join(ROOT, 'src')))) return;
  const options = ['--declaration', '--declarationMap', '--isolatedDeclarations'];
  await promisify(execFile)(join(ROOT, 'node_modules/.bin/tsc'), [
    ...['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', BUILD],
    ...options.flatMap((option) => [option, 'false']),
  ]);
}

/** When anything in a folder was changed last. */
async function changedAt(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const times = await Promise.all(
    names.map(async (name) => (await stat(join(folder, name))).mtimeMs),
  );
  return times.reduce((latest, time) => Math.max(latest, time), 0);
}
