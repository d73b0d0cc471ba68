/**
 * `npm run bench:peers`: the same rows from the same server with Sluice, with dlt as it comes and as fast as it was made, and with
 * a plain Node script; with `--nested`, rows that have three lists each, as JSON, as typed columns and as dlt's tables. dlt is installed into an environment of its own; without Python it is skipped.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type Measured, measure, startApi, startRows } from '../run.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '50000' },
    limit: { type: 'string', default: '100' },
    nested: { type: 'boolean', default: false },
  },
});
const DLT = 'dlt[duckdb,parquet]==1.31.0';
const HERE = fileURLToPath(new URL('.', import.meta.url));
const VENV = fileURLToPath(new URL('../../../node_modules/.cache/bench-peers', import.meta.url));
const exec = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'sluice-peers-'));
const results: { name: string; measured: Omit<Measured, 'requests'> }[] = [];

async function pythonWithDlt(): Promise<string | undefined> {
  const python = join(VENV, 'bin/python');
  try {
    if (!existsSync(python)) await exec('python3', ['-m', 'venv', VENV]);
    await exec(python, ['-m', 'pip', 'install', '--quiet', DLT], { maxBuffer: 2 ** 26 });
    return python;
  } catch (error) {
    process.stderr.write(`\nSKIPPED: dlt, for it could not be installed (${String(error)})\n\n`);
    return undefined;
  }
}

async function run(name: string, program: string, args: readonly string[]): Promise<void> {
  process.stderr.write(`${name}\n`);
  const { stdout } = await exec(program, args, { maxBuffer: 2 ** 26 });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  results.push({ name, measured: JSON.parse(line) as Measured });
}

try {
  const python = await pythonWithDlt();
  await (flags.nested ? compareNested(python) : compareFlat(python));
  report();
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Flat rows: Sluice first, against which the others are held. */
async function compareFlat(python: string | undefined): Promise<void> {
  const { limit } = flags;
  await using api = await startApi({ rows: Number(flags.rows) });
  const task = { url: api.url, token: api.token, window: 8, limit: Number(limit) };
  await measure({ ...task, kind: 'sync', file: join(folder, 'warm.duckdb') });
  process.stderr.write('sluice\n');
  results.push({
    name: 'sluice',
    measured: await measure({ ...task, kind: 'sync', file: join(folder, 'sluice.duckdb') }),
  });
  await run('plain Node script', process.execPath, [
    join(HERE, 'plain-node.mjs'),
    ...[api.url, api.token, join(folder, 'plain.duckdb'), limit],
  ]);
  for (const mode of python === undefined ? [] : ['tuned', 'defaults']) {
    await run(`dlt, ${mode}`, python as string, [
      join(HERE, 'dlt_peer.py'),
      ...[mode, api.url, api.token, join(folder, `${mode}.duckdb`), limit, join(folder, mode)],
    ]);
  }
}

/** Rows with lists: Sluice's layout `dlt` first, against which the others are held. */
async function compareNested(python: string | undefined): Promise<void> {
  const { limit, rows: count } = flags;
  await using api = await startRows();
  const ways = {
    'sluice, layout dlt': { layout: 'dlt' },
    'sluice, typed': { nested: 'typed' },
    'sluice, json': { nested: 'json' },
  };
  for (const [name, options] of Object.entries({ warm: {}, ...ways })) {
    process.stderr.write(`${name}\n`);
    const file = join(folder, `${name.replace(/\W+/g, '-')}.duckdb`);
    const task = { kind: 'nested', url: api.url, limit: Number(limit), count, file, options };
    const measured = await measure(task);
    if (name !== 'warm') results.push({ name, measured });
  }
  for (const mode of python === undefined ? [] : ['tuned', 'defaults']) {
    await run(`dlt, ${mode}`, python as string, [
      join(HERE, 'dlt_peer.py'),
      ...[mode, api.url, 'none', join(folder, `${mode}.duckdb`), limit, join(folder, mode), count],
    ]);
  }
}

function report(): void {
  const [sluice] = results;
  const lines = results.map(({ name, measured }) => {
    const { rows, seconds, peakRssMb } = measured;
    const ratio = seconds / (sluice?.measured.seconds ?? seconds);
    return {
      name,
      rows,
      seconds,
      'rows/s': rows / seconds,
      'RSS MB': peakRssMb,
      '× first': ratio,
    };
  });
  if (flags.json) process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
  else {
    for (const { name, ...figures } of lines) {
      const cells = Object.entries(figures).map(([what, value]) => {
        const digits = what === 'seconds' || what === '× first' ? 2 : 0;
        return `${value.toFixed(digits).padStart(9)} ${what}`;
      });
      process.stdout.write(`${name.padEnd(18)} ${cells.join('  ')}\n`);
    }
  }
}
