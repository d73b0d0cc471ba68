import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import type { CursorMove, WalkOutcome } from '../../../src/model.ts';
import { batchOf, pageEnd } from '../../support/batches.ts';
import { compiled } from '../../support/build-for-children.ts';
import { loadFamily, member } from '../../support/duckdb-family.ts';
import { loadTestFamily } from '../../support/duckdb-family-load.ts';
import { databasePath, query } from '../../support/duckdb-load.ts';
import { openWalk } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

const FAILED: WalkOutcome = {
  verdict: 'incomplete',
  reason: 'failed_page',
  error: new SourceError('SOURCE_NETWORK', 'gone'),
};
const DRIFTED: WalkOutcome = { verdict: 'drifted' };
const cursor = (lastValue: number): CursorMove[] => [
  { path: 'at', walk: '', state: { initialValue: 0, lastValue, boundary: [] } },
];
const rows = [batchOf([{ id: 1 }])];
const tables = (path: string) =>
  query(
    path,
    "SELECT table_name t, estimated_size::INTEGER n FROM duckdb_tables() WHERE schema_name = 'main' ORDER BY 1",
  );
const cursors = (path: string) => query(path, 'SELECT resource r FROM _sluice.cursors ORDER BY 1');

test('a family folds together, and its cursors move', async () => {
  const path = await databasePath();
  const { counts } = await loadFamily(path, [
    { target: member('parents'), batches: rows, cursors: cursor(1) },
    { target: member('children', { write: 'append' }), batches: rows, cursors: cursor(1) },
  ]);
  expect(counts).toMatchObject([{ inserted: 1 }, { inserted: 1 }]);
  expect(await cursors(path)).toEqual([{ r: 'children' }, { r: 'parents' }]);
  expect(await query(path, 'SELECT resource r FROM _sluice.resources ORDER BY 1')).toHaveLength(2);
  expect(await query(path, "FROM duckdb_tables() WHERE table_name LIKE 'staging%'")).toEqual([]);
});

test('where a dependent failed, merged rows of the others fold and no cursor moves', async () => {
  const path = await databasePath();
  const { counts } = await loadFamily(path, [
    { target: member('parents'), batches: rows, cursors: cursor(1) },
    { target: member('children'), batches: rows, outcome: FAILED, cursors: cursor(1) },
    { target: member('others'), batches: rows, cursors: cursor(1) },
    { target: member('appended', { write: 'append' }), batches: rows },
    { target: member('replaced', { write: 'replace' }), batches: rows },
  ]);
  expect(counts).toMatchObject([
    { inserted: 1, discarded: 0 },
    { inserted: 0, discarded: 1, staged: 0 },
    { inserted: 1 },
    { inserted: 0, discarded: 1, warnings: [expect.stringContaining('the walk of children')] },
    { inserted: 0, discarded: 1, warnings: [expect.stringContaining('the walk of children')] },
  ]);
  expect(await tables(path)).toEqual([
    { t: 'others', n: 1 },
    { t: 'parents', n: 1 },
  ]);
  expect(await cursors(path)).toEqual([]);
  expect(await query(path, "FROM duckdb_tables() WHERE table_name LIKE 'staging%'")).toEqual([]);
});

test('the rows of a parent that are appended are not written where a dependent failed, and once when it is well', async () => {
  const path = await databasePath();
  const parents = { target: member('parents', { write: 'append' }), batches: rows };
  const children = { target: member('children'), batches: rows };
  const first = await loadFamily(path, [parents, { ...children, outcome: FAILED }]);
  expect(first.counts[0]).toMatchObject({ inserted: 0, discarded: 1 });
  expect(first.counts[0]?.warnings).toHaveLength(1);
  await loadFamily(path, [parents, children]);
  expect(await tables(path)).toEqual([
    { t: 'children', n: 1 },
    { t: 'parents', n: 1 },
  ]);
});

test('where a dependent drifted, all fold but what is appended, and no cursor moves', async () => {
  const path = await databasePath();
  const { counts } = await loadFamily(path, [
    { target: member('parents', { write: 'replace' }), batches: rows, cursors: cursor(1) },
    { target: member('children'), batches: rows, outcome: DRIFTED },
    { target: member('appended', { write: 'append' }), batches: rows },
  ]);
  expect(counts).toMatchObject([{ inserted: 1 }, { inserted: 1 }, { inserted: 0, discarded: 1 }]);
  expect(await cursors(path)).toEqual([]);
});

test('one member that cannot be folded takes the whole family back', async () => {
  const path = await databasePath();
  const target = member('children', {
    columns: [{ field: 'id', nullable: false, dataType: 'time' }],
  });
  const error = await rejection(
    loadFamily(path, [
      { target: member('parents'), batches: rows, cursors: cursor(1) },
      { target, batches: rows },
    ]),
  );
  expect(error).toMatchObject({ code: 'DESTINATION_WRITE' });
  expect(await tables(path)).toEqual([]);
  expect(await cursors(path)).toEqual([]);
});

test('what an earlier run staged of a member of a family is dropped, with a warning', async () => {
  const path = await databasePath();
  const target = member('parents');
  const walk = await openWalk(path, { target });
  await walk.stage([batchOf([{ id: 7 }]), pageEnd('{}')]);
  await walk.crash();
  const { warnings } = await loadFamily(path, [{ target, batches: rows }]);
  expect(warnings).toMatchObject([
    expect.stringMatching(
      /^parents: 1 row that load .* was dropped, because resources that depend/,
    ),
  ]);
  expect(await query(path, 'SELECT id FROM parents')).toEqual([{ id: '1' }]);
});

test('a member that is settled alone drops what it staged when its walk broke off', async () => {
  const path = await databasePath();
  const walk = await openWalk(path, { target: member('parents') });
  await walk.stage(rows);
  expect(await walk.settle(FAILED)).toMatchObject({ staged: 0, discarded: 1, warnings: [] });
});

const SCRIPT = compiled('test/support/duckdb-family-in-child.ts');

/** Everything but the names of loads. */
async function contents(path: string) {
  return {
    parents: await query(path, 'SELECT * EXCLUDE _load_id FROM parents ORDER BY ALL'),
    children: await query(path, 'SELECT * EXCLUDE _load_id FROM children ORDER BY ALL'),
    replaced: await query(path, 'SELECT * EXCLUDE _load_id FROM replaced ORDER BY ALL'),
    cursors: await query(path, 'SELECT resource, state FROM _sluice.cursors ORDER BY ALL'),
  };
}

const PLACES = [
  'stage.commit.after',
  'fold.begin.before',
  'fold.schema.after',
  'fold.insert.after',
  'fold.report.after:2',
  'stage.drop.before:1',
  'fold.commit.before',
  'fold.commit.after',
];

test.each(PLACES)(
  'a family that was killed at %s and ran again is as if nothing had been',
  async (place) => {
    const path = await databasePath();
    await loadTestFamily(path, 1);
    const child = spawn(process.execPath, [SCRIPT, path, '2', place], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    const isCommitted = place === 'fold.commit.after' || place.startsWith('stage.drop');
    // rows that are appended come again only where the cursor had not moved
    if (!isCommitted) await loadTestFamily(path, 2);
    const undisturbed = await databasePath('undisturbed.duckdb');
    await loadTestFamily(undisturbed, 1);
    await loadTestFamily(undisturbed, 2);
    expect(await contents(path)).toEqual(await contents(undisturbed));
  },
  60_000,
);
