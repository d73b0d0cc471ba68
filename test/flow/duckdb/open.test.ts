import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { resetResource } from '../../../src/destination/duckdb/change-state.ts';
import { readStatus } from '../../../src/destination/duckdb/status.ts';
import { duckdbDestination } from '../../../src/duckdb-destination.ts';
import { openStagingFile } from '../../../src/staging/staging-file.ts';
import { batchOf } from '../../support/batches.ts';
import {
  contacts,
  databasePath,
  loadBatches,
  loadStart,
  query,
  syncReport,
} from '../../support/duckdb-load.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { rejection } from '../../support/rejection.ts';

const HOLD = `
  const { DuckDBInstance } = require('@duckdb/node-api');
  (async () => {
    const instance = await DuckDBInstance.create(process.argv[1]);
    const connection = await instance.connect();
    await connection.run('CREATE TABLE IF NOT EXISTS held (i INTEGER)');
    console.log('held');
    process.stdin.resume().on('end', () => connection.closeSync());
  })();
`;

/** Another process that holds the file until it is told to end. */
async function hold(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', HOLD, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

test('a file that another process holds is refused within two seconds, with its process id', async () => {
  const path = await databasePath();
  const child = await hold(path);
  const start = performance.now();
  const error = await rejection(duckdbDestination(path).open(loadStart()));
  expect(performance.now() - start).toBeLessThan(2000);
  expect(error).toMatchObject({ code: 'DESTINATION_LOCKED', context: { pid: child.pid } });
  expect(error.message).toContain(`(PID ${child.pid})`);
  expect(error.message).toContain('Nothing was read or written.');
});

test('a file that another process holds is opened when that process lets it go in time', async () => {
  const path = await databasePath();
  const child = await hold(path);
  let [time, pauses] = [0, 0];
  const clock = {
    now: () => time,
    random: () => 0,
    sleep: async (ms: number) => {
      time += ms;
      if (++pauses !== 2) return;
      child.stdin?.end();
      await once(child, 'exit');
    },
  };
  const start = loadStart();
  const load = await duckdbDestination(path, { waitLockMs: 60_000, clock }).open(start);
  await load.close(syncReport(start, []));
  expect(pauses).toBe(2);
});

test('who holds a file that is waited for is told while it waits, once', async () => {
  const path = await databasePath();
  const child = await hold(path);
  const clock = fakeClock();
  const told: unknown[] = [];
  const open = duckdbDestination(path, { waitLockMs: 4000, clock });
  await rejection(open.open(loadStart(), (waiting) => told.push(waiting)));
  expect(told).toEqual([
    {
      waitMs: 4000 - 250 - 375 - 562.5 + 0.5,
      message: expect.stringMatching(
        new RegExp(
          `\\.duckdb: waits for another process, .+ \\(PID ${child.pid}\\), which has the database locked, 2 seconds more at most$`,
        ),
      ),
    },
  ]);
});

test('after close another process can open the file at once, and no handle is left', async () => {
  const path = await databasePath();
  await loadBatches(path, [batchOf([{ id: 1 }])]);
  const open = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  expect(open.filter((name) => name.startsWith(dirname(path)))).toEqual([]);
  expect(existsSync(`${path}.wal`)).toBe(false);
  await hold(path);
});

test.each([
  ['a text file', (path: string) => writeFileSync(path, 'not a database '.repeat(1000))],
  [
    'a SQLite database',
    (path: string) => writeFileSync(path, `SQLite format 3\0${'\0'.repeat(9000)}`),
  ],
  ['an empty file', (path: string) => writeFileSync(path, '')],
  ['a broken database', (path: string) => writeFileSync(path, `12345678DUCK${'x'.repeat(20_000)}`)],
])('%s is refused and stays as it is', async (_name, make) => {
  const path = await databasePath();
  make(path);
  const before = readFileSync(path);
  const error = await rejection(duckdbDestination(path).open(loadStart()));
  expect(error).toMatchObject({ code: 'DESTINATION_OPEN' });
  expect(error.message).toContain('Nothing was read or written');
  expect(readFileSync(path)).toEqual(before);
});

test('a folder that is missing, a directory, and a database in memory are refused', async () => {
  const path = await databasePath();
  mkdirSync(path);
  for (const wrong of [path, join(path, 'missing', 'x.duckdb'), ':memory:', '']) {
    const error = await rejection(duckdbDestination(wrong).open(loadStart()));
    expect(error).toMatchObject({ code: 'DESTINATION_OPEN' });
  }
  expect(readdirSync(path)).toEqual([]);
});

test.each([
  ['crm.duckdb.wal', 'the log of another one'],
  ['crm.duckdb.staging', 'rows that wait for another database'],
])('a database called %s is refused before it is made', async (name, words) => {
  const folder = dirname(await databasePath());
  const error = await rejection(duckdbDestination(join(folder, name)).open(loadStart()));
  expect(error).toMatchObject({ code: 'DESTINATION_OPEN' });
  expect(error.message).toContain(words);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  'temp.duckdb',
  'TEMP.duckdb',
  'System',
  '_sluice.duckdb',
  'system.db',
  'memory',
  'main.duckdb',
  'Information_Schema.db',
  'PG_CATALOG.duckdb',
  'select.duckdb',
])('a database called %s takes rows, load after load', async (name) => {
  const path = join(dirname(await databasePath()), name);
  await loadBatches(path, [batchOf([{ id: 1 }])]);
  const { counts } = await loadBatches(path, [batchOf([{ id: 1 }])]);
  expect(counts.unchanged).toBe(1);
});

test.each([
  ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
  [
    'a pipe',
    (path: string) => {
      execFileSync('mkfifo', [`${path}.x`]);
      symlinkSync(`${path}.x`, path);
    },
  ],
  ['a device', (path: string) => symlinkSync('/dev/null', path)],
  ['a directory', (path: string) => mkdirSync(path)],
])('%s is refused at once, to be written and to be read', async (what, make) => {
  const path = await databasePath();
  make(path);
  const looks = [
    () => duckdbDestination(path).open(loadStart()),
    () => readStatus(path),
    () => resetResource(path, 'contacts'),
  ];
  for (const look of looks) {
    const error = await rejection(look());
    expect(error).toMatchObject({ code: 'DESTINATION_OPEN' });
    expect(error.message).toContain(
      `${what} is not a DuckDB database. Nothing was read or written`,
    );
  }
});

test('books of another version are refused, and nothing is lost', async () => {
  const path = await databasePath();
  await loadBatches(path, [batchOf([{ id: 1 }])]);
  await query(path, 'UPDATE _sluice.version SET version = 99');
  const error = await rejection(duckdbDestination(path).open(loadStart()));
  expect(error).toMatchObject({ code: 'DESTINATION_OPEN' });
  expect(error.message).toContain('has version 99, this Sluice knows 6');
  expect(await query(path, 'SELECT count(*)::INTEGER n FROM contacts')).toEqual([{ n: 1 }]);
  await query(path, 'DROP TABLE _sluice.version');
  const unknown = await rejection(duckdbDestination(path).open(loadStart()));
  expect(unknown.message).toContain('is not what Sluice writes');
});

test('two loads through different links to one file share it and do not lose a row', async () => {
  const path = await databasePath();
  const link = join(dirname(path), 'link.duckdb');
  symlinkSync(path, link);
  const rows = Array.from({ length: 3000 }, (_, id) => ({ id }));
  const load = (at: string, table: string) =>
    loadBatches(at, [batchOf(rows)], { target: contacts({ resource: table, table }) });
  const results = await Promise.all([load(link, 'a'), load(path, 'b'), load(link, 'c')]);
  expect(results.map(({ counts }) => counts.inserted)).toEqual([3000, 3000, 3000]);
  for (const table of ['a', 'b', 'c']) {
    expect(await query(path, `SELECT count(*)::INTEGER n FROM ${table}`)).toEqual([{ n: 3000 }]);
  }
});

test('one table has one writer at a time', async () => {
  const path = await databasePath();
  const start = loadStart();
  const load = await duckdbDestination(path).open(start);
  await load.writer(contacts());
  const error = await rejection(load.writer(contacts({ resource: 'others', table: 'CONTACTS' })));
  expect(error.message).toContain('is being written already');
  await load.close(syncReport(start, []));
  await loadBatches(path, [batchOf([{ id: 1 }])]);
});

test('a memory limit is obeyed', async () => {
  const path = await databasePath();
  const start = loadStart();
  const load = await duckdbDestination(path, { memoryLimit: '300MB' }).open(start);
  const staging = await openStagingFile(`${path}.staging`, { name: path, memoryLimit: 'shared' });
  const [row] = await staging.rows("SELECT current_setting('memory_limit') AS m");
  expect(row).toEqual({ m: '286.1 MiB' });
  await staging.close();
  await load.close(syncReport(start, []));
  const error = await rejection(duckdbDestination(path, { memoryLimit: 'much' }).open(start));
  expect(error).toMatchObject({ code: 'DESTINATION_OPEN' });
});
