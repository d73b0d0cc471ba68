import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import type { LoadCounts } from '../../../src/destination/destination.ts';
import { duckdbDestination } from '../../../src/duckdb-destination.ts';
import { SourceError } from '../../../src/errors.ts';
import type { WalkOutcome } from '../../../src/model.ts';
import { batchOf, pagesOf } from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  EXHAUSTED,
  loadBatches,
  loadStart,
  query,
  queryStaging,
  syncReport,
} from '../../support/duckdb-load.ts';
import { rejection } from '../../support/rejection.ts';
import { resourceReport } from '../../support/sync-report.ts';

const ROWS = Array.from({ length: 30 }, (_, id) => ({ id, name: `n${id}` }));
const broken = new SourceError('SOURCE_HTTP_STATUS', 'contacts, page 4: 500.');

test.each<WalkOutcome>([
  { verdict: 'complete', basis: 'single' },
  { verdict: 'exhausted', basis: 'total' },
  { verdict: 'drifted' },
  { verdict: 'incomplete', reason: 'total_mismatch' },
  { verdict: 'incomplete', reason: 'max_pages' },
])('a walk that ended $verdict $reason folds', async (outcome) => {
  const path = await databasePath();
  const { counts } = await loadBatches(path, pagesOf(ROWS, 10), { outcome });
  expect(counts).toMatchObject({ inserted: 30, staged: 0, discarded: 0 });
});

test.each<WalkOutcome>([
  { verdict: 'incomplete', reason: 'failed_page', error: broken },
  { verdict: 'incomplete', reason: 'deadline' },
  { verdict: 'incomplete', reason: 'aborted' },
])(
  'a walk that broke off by $reason stays staged, and without a state of the walk the next load drops it and says so',
  async (outcome) => {
    const path = await databasePath();
    const first = await loadBatches(path, pagesOf(ROWS, 10), { outcome });
    expect(first.counts).toMatchObject({ inserted: 0, staged: 30, discarded: 0 });
    expect(first.counts).not.toHaveProperty('table');
    const [checkpoint] = await queryStaging(
      path,
      'SELECT load_id, page, rows, facts FROM checkpoints',
    );
    expect(checkpoint).toMatchObject({ load_id: first.loadId, page: 3, rows: '30' });
    const second = await loadBatches(path, pagesOf(ROWS, 10));
    expect(second.warnings).toEqual([
      `contacts: 30 rows that load ${first.loadId} had staged and not finished were dropped, because no checkpoint says up to where they are whole; this run reads everything again.`,
    ]);
    expect(second.counts).toMatchObject({ inserted: 30 });
    expect(existsSync(`${path}.staging`)).toBe(false);
  },
);

test('the books hold one row for each resource and load, with errors as code and message', async () => {
  const path = await databasePath();
  const outcome: WalkOutcome = { verdict: 'incomplete', reason: 'failed_page', error: broken };
  const { loadId } = await loadBatches(path, pagesOf(ROWS, 10), { outcome });
  const [row] = await query(path, "SELECT *, report->'error' AS error FROM _sluice.resources");
  expect(row).toMatchObject({
    load_id: loadId,
    resource: 'contacts',
    verdict: 'incomplete',
    reason: 'failed_page',
    staged: '30',
    error: '{"code":"SOURCE_HTTP_STATUS","message":"contacts, page 4: 500."}',
  });
  const [load] = await query(
    path,
    'SELECT load_id, verdict, finished_at > started_at f FROM _sluice.loads',
  );
  expect(load).toEqual({ load_id: loadId, verdict: 'complete', f: true });
});

test('a resource that never reached its writer is in the books too', async () => {
  const path = await databasePath();
  const start = loadStart();
  const load = await duckdbDestination(path).open(start);
  await load.close(syncReport(start, [resourceReport({ name: 'deals', verdict: 'incomplete' })]));
  expect(await query(path, 'SELECT resource, verdict FROM _sluice.resources')).toEqual([
    { resource: 'deals', verdict: 'incomplete' },
  ]);
});

