import { existsSync, rmSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { readStatus } from '../../../src/destination/duckdb/status.ts';
import { batchOf, wholePage } from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  loadBatches,
  query,
  queryStaging,
} from '../../support/duckdb-load.ts';
import { openWalk } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

/** A file as the first version of the books left it: a table, and rows of a load that was killed. */
const VERSION_1 = [
  'CREATE SCHEMA _sluice',
  'CREATE TABLE _sluice.version (version INTEGER NOT NULL)',
  'INSERT INTO _sluice.version VALUES (1)',
  `CREATE TABLE _sluice.loads (
    load_id VARCHAR NOT NULL, source VARCHAR NOT NULL, started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ, verdict VARCHAR, report JSON)`,
  `CREATE TABLE _sluice.resources (
    load_id VARCHAR NOT NULL, resource VARCHAR NOT NULL, dataset VARCHAR NOT NULL, "table" VARCHAR,
    verdict VARCHAR NOT NULL, basis VARCHAR, reason VARCHAR,
    received BIGINT, inserted BIGINT, updated BIGINT, unchanged BIGINT, duplicates BIGINT,
    staged BIGINT, discarded BIGINT, deleted BIGINT, report JSON NOT NULL)`,
  `CREATE TABLE _sluice.checkpoints (
    dataset VARCHAR NOT NULL, "table" VARCHAR NOT NULL, resource VARCHAR NOT NULL, load_id VARCHAR NOT NULL,
    plan_hash VARCHAR NOT NULL, pass INTEGER NOT NULL, page INTEGER NOT NULL, rows BIGINT NOT NULL,
    facts JSON NOT NULL, updated_at TIMESTAMPTZ NOT NULL)`,
  `CREATE TABLE _sluice.columns (
    dataset VARCHAR NOT NULL, "table" VARCHAR NOT NULL, field VARCHAR NOT NULL, "column" VARCHAR NOT NULL,
    type VARCHAR NOT NULL, facts JSON NOT NULL, ordinal INTEGER NOT NULL)`,
  'CREATE TABLE main.contacts (id BIGINT, name VARCHAR, _load_id VARCHAR)',
  "INSERT INTO main.contacts VALUES (1, 'old', 'one'), (2, 'old', 'one')",
  `INSERT INTO _sluice.columns VALUES
    ('main', 'contacts', 'id', 'id', 'BIGINT', '{"kinds":4,"integerDigits":1,"scale":0}', 0),
    ('main', 'contacts', 'name', 'name', 'VARCHAR', '{"kinds":256,"integerDigits":0,"scale":0}', 1)`,
  "INSERT INTO _sluice.loads VALUES ('one', 'crm', '2026-01-01T00:00:00Z', '2026-01-01T00:00:09Z', 'exhausted', '{}'), ('two', 'crm', '2026-01-02T00:00:00Z', NULL, NULL, NULL)",
  `INSERT INTO _sluice.resources VALUES ('one', 'contacts', 'main', 'contacts', 'exhausted', 'end', NULL, 2, 2, 0, 0, 0, 0, 0, 0, '{"received":2,"inserted":2}')`,
  'CREATE TABLE _sluice.staging_4_main_contacts (pass INTEGER, page INTEGER, row INTEGER, key VARCHAR, text VARCHAR, exact VARCHAR)',
  `INSERT INTO _sluice.staging_4_main_contacts VALUES (1, 1, 0, '3', '{"id":3,"name":"new"}', NULL)`,
  "INSERT INTO _sluice.checkpoints VALUES ('main', 'contacts', 'contacts', 'two', 'plan', 1, 1, 1, '[]', now())",
];

async function versionOne(): Promise<string> {
  const path = await databasePath();
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const sql of VERSION_1) await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
  return path;
}

test('books of version 1 are brought to version 6 when a load opens, and nothing is lost', async () => {
  const path = await versionOne();
  await loadBatches(path, [batchOf([{ id: 9 }])], {
    target: {
      resource: 'deals',
      table: 'deals',
      primaryKey: ['id'],
      naming: 'snake_case',
      detectDates: true,
      planHash: 'plan',
    },
  });
  expect(await query(path, 'FROM _sluice.version')).toEqual([{ version: 6 }]);
  expect(await query(path, 'SELECT * EXCLUDE (_load_id) FROM contacts ORDER BY id')).toEqual([
    { id: '1', name: 'old' },
    { id: '2', name: 'old' },
  ]);
  expect(await queryStaging(path, 'SELECT key, reread FROM staging_4_main_contacts')).toEqual([
    { key: '3', reread: false },
  ]);
  expect(await queryStaging(path, 'SELECT load_id, state FROM checkpoints')).toEqual([
    { load_id: 'two', state: null },
  ]);
});

test('rows that version 1 had staged have no state of their walk: they are dropped, and read again', async () => {
  const path = await versionOne();
  const walk = await openWalk(path);
  expect(walk.writer.resume).toBe(undefined);
  expect(walk.writer.warnings).toEqual([
    'contacts: 1 row that load two had staged and not finished was dropped, because no checkpoint says up to where they are whole; this run reads everything again.',
  ]);
  await walk.stage(
    wholePage([
      { id: 1, name: 'old' },
      { id: 3, name: 'new' },
    ]),
  );
  expect(await walk.settle()).toMatchObject({ inserted: 1, unchanged: 1 });
});

