/**
 * `npm run bench`: how fast Sluice is on this machine, beside the fastest way that this machine has to fill the same
 * table. Absolute figures are those of one run on one machine; the ratios are what can be compared.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { startSampleApi } from '../../fixtures/api/sample-api.ts';
import { type Case, renderJson, renderText } from './render.ts';
import { type Measured, measure, startApi } from './run.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '3' },
    gigabyte: { type: 'string', default: '1' },
  },
});
const rows = Number(flags.rows);
const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
const cases: Case[] = [];
let files = 0;

const fresh = (): string => join(folder, `${++files}.duckdb`);
const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** The median by seconds of some runs, and the greatest peak. */
async function median(task: () => Promise<Measured>, runs = Number(flags.runs)): Promise<Measured> {
  const measured: Measured[] = [];
  for (let run = 0; run < runs; run++) measured.push(await task());
  measured.sort((a, b) => a.seconds - b.seconds);
  const middle = measured[Math.floor(measured.length / 2)] as Measured;
  return { ...middle, peakRssMb: Math.max(...measured.map(({ peakRssMb }) => peakRssMb)) };
}

async function benchFloor(): Promise<Measured> {
  note(`floor: read_json of ${rows} rows from a local file`);
  await using api = await startSampleApi({ profile: 'lean', sizes: { contacts: rows } });
  const ndjson = join(folder, 'rows.ndjson');
  const lines = function* (): Generator<string> {
    for (const text of api.texts('contacts')) yield `${text}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(ndjson));
  const columns = await columnsOf(ndjson);
  return median(() => measure({ kind: 'floor', ndjson, file: fresh(), columns }));
}

/** The columns as DuckDB would find them, as a struct literal. */
async function columnsOf(ndjson: string): Promise<string> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll(`DESCRIBE FROM read_json('${ndjson}')`);
  const columns = reader.getRows().map(([name, type]) => {
    const isNested = String(type).includes('STRUCT') || String(type).endsWith(']');
    return `'${name}': '${isNested ? 'JSON' : type}'`;
  });
  connection.closeSync();
  return `{${columns.join(', ')}}`;
}

async function benchNoLatency(floor: Measured): Promise<void> {
  await using api = await startApi(rows);
  const task = { kind: 'sync', url: api.url, token: api.token, window: 8 };
  await measure({ ...task, limit: 100, file: fresh() });
  for (const limit of [100, 1000]) {
    note(`no latency, limit ${limit}`);
    const measured = await median(() => measure({ ...task, limit, file: fresh() }));
    cases.push({
      name: `no latency, limit ${limit}, first load`,
      measured,
      against: floor,
      of: 'floor',
    });
  }
  note('no latency, limit 1000, nothing changed');
  const file = fresh();
  await measure({ ...task, limit: 1000, file });
  const again = await median(() => measure({ ...task, limit: 1000, file }));
  cases.push({
    name: 'no latency, limit 1000, nothing changed',
    measured: again,
    against: floor,
    of: 'floor',
  });
}

async function benchLatency(): Promise<void> {
  await using api = await startApi(20_000, 50);
  let alone: Measured | undefined;
  for (const window of [1, 4, 16]) {
    note(`50 ms latency, window ${window}`);
    const task = { kind: 'sync', url: api.url, token: api.token, limit: 100, window };
    const measured = await median(() => measure({ ...task, file: fresh() }), 1);
    alone ??= measured;
    cases.push({
      name: `50 ms latency, limit 100, window ${window}`,
      measured,
      against: alone,
      of: 'window 1',
    });
  }
}

async function benchLongPage(): Promise<void> {
  const bytesPerRow = 560;
  const gigabyteRows = Math.ceil((Number(flags.gigabyte) * 1e9) / bytesPerRow);
  let tenth: Measured | undefined;
  for (const limit of [Math.ceil(gigabyteRows / 10), gigabyteRows]) {
    note(`one page of ${limit} rows to NDJSON`);
    await using api = await startApi(limit);
    const task = { kind: 'stream', url: api.url, token: api.token, limit, window: 1 };
    const measured = await median(() => measure(task), 1);
    tenth ??= measured;
    const size = `${Math.round((limit * bytesPerRow) / 1e6)} MB`;
    cases.push({
      name: `one page of ${size} to NDJSON`,
      measured,
      against: tenth,
      of: 'a tenth of it',
    });
  }
}

try {
  const floor = await benchFloor();
  cases.push({
    name: 'floor: read_json of a local file',
    measured: floor,
    against: floor,
    of: 'floor',
  });
  await benchNoLatency(floor);
  await benchLatency();
  await benchLongPage();
  const machine = {
    node: process.version,
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
  };
  process.stdout.write(flags.json ? renderJson(machine, cases) : renderText(machine, cases));
} finally {
  await rm(folder, { recursive: true, force: true });
}
