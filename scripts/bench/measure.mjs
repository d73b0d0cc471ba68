// One measurement in a process of its own, so that its peak memory is its own: takes a task as JSON, prints the result as
// JSON. Runs the built package, as its users do.
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { restApiSource, streamLines, sync } from 'sluice';

const tasks = { sync: measureSync, stream: measureStream, floor: measureFloor };
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

async function measureSync(task) {
  const start = performance.now();
  const report = await sync(source(task), { to: task.file });
  const seconds = (performance.now() - start) / 1000;
  const [contacts] = report.resources;
  if (contacts.error) throw contacts.error;
  return { rows: contacts.received, requests: contacts.requests, seconds };
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