test('a status reads books of version 1 as they are', async () => {
  const path = await versionOne();
  const status = await readStatus(path);
  expect(status.loads.map(({ loadId }) => loadId)).toEqual(['two', 'one']);
  expect(status.resources).toMatchObject([{ resource: 'contacts', counts: { inserted: 2 } }]);
  expect(status.checkpoints).toMatchObject([{ loadId: 'two', rows: 1, isResumable: false }]);
  expect(await query(path, 'FROM _sluice.version')).toEqual([{ version: 1 }]);
});

test.each([3, 4] as const)(
  'books of version %s are brought to version 6, and what was staged in the database is gone on from',
  async (version) => {
    const path = await databasePath();
    const first = await openWalk(path);
    await first.stage(wholePage([{ id: 1, name: 'new' }]));
    await first.crash();
    await toVersion(path, version);
    expect(await readStatus(path)).toMatchObject({ checkpoints: [{ rows: 1, isResumable: true }] });
    const second = await openWalk(path);
    expect(second.writer.resume).toMatchObject({ rows: 1 });
    expect(Date.now() - Date.parse(second.writer.resume?.since ?? '')).toBeLessThan(600_000);
    const staged =
      "SELECT 1 FROM duckdb_tables() WHERE schema_name = '_sluice' AND (table_name = 'checkpoints' OR table_name LIKE 'staging%')";
    expect(await query(path, staged)).toEqual([]);
    expect(await second.settle()).toMatchObject({ inserted: 1 });
    expect(await query(path, 'SELECT DISTINCT since FROM _sluice.resources')).toEqual([
      { since: null },
    ]);
  },
);

/** Takes away what later versions of the books brought, and puts what is staged into the database itself. */
async function toVersion(path: string, version: 2 | 3 | 4 | 5): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const run = (sql: string) => connection.run(sql);
  await run('ALTER TABLE _sluice.tables DROP COLUMN history');
  if (version < 5) {
    await run('DROP TABLE _sluice.target');
    await run('DROP TABLE _sluice.folds');
  }
  if (version < 5 && existsSync(`${path}.staging`)) {
    await run(`ATTACH '${path}.staging' AS staged`);
    const later = version < 4 ? 'walk, mark, started_at' : 'walk, mark';
    await run(
      `CREATE TABLE _sluice.checkpoints AS SELECT * EXCLUDE (${later}) FROM staged.checkpoints`,
    );
    const name = 'staging_4_main_contacts';
    await run(`CREATE TABLE _sluice.${name} AS FROM staged.${name}`);
    await run('DETACH staged');
    rmSync(`${path}.staging`);
  }
  if (version < 4) await run('ALTER TABLE _sluice.resources DROP COLUMN since');
  if (version < 3) {
    for (const table of ['tables', 'cursors', 'rejected']) await run(`DROP TABLE _sluice.${table}`);
    await run('ALTER TABLE _sluice.columns DROP COLUMN hinted');
  }
  await run(`UPDATE _sluice.version SET version = ${version}`);
  connection.closeSync();
  instance.closeSync();
}

test('books of version 5 are brought to version 6, and what is staged beside them is gone on from', async () => {
  const path = await databasePath();
  await loadBatches(path, [batchOf([{ id: 1, name: 'old' }])]);
  const first = await openWalk(path);
  await first.stage(wholePage([{ id: 1, name: 'new' }]));
  await first.crash();
  await toVersion(path, 5);
  const second = await openWalk(path);
  expect(second.writer.resume).toMatchObject({ rows: 1 });
  expect(await second.settle()).toMatchObject({ updated: 1 });
  expect(await query(path, 'FROM _sluice.version')).toEqual([{ version: 6 }]);
});

test('books of version 2 are brought to version 6, and their columns and keys are known', async () => {
  const path = await databasePath();
  await loadBatches(path, [batchOf([{ id: 1, name: 'old' }])]);
  await toVersion(path, 2);
  expect((await readStatus(path)).cursors).toEqual([]);
  const { counts } = await loadBatches(path, [batchOf([{ id: 1, name: 'new' }])]);
  expect(counts).toMatchObject({ updated: 1, schemaChanges: [] });
  expect(await query(path, 'FROM _sluice.version')).toEqual([{ version: 6 }]);
});

test.each<[string, readonly string[], string]>([
  ['has other values that come twice', ['name'], 'holds 1 value of the primary key name more'],
  ['is in no row', ['mail'], 'by an earlier version of Sluice, and 2 rows of it have no value'],
  ['is in part in no row', ['id', 'mail'], 'and 2 rows of it have no value there'],
])('a key that does not fit a table of older books is refused: it %s', async (_, key, words) => {
  const path = await versionOne();
  const error = await rejection(openWalk(path, { target: contacts({ primaryKey: key }) }));
  expect(error.message).toContain(words);
  expect(await query(path, 'SELECT count(*)::INTEGER n FROM contacts')).toEqual([{ n: 2 }]);
});

test('a table of older books goes on by the key that its rows have, and says no more of it', async () => {
  const path = await versionOne();
  for (const warnings of [1, 0]) {
    const load = await loadBatches(path, [batchOf([{ id: 1, name: 'old' }])]);
    expect([load.counts.unchanged, load.warnings.length]).toEqual([1, warnings]);
  }
  expect(await query(path, 'SELECT key::VARCHAR AS key FROM _sluice.tables')).toEqual([
    { key: '["id"]' },
  ]);
});
