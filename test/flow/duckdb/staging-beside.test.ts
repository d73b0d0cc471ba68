import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, onTestFinished, test } from 'vitest';
import { readStatus } from '../../../src/destination/duckdb/status.ts';
import { duckdb } from '../../../src/duckdb-writable.ts';
import type { WalkOutcome } from '../../../src/model.ts';
import { batchOf, wholePage } from '../../support/batches.ts';
import { contacts, databasePath, loadBatches, query } from '../../support/duckdb-load.ts';
import { openWalk } from '../../support/duckdb-walk.ts';
import { rejection } from '../../support/rejection.ts';

const deadline: WalkOutcome = { verdict: 'incomplete', reason: 'deadline' };
const rowsOf = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: from + i }));
const idsOf = async (path: string) =>
  (await query(path, 'SELECT id::INTEGER AS id FROM contacts ORDER BY id')).map(({ id }) => id);

const HOLD = `
  const { DuckDBInstance } = require('@duckdb/node-api');
  (async () => {
    const [path, mode, table] = process.argv.slice(1);
    const instance = await DuckDBInstance.create(path, { access_mode: mode });
    const connection = await instance.connect();
    console.log((await connection.runAndReadAll('SELECT count(*)::INTEGER FROM ' + table)).getRows()[0][0]);
    process.stdin.resume().on('end', () => connection.closeSync());
  })();
`;