test('a walk without rows makes no table, and leaves one that is there', async () => {
  const path = await databasePath();
  const first = await loadBatches(path, []);
  expect(first.counts).not.toHaveProperty('table');
  expect(await query(path, "FROM duckdb_tables() WHERE schema_name = 'main'")).toEqual([]);
  await loadBatches(path, [batchOf([{ id: 1 }])]);
  const third = await loadBatches(path, [batchOf([])]);
  expect(third.counts).toMatchObject({ table: 'contacts', inserted: 0, unchanged: 0 });
  expect(await query(path, 'SELECT id FROM contacts')).toEqual([{ id: '1' }]);
});

test('a writer that was destroyed folds nothing, keeps what was committed and counts the rest', async () => {
  const path = await databasePath();
  const start = loadStart();
  const stageLimits = { maxRows: 10, maxTextLength: 1e6, maxWaitMs: 60_000 };
  const load = await duckdbDestination(path, { stageLimits }).open(start);
  const writer = await load.writer(contacts());
  async function* batches() {
    yield* pagesOf(ROWS.slice(0, 25), 5);
    throw broken;
  }
  expect(await rejection(pipeline(Readable.from(batches()), writer.stream))).toBe(broken);
  let counts: LoadCounts | undefined;
  const report = await writer.settle(EXHAUSTED, (told) => {
    counts = told;
    return resourceReport({ ...told });
  });
  const { staged, discarded } = report;
  expect(counts).toMatchObject({ inserted: 0, updated: 0 });
  expect([staged % 10, discarded % 5]).toEqual([0, 0]);
  await load.close(syncReport(start, [report]));
  const [rows] = await queryStaging(
    path,
    'SELECT count(*)::INTEGER n FROM staging_4_main_contacts',
  );
  expect(rows).toEqual({ n: staged });
});

test('a writer that is discarded leaves nothing behind', async () => {
  const path = await databasePath();
  await loadBatches(path, [batchOf([{ id: 1, name: 'old' }])]);
  const start = loadStart();
  const load = await duckdbDestination(path).open(start);
  const writer = await load.writer(contacts());
  writer.stream.write(batchOf([{ id: 1, name: 'new' }]));
  await writer.discard();
  await load.close(syncReport(start, []));
  expect(await query(path, 'SELECT name FROM contacts')).toEqual([{ name: 'old' }]);
  expect(existsSync(`${path}.staging`)).toBe(false);
});

test('rows are committed after a while even when no more come', async () => {
  const path = await databasePath();
  const start = loadStart();
  const stageLimits = { maxRows: 1e6, maxTextLength: 1e9, maxWaitMs: 5 };
  const load = await duckdbDestination(path, { stageLimits }).open(start);
  const writer = await load.writer(contacts());
  writer.stream.write(batchOf(ROWS));
  await expect
    .poll(() => queryStaging(path, 'SELECT count(*)::INTEGER n FROM staging_4_main_contacts'))
    .toEqual([{ n: 30 }]);
  await load.close(syncReport(start, []));
});

test('a report that cannot be made takes the fold back', async () => {
  const path = await databasePath();
  const start = loadStart();
  const load = await duckdbDestination(path).open(start);
  const writer = await load.writer(contacts());
  await pipeline(Readable.from(pagesOf(ROWS, 10)), writer.stream);
  const error = await rejection(
    writer.settle(EXHAUSTED, () => {
      throw new Error('no report');
    }),
  );
  expect(error).toMatchObject({ code: 'DESTINATION_WRITE' });
  expect(error.message).toContain('The table is as it was; 30 rows wait in staging');
  await load.close(syncReport(start, []));
  expect(await query(path, "FROM duckdb_tables() WHERE schema_name = 'main'")).toEqual([]);
  expect((await loadBatches(path, [])).warnings).toHaveLength(1);
});
