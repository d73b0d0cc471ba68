import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import type { Env } from '../secrets/variable.ts';
import { fileProblem } from './file-problem.ts';

/** The environment of this process. */
export function processEnv(): Env {
  return process.env;
}

/**
 * The environment with what the `.env` file of a folder adds. What is set already stays as it is, also when it is
 * empty; without such a file the environment comes back as it is.
 *
 * @param path another file, from that folder; it must be there
 * @throws {ConfigError} when the file is there but can't be read.
 */
export async function readDotEnv(cwd: string, env: Env, path?: string): Promise<Env> {
  const file = resolve(cwd, path ?? '.env');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' && path === undefined) return env;
    throw fileProblem(file, 'could not be read', error);
  }
  return { ...parse(text), ...env };
}