/** Another process that has the database open; gives how many contacts it sees. */
async function holder(
  path: string,
  mode: 'READ_ONLY' | 'READ_WRITE' = 'READ_ONLY',
  table: string = 'contacts',
): Promise<{ readonly child: ChildProcess; readonly seen: number }> {
  const child = spawn(process.execPath, ['-e', HOLD, path, mode, table], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  return { child, seen: Number(String(line)) };
}

/** A load of two contacts, then one that staged two more and broke off. */
async function brokenOff(): Promise<string> {
  const path = await databasePath();
  await loadBatches(path, wholePage(rowsOf(0, 2)));
  const walk = await openWalk(path);
  await walk.stage(wholePage(rowsOf(2, 2)));
  expect(await walk.settle(deadline)).toMatchObject({ staged: 2 });
  return path;
}

test('the database has no more in it than its tables and books, and staging goes when nothing waits', async () => {
  const path = await brokenOff();
  expect(readdirSync(dirname(path)).sort()).toEqual([
    'test.duckdb',
    'test.duckdb.staging',
    'test.duckdb.staging.wal',
  ]);
  const walk = await openWalk(path);
  expect(walk.writer.resume?.rows).toBe(2);
  expect(await walk.settle()).toMatchObject({ inserted: 2 });
  expect(readdirSync(dirname(path))).toEqual(['test.duckdb']);
  expect(await idsOf(path)).toEqual([0, 1, 2, 3]);
});

test('a reader, and a status, may have the database open through a walk', async () => {
  const path = await databasePath();
  await loadBatches(path, wholePage(rowsOf(0, 2)));
  const walk = await openWalk(path);
  await walk.stage(wholePage(rowsOf(2, 2)));
  const { child, seen } = await holder(path);
  expect(seen).toBe(2);
  await walk.stage(wholePage(rowsOf(4, 2), { page: 2 }));
  const status = await readStatus(path);
  expect(status.resources).toMatchObject([{ resource: 'contacts', counts: { inserted: 2 } }]);
  expect(status.checkpoints).toMatchObject([{ resource: 'contacts', rows: 4, page: 2 }]);
  child.stdin?.end();
  await once(child, 'exit');
  expect(await walk.settle()).toMatchObject({ inserted: 4 });
});

test('a fold waits for a reader', async () => {
  const path = await databasePath();
  await loadBatches(path, wholePage(rowsOf(0, 2)));
  const clock = {
    now: () => 0,
    random: () => 0,
    sleep: async () => {
      child.stdin?.end();
      await once(child, 'exit');
    },
  };
  const walk = await openWalk(path, { clock });
  await walk.stage(wholePage(rowsOf(2, 2)));
  const { child } = await holder(path);
  expect(await walk.settle()).toMatchObject({ inserted: 2 });
  expect(await idsOf(path)).toEqual([0, 1, 2, 3]);
});

test('a reader that stays leaves the rows staged, says who it is, and the next run goes on', async () => {
  const path = await databasePath();
  await loadBatches(path, wholePage(rowsOf(0, 2)));
  let time = 0;
  const clock = {
    now: () => time,
    random: () => 0,
    sleep: async (ms: number) => {
      time += ms;
    },
  };
  const walk = await openWalk(path, { clock });
  await walk.stage(wholePage(rowsOf(2, 2)));
  const { child } = await holder(path);
  const error = await rejection(walk.settle());
  expect(error).toMatchObject({
    code: 'DESTINATION_LOCKED',
    context: { pid: child.pid, staged: 2 },
  });
  expect(error.message).toContain(`(PID ${child.pid})`);
  expect(error.message).toContain('60 seconds');
  expect(error.message).toContain('2 rows wait in staging, and the next run goes on from there');
  expect(error.message).not.toContain('that had been received');
  child.stdin?.end();
  await once(child, 'exit');
  const next = await openWalk(path);
  expect(next.writer.resume?.rows).toBe(2);
  expect(await next.settle()).toMatchObject({ inserted: 2 });
});

test('after a fold that waited in vain, the record of the load does not wait again', async () => {
  const path = await databasePath();
  await loadBatches(path, wholePage(rowsOf(0, 2)));
  let time = 0;
  const clock = {
    now: () => time,
    random: () => 0,
    sleep: async (ms: number) => {
      time += ms;
    },
  };
  const walk = await openWalk(path, { clock, waitLockMs: 5000 });
  await walk.stage(wholePage(rowsOf(2, 2)));
  await holder(path);
  const error = await rejection(walk.settle());
  expect(error).toMatchObject({ code: 'DESTINATION_LOCKED', context: { waitedMs: 5000 } });
  expect(time).toBe(5000);
});

test.each([
  ['the database was removed', (path: string) => rmSync(path)],
  ['an older copy was put back', (path: string) => copyFileSync(`${path}.backup`, path)],
])(
  '%s: what is staged is for another state, and is dropped with a message',
  async (_what, change) => {
    const path = await databasePath();
    await loadBatches(path, wholePage(rowsOf(0, 2)));
    copyFileSync(path, `${path}.backup`);
    await loadBatches(path, wholePage(rowsOf(0, 3)));
    const walk = await openWalk(path);
    await walk.stage(wholePage(rowsOf(3, 2)));
    await walk.settle(deadline);
    change(path);
    const next = await openWalk(path);
    expect(next.writer.resume).toBe(undefined);
    expect(next.writer.warnings.join()).toMatch(
      /^contacts: 2 rows that load .* had staged and not finished were dropped, because the database is not the one for which they were staged/,
    );
    await next.stage(wholePage(rowsOf(0, 5)));
    await next.settle();
    expect(await idsOf(path)).toEqual([0, 1, 2, 3, 4]);
  },
);

test('an older copy is still another state when more was folded into it since', async () => {
  const path = await databasePath();
  const deals = contacts({ resource: 'deals', table: 'deals' });
  const loadDeal = (id: number) => loadBatches(path, wholePage(rowsOf(id, 1)), { target: deals });
  await loadBatches(path, wholePage(rowsOf(0, 2)));
  copyFileSync(path, `${path}.backup`);
  for (const id of [0, 1]) await loadDeal(id);
  const walk = await openWalk(path);
  await walk.stage(wholePage(rowsOf(2, 2)));
  await walk.settle(deadline);
  copyFileSync(`${path}.backup`, path);
  for (const id of [5, 6, 7]) await loadDeal(id);
  const next = await openWalk(path);
  expect(next.writer.resume).toBe(undefined);
  expect(next.writer.warnings.join()).toContain('an older copy was put back');
  await next.crash();
});

test('two folders of staging are two locks: who was overtaken writes nothing', async () => {
  const path = await databasePath();
  await loadBatches(path, wholePage(rowsOf(0, 2)));
  const stateFolder = join(dirname(path), 'state');
  const slow = await openWalk(path);
  await slow.stage(wholePage(rowsOf(2, 2)));
  const other = contacts({ resource: 'deals', table: 'deals' });
  await loadBatches(path, wholePage(rowsOf(0, 1)), { stateFolder, target: other });
  await loadBatches(path, wholePage(rowsOf(7, 2)), { stateFolder });
  expect(readdirSync(stateFolder)).toEqual([]);
  const error = await rejection(slow.settle());
  expect(error.message).toContain('another sync wrote to the table');
  expect(error.message).toContain('The 2 staged rows were dropped');
  expect(await idsOf(path)).toEqual([0, 1, 7, 8]);
});

test('who folded only into other tables did not overtake anybody', async () => {
  const path = await databasePath();
  const stateFolder = join(dirname(path), 'state');
  const slow = await openWalk(path);
  await slow.stage(wholePage(rowsOf(2, 2)));
  const other = contacts({ resource: 'deals', table: 'deals' });
  await loadBatches(path, wholePage(rowsOf(0, 1)), { stateFolder, target: other });
  expect(await slow.settle()).toMatchObject({ inserted: 2 });
});

test('a database that this process has open itself is refused, for DuckDB would not lock it', async () => {
  const path = await databasePath();
  await loadBatches(path, wholePage(rowsOf(0, 2)));
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const error = await rejection(loadBatches(path, wholePage(rowsOf(2, 2))));
  expect(error).toMatchObject({ code: 'DESTINATION_LOCKED', context: { pid: process.pid } });
  expect(error.message).toContain('this process has the database open itself');
  await connection.run('INSERT INTO contacts VALUES (9, NULL)');
  connection.closeSync();
  instance.closeSync();
  await loadBatches(path, wholePage(rowsOf(2, 2)));
  expect(await idsOf(path)).toEqual([0, 1, 2, 3, 9]);
});

test('a load and a stream of the same process share one file, and lose nothing', async () => {
  const path = await databasePath();
  const walk = await openWalk(path);
  await walk.stage(wholePage(rowsOf(0, 2)));
  await Promise.all([
    pipeline(Readable.from(rowsOf(0, 3)), duckdb(path, { table: 'deals', key: 'id' })),
    loadBatches(path, wholePage(rowsOf(0, 4)), {
      target: contacts({ resource: 'forms', table: 'forms' }),
    }),
    walk.settle(),
  ]);
  for (const [table, n] of [
    ['contacts', 2],
    ['deals', 3],
    ['forms', 4],
  ] as const) {
    expect(await query(path, `SELECT count(*)::INTEGER AS n FROM ${table}`)).toEqual([{ n }]);
  }
  expect(existsSync(`${path}.staging`)).toBe(false);
});

test('a database that somebody else writes to is refused at the start, within two seconds', async () => {
  const path = await databasePath();
  await loadBatches(path, [batchOf(rowsOf(0, 1))]);
  const { child } = await holder(path, 'READ_WRITE');
  const error = await rejection(loadBatches(path, [batchOf(rowsOf(1, 1))]));
  expect(error).toMatchObject({ code: 'DESTINATION_LOCKED', context: { pid: child.pid } });
  expect(existsSync(`${path}.staging`)).toBe(false);
});

test('another sync is kept away by the staging file, and a status says who is at work', async () => {
  const path = await brokenOff();
  const { child } = await holder(`${path}.staging`, 'READ_WRITE', 'version');
  const error = await rejection(loadBatches(path, wholePage(rowsOf(5, 1))));
  expect(error).toMatchObject({ code: 'DESTINATION_LOCKED', context: { pid: child.pid } });
  expect(error.message).toContain(`another sync is at work on it`);
  const status = await readStatus(path);
  expect(status).toMatchObject({ checkpoints: [], running: { pid: child.pid } });
  expect(status.resources).toHaveLength(1);
  child.stdin?.end();
  await once(child, 'exit');
  expect(await readStatus(path)).toMatchObject({ checkpoints: [{ rows: 2 }] });
});

test('a database that is removed while its rows are read is not made anew without its past', async () => {
  const path = await databasePath();
  await loadBatches(path, wholePage(rowsOf(0, 2)));
  const walk = await openWalk(path);
  await walk.stage(wholePage(rowsOf(2, 2)));
  rmSync(path);
  const error = await rejection(walk.settle());
  expect(error.message).toContain('there is no such file, and none was made');
  expect(existsSync(path)).toBe(false);
  const next = await openWalk(path);
  expect(next.writer.resume).toBe(undefined);
  await next.stage(wholePage(rowsOf(0, 4)));
  expect(await next.settle()).toMatchObject({ inserted: 4 });
});
