import { readdir, stat } from 'node:fs/promises';

const DESCRIPTORS = '/proc/self/fd';

/**
 * Whether this process has a file open. DuckDB locks a file against other processes only: within one process it opens a file
 * twice without a word, and the two lose each other's tables. Where the system does not tell which files are open, this is
 * what `unknown` says.
 */
export async function isOpenHere(path: string, unknown: boolean = true): Promise<boolean> {
  const file = await stat(path).catch(() => undefined);
  if (file === undefined) return false;
  const descriptors = await readdir(DESCRIPTORS).catch(() => undefined);
  if (descriptors === undefined) return unknown;
  const open = await Promise.all(
    descriptors.map((name) => stat(`${DESCRIPTORS}/${name}`).catch(() => undefined)),
  );
  return open.some((one) => one?.isFile() && one.dev === file.dev && one.ino === file.ino);
}
