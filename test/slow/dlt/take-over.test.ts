import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ResourceConfig } from '../../../src/index.ts';
import { restApiSource, sync } from '../../../src/index.ts';
import type { SyncOptions } from '../../../src/sync-options.ts';
import { databasePath, query } from '../../support/duckdb-load.ts';
import { serve } from '../../support/http-server.ts';

const exec = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('make_dataset.py', import.meta.url));
// files of DuckDB 2 can't be opened by the version that Sluice uses
const PACKAGES = ['dlt[duckdb]==1.31.0', 'duckdb<2'];
const VENV = join(tmpdir(), 'sluice-test-dlt-1.31');

/** A Python with dlt; undefined, and said loudly, if there is none. */
async function pythonWithDlt(): Promise<string | undefined> {
  const python = join(VENV, 'bin', 'python');
  try {
    if (!existsSync(python)) await exec('python3', ['-m', 'venv', VENV]);
    await exec(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES], { maxBuffer: 2 ** 26 });
    return python;
  } catch (error) {
    process.stderr.write(
      `\nSKIPPED: datasets that dlt made, for dlt could not be installed: ${String(error)}\n\n`,
    );
    return undefined;
  }
}

const python = await pythonWithDlt();

const FIRST = [
  {
    id: 1,
    userName: 'a',
    updated_at: '2024-01-01T00:00:00Z',
    tags: ['x', 'y'],
    items: [{ n: 1, parts: [true] }],
  },
  { id: 2, userName: 'b', updated_at: '2024-01-02T00:00:00Z', tags: [] },
];

/** Loads rows with dlt; gives where its cursor started. */
async function loadWithDlt(
  file: string,
  rows: readonly unknown[],
  run = 1,
  ...more: readonly string[]
): Promise<unknown> {
  const folder = join(dirname(file), `pipelines-${run}`);
  const { stdout } = await exec(python as string, [
    SCRIPT,
    file,
    folder,
    JSON.stringify(rows),
    ...more,
  ]);
  return (JSON.parse(stdout.trim().split('\n')[0] as string) as { start: unknown }).start;
}

const sinceOf = (cursor_path: string, initial_value: string | number) => ({
  data_selector: 'data',
  params: { since: { type: 'incremental' as const, cursor_path, initial_value } },
});
const MERGED: Partial<ResourceConfig> = {
  primary_key: 'id',
  write_disposition: 'merge',
  endpoint: sinceOf('updated_at', '2020-01-01T00:00:00Z'),
};
const APPENDED: Partial<ResourceConfig> = { endpoint: sinceOf('u', 0) };

/** Loads rows with Sluice, from an API that gives them whatever is asked. */
async function loadWithSluice(
  file: string,
  rows: readonly unknown[],
  options: SyncOptions = {},
  resource: Partial<ResourceConfig> = MERGED,
) {
  await using server = await serve((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: rows }));
  });
  const source = restApiSource({
    client: { base_url: server.origin, paginator: 'single_page' },
    resources: [
      {
        name: 'items',
        ...resource,
      },
    ],
  });
  const report = await sync(source, { to: file, layout: 'dlt', dataset: 'crm', ...options });
  const since = new URL(server.requests[0]?.url ?? '/', 'http://localhost').searchParams.get(
    'since',
  );
  return { report: report.resources[0], since };
}

describe.skipIf(python === undefined)('a dataset that dlt made', () => {
  test('is refused, and left as it is, unless it is to be taken over', async () => {
    const file = await databasePath();
    await loadWithDlt(file, FIRST);
    const { report } = await loadWithSluice(file, FIRST);
    expect(report?.error?.message).toContain('was made by dlt. Take it over with `--take-over`');
    expect(await query(file, 'SELECT count(*)::INT AS n FROM crm._dlt_loads')).toEqual([{ n: 1 }]);
  });

  test('goes on: in its tables, with the ids of its rows, at its cursors; and so does dlt behind Sluice', async () => {
    const file = await databasePath();
    await loadWithDlt(file, FIRST);
    const rowsOf = () =>
      query(
        file,
        'SELECT id::INT AS id, _dlt_id AS row, _dlt_load_id AS load FROM crm.items ORDER BY id',
      );
    const [first, second] = await rowsOf();
    const added = {
      id: 3,
      userName: 'c',
      updated_at: '2024-01-03T00:00:00Z',
      tags: ['q'],
      more: 1,
    };
    const changed = { ...FIRST[1], userName: 'B' };
    const taken = await loadWithSluice(file, [changed, added], { takeOver: true });
    expect(taken.since).toBe('2024-01-02T00:00:00Z');
    expect(taken.report).toMatchObject({ inserted: 1, updated: 1 });
    const rows = await rowsOf();
    expect(rows[0]).toEqual(first);
    expect([rows[1]?.['row'], rows[1]?.['load'] === second?.['load']]).toEqual([
      second?.['row'],
      false,
    ]);
    expect(await query(file, 'SELECT value FROM crm.items__tags ORDER BY 1')).toEqual([
      { value: 'q' },
      { value: 'x' },
      { value: 'y' },
    ]);
    // by now it is Sluice's
    expect((await loadWithSluice(file, [added])).since).toBe('2024-01-03T00:00:00Z');
    const last = { id: 4, userName: 'd', updated_at: '2024-01-04T00:00:00Z', tags: ['z'] };
    expect(await loadWithDlt(file, [last], 2)).toBe('2024-01-03T00:00:00Z');
    expect((await rowsOf()).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect((await loadWithSluice(file, [last])).report).toMatchObject({ unchanged: 1 });
  });

  test('goes on behind the rows at its cursor, where rows are appended', async () => {
    const file = await databasePath();
    const rows = [
      { id: 1, u: 1 },
      { id: 2, u: 2, o: { a: [1.5, 'é'] } },
    ];
    await loadWithDlt(file, rows, 1, 'append');
    const added = { id: 3, u: 2 };
    await loadWithSluice(file, [...rows, added], { takeOver: true }, APPENDED);
    await loadWithSluice(file, [...rows, added], {}, APPENDED);
    expect(await query(file, 'SELECT id::INT AS id FROM crm.items ORDER BY id')).toEqual(
      [1, 2, 3].map((id) => ({ id })),
    );
  });

  test('whose tables were changed since is refused', async () => {
    const file = await databasePath();
    await loadWithDlt(file, FIRST);
    await query(file, 'ALTER TABLE crm.items ALTER user_name TYPE BLOB');
    const { report } = await loadWithSluice(file, FIRST, { takeOver: true });
    expect(report?.error?.message).toContain('a column `user_name` of type BLOB');
  });
});
