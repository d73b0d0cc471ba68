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
const exec = promisify(execFile);

/** Runs one task in a process of its own. */
export async function measure(task: Readonly<Record<string, unknown>>): Promise<Measured> {
  const { stdout } = await exec(process.execPath, [MEASURE, JSON.stringify(task)]);
  return JSON.parse(stdout) as Measured;
}

/** A sample API in a process of its own, with lean rows: as large as those of a CRM, cheap to make. */
export interface BenchApi extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
}

export async function startApi(rows: number, latencyMs = 0): Promise<BenchApi> {
  const flags = ['--port', '0', '--quiet', '--no-gzip', '--profile', 'lean', '--token', 'bench'];
  const sizes = [
    '--rows',
    String(rows),
    '--max-limit',
    String(rows),
    '--latency',
    String(latencyMs),
  ];
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', API, ...flags, ...sizes, '--cache', '512'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
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
