import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { fileProblem } from './file-problem.ts';

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The environment of this process. */
export function processEnv(): Env {
  return process.env;
}

/**
 * The environment with what the `.env` file of a folder adds. What is set already stays as it is, also when it is
 * empty; without such a file the environment comes back as it is.
 *
 * @throws {ConfigError} when the file is there but can't be read.
 */
export async function readDotEnv(cwd: string, env: Env): Promise<Env> {
  const file = join(cwd, '.env');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return env;
    throw fileProblem(file, 'could not be read', error);
  }
  return { ...parse(text), ...env };
}
