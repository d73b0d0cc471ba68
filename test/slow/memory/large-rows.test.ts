import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compiled } from '../../support/build-for-children.ts';
import { query, testFolder } from '../../support/crm.ts';
import { serve } from '../../support/http-server.ts';

const MEASURE = compiled('scripts/bench/measure.mjs');

/** `npm run memory` loads all; the others are the ones that say most in little time. */
const IS_ALL = process.env['SLUICE_MEMORY'] === 'all';

interface Case {
  readonly name: string;
  readonly rows: number;
  /** Characters of the long value of a row. */
  readonly length: number;
  readonly kind: 'text' | 'list';
  readonly limit: number;
  readonly maxRssMb: number;
  readonly isSlim?: boolean;
}

const CASES: readonly Case[] = [
  {
    name: '300 × 1 MB',
    rows: 300,
    length: 1e6,
    kind: 'text',
    limit: 20,
    maxRssMb: 1000,
    isSlim: true,
  },
  { name: '600 × 1 MB', rows: 600, length: 1e6, kind: 'text', limit: 20, maxRssMb: 1200 },
  { name: '600 × 1 MB, nested', rows: 600, length: 1e6, kind: 'list', limit: 20, maxRssMb: 1200 },
  { name: '3,000 × 200 kB', rows: 3000, length: 2e5, kind: 'text', limit: 100, maxRssMb: 1200 },
  { name: '60 × 8 MB', rows: 60, length: 8e6, kind: 'text', limit: 2, maxRssMb: 1200 },
  { name: '1 × 64 MB', rows: 1, length: 60e6, kind: 'list', limit: 1, maxRssMb: 1200 },
];

/** Serves rows, one at a time as the reader takes them: `change` is in the value of each. */
async function serveRows({ rows, length, kind }: Case) {
  let change = 0;
  const words = Array.from({ length: 5000 }, (_, i) => ((i * 7919 * 104_729) % 1e9).toString(36));
  const text = words.join(' ').repeat(Math.ceil(length / words.join(' ').length));
  const list = `["${words.join('","')}"],`.repeat(Math.ceil(length / words.join('","').length));
  const tokenOf = (id: number): string =>
    kind === 'text'
      ? `"${change} ${id} ${text.slice(0, length)}"`
      : `[${change},${id},${list.slice(0, list.lastIndexOf('],', length) + 1)}]`;
  const write = async (response: ServerResponse, part: string): Promise<void> => {
    if (!response.write(part)) await once(response, 'drain');
  };
  const server = await serve(async (request, response) => {
    const asked = new URL(String(request.url), 'http://localhost').searchParams;
    const from = Number(asked.get('offset'));
    response.writeHead(200, { 'content-type': 'application/json' });
    await write(response, '{"contacts":[');
    for (let id = from; id < Math.min(from + Number(asked.get('limit')), rows); id++) {
      await write(response, `${id === from ? '' : ','}{"id":${id},"value":${tokenOf(id)}}`);
    }
    response.end(']}');
  });
  return Object.assign(server, {
    change: () => {
      change++;
    },
  });
}

describe('rows of any size load in bounded memory, and again', () => {
  test.each(CASES.filter(({ isSlim = false }) => isSlim !== IS_ALL))(
    '$name',
    async (one) => {
      await using server = await serveRows(one);
      await using folder = await testFolder();
      const file = folder.file('m.duckdb');
      const task = {
        kind: 'sync',
        url: server.origin,
        token: 't',
        window: 4,
        limit: one.limit,
        file,
      };
      const flags = [MEASURE, JSON.stringify(task)];
      for (const mode of ['first', 'unchanged', 'changed']) {
        if (mode === 'changed') server.change();
        const { stdout } = await promisify(execFile)(process.execPath, flags);
        const { rows, peakRssMb, seconds } = JSON.parse(stdout);
        const fileMb = statSync(file).size / 1e6;
        if (IS_ALL) console.log(JSON.stringify({ ...one, mode, peakRssMb, fileMb, seconds }));
        expect(rows).toBe(one.rows);
        expect(peakRssMb, mode).toBeLessThan(one.maxRssMb);
        if (mode === 'first') expect(fileMb).toBeLessThan((one.rows * one.length * 1.15) / 1e6 + 3);
        if (mode === 'unchanged' && !IS_ALL) return;
      }
      const least = `min(length(value::VARCHAR)) >= ${one.length * 0.9}`;
      const [last] = await query(file, `SELECT count(*)::INTEGER n, ${least} l FROM contacts`);
      expect(last).toEqual({ n: one.rows, l: true });
    },
    IS_ALL ? 900_000 : 120_000,
  );
});
