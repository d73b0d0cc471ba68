// What one writes by hand: undici with eight requests in flight, JSON.parse, and DuckDB's appender. It proves nothing, resumes
// nothing, and knows its columns.
import { DuckDBInstance } from '@duckdb/node-api';
import { Pool } from 'undici';

const [base, token, file, limitText] = process.argv.slice(2);
const limit = Number(limitText);
const start = performance.now();
const { origin, pathname } = new URL(base);
const pool = new Pool(origin, { connections: 8, pipelining: 1 });
const read = async (offset) => {
  const { body } = await pool.request({
    path: `${pathname}/contacts?offset=${offset}&limit=${limit}`,
    method: 'GET',
    headers: { 'api-token': token },
  });
  return body.json();
};
const instance = await DuckDBInstance.create(file);
const connection = await instance.connect();
const first = await read(0);
const names = Object.keys(first.contacts[0]);
const columns = names.map((name) => `"${name}" VARCHAR${name === 'id' ? ' PRIMARY KEY' : ''}`);
await connection.run(`CREATE TABLE contacts (${columns.join(', ')})`);
const appender = await connection.createAppender('contacts');
let rows = 0;
const append = ({ contacts }) => {
  for (const row of contacts) {
    for (const name of names) {
      const value = row[name];
      if (value === null || value === undefined) appender.appendNull();
      else
        appender.appendVarchar(typeof value === 'object' ? JSON.stringify(value) : String(value));
    }
    appender.endRow();
    rows++;
  }
};
append(first);
const total = Number(first.meta.total);
let next = limit;
const worker = async () => {
  while (next < total) {
    const offset = next;
    next += limit;
    append(await read(offset));
  }
};
await Promise.all(Array.from({ length: 8 }, worker));
appender.closeSync();
await connection.run('CHECKPOINT');
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ rows, seconds, peakRssMb: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
