import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { resetResource } from '../../../src/destination/duckdb/change-state.ts';
import { readStatus } from '../../../src/destination/duckdb/status.ts';
import type { WalkOutcome } from '../../../src/model.ts';
import { batchOf, wholePage } from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  loadBatches,
  loadStart,
  query,
  queryStaging,
} from '../../support/duckdb-load.ts';
import { openWalk } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

const failed: WalkOutcome = { verdict: 'incomplete', reason: 'deadline' };
const deals = contacts({ resource: 'deals', table: 'deals' });

/** Contacts loaded twice, the second time broken off; deals loaded once into another schema. */
async function history(): Promise<{ path: string; loads: string[] }> {
  const path = await databasePath();
  const first = await loadBatches(path, [batchOf([{ id: 1 }, { id: 2 }])]);
  const start = loadStart({ dataset: 'crm', startedAt: '2026-01-02T00:00:00Z' });
  const second = await loadBatches(path, [batchOf([{ id: 5 }])], { target: deals, start });
  const walk = await openWalk(path, { start: loadStart({ startedAt: '2026-01-03T00:00:00Z' }) });
  await walk.stage([...wholePage([{ id: 3 }, { id: 4 }]), batchOf([{ id: 5 }], { page: 2 })]);
  await walk.settle(failed);
  return { path, loads: [walk.start.loadId, second.loadId, first.loadId] };
}

test('a status tells the last loads, what became of each resource, and what waits', async () => {
  const { path, loads } = await history();
  const status = await readStatus(path);
  expect(status.path).toBe(path);
  expect(status.loads.map(({ loadId }) => loadId)).toEqual(loads);
  expect(status.loads[0]).toEqual({
    loadId: loads[0],
    source: 'crm',
    verdict: 'complete',
    startedAt: '2026-01-03T00:00:00.000Z',
    finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    seconds: expect.any(Number),
  });
  expect(status.resources).toMatchObject([
    { resource: 'deals', dataset: 'crm', table: 'deals', verdict: 'exhausted', basis: 'end' },
    {
      resource: 'contacts',
      dataset: 'main',
      loadId: loads[0],
      at: status.loads[0]?.finishedAt,
      verdict: 'incomplete',
      reason: 'deadline',
      counts: { staged: 3, inserted: 0, deleted: 0 },
    },
  ]);
  expect(status.checkpoints).toEqual([
    {
      resource: 'contacts',
      dataset: 'main',
      table: 'contacts',
      loadId: loads[0],
      pass: 1,
      page: 1,
      rows: 3,
      isResumable: true,
      updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      ageSeconds: expect.any(Number),
    },
  ]);
  const one = await readStatus(path, { dataset: 'CRM' });
  expect([one.resources.length, one.checkpoints.length]).toEqual([1, 0]);
});

test('the view of the history tells it to whoever asks the database', async () => {
  const { path, loads } = await history();
  const rows = await query(
    path,
    `SELECT * REPLACE (epoch_ms("at")::DOUBLE AS "at") FROM _sluice.history`,
  );
  expect(rows.map(({ load_id }) => load_id)).toEqual(loads);
  expect(rows).toMatchObject([
    {
      source: 'crm',
      dataset: 'main',
      resource: 'contacts',
      verdict: 'incomplete (deadline)',
      staged: '3',
    },
    { dataset: 'crm', resource: 'deals', verdict: 'exhausted (end)' },
    { dataset: 'main', resource: 'contacts', verdict: 'exhausted (end)' },
  ]);
  expect(Object.keys(rows[0] ?? {})).toEqual([
    'load_id',
    'at',
    'source',
    'dataset',
    'resource',
    'verdict',
    'rows',
    'inserted',
    'updated',
    'unchanged',
    'deleted',
    'staged',
  ]);
  await query(
    path,
    `INSERT INTO _sluice.loads (load_id, source, started_at) VALUES ('killed', 'crm', '2026-02-01T00:00:00Z');
     UPDATE _sluice.resources SET since = '2026-01-01T12:30:59Z', basis = 'total' WHERE dataset = 'crm';
     UPDATE _sluice.resources SET verdict = 'incomplete', basis = NULL, report = '{"error":{"message":"x"}}' WHERE load_id = '${loads[2]}'`,
  );
  const told = await query(path, 'SELECT resource, verdict FROM _sluice.history');
  expect(told).toEqual([
    { resource: null, verdict: 'not ended' },
    { resource: 'contacts', verdict: 'incomplete (deadline)' },
    { resource: 'deals', verdict: 'exhausted (total) since 2026-01-01 12:30' },
    { resource: 'contacts', verdict: 'incomplete (failed)' },
  ]);
  // the name of the file is no part of it
  const moved = `${path}.moved.duckdb`;
  renameSync(path, moved);
  expect(await query(moved, 'SELECT count(*)::INTEGER AS n FROM _sluice.history')).toEqual([
    { n: 4 },
  ]);
  await query(moved, 'DROP VIEW _sluice.history');
  await loadBatches(moved, [batchOf([{ id: 9 }])]);
  expect(await query(moved, 'SELECT count(*)::INTEGER AS n FROM _sluice.history')).toEqual([
    { n: 5 },
  ]);
});

