import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import { SourceError } from '../../../src/errors.ts';
import type { Batch, WalkOutcome } from '../../../src/model.ts';
import { batchOf, pageEnd, type TestRow, wholePage } from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  loadBatches,
  query,
  queryStaging,
} from '../../support/duckdb-load.ts';
import { COMPLETE, openWalk } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

const COMPLETE_DELETE = { outcome: COMPLETE };
const keyless = (over: Partial<ResourceTarget> = {}): ResourceTarget =>
  contacts({ primaryKey: [], ...over });
const append = keyless({ write: 'append' });
const replace = keyless({ write: 'replace' });

/** Rows without a key, as the parse room gives them where there is none. */
function unkeyed(rows: readonly TestRow[], options: Parameters<typeof batchOf>[1] = {}): Batch {
  return { ...batchOf(rows, options), keys: rows.map(() => undefined) };
}

const names = (path: string) => query(path, 'SELECT name FROM contacts ORDER BY ALL');

test('appended rows are added once each, whatever is in the table', async () => {
  const path = await databasePath();
  const rows = [unkeyed([{ name: 'a' }, { name: 'a' }, { name: 'b' }])];
  const first = await loadBatches(path, rows, { target: append });
  const second = await loadBatches(path, rows, { target: append });
  expect(first.counts).toMatchObject({ inserted: 3, duplicates: 0, warnings: [] });
  expect(second.counts).toMatchObject({ inserted: 3, updated: 0, unchanged: 0 });
  expect(await names(path)).toEqual(['a', 'a', 'a', 'a', 'b', 'b'].map((name) => ({ name })));
});

test('of rows that are appended only the last pass counts, and what was reread does not', async () => {
  const path = await databasePath();
  const walk = [
    unkeyed([{ name: 'old' }]),
    unkeyed([{ name: 'x' }, { name: 'y' }], { pass: 2 }),
    unkeyed([{ name: 'y' }], { pass: 2, page: 2, isReread: true }),
  ];
  const { counts } = await loadBatches(path, walk, { target: append });
  expect(counts).toMatchObject({ inserted: 2, late: 1, duplicates: 0 });
  expect(await names(path)).toEqual([{ name: 'x' }, { name: 'y' }]);
});

test('a keyless last pass that is shorter counts the difference as duplicates', async () => {
  const path = await databasePath();
  const walk = [unkeyed([{ name: 'x' }, { name: 'y' }]), unkeyed([{ name: 'x' }], { pass: 2 })];
  const { counts } = await loadBatches(path, walk, { target: append });
  expect(counts).toMatchObject({ inserted: 1, late: 0, duplicates: 1 });
});

test('a key may be there in rows that are appended, and is not looked at', async () => {
  const path = await databasePath();
  const target = contacts({ write: 'append' });
  const rows = [batchOf([{ id: 1 }, { id: 1 }])];
  await loadBatches(path, rows, { target });
  const { counts } = await loadBatches(path, rows, { target });
  expect(counts).toMatchObject({ inserted: 2, duplicates: 0 });
  expect(await query(path, 'SELECT count(*)::INTEGER n FROM contacts')).toEqual([{ n: 4 }]);
});

test('a keyless merge appends and says so', async () => {
  const path = await databasePath();
  const { counts } = await loadBatches(path, [unkeyed([{ name: 'a' }])], { target: keyless() });
  expect(counts.inserted).toBe(1);
  expect(counts.warnings).toMatchObject([expect.stringContaining('neither a primary key nor')]);
});

test('on_missing does nothing where rows are not merged, and says so', async () => {
  const path = await databasePath();
  const target = contacts({ write: 'append', onMissing: 'mark' });
  const { counts } = await loadBatches(path, [batchOf([{ id: 1 }])], { target, outcome: COMPLETE });
  expect(counts.warnings).toMatchObject([expect.stringContaining('nothing was done for it')]);
  expect(await query(path, 'SELECT * EXCLUDE _load_id FROM contacts')).toEqual([{ id: '1' }]);
});

const UNPROVED: readonly WalkOutcome[] = [
  { verdict: 'drifted' },
  { verdict: 'incomplete', reason: 'total_mismatch' },
  { verdict: 'incomplete', reason: 'max_pages' },
];
const GROUPS = contacts({ mergeKey: ['name'] });

test.each(
  [append, replace, GROUPS].flatMap((target) =>
    UNPROVED.map((outcome) => ({ target, outcome, write: target.write ?? 'groups' })),
  ),
)(
  'a walk of $write that ended $outcome.verdict $outcome.reason writes nothing, and the next one reads again',
  async ({ target, outcome }) => {
    const path = await databasePath();
    await loadBatches(path, [batchOf([{ id: 1, name: 'old' }])], { target });
    const { counts } = await loadBatches(path, [batchOf([{ id: 2, name: 'new' }])], {
      target,
      outcome,
    });
    expect(counts).toMatchObject({ inserted: 0, discarded: 1, staged: 0 });
    expect(counts.warnings).toMatchObject([expect.stringContaining('Nothing was written')]);
    expect(await names(path)).toEqual([{ name: 'old' }]);
    expect(await queryStaging(path, 'FROM checkpoints')).toEqual([]);
    const next = await openWalk(path, { target });
    expect([next.writer.resume, next.writer.warnings]).toEqual([undefined, []]);
    await next.crash();
  },
);

