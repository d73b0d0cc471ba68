import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compiled } from '../../support/build-for-children.ts';
import { query, testFolder } from '../../support/crm.ts';
import { serve } from '../../support/http-server.ts';
import { spawnCli } from '../../support/run-cli.ts';

const MEASURE = compiled('scripts/bench/measure.mjs');

/** The text of a row; `change` is the value of one cell of the eighth row. */
type RowText = (id: number, change: number) => string;

const members = (from: number, to: number, of: (name: number) => string): string =>
  Array.from({ length: to - from }, (_, i) => of(from + i)).join(',');

/** Every row has all names. */
const wide =
  (names: number): RowText =>
  (id, change) =>
    `{"id":${id},${members(0, names, (n) => `"c${n}":${id === 7 && n === 3 ? change : id + n}`)}}`;

/** Every row has names of its own, as a map with ids for names has. */
const map =
  (names: number): RowText =>
  (id, change) =>
    `{"id":${id},"v":${id === 7 ? change : 0},${members(id * names, (id + 1) * names, (n) => `"k${n}":${n}`)}}`;

/** The same inside of one field. */
const nested =
  (names: number): RowText =>
  (id, change) =>
    `{"id":${id},"map":{"v":${id === 7 ? change : 0},${members(id * names, (id + 1) * names, (n) => `"k${n}":${n}`)}}}`;

async function serveRows(rows: number, rowText: RowText) {
  let change = 0;
  const server = await serve((request, response) => {
    const query = new URL(String(request.url), 'http://localhost').searchParams;
    const from = Number(query.get('offset'));
    const to = Math.min(from + Number(query.get('limit')), rows);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"contacts":[');
    for (let id = from; id < to; id++) {
      response.write(`${id === from ? '' : ','}${rowText(id, change)}`);
    }
    response.end(']}');
  });
  return Object.assign(server, {
    change: () => {
      change++;
    },
  });
}

/** 1,000 columns with rows that are written anew; it depends on the columns alone. */
const MAX_PEAK_MB = 1200;
/** No measure of anything, but the end of a load that never comes to one. */
const MAX_RUN_MS = 600_000;
/** Of the peak, from a tenth of the rows to all of them. */
const MAX_GROWTH = 2;

const CASES: [string, number, RowText][] = [
  ['2,000 columns', 500, wide(2_000)],
  ['5,000 columns', 200, wide(5_000)],
  ['50,000 names over 2,000 rows', 2_000, map(25)],
  ['50,000 names inside of one field', 2_000, nested(25)],
];

/** The peak memory of a load and of one with a changed cell, in MiB, each in a process of its own. */
async function peaksOf(rows: number, rowText: RowText): Promise<readonly [number, number]> {
  await using server = await serveRows(rows, rowText);
  await using folder = await testFolder();
  const task = {
    ...{ kind: 'sync', url: server.origin, token: 't', window: 1, limit: rows + 1 },
    file: folder.file('m.duckdb'),
  };
  const flags = [MEASURE, JSON.stringify(task)];
  const load = async (): Promise<number> => {
    const { stdout } = await promisify(execFile)(process.execPath, flags);
    const { rows: loaded, peakRssMb } = JSON.parse(stdout);
    expect(loaded).toBe(rows);
    return peakRssMb;
  };
  const first = await load();
  server.change();
  const second = await load();
  const [last] = await query(
    task.file,
    'SELECT inserted::INTEGER i, updated::INTEGER u, unchanged::INTEGER s FROM _sluice.resources JOIN _sluice.loads USING (load_id) ORDER BY started_at DESC LIMIT 1',
  );
  expect(last).toEqual({ i: 0, u: 1, s: rows - 1 });
  return [first, second];
}

describe('memory is bounded, whatever the names', () => {
  test.each(CASES)(
    '%s: loaded, and with one changed cell',
    async (_what, rows, rowText) => {
      // ten times the rows, and with maps ten times the names: what grew with them would show
      const tenth = await peaksOf(rows / 10, rowText);
      const whole = await peaksOf(rows, rowText);
      for (const [load, peak] of whole.entries()) {
        expect(peak).toBeLessThan(MAX_GROWTH * (tenth[load] ?? 0));
        expect(peak).toBeLessThan(MAX_PEAK_MB);
      }
    },
    MAX_RUN_MS,
  );

  test.each(CASES)('%s: a SIGTERM ends the run in order', async (_what, rows, rowText) => {
    await using server = await serveRows(rows, rowText);
    await using folder = await testFolder();
    const config = {
      client: { base_url: server.origin, paginator: { type: 'offset', limit: rows + 1 } },
      resources: [{ name: 'contacts', primary_key: 'id', write_disposition: 'merge' }],
    };
    await writeFile(folder.file('sluice.config.json'), JSON.stringify(config));
    const child = spawnCli(['sync', '--to', 'm.duckdb'], { cwd: folder.file('.') });
    // the rows are on their way: what follows is parsing, staging and the fold
    while (server.requests.length === 0) await new Promise(setImmediate);
    child.process.kill('SIGTERM');
    const { code, signal } = await child.exit;
    expect([code, signal]).toEqual([143, null]);
    expect(await child.stderr).toContain('SIGTERM: ending in order');
  });
});