test('a load that was killed has neither an end nor a verdict', async () => {
  const { path } = await history();
  await query(
    path,
    "INSERT INTO _sluice.loads (load_id, source, started_at) VALUES ('killed', 'crm', '2026-02-01T00:00:00Z')",
  );
  expect((await readStatus(path)).loads[0]).toEqual({
    loadId: 'killed',
    source: 'crm',
    startedAt: '2026-02-01T00:00:00.000Z',
  });
});

test('a status leaves the file as it is, byte for byte, and makes none', async () => {
  const { path } = await history();
  const before = readFileSync(path);
  await readStatus(path);
  expect(readFileSync(path).equals(before)).toBe(true);
  const missing = `${path}.missing`;
  for (const look of [() => readStatus(missing), () => resetResource(missing, 'contacts')]) {
    const error = await rejection(look());
    expect(error).toMatchObject({ code: 'DESTINATION_OPEN' });
    expect(error.message).toContain('there is no such file, and none was made');
  }
  expect(existsSync(missing)).toBe(false);
  writeFileSync(missing, 'text');
  await expect(readStatus(missing)).rejects.toMatchObject({ code: 'DESTINATION_OPEN' });
});

test('a database without books has an empty status, and nothing to reset', async () => {
  const path = await databasePath();
  const instance = await DuckDBInstance.create(path);
  instance.closeSync();
  expect(await readStatus(path)).toEqual({
    path,
    loads: [],
    resources: [],
    checkpoints: [],
    cursors: [],
  });
  expect(await resetResource(path, 'contacts')).toEqual({
    resource: 'contacts',
    dropped: [],
    cursors: 0,
  });
});

test('books of a newer version have no status', async () => {
  const { path } = await history();
  await query(path, 'UPDATE _sluice.version SET version = 99');
  const error = await rejection(readStatus(path));
  expect(error).toMatchObject({ code: 'DESTINATION_OPEN' });
  expect(error.message).toContain('Take a newer Sluice');
});

test('a status can be read while a load of the same process is writing, and a load can follow it at once', async () => {
  const { path } = await history();
  const walk = await openWalk(path, { target: deals });
  expect((await readStatus(path)).loads[0]?.finishedAt).toBeDefined();
  await walk.settle();
  const [status, { counts }] = await Promise.all([
    readStatus(path),
    loadBatches(path, [batchOf([{ id: 7 }])], { target: deals }),
  ]);
  expect([status.resources.length, counts.inserted]).toEqual([3, 1]);
});

test('a reset drops what is staged of a resource and leaves its table', async () => {
  const { path, loads } = await history();
  expect(await resetResource(path, 'contacts', { dataset: 'crm' })).toMatchObject({ dropped: [] });
  expect(await resetResource(path, 'contacts')).toEqual({
    resource: 'contacts',
    cursors: 0,
    dropped: [{ dataset: 'main', table: 'contacts', rows: 3, loadId: loads[0] }],
  });
  expect(await query(path, 'SELECT id::INTEGER id FROM contacts')).toEqual([{ id: 1 }, { id: 2 }]);
  expect((await readStatus(path)).checkpoints).toEqual([]);
  expect(await resetResource(path, 'contacts')).toMatchObject({ dropped: [] });
  const walk = await openWalk(path);
  expect([walk.writer.resume, walk.writer.warnings]).toEqual([undefined, []]);
  await walk.crash();
});

test('a reset acts on main, as a load does, unless it is told another dataset', async () => {
  const { path } = await history();
  const start = loadStart({ dataset: 'crm' });
  const walk = await openWalk(path, { start });
  await walk.stage(wholePage([{ id: 1 }]));
  await walk.settle(failed);
  expect((await resetResource(path, 'contacts')).dropped.map(({ dataset }) => dataset)).toEqual([
    'main',
  ]);
  expect((await readStatus(path)).checkpoints).toMatchObject([{ dataset: 'crm', rows: 1 }]);
  expect((await resetResource(path, 'contacts', { dataset: 'CRM' })).dropped).toMatchObject([
    { dataset: 'crm', rows: 1 },
  ]);
});

test('a reset drops what a load left without a checkpoint', async () => {
  const { path } = await history();
  const name = 'staging_4_main_my_things';
  await queryStaging(path, `CREATE TABLE ${name} AS FROM staging_4_main_contacts`);
  expect((await resetResource(path, 'contacts')).dropped).toHaveLength(1);
  expect((await resetResource(path, 'myThings')).dropped).toEqual([
    { dataset: 'main', table: 'my_things', rows: 3 },
  ]);
  expect(existsSync(`${path}.staging`)).toBe(false);
});

test('a reset leaves what belongs to another resource, and what is being written', async () => {
  const { path } = await history();
  const others = contacts({ resource: 'others', table: 'many' });
  const walk = await openWalk(path, { target: others });
  await walk.stage(wholePage([{ id: 1 }]));
  expect((await resetResource(path, 'many')).dropped).toEqual([]);
  const error = await rejection(resetResource(path, 'others'));
  expect(error.message).toContain('Nothing was changed');
  expect(await walk.settle()).toMatchObject({ inserted: 1 });
});
