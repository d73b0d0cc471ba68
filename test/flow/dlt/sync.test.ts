import { expect, onTestFinished, test } from 'vitest';
import type { ResourceConfig } from '../../../src/index.ts';
import { restApiSource, sync } from '../../../src/index.ts';
import { databasePath, query } from '../../support/duckdb-load.ts';
import { serve } from '../../support/http-server.ts';

/** Loads resources whose rows an API has under their names. */
async function load(
  path: string,
  rows: Readonly<Record<string, readonly unknown[]>>,
  resources: readonly ResourceConfig[],
  name = 'crm',
) {
  const server = await serve((request, response) => {
    const of = new URL(String(request.url), 'http://localhost').pathname.slice(1);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ items: rows[of] ?? [] }));
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const source = restApiSource(
    {
      client: { base_url: server.origin, paginator: 'single_page' },
      resource_defaults: { endpoint: { data_selector: 'items' } },
      resources,
    },
    { name },
  );
  return sync(source, { to: path, layout: 'dlt', verify: 'off' });
}

const tablesOf = async (path: string) => {
  const rows = await query(
    path,
    "SELECT table_name AS name FROM duckdb_tables() WHERE schema_name = 'main' AND table_name NOT LIKE '\\_dlt%' ESCAPE '\\' ORDER BY 1",
  );
  return rows.map(({ name }) => name);
};

test.each(['Größe', 'trail_', '@type', 'a.b', 'userIDs'])(
  'the table %s has one name, whether it is written or a function gives it',
  async (given) => {
    const names = await Promise.all(
      [given, () => given].map(async (table_name) => {
        const path = await databasePath();
        await load(path, { t: [{ id: 1, l: [1] }] }, [{ name: 't', table_name }]);
        return tablesOf(path);
      }),
    );
    expect(names[1]).toEqual(names[0]);
  },
);

test('a load, its schema and its state stand in dlt’s books once, for all of its resources', async () => {
  const path = await databasePath();
  const both = [{ name: 'a' }, { name: 'b' }];
  await load(path, { a: [{ id: 1 }], b: [{ id: 1 }] }, both, 'mySource');
  await load(path, { a: [{ id: 1 }], b: [{ id: 1 }] }, both, 'mySource');
  const counts = await query(
    path,
    `SELECT (SELECT count(*)::INT FROM _dlt_loads) AS loads, (SELECT count(*)::INT FROM _dlt_version) AS versions,
       (SELECT count(*)::INT FROM _dlt_pipeline_state) AS states, (SELECT any_value(schema_name) FROM _dlt_loads) AS name`,
  );
  expect(counts).toEqual([{ loads: 2, versions: 1, states: 1, name: 'mySource' }]);
});

test('a load that finds a table as it was, and makes another one, keeps the version before it', async () => {
  const path = await databasePath();
  const rows = { a: [{ id: 1 }], b: [{ id: 1 }], c: [{ id: 1 }] };
  await load(path, rows, [{ name: 'a' }]);
  await load(path, rows, [{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  expect(
    await query(
      path,
      'SELECT version::INT AS version, version_hash IN (SELECT schema_version_hash FROM _dlt_loads) AS used FROM _dlt_version ORDER BY 1',
    ),
  ).toEqual([1, 2].map((version) => ({ version, used: true })));
});

test('a load whose rows could not be written leaves nothing in dlt’s books', async () => {
  const path = await databasePath();
  // beyond what nanoseconds can count
  const rows = { a: [{ at: '2500-01-01T00:00:00Z' }], b: [{ id: 1 }] };
  const at = { data_type: 'timestamp', precision: 9, timezone: false } as const;
  const report = await load(path, rows, [{ name: 'a', columns: { at } }]);
  expect(report.resources[0]?.error?.message).toContain('DuckDB refused to write');
  const books = "SELECT count(*)::INT AS n FROM duckdb_tables() WHERE table_name LIKE '%dlt%'";
  expect(await query(path, books)).toEqual([{ n: 0 }]);
  // its own record is there
  expect(await query(path, 'SELECT resource AS name FROM _sluice.resources')).toEqual([
    { name: 'a' },
  ]);
  await load(path, rows, [{ name: 'a', columns: { at } }, { name: 'b' }]);
  expect(await query(path, 'SELECT count(*)::INT AS n FROM _dlt_version')).toEqual([{ n: 1 }]);
});

test('a key takes no null, unless a column alone says that it is one', async () => {
  const path = await databasePath();
  await load(path, { a: [{ id: 1, g: 1, h: 1 }] }, [
    { name: 'a', primary_key: 'id', merge_key: ['g'], columns: { h: { merge_key: true } } },
  ]);
  const columns = await query(
    path,
    "SELECT column_name AS name FROM duckdb_columns() WHERE table_name = 'a' AND is_nullable",
  );
  expect(columns).toEqual([{ name: 'h' }]);
});

test('the table of a list is no table of a resource', async () => {
  const path = await databasePath();
  const rows = { a: [{ id: 1, b: [1] }], c: [{ id: 1 }] };
  await load(path, rows, [{ name: 'a' }]);
  const report = await load(path, rows, [{ name: 'c', table_name: 'a__b' }]);
  expect(report.resources[0]?.error?.message).toContain(
    'the table `main.a__b` holds the lists of `a`',
  );
  expect(await query(path, 'SELECT count(*)::INT AS n FROM a__b')).toEqual([{ n: 1 }]);
});
