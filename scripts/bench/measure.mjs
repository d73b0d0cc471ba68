// One measurement in a process of its own, so that its peak memory is its own: takes a task as JSON, prints the result as
// JSON. Runs the built package, as its users do.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { restApiSource, streamLines, sync } from 'sluice';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const tasks = {
  sync: measureSync,
  crm: measureCrm,
  rows: measureRows,
  nested: measureNested,
  family: measureFamily,
  stream: measureStream,
  floor: measureFloor,
  start: measureStart,
  help: measureHelp,
};
const task = JSON.parse(process.argv[2] ?? '{}');
const result = await tasks[task.kind](task);
console.log(JSON.stringify({ ...result, peakRssMb: process.resourceUsage().maxRSS / 1024 }));

function source({ url, token, limit, window }) {
  return restApiSource({
    client: {
      base_url: url,
      auth: { type: 'api_key', name: 'Api-Token', api_key: token },
      max_concurrency: window,
      paginator: { type: 'offset', limit },
    },
    resources: [
      {
        name: 'contacts',
        primary_key: 'id',
        write_disposition: 'merge',
        endpoint: { data_selector: 'contacts' },
      },
    ],
  });
}

function measureSync(task) {
  return timed(source(task), task.file);
}

function measureNested({ url, limit, count, file, options }) {
  const loaded = restApiSource({
    client: { base_url: url, max_concurrency: 8 },
    resources: [
      {
        name: 'nested',
        primary_key: 'id',
        write_disposition: 'merge',
        endpoint: { params: { count }, data_selector: 'data', paginator: offsetsOf(limit) },
      },
    ],
  });
  return timed(loaded, file, options);
}

/** Loads a source; without a file its rows are read and dropped. */
async function timed(loaded, file, options = {}) {
  const drop = new Writable({ objectMode: true, write: (_row, _encoding, done) => done() });
  const start = performance.now();
  const report = await sync(loaded, { to: file ?? drop, ...options });
  const seconds = (performance.now() - start) / 1000;
  let [rows, requests] = [0, 0];
  for (const { error, received, requests: sent } of report.resources) {
    if (error) throw error;
    rows += received;
    requests += sent;
  }
  return { rows, requests, seconds };
}

/** All resources of the sample API, with nothing configured but the paginator. */
function measureCrm({ url, token, file }) {
  const names = ['campaigns', 'contacts', 'lists', 'deals', 'segments', 'forms'];
  const loaded = restApiSource({
    client: {
      base_url: url,
      auth: { type: 'api_key', name: 'Api-Token', api_key: token },
      paginator: { type: 'offset', limit: 20 },
    },
    resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
    resources: names.map((name) => ({ name, endpoint: { data_selector: name } })),
  });
  return timed(loaded, file);
}

function offsetsOf(limit) {
  return { type: 'offset', limit, total_path: 'total' };
}

function measureRows({ url, limit, window, count, isChanged, file }) {
  const params = { count, ...(isChanged ? { changed: 1 } : {}) };
  const loaded = restApiSource({
    client: { base_url: url, max_concurrency: window },
    resources: [
      {
        name: 'rows',
        primary_key: 'id',
        write_disposition: 'merge',
        endpoint: { params, data_selector: 'data', paginator: offsetsOf(limit) },
      },
    ],
  });
  return timed(loaded, file);
}

function measureFamily({ url, window, file }) {
  const loaded = restApiSource({
    client: { base_url: url, max_concurrency: window },
    resource_defaults: {
      primary_key: 'id',
      write_disposition: 'merge',
      endpoint: { data_selector: 'data' },
    },
    resources: [
      { name: 'parents', endpoint: { paginator: offsetsOf(100) } },
      {
        name: 'children',
        endpoint: { path: 'parents/{resources.parents.id}/children', paginator: 'single_page' },
      },
    ],
  });
  return timed(loaded, file);
}

/** From the start of the command line to the first request that it sends, which is not answered. */
async function measureStart({ folder }) {
  const first = deferred();
  const server = createServer(() => first.resolve(performance.now())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const config = {
    client: { base_url: `http://127.0.0.1:${server.address().port}` },
    resources: [{ name: 'rows', primary_key: 'id', endpoint: { paginator: 'single_page' } }],
  };
  const file = join(folder, 'start.json');
  await writeFile(file, JSON.stringify(config));
  const begun = performance.now();
  const child = spawn(process.execPath, [CLI, 'sync', file, '--to', join(folder, 'start.duckdb')], {
    stdio: 'ignore',
  });
  const seconds = ((await first.promise) - begun) / 1000;
  child.kill('SIGKILL');
  server.closeAllConnections();
  server.close();
  await rm(join(folder, 'start.duckdb'), { force: true });
  await rm(join(folder, 'start.duckdb.staging'), { force: true });
  return { rows: 0, requests: 1, seconds };
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

async function measureHelp() {
  const begun = performance.now();
  const child = spawn(process.execPath, [CLI, 'sync', '--help'], { stdio: 'ignore' });
  await once(child, 'exit');
  return { rows: 0, requests: 0, seconds: (performance.now() - begun) / 1000 };
}

async function measureStream(task) {
  const start = performance.now();
  const lines = streamLines(source(task), 'contacts');
  const out = createWriteStream('/dev/null');
  for await (const chunk of lines)
    if (!out.write(chunk)) await new Promise((r) => out.once('drain', r));
  const { received, requests } = await lines.report;
  return { rows: received, requests, seconds: (performance.now() - start) / 1000 };
}

/** The fastest way of this machine: DuckDB's own reader over the same rows in a local file, columns given. */
async function measureFloor({ ndjson, file, columns }) {
  await rm(file, { force: true });
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const start = performance.now();
  await connection.run(
    `CREATE TABLE contacts AS FROM read_json('${ndjson}', format = 'newline_delimited', columns = ${columns})`,
  );
  await connection.run('CHECKPOINT');
  const seconds = (performance.now() - start) / 1000;
  const reader = await connection.runAndReadAll('SELECT count(*)::INTEGER FROM contacts');
  return { rows: reader.getRows()[0][0], requests: 0, seconds };
}
