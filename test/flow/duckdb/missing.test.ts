import { expect, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import type { Batch, WalkOutcome } from '../../../src/model.ts';
import { batchOf, type TestRow, wholePage } from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  loadBatches,
  loadStart,
  query,
} from '../../support/duckdb-load.ts';
import { COMPLETE, openWalk } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

const rowsOf = (...ids: number[]): TestRow[] => ids.map((id) => ({ id, name: `n${id}` }));
const TEN = rowsOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
const without = (...ids: number[]) => TEN.filter((row) => !ids.includes(Number(row['id'])));
const ids = async (path: string, where = 'true') =>
  (await query(path, `SELECT id::INTEGER id FROM contacts WHERE ${where} ORDER BY id`)).map(
    (row) => row['id'],
  );

/** A load on a table that has ten rows. */
async function loaded(
  path: string,
  rows: readonly TestRow[] | readonly Batch[],
  over: Partial<ResourceTarget>,
  outcome: WalkOutcome = COMPLETE,
  startedAt = '2026-02-01T00:00:00Z',
) {
  const isBatches = (all: readonly unknown[]): all is Batch[] =>
    all.length > 0 && 'texts' in (all[0] as object);
  const batches = isBatches(rows) ? rows : [batchOf(rows as TestRow[])];
  return loadBatches(path, batches, {
    target: contacts(over),
    outcome,
    start: loadStart({ startedAt }),
  });
}

async function tenRows(over: Partial<ResourceTarget> = {}): Promise<string> {
  const path = await databasePath();
  await loaded(path, TEN, over);
  return path;
}

test.each<[string, Partial<ResourceTarget>, WalkOutcome]>([
  ['rows are to be kept', {}, COMPLETE],
  ['the walk proved nothing', { onMissing: 'delete' }, { verdict: 'exhausted', basis: 'total' }],
  ['the walk drifted', { onMissing: 'delete' }, { verdict: 'drifted' }],
  ['the walk was a try', { onMissing: 'delete' }, { verdict: 'incomplete', reason: 'max_pages' }],
])('nothing is deleted where %s', async (_name, over, outcome) => {
  const path = await tenRows();
  const { counts } = await loaded(path, without(9), over, outcome);
  expect(counts).toMatchObject({ unchanged: 9, deleted: 0, refusedDeletes: 0 });
  expect(await ids(path)).toHaveLength(10);
});

test('rows that a complete walk did not meet are deleted, in the load that writes the others', async () => {
  const path = await tenRows();
  const rows = [{ id: 0, name: 'new' }, ...without(0, 3, 8), { id: 20, name: 'n20' }];
  const { counts } = await loaded(path, rows, { onMissing: 'delete' });
  expect(counts).toMatchObject({ inserted: 1, updated: 1, unchanged: 7, deleted: 2 });
  expect(counts.warnings).toEqual([]);
  expect(await ids(path)).toEqual([0, 1, 2, 4, 5, 6, 7, 9, 20]);
});

test('rows that are missing are marked with the start of the load that missed them first', async () => {
  const path = await tenRows();
  const over = { onMissing: 'mark' } as const;
  const first = await loaded(path, without(3), over);
  expect(first.counts).toMatchObject({ unchanged: 9, deleted: 1 });
  expect(first.counts.schemaChanges).toEqual([
    { kind: 'column_added', table: 'contacts', column: '_deleted_at', to: 'TIMESTAMPTZ' },
  ]);
  const second = await loaded(path, without(3, 4), over, COMPLETE, '2026-03-01T00:00:00Z');
  expect(second.counts).toMatchObject({ unchanged: 8, deleted: 1, schemaChanges: [] });
  expect(
    await query(
      path,
      'SELECT id::INTEGER id, _deleted_at d, _load_id l FROM contacts WHERE _deleted_at IS NOT NULL ORDER BY id',
    ),
  ).toEqual([
    { id: 3, d: '2026-02-01 00:00:00+00', l: first.loadId },
    { id: 4, d: '2026-03-01 00:00:00+00', l: second.loadId },
  ]);
});

test('a row that comes back is not marked any more, whatever is to become of missing rows by now', async () => {
  for (const onMissing of ['mark', 'keep', 'delete'] as const) {
    const path = await tenRows({ onMissing: 'mark' });
    await loaded(path, without(3, 4), { onMissing: 'mark' });
    const { counts, loadId } = await loaded(path, without(4), { onMissing });
    expect(counts).toMatchObject({ inserted: 0, updated: 1, unchanged: 8 });
    expect(counts.deleted).toBe(onMissing === 'delete' ? 1 : 0);
    const [row] = await query(path, 'SELECT _deleted_at d, _load_id l FROM contacts WHERE id = 3');
    expect(row).toEqual({ d: null, l: loadId });
  }
});

test('a new table that marks missing rows has the column from the start', async () => {
  const path = await tenRows({ onMissing: 'mark' });
  expect(await query(path, 'SELECT column_name n FROM (DESCRIBE contacts)')).toEqual(
    ['id', 'name', '_load_id', '_deleted_at'].map((n) => ({ n })),
  );
});