test.each([append, replace])(
  'a walk of $write that broke off is gone on from, and its rows are written once',
  async (target) => {
    const path = await databasePath();
    const error = new SourceError('SOURCE_NETWORK', 'gone');
    const first = await openWalk(path, { target });
    await first.stage([
      unkeyed([{ name: 'a' }]),
      pageEnd('{"page":1}'),
      unkeyed([{ name: 'lost' }], { page: 2 }),
    ]);
    const broken = await first.settle({ verdict: 'incomplete', reason: 'failed_page', error });
    expect(broken).toMatchObject({ staged: 2, inserted: 0 });
    const second = await openWalk(path, { target });
    expect(second.writer.resume).toMatchObject({ state: '{"page":1}', rows: 1, lastKeys: [] });
    await second.stage([unkeyed([{ name: 'b' }], { page: 2 })]);
    expect(await second.settle()).toMatchObject({ inserted: 2 });
    expect(await names(path)).toEqual([{ name: 'a' }, { name: 'b' }]);
  },
);

test('keyless rows never count as moved', async () => {
  const path = await databasePath();
  const walk = await openWalk(path, { target: append });
  await walk.stage([unkeyed([{ name: 'a' }, { name: 'b' }])]);
  expect(await walk.writer.evidence?.moved(1)).toBe(0);
  await walk.crash();
});

test('a replace has the columns and types of its own walk, and the books follow', async () => {
  const path = await databasePath();
  await loadBatches(path, [unkeyed([{ name: 'a', v: 'text', gone: 1 }])], { target: replace });
  const { counts } = await loadBatches(path, [unkeyed([{ name: 'b', v: 5, more: true }])], {
    target: replace,
  });
  expect(counts).toMatchObject({ inserted: 1, deleted: 0 });
  expect(counts.schemaChanges).toEqual([
    { kind: 'column_widened', table: 'contacts', column: 'v', from: 'VARCHAR', to: 'BIGINT' },
    { kind: 'column_added', table: 'contacts', column: 'more', to: 'BOOLEAN' },
  ]);
  expect(counts.warnings).toMatchObject([expect.stringContaining('no longer the columns gone')]);
  expect(await query(path, 'SELECT * EXCLUDE _load_id FROM contacts')).toEqual([
    { name: 'b', v: '5', more: true },
  ]);
  expect(await query(path, 'SELECT field FROM _sluice.columns ORDER BY ordinal')).toEqual([
    { field: 'name' },
    { field: 'v' },
    { field: 'more' },
  ]);
});

test('an empty complete walk that told a total of 0 empties a table that is replaced, which can be loaded again', async () => {
  const path = await databasePath();
  await loadBatches(path, [unkeyed([{ name: 'a' }])], { target: replace });
  await loadBatches(path, [], { target: replace, ...COMPLETE_DELETE });
  expect(await names(path)).toEqual([{ name: 'a' }]);
  const outcome = { ...COMPLETE_DELETE.outcome, total: 0 };
  await loadBatches(path, [], { target: replace, outcome });
  expect(await names(path)).toEqual([]);
  await loadBatches(path, [unkeyed([{ name: 'b' }])], { target: replace });
  expect(await names(path)).toEqual([{ name: 'b' }]);
});

test('a replace with a key keeps the last row of each key', async () => {
  const path = await databasePath();
  const target = contacts({ write: 'replace' });
  await loadBatches(path, [batchOf([{ id: 7, name: 'old' }])], { target });
  const rows = [batchOf([{ id: 1, name: 'a' }]), batchOf([{ id: 1, name: 'b' }], { page: 2 })];
  const { counts } = await loadBatches(path, rows, { target });
  expect(counts).toMatchObject({ inserted: 1, duplicates: 1 });
  expect(await names(path)).toEqual([{ name: 'b' }]);
});

test('insert_only leaves keys that are there alone', async () => {
  const path = await databasePath();
  const target = contacts({ write: 'insert_only' });
  await loadBatches(path, [batchOf([{ id: 1, name: 'old' }])], { target });
  const rows = [
    batchOf([
      { id: 1, name: 'new' },
      { id: 2, name: 'b' },
    ]),
  ];
  const { counts } = await loadBatches(path, rows, { target, outcome: { verdict: 'drifted' } });
  expect(counts).toMatchObject({ inserted: 1, updated: 0, unchanged: 1 });
  expect(await names(path)).toEqual([{ name: 'b' }, { name: 'old' }]);
});

