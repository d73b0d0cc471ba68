import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What one measurement gives. */
export interface Measured {
  readonly rows: number;
  readonly requests: number;
  readonly seconds: number;
  readonly peakRssMb: number;
}

const MEASURE = fileURLToPath(new URL('./measure.mjs', import.meta.url));
const API = fileURLToPath(new URL('../api.ts', import.meta.url));
const ROWS = fileURLToPath(new URL('./rows-server.mjs', import.meta.url));
const exec = promisify(execFile);

/** Runs one task in a process of its own. */
export async function measure(task: Readonly<Record<string, unknown>>): Promise<Measured> {
  const { stdout } = await exec(process.execPath, [MEASURE, JSON.stringify(task)]);
  return JSON.parse(stdout) as Measured;
}

/** A server in a process of its own. */
export interface BenchApi extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
}

/** A sample API with lean rows: as large as those of a CRM, cheap to make. */
export function startApi(options: {
  readonly rows: number;
  readonly latencyMs?: number;
  readonly rate?: number;
}): Promise<BenchApi> {
  const { rows, latencyMs = 0, rate } = options;
  const sizes = ['--rows', `${rows}`, '--max-limit', `${rows}`, '--latency', `${latencyMs}`];
  const limit = rate === undefined ? [] : ['--rate', `${rate}`];
  const flags = ['--port', '0', '--quiet', '--no-gzip', '--profile', 'lean', '--token', 'bench'];
  return start(['--import', 'tsx', API, ...flags, ...sizes, ...limit, '--cache', '512']);
}

/** Rows of any number, of which one in a hundred can have changed, and parents with children. */
export function startRows(): Promise<BenchApi> {
  return start([ROWS]);
}

async function start(command: readonly string[]): Promise<BenchApi> {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'pipe'] });
  const url = await firstUrl(child);
  return {
    url,
    token: 'bench',
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function firstUrl(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('the sample API has no stderr');
  for await (const line of createInterface(child.stderr)) {
    const url = /^API_BASE_URL=(.+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('the sample API did not start');
}