test.each(['mark', 'delete'] as const)(
  'too many missing rows to %s are all left, and the rest is written',
  async (onMissing) => {
    const path = await tenRows();
    const rows = [...without(1, 2, 3), { id: 20, name: 'n20' }];
    const { counts } = await loaded(path, rows, { onMissing });
    expect(counts).toMatchObject({ inserted: 1, unchanged: 7, deleted: 0, refusedDeletes: 3 });
    const done = onMissing === 'mark' ? ['marked as deleted', 'marked'] : ['deleted', 'deleted'];
    expect(counts.warnings).toEqual([
      `contacts: 3 of 10 rows of the table are missing at the source and would have been ${done[0]}, but they are more than the share 0.2 that \`max_delete_ratio\` allows. Nothing was ${done[1]}, everything else was written; if they are gone indeed, raise \`max_delete_ratio\` for one run.`,
    ]);
    expect(await ids(path, onMissing === 'mark' ? '_deleted_at IS NULL' : 'true')).toHaveLength(11);
    const raised = await loaded(path, rows, { onMissing, maxDeleteRatio: 0.3 });
    expect(raised.counts).toMatchObject({ deleted: 3, refusedDeletes: 0, warnings: [] });
  },
);

test('rows that are marked already count neither as missing nor as rows of the table', async () => {
  const path = await tenRows();
  const over = { onMissing: 'mark', maxDeleteRatio: 1 } as const;
  await loaded(path, rowsOf(0, 1, 2, 3, 4), over);
  // one of five is a fifth; one of ten, or six of ten, would be something else
  const fits = await loaded(path, rowsOf(0, 1, 2, 3), { ...over, maxDeleteRatio: 0.2 });
  expect(fits.counts).toMatchObject({ deleted: 1, refusedDeletes: 0 });
  const refused = await loaded(path, rowsOf(0, 1, 2), { ...over, maxDeleteRatio: 0.2 });
  expect(refused.counts).toMatchObject({ deleted: 0, refusedDeletes: 1 });
  const deleted = await loaded(path, rowsOf(0, 1, 2, 3), { ...over, onMissing: 'delete' });
  expect(deleted.counts).toMatchObject({ deleted: 6 });
  expect(await ids(path)).toEqual([0, 1, 2, 3]);
});

test('a complete walk without a row is believed only where it is allowed to delete everything', async () => {
  const path = await tenRows();
  const refused = await loaded(path, [], { onMissing: 'delete' });
  expect(refused.counts).toMatchObject({ table: 'contacts', deleted: 0, refusedDeletes: 10 });
  const allowed = await loaded(path, [], { onMissing: 'delete', maxDeleteRatio: 1 });
  expect(allowed.counts).toMatchObject({ deleted: 10, refusedDeletes: 0 });
  expect(await ids(path)).toEqual([]);
  const none = await loaded(await databasePath(), [], { onMissing: 'delete' });
  expect(none.counts).toMatchObject({ deleted: 0, refusedDeletes: 0 });
  expect(none.counts).not.toHaveProperty('table');
});

test('compound keys, and keys that changed their type, are told apart', async () => {
  const path = await databasePath();
  const over = { primaryKey: ['org', 'no'], onMissing: 'delete', maxDeleteRatio: 1 } as const;
  const key = ['org', 'no'];
  const row = (org: string, no: number | string) => ({ org, no, id: 0 });
  await loaded(
    path,
    [batchOf([row('a', 1), row('a', 2), row('b', 1), row('b', 2)], { key })],
    over,
  );
  const { counts } = await loaded(path, [batchOf([row('a', '2'), row('b', 1)], { key })], over);
  expect(counts).toMatchObject({ deleted: 2, inserted: 0 });
  expect(await query(path, 'SELECT org, no FROM contacts ORDER BY ALL')).toEqual([
    { org: 'a', no: '2' },
    { org: 'b', no: '1' },
  ]);
});

test('rows from before a resume were met', async () => {
  const path = await tenRows();
  const target = contacts({ onMissing: 'delete' });
  const first = await openWalk(path, { target });
  await first.stage(wholePage(without(5, 6, 7, 8, 9)));
  await first.crash();
  const second = await openWalk(path, { target });
  await second.stage(wholePage(rowsOf(5, 6, 7, 8), { page: 2 }));
  expect(await second.settle(COMPLETE)).toMatchObject({ unchanged: 9, deleted: 1 });
});

test('a report that cannot be made takes the deletes back', async () => {
  const path = await tenRows();
  const walk = await openWalk(path, { target: contacts({ onMissing: 'delete' }) });
  await walk.stage(wholePage(without(5)));
  await new Promise<void>((done) => walk.writer.stream.end(done));
  const error = await rejection(
    walk.writer.settle(COMPLETE, () => {
      throw new Error('no report');
    }),
  );
  expect(error.message).toContain('9 rows wait in staging, and the next run goes on from there');
  await walk.crash();
  expect(await ids(path)).toHaveLength(10);
});

test('a field of the name of the mark gets another column', async () => {
  const path = await databasePath();
  const rows = [{ id: 1, _deleted_at: '2020-01-01' }];
  await loaded(path, rows, { onMissing: 'mark' });
  expect(await query(path, 'SELECT * EXCLUDE (_load_id) FROM contacts')).toEqual([
    { id: '1', _deleted_at__2: '2020-01-01', _deleted_at: null },
  ]);
});

test('a column of that name that is not ours is left, and marking is refused before anything is fetched', async () => {
  const path = await tenRows();
  await query(path, "ALTER TABLE contacts ADD COLUMN _Deleted_At VARCHAR DEFAULT 'mine'");
  const error = await rejection(openWalk(path, { target: contacts({ onMissing: 'mark' }) }));
  expect(error).toMatchObject({ code: 'DESTINATION_TABLE_FOREIGN' });
  expect(error.message).toContain('missing rows cannot be marked in it');
  const { counts } = await loaded(path, [{ id: 0, name: 'new' }, ...without(0, 1)], {
    onMissing: 'delete',
  });
  expect(counts).toMatchObject({ updated: 1, deleted: 1 });
  expect(await query(path, 'SELECT DISTINCT _deleted_at d FROM contacts')).toEqual([{ d: 'mine' }]);
});