test('a merge key replaces its groups, without a primary key', async () => {
  const path = await databasePath();
  const target = keyless({ mergeKey: ['day'] });
  await loadBatches(
    path,
    [
      unkeyed([
        { day: '2024-01-01', name: 'a' },
        { day: '2024-01-01', name: 'b' },
        { day: '2024-01-02', name: 'c' },
      ]),
    ],
    { target },
  );
  const { counts } = await loadBatches(path, [unkeyed([{ day: '2024-01-01', name: 'd' }])], {
    target,
  });
  expect(counts).toMatchObject({ inserted: 1, deleted: 2 });
  expect(await names(path)).toEqual([{ name: 'c' }, { name: 'd' }]);
});

test('a merge key and a primary key both decide what goes', async () => {
  const path = await databasePath();
  const target = contacts({ primaryKey: ['org', 'no'], mergeKey: ['org'] });
  const key = ['org', 'no'];
  const rows = (...all: readonly [string, number, string][]) => [
    batchOf(
      all.map(([org, no, name]) => ({ org, no, name })),
      { key },
    ),
  ];
  await loadBatches(path, rows(['a', 1, 'x'], ['a', 2, 'y'], ['b', 1, 'z']), { target });
  const { counts } = await loadBatches(path, rows(['a', 2, 'new']), { target });
  expect(counts).toMatchObject({ inserted: 0, updated: 1, deleted: 1 });
  expect(await names(path)).toEqual([{ name: 'new' }, { name: 'z' }]);
});

test.each([
  ['merge key', keyless({ mergeKey: ['day'] }), unkeyed([{ day: null, name: 'a' }])],
  ['primary key', contacts(), unkeyed([{ name: 'a' }])],
])('a %s that is null fails the resource, by name', async (what, target, batch) => {
  const path = await databasePath();
  const error = await rejection(loadBatches(path, [batch], { target }));
  expect(error).toMatchObject({ code: 'DESTINATION_WRITE', context: { staged: 0 } });
  expect(error.message).toContain('The 1 staged row was dropped, and the next run reads');
  expect(error.message).toContain(`null or missing in 1 row, but it is part of the ${what}`);
  expect(await query(path, "FROM duckdb_tables() WHERE schema_name = 'main'")).toEqual([]);
});

test('rows cannot be merged into a table to which copies were appended, until they are gone', async () => {
  const path = await databasePath();
  const rows = [batchOf([{ id: 1, name: 'a' }])];
  const target = contacts({ write: 'append' });
  await loadBatches(path, rows, { target });
  await loadBatches(path, rows, { target });
  const error = await rejection(loadBatches(path, rows));
  expect(error.message).toContain('holds 1 value of the primary key id more than once');
  expect(error.message).toContain('Delete the copies');
  await loadBatches(path, rows, { target: contacts({ write: 'replace' }) });
  expect((await loadBatches(path, rows)).counts).toMatchObject({ unchanged: 1 });
});

test('a table to which no copies were appended can be merged into', async () => {
  const path = await databasePath();
  await loadBatches(path, [batchOf([{ id: 1, name: 'a' }])], {
    target: contacts({ write: 'append' }),
  });
  const { counts } = await loadBatches(path, [batchOf([{ id: 1, name: 'b' }])]);
  expect(counts).toMatchObject({ updated: 1 });
});

test('appended rows without any value make a table that is known again', async () => {
  const path = await databasePath();
  await loadBatches(path, [unkeyed([{}])], { target: append });
  await loadBatches(path, [unkeyed([{ name: 'a' }])], { target: append });
  expect(await names(path)).toEqual([{ name: 'a' }, { name: null }]);
});

test('rows that are no objects become a column `value`', async () => {
  const path = await databasePath();
  const facts = batchOf([{ value: 1 }, { value: 'x' }]).facts;
  const batch = { ...unkeyed([{}, {}, {}]), texts: ['1', '"x"', 'null'], facts };
  await loadBatches(path, [batch], { target: append });
  expect(await query(path, 'SELECT value FROM contacts ORDER BY ALL')).toEqual([
    { value: '1' },
    { value: 'x' },
    { value: null },
  ]);
});

/** Prints what another process finds in the table, each time that it finds something else; it holds the file for no longer than that. */
const READ = `
  const { DuckDBInstance } = require('@duckdb/node-api');
  let last;
  const look = async () => {
    const instance = await DuckDBInstance.create(process.argv[1], { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    const rows = await connection.runAndReadAll('SELECT name FROM contacts ORDER BY ALL');
    const text = JSON.stringify(rows.getRows());
    connection.closeSync();
    instance.closeSync();
    if (text !== last) console.log((last = text));
  };
  const again = () => setTimeout(loop, 50);
  const loop = () => look().then(again, again);
  loop();`;

test('a reader sees the whole old table until a replace is committed', async () => {
  const path = await databasePath();
  await loadBatches(path, [...wholePage([{ id: 1, name: 'old' }])], { target: replace });
  const child = spawn(process.execPath, ['-e', READ, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const found = createInterface(child.stdout)[Symbol.asyncIterator]();
  expect((await found.next()).value).toBe('[["old"]]');
  const walk = await openWalk(path, { target: replace });
  await walk.stage([unkeyed([{ name: 'new' }])]);
  await walk.settle();
  expect((await found.next()).value).toBe('[["new"]]');
});
