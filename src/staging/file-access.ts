import type { Stats } from 'node:fs';
import { open, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DestinationError } from '../errors.ts';

/** Where the magic word of a DuckDB file stands. */
const MAGIC_OFFSET = 8;
const MAGIC = 'DUCK';
/** Why a file cannot be a database, by the end of its name. */
const NAME_PROBLEMS = [['.wal', 'would be taken for the log of another one']] as const;

/**
 * Refuses what is there but is not a DuckDB database. DuckDB itself would look at the content and fetch an extension from
 * the network that can read it.
 *
 * @param mustExist - whether a file that is not there is refused too
 * @param name - for the message
 */
export async function assertDuckDbFile(
  path: string,
  mustExist: boolean,
  name: string = path,
): Promise<void> {
  const problem = NAME_PROBLEMS.find(([end]) => path.endsWith(end))?.[1];
  if (problem !== undefined) {
    throw new DestinationError(
      'DESTINATION_OPEN',
      `${name}: a database of this name ${problem}. Nothing was read or written; give another path.`,
      { context: { path: name } },
    );
  }
  const seen = await describeOther(path);
  if (seen === 'nothing') {
    if (!mustExist) return;
    throw new DestinationError(
      'DESTINATION_OPEN',
      `${name}: there is no such file, and none was made. Give the path of a database that a sync has written.`,
      { context: { path: name } },
    );
  }
  if (seen === undefined) return;
  throw new DestinationError(
    'DESTINATION_OPEN',
    `${name}: ${seen} is not a DuckDB database. Nothing was read or written; give another path.`,
    { context: { path: name } },
  );
}

/** Opening a pipe would wait for whoever writes into it, so that only files are opened. */
async function describeOther(path: string): Promise<string | undefined> {
  const found = await statOf(path);
  if (found === undefined) return 'nothing';
  if (!found.isFile()) return kindOf(found);
  if (found.size === 0) return 'an empty file';
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(MAGIC.length);
    await file.read(head, 0, MAGIC.length, MAGIC_OFFSET);
    return head.toString('latin1') === MAGIC ? undefined : 'the file';
  } finally {
    await file.close();
  }
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a directory';
  if (found.isFIFO()) return 'a pipe';
  if (found.isSocket()) return 'a socket';
  return found.isCharacterDevice() || found.isBlockDevice() ? 'a device' : 'what stands there';
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const MAX_LINKS = 40;

/**
 * The one path of a file that may not exist yet, whatever links lead to it.
 *
 * @throws the system's error when the folder does not exist
 */
export async function realFilePath(path: string): Promise<string> {
  let current = resolve(path);
  for (let links = 0; links < MAX_LINKS; links++) {
    try {
      return await realpath(current);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
    const folder = await realpath(dirname(current));
    const target = await linkTarget(current);
    if (target === undefined) return join(folder, basename(current));
    current = resolve(folder, target);
  }
  throw new Error(`Too many links: ${path}`);
}

async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EINVAL')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

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
