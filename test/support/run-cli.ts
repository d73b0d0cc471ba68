import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { compiled } from './build-for-children.ts';

export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = compiled('src/cli/main.ts');

/** The command line as a program and its first arguments. Behind `--` Node looks at no flag of ours. */
export const CLI_COMMAND: readonly [string, ...string[]] = [process.execPath, '--', MAIN];

export interface CliRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliChild {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  /** What it said on stderr, once it ended. */
  readonly stderr: Promise<string>;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface SpawnOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is run in place of the command line: a program and its arguments. */
  readonly command?: readonly [string, ...string[]];
}

/** Starts the command line as a process of its own, with no variables but PATH, HOME and those given. */
export function spawnCli(args: readonly string[], options: SpawnOptions): CliChild {
  const command = options.command ?? CLI_COMMAND;
  const [program, ...first] = command;
  const child = spawn(program, [...first, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  return { process: child, stderr: text(child.stderr), exit };
}

/** Runs the command line to its end. */
export async function runToEnd(args: readonly string[], options: SpawnOptions): Promise<CliRun> {
  const child = spawnCli(args, options);
  const [stdout, stderr, exit] = await Promise.all([
    text(child.process.stdout),
    child.stderr,
    child.exit,
  ]);
  return { ...exit, stdout, stderr };
}

export interface Workplace extends AsyncDisposable {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A temporary folder with a configuration of some resources of the sample API, and the variables that it wants. */
export async function createWorkplace(
  api: { readonly url: string; readonly token: string },
  resources: readonly string[],
  limit = 100,
): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
  const variable = (name: string): string => `\${${name}}`;
  const config = {
    client: {
      base_url: variable('API_BASE_URL'),
      auth: {
        type: 'api_key',
        name: 'Api-Token',
        api_key: variable('API_KEY'),
        location: 'header',
      },
      paginator: { type: 'offset', limit, total_path: 'meta.total' },
    },
    resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
    resources: resources.map((name) => ({ name, endpoint: { path: name, data_selector: name } })),
  };
  await writeFile(join(folder, 'sluice.config.json'), JSON.stringify(config));
  return {
    folder,
    env: { API_BASE_URL: api.url, API_KEY: api.token },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
