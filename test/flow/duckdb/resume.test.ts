import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import type { WalkOutcome } from '../../../src/model.ts';
import { batchOf, RawNumber, sentAgain, voidPage, wholePage } from '../../support/batches.ts';
import { contacts, databasePath, query, queryStaging } from '../../support/duckdb-load.ts';
import { openWalk, settled } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

const rowsOf = (from: number, count: number, version = 0) =>
  Array.from({ length: count }, (_, i) => ({ id: from + i, version }));
const aborted: WalkOutcome = { verdict: 'incomplete', reason: 'aborted' };

/** Two whole pages and a half one, then a crash. */
async function crashed(path: string, target: ResourceTarget = contacts()): Promise<string> {
  const walk = await openWalk(path, { target });
  await walk.stage([
    ...wholePage(rowsOf(0, 10), { page: 1 }),
    ...wholePage(rowsOf(10, 10), { page: 2 }),
    batchOf(rowsOf(20, 5), { page: 3 }),
  ]);
  await walk.crash();
  return walk.start.loadId;
}

test('a walk goes on behind its last whole page, and what stood behind that is read again', async () => {
  const path = await databasePath();
  const first = await crashed(path);
  expect(await queryStaging(path, 'SELECT load_id l, page, rows FROM checkpoints')).toEqual([
    { l: first, page: 2, rows: '20' },
  ]);
  const walk = await openWalk(path);
  expect(walk.writer.warnings).toEqual([]);
  expect(walk.writer.resume).toEqual({
    state: JSON.stringify({ pass: 1, page: 2 }),
    rows: 20,
    lastKeys: Array.from({ length: 10 }, (_, i) => String(10 + i)),
    page: 2,
    since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  const counts = await walk.settle();
  expect(counts).toMatchObject({ inserted: 20, duplicates: 0, discarded: 0, late: 0 });
  expect(await query(path, 'SELECT max(id) m FROM contacts')).toEqual([{ m: '19' }]);
  expect(await queryStaging(path, 'FROM checkpoints')).toEqual([]);
});

test('a walk that was resumed and breaks off again leaves the checkpoint of its own load', async () => {
  const path = await databasePath();
  await crashed(path);
  const second = await openWalk(path);
  const { staged } = await second.settle(aborted);
  expect(staged).toBe(20);
  const third = await openWalk(path);
  expect(await queryStaging(path, 'SELECT load_id l, page FROM checkpoints')).toEqual([
    { l: third.start.loadId, page: 2 },
  ]);
  await third.stage(wholePage(rowsOf(20, 3), { page: 3 }));
  const broken = await third.settle(aborted);
  expect(broken).toMatchObject({ staged: 23, discarded: 0 });
  expect(await queryStaging(path, 'SELECT load_id l, page, rows FROM checkpoints')).toEqual([
    { l: third.start.loadId, page: 3, rows: '23' },
  ]);
  const last = await openWalk(path);
  expect(last.writer.resume).toMatchObject({ rows: 23, lastKeys: ['20', '21', '22'] });
  expect(await last.settle()).toMatchObject({ inserted: 23 });
});

test('what the parser had seen in rows that were staged before is known to the fold', async () => {
  const path = await databasePath();
  const first = await openWalk(path);
  const rows = [
    { id: 1, day: '2024-02-29', big: new RawNumber('12345678901234567890123456789.5'), 7: 'x' },
    { id: 2, day: null, big: 1, 7: 'y' },
  ];
  await first.stage(wholePage(rows));
  await first.crash();
  const second = await openWalk(path);
  await second.stage(wholePage([{ id: 3, day: '2024-03-01', big: 2, 7: 'z' }], { page: 2 }));
  await second.settle();
  expect(await query(path, 'SELECT column_name n, column_type t FROM (DESCRIBE contacts)')).toEqual(
    [
      { n: '_7', t: 'VARCHAR' },
      { n: 'id', t: 'BIGINT' },
      { n: 'day', t: 'DATE' },
      { n: 'big', t: 'DECIMAL(38,1)' },
      { n: '_load_id', t: 'VARCHAR' },
    ],
  );
  expect(await query(path, 'SELECT big FROM contacts WHERE id = 1')).toEqual([
    { big: '12345678901234567890123456789.5' },
  ]);
});

test('a fold that fails leaves its rows to the next load', async () => {
  const path = await databasePath();
  const walk = await openWalk(path);
  await walk.stage(wholePage(rowsOf(0, 10)));
  await query(path, 'CREATE VIEW contacts AS SELECT 1 AS id');
  const error = await rejection(walk.settle());
  expect(error.message).toMatch(/it was left as it is/);
  await query(path, 'DROP VIEW contacts');
  const next = await openWalk(path);
  expect(next.writer.resume?.rows).toBe(10);
  expect(await next.settle()).toMatchObject({ inserted: 10 });
});

test('the last keys are those of the last page in its order, and no more than ten thousand', async () => {
  const path = await databasePath();
  const first = await openWalk(path);
  await first.stage([
    ...wholePage(rowsOf(0, 5)),
    batchOf([{ id: 4, version: 1 }], { page: 2, isReread: true }),
    ...wholePage(
      Array.from({ length: 12_000 }, (_, i) => ({ id: 99_999 - i })),
      { page: 2 },
    ),
  ]);
  await first.crash();
  const second = await openWalk(path);
  const { lastKeys = [], rows } = second.writer.resume ?? {};
  expect(rows).toBe(12_005);
  expect([lastKeys.length, lastKeys[0], lastKeys.at(-1)]).toEqual([10_000, '97999', '88000']);
  await second.crash();
});

test.each([
  {
    name: 'another configuration',
    over: { planHash: 'other' },
    why: 'they were read with another configuration',
  },
  { name: 'a full run', over: { full: true }, why: 'a full run was asked for' },
  {
    name: 'a checkpoint that is too old',
    over: {},
    age: '8 days',
    why: "they are 8 days old and the checkpoint's greatest age is 7 days",
  },
  {
    name: 'a checkpoint that is older than configured',
    over: { maxCheckpointAgeMs: 90 * 60_000 },
    age: '3 hours',
    why: "they are 3 hours old and the checkpoint's greatest age is 90 minutes",
  },
  {
    name: 'rows without a checkpoint',
    over: {},
    sql: 'DELETE FROM checkpoints',
    from: 'an earlier load',
    why: 'no checkpoint says up to where they are whole',
  },
])('$name drops what was staged and says why', async ({ over, age, sql, why, from }) => {
  const path = await databasePath();
  const loadId = await crashed(path);
  if (age !== undefined) {
    await queryStaging(path, `UPDATE checkpoints SET updated_at = now() - INTERVAL '${age}'`);
  }
  if (sql !== undefined) await queryStaging(path, sql);
  const walk = await openWalk(path, { target: contacts(over) });
  expect(walk.writer.resume).toBe(undefined);
  expect(walk.writer.warnings).toEqual([
    `contacts: 25 rows that ${from ?? `load ${loadId}`} had staged and not finished were dropped, because ${why}; this run reads everything again.`,
  ]);
  await walk.stage([batchOf(rowsOf(100, 2))]);
  expect(await walk.settle()).toMatchObject({ inserted: 2, duplicates: 0 });
});

test('a checkpoint that is old, but not too old, is taken up', async () => {
  const path = await databasePath();
  await crashed(path);
  await queryStaging(path, "UPDATE checkpoints SET updated_at = now() - INTERVAL '6 days'");
  const walk = await openWalk(path);
  expect(walk.writer.resume?.rows).toBe(20);
  await walk.crash();
  // being taken up does not make rows any younger
  const [age] = await queryStaging(
    path,
    "SELECT updated_at < now() - INTERVAL '5 days' AS old FROM checkpoints",
  );
  expect(age).toEqual({ old: true });
});

test('rows that another version of Sluice staged are refused and stay as they are', async () => {
  const path = await databasePath();
  await crashed(path);
  await queryStaging(path, 'UPDATE version SET version = 99');
  for (const target of [contacts(), contacts({ full: true })]) {
    const error = await rejection(openWalk(path, { target }));
    expect(error).toMatchObject({ code: 'DESTINATION_OPEN' });
    expect(error.message).toContain(`${path}.staging: another version of Sluice staged rows`);
  }
  expect(existsSync(`${path}.staging`)).toBe(true);
});

test('a page that is sent again behind a state leaves that state where it is', async () => {
  const path = await databasePath();
  const stageLimits = { maxRows: 1, maxTextLength: 1e6, maxWaitMs: 60_000 };
  const first = await openWalk(path, { stageLimits });
  await first.stage([
    ...wholePage(rowsOf(0, 4)),
    batchOf(rowsOf(4, 2), { page: 2 }),
    ...sentAgain(rowsOf(5, 1), { page: 2 }),
  ]);
  await first.crash();
  const [checkpoint] = await queryStaging(path, 'SELECT page, rows FROM checkpoints');
  expect(checkpoint).toEqual({ page: 1, rows: '4' });
  const second = await openWalk(path, { stageLimits });
  expect(second.writer.resume?.rows).toBe(4);
  await second.stage([batchOf(rowsOf(4, 2), { page: 2 }), voidPage({ page: 2 })]);
  const counts = await second.settle();
  expect([settled(counts), counts.inserted]).toEqual([4, 4]);
});

test('who sends a barrier is told of it when all rows in front of it are committed', async () => {
  const path = await databasePath();
  const walk = await openWalk(path);
  const seen = new Promise<number>((resolve) => {
    walk.writer.evidence?.barriers.once('reached', (id) => {
      expect(id).toBe(7);
      void queryStaging(path, 'SELECT count(*)::INTEGER n FROM staging_4_main_contacts').then(
        ([row]) => resolve(Number(row?.['n'])),
      );
    });
    walk.writer.stream.write(batchOf(rowsOf(0, 5), { page: 1 }));
    walk.writer.stream.write(batchOf(rowsOf(5, 2), { page: 2 }));
    walk.writer.stream.write(voidPage({ page: 2 }));
    walk.writer.stream.write(batchOf(rowsOf(5, 1), { page: 3 }));
    walk.writer.stream.write({ kind: 'barrier', pass: 1, page: 3, id: 7 });
    walk.writer.stream.write(batchOf(rowsOf(6, 50), { page: 4 }));
  });
  expect(await seen).toBe(6);
  await walk.crash();
});
