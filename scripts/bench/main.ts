/**
 * `npm run bench`: how fast Sluice is on this machine, beside what the same machine, or the API, would allow. Absolute figures
 * are those of one run on one machine; the ratios are what can be compared.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { startSampleApi } from '../../fixtures/api/sample-api.ts';
import { type Case, renderJson, renderSvg, renderText } from './render.ts';
import { type Measured, measure, startApi, startRows } from './run.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    /** Where a chart of the ratios is written. */
    svg: { type: 'string' },
    /** Which cases are run: those whose name holds this text. */
    only: { type: 'string', default: '' },
    rows: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '3' },
    gigabyte: { type: 'string', default: '1' },
    million: { type: 'string', default: '1' },
  },
});
const rows = Number(flags.rows);
const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
const cases: Case[] = [];
let files = 0;

const fresh = (): string => join(folder, `${++files}.duckdb`);
const wanted = (name: string): boolean => name.includes(flags.only);

/** The median by seconds of some runs, and the greatest peak. */
async function median(task: () => Promise<Measured>, runs = Number(flags.runs)): Promise<Measured> {
  const measured: Measured[] = [];
  for (let run = 0; run < runs; run++) measured.push(await task());
  measured.sort((a, b) => a.seconds - b.seconds);
  const middle = measured[Math.floor(measured.length / 2)] as Measured;
  return { ...middle, peakRssMb: Math.max(...measured.map(({ peakRssMb }) => peakRssMb)) };
}

/** Measures a case, if it is wanted. `ideal`: the seconds that the machine or the API would allow. */
async function bench(
  name: string,
  task: () => Promise<Measured>,
  ideal: (measured: Measured) => { readonly seconds: number; readonly of: string },
  runs?: number,
): Promise<void> {
  if (!wanted(name)) return;
  process.stderr.write(`${name}\n`);
  const measured = await median(task, runs);
  const { seconds, of } = ideal(measured);
  cases.push({ name, measured, ratio: measured.seconds / seconds, of });
}

async function benchFloor(): Promise<Measured> {
  process.stderr.write(`floor: read_json of ${rows} rows from a local file\n`);
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

async function benchThroughput(floor: Measured): Promise<void> {
  await using api = await startApi({ rows });
  const task = { url: api.url, token: api.token, window: 8 };
  const ofFloor = () => ({ seconds: floor.seconds, of: 'read_json of a local file' });
  await measure({ ...task, kind: 'sync', limit: 100, file: fresh() });
  for (const limit of [100, 1000]) {
    await bench(
      `first load, pages of ${limit}`,
      () => measure({ ...task, kind: 'sync', limit, file: fresh() }),
      ofFloor,
    );
  }
  const file = fresh();
  if (wanted('nothing changed, pages of 1000')) {
    await measure({ ...task, kind: 'sync', limit: 1000, file });
  }
  await bench(
    'nothing changed, pages of 1000',
    () => measure({ ...task, kind: 'sync', limit: 1000, file }),
    ofFloor,
  );
  await bench(
    'NDJSON, pages of 1000',
    () => measure({ ...task, kind: 'stream', limit: 1000 }),
    ofFloor,
  );
}

const LATENCY_MS = 50;

async function benchLatency(): Promise<void> {
  // 480 pages of 20 rows, each of which shares a row with the one before
  await using api = await startApi({ rows: 9_121, latencyMs: LATENCY_MS });
  for (const window of [1, 8, 16]) {
    await bench(
      `${LATENCY_MS} ms latency, 480 pages of 20, window ${window}`,
      () =>
        measure({ kind: 'sync', url: api.url, token: api.token, limit: 20, window, file: fresh() }),
      ({ requests }) => ({
        seconds: (requests * LATENCY_MS) / 1000 / window,
        of: 'requests × latency ÷ window',
      }),
    );
  }
}

const RATE = 5;

async function benchRate(): Promise<void> {
  await using api = await startApi({ rows: 400, rate: RATE });
  await bench(
    `${RATE} requests a second, six resources`,
    () => measure({ kind: 'crm', url: api.url, token: api.token, file: fresh() }),
    ({ requests }) => ({ seconds: requests / RATE, of: 'requests ÷ rate' }),
    1,
  );
}

async function benchLongPage(): Promise<void> {
  const bytesPerRow = 560;
  const gigabyteRows = Math.ceil((Number(flags.gigabyte) * 1e9) / bytesPerRow);
  for (const limit of [Math.ceil(gigabyteRows / 10), gigabyteRows]) {
    const megabytes = Math.round((limit * bytesPerRow) / 1e6);
    const name = `one page of ${megabytes} MB to NDJSON`;
    if (!wanted(name)) continue;
    await using api = await startApi({ rows: limit });
    const task = { kind: 'stream', url: api.url, token: api.token, limit, window: 1 };
    await bench(
      name,
      () => measure(task),
      () => ({ seconds: megabytes / 200, of: '200 MB/s' }),
      1,
    );
  }
}

async function benchChanges(): Promise<void> {
  const count = Math.round(Number(flags.million) * 1e6);
  const name = `${count} rows in the table, 1 % changed`;
  if (!wanted(name)) return;
  await using api = await startRows();
  const task = { url: api.url, limit: 5_000, window: 8, count };
  const file = fresh();
  process.stderr.write(`${name}: the rows before, and reading them alone\n`);
  await measure({ ...task, kind: 'rows', file });
  const read = await measure({ ...task, kind: 'rows', isChanged: true });
  await bench(
    name,
    () => measure({ ...task, kind: 'rows', isChanged: true, file }),
    () => ({ seconds: read.seconds, of: 'fetching and reading alone' }),
    1,
  );
}

async function benchFamily(): Promise<void> {
  await using api = await startRows();
  await bench(
    '2000 parents with 3 children each',
    () => measure({ kind: 'family', url: api.url, window: 8, file: fresh() }),
    ({ requests }) => ({ seconds: requests / 2000, of: '2000 requests/s' }),
    1,
  );
}

async function benchStart(): Promise<void> {
  await using api = await startRows();
  await bench(
    'start to the first request',
    () => measure({ kind: 'start', url: api.url, folder }),
    () => ({ seconds: 0.25, of: '0.25 s' }),
  );
  await bench(
    '--help',
    () => measure({ kind: 'help' }),
    () => ({ seconds: 0.12, of: '0.12 s' }),
  );
}

try {
  if (
    ['first load', 'nothing changed', 'NDJSON'].some((name) =>
      `${name}, pages of 1000`.includes(flags.only),
    )
  ) {
    const floor = await benchFloor();
    cases.push({
      name: 'floor: read_json of a local file',
      measured: floor,
      ratio: 1,
      of: 'itself',
    });
    await benchThroughput(floor);
  }
  await benchLatency();
  await benchRate();
  await benchLongPage();
  await benchChanges();
  await benchFamily();
  await benchStart();
  const machine = {
    node: process.version,
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
  };
  if (flags.svg !== undefined) await writeFile(flags.svg, renderSvg(machine, cases));
  process.stdout.write(flags.json ? renderJson(machine, cases) : renderText(machine, cases));
} finally {
  await rm(folder, { recursive: true, force: true });
}
