import { expect, test } from 'vitest';
import type { WalkOutcome } from '../../../src/model.ts';
import { batchOf, sentAgain, wholePage } from '../../support/batches.ts';
import { databasePath, loadBatches, query } from '../../support/duckdb-load.ts';
import { openWalk, settled } from '../../support/duckdb-walk.ts';

const row = (id: number, version = 0) => ({ id, version });
const reread = { isReread: true };
const aborted: WalkOutcome = { verdict: 'incomplete', reason: 'aborted' };

/** 4 rows received in the first pass, one of them twice; one key that only the second pass met. */
const TWO_PASSES = [
  ...wholePage([row(1), row(2)], { page: 1 }),
  batchOf([row(2, 1)], { page: 2, ...reread }),
  ...wholePage([row(3), row(1, 1)], { page: 2 }),
  batchOf([row(1, 2)], { page: 3, ...reread }),
  ...wholePage([row(1, 3), row(2, 3), row(4, 3)], { pass: 2, page: 1 }),
  ...wholePage([row(3, 3)], { pass: 2, page: 2 }),
];

test('rows that were reread and rows of a later pass win, and count nowhere but where their key is late', async () => {
  const path = await databasePath();
  await loadBatches(path, [batchOf([row(1, 3), row(2)])]);
  const walk = await openWalk(path);
  await walk.stage(TWO_PASSES);
  const counts = await walk.settle();
  expect(counts).toMatchObject({
    inserted: 2,
    updated: 1,
    unchanged: 1,
    duplicates: 1,
    late: 1,
    discarded: 0,
  });
  expect(settled(counts)).toBe(4 + counts.late);
  expect(await query(path, 'SELECT id::INTEGER id, version::INTEGER v FROM contacts')).toEqual(
    expect.arrayContaining([1, 2, 3, 4].map((id) => ({ id, v: 3 }))),
  );
});

test('a newer form of a row that two pages share takes the place of the older one', async () => {
  const path = await databasePath();
  const { counts } = await loadBatches(path, [
    batchOf([row(1), row(2)], { page: 1 }),
    batchOf([row(2, 1)], { page: 2, ...reread }),
    batchOf([row(1, 1), row(5)], { page: 9, ...reread }),
  ]);
  // nothing is below zero where a row was reread without its first copy
  expect(counts).toMatchObject({ inserted: 3, duplicates: 0, late: 0 });
  expect(await query(path, 'SELECT version::INTEGER v FROM contacts ORDER BY id')).toEqual([
    { v: 1 },
    { v: 1 },
    { v: 0 },
  ]);
});

test('a walk that breaks off in a later pass keeps count of what is late', async () => {
  const path = await databasePath();
  const first = await openWalk(path);
  await first.stage(TWO_PASSES.slice(0, -1));
  const broken = await first.settle(aborted);
  expect(broken).toMatchObject({ staged: 5, late: 1, discarded: 0 });
  const second = await openWalk(path);
  // the last page of pass 2 was not whole: its row goes, the late key stays
  expect(second.writer.resume).toMatchObject({ rows: 5, lastKeys: ['1', '2', '4'] });
  await second.stage(wholePage([row(3, 4), row(6, 4)], { pass: 2, page: 2 }));
  const counts = await second.settle();
  expect(counts).toMatchObject({ inserted: 5, duplicates: 1, late: 1 });
  expect(settled(counts)).toBe(5 + counts.late);
  expect(await query(path, 'SELECT version::INTEGER v FROM contacts WHERE id IN (3, 6)')).toEqual([
    { v: 4 },
    { v: 4 },
  ]);
});

test('void pages give back only what had counted as received', async () => {
  const path = await databasePath();
  const stageLimits = { maxRows: 1, maxTextLength: 1e6, maxWaitMs: 60_000 };
  const walk = await openWalk(path, { stageLimits });
  await walk.stage([
    batchOf([row(1)], { page: 1 }),
    batchOf([row(1, 1)], { page: 2, ...reread }),
    batchOf([row(2), row(3)], { page: 2 }),
    ...sentAgain([row(1, 2)], { page: 2, ...reread }),
    batchOf([row(2, 2)], { page: 2 }),
    batchOf([row(2, 3)], { pass: 2, page: 1 }),
    ...sentAgain([row(1, 3)], { pass: 2, page: 1 }),
  ]);
  const counts = await walk.settle();
  expect(counts).toMatchObject({ inserted: 2, duplicates: 0, discarded: 0 });
  expect(await query(path, 'SELECT version::INTEGER v FROM contacts ORDER BY id')).toEqual([
    { v: 3 },
    { v: 2 },
  ]);
});

test('rows that were lost count as discarded only where they had counted as received', async () => {
  const path = await databasePath();
  const walk = await openWalk(path);
  await walk.stage(wholePage([row(1), row(2)]));
  const write = (batch: ReturnType<typeof batchOf>) =>
    new Promise<void>((done) => walk.writer.stream.write(batch, () => done()));
  await write(batchOf([row(3)], { page: 2 }));
  await write(batchOf([row(2, 1)], { page: 2, ...reread }));
  await write(batchOf([row(1, 1)], { pass: 2, page: 1 }));
  walk.writer.stream.destroy();
  const counts = await walk.settle(aborted);
  expect(counts).toMatchObject({ staged: 2, discarded: 1, late: 0 });
});

test('staging tells which keys are unknown to it', async () => {
  const path = await databasePath();
  const walk = await openWalk(path);
  const { evidence } = walk.writer;
  expect(await evidence?.unknown(['1'])).toEqual(new Set(['1']));
  await walk.stage(TWO_PASSES);
  expect(await evidence?.unknown(['1', '4', '5', '5', "'", '4\u0000'])).toEqual(
    new Set(['5', "'", '4\u0000']),
  );
  expect(await evidence?.unknown([])).toEqual(new Set());
  await walk.crash();
});

test('staging tells how many keys moved in a pass, and a reread is no move', async () => {
  const path = await databasePath();
  const walk = await openWalk(path);
  await walk.stage(TWO_PASSES);
  const { evidence } = walk.writer;
  expect(await Promise.all([1, 2, 3].map((pass) => evidence?.moved(pass)))).toEqual([1, 0, 0]);
  await walk.stage([batchOf([row(4), row(1), row(1)], { pass: 2, page: 3 })]);
  expect(await evidence?.moved(2)).toBe(2);
  await walk.settle();
});

test('a look into staging that fails says that nothing was changed', async () => {
  const path = await databasePath();
  const walk = await openWalk(path);
  await walk.stage(TWO_PASSES);
  await walk.settle();
  await expect(walk.writer.evidence?.moved(1)).rejects.toMatchObject({ code: 'DESTINATION_READ' });
});
