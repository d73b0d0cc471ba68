import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

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
