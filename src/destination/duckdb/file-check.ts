import { type FileHandle, open } from 'node:fs/promises';
import { DestinationError } from '../../errors.ts';

/** Where the magic word of a DuckDB file stands. */
const MAGIC_OFFSET = 8;
const MAGIC = 'DUCK';

/**
 * Refuses what is there but is no DuckDB database. DuckDB itself would look at the content and fetch an extension from
 * the network that can read it.
 *
 * @param mustExist - whether a file that is not there is refused too
 */
export async function assertDuckDbFile(path: string, mustExist: boolean): Promise<void> {
  const seen = await describeOther(path);
  if (seen === 'nothing') {
    if (!mustExist) return;
    throw new DestinationError(
      'DESTINATION_OPEN',
      `${path}: there is no such file, and none was made. Give the path of a database that a sync has written.`,
      { context: { path } },
    );
  }
  if (seen === undefined) return;
  throw new DestinationError(
    'DESTINATION_OPEN',
    `${path}: ${seen} is no DuckDB database. Nothing was read or written; give another path.`,
    { context: { path } },
  );
}

async function describeOther(path: string): Promise<string | undefined> {
  const file = await openExisting(path);
  if (file === undefined) return 'nothing';
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) return 'a directory';
    if (!stat.isFile()) return 'what stands there';
    if (stat.size === 0) return 'an empty file';
    const head = Buffer.alloc(MAGIC.length);
    await file.read(head, 0, MAGIC.length, MAGIC_OFFSET);
    return head.toString('latin1') === MAGIC ? undefined : 'the file';
  } finally {
    await file.close();
  }
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
