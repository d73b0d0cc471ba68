import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, onTestFinished, test } from 'vitest';
import { duckdbDestination } from '../../../src/duckdb-destination.ts';
import type { DestinationError } from '../../../src/errors.ts';
import type { Batch } from '../../../src/model.ts';
import { openStagingFile, STAGING, type StagingFile } from '../../../src/staging/staging-file.ts';
import { batchOf } from '../../support/batches.ts';
import { contacts, loadBatches, loadStart, query, syncReport } from '../../support/duckdb-load.ts';
import { rejection } from '../../support/rejection.ts';
import { resourceReport } from '../../support/sync-report.ts';

/** A small file system of its own, or undefined where this machine does not let us make one. */
function smallDisk(size: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** 100 pages of text that cannot be compressed. */
function* bigBatches(rowsOfPage: number, words: number): Generator<Batch> {
  for (let page = 1; page < 100; page++) {
    const noise = () => Array.from({ length: words }, () => Math.random().toString(36)).join('');
    const ids = Array.from({ length: rowsOfPage }, (_, i) => page * 1000 + i);
    yield batchOf(
      ids.map((id) => ({ id, text: noise() })),
      { page },
    );
  }
}

test.for([
  ['short rows, into the staging file', 500, 60, /DuckDB refused to write: .*No space left/],
  ['long values, into the file beside it', 5, 8000, /a file could not be written: ENOSPC/],
] as const)(
  'a full disk fails the resource and loses nothing that was there: %s',
  async ([, rows, words, says], context) => {
    const folder = smallDisk('12m');
    if (folder === undefined) return context.skip();
    const path = join(folder, 'small.duckdb');
    await loadBatches(path, [batchOf([{ id: 1, text: 'old' }])]);
    const start = loadStart();
    const stageLimits = { maxRows: 1000, maxTextLength: 1e6, maxWaitMs: 1000 };
    const load = await duckdbDestination(path, { stageLimits }).open(start);
    const writer = await load.writer(contacts());
    const error = await rejection(pipeline(Readable.from(bigBatches(rows, words)), writer.stream));
    expect(error).toMatchObject({ code: 'DESTINATION_WRITE' });
    expect(error.message).toMatch(says);
    const outcome = { verdict: 'incomplete', reason: 'failed_page', error } as const;
    const settled = await writer
      .settle(outcome, (counts) => resourceReport({ ...counts, ...outcome }))
      .then(
        ({ inserted }) => inserted,
        (reason: unknown) => (reason as DestinationError).code,
      );
    expect([0, 'DESTINATION_WRITE']).toContain(settled);
    await load.close(syncReport(start, [])).catch((reason: unknown) => {
      expect(reason).toMatchObject({ code: 'DESTINATION_WRITE' });
    });
    expect(await query(path, 'SELECT text FROM contacts')).toEqual([{ text: 'old' }]);
  },
);

test('a fatal error ends all writing to the file in this process, until its last user has closed it', async (context) => {
  const folder = smallDisk('5m');
  if (folder === undefined) return context.skip();
  const path = join(folder, 'fatal.duckdb');
  const open = () => openStagingFile(path, { name: path, memoryLimit: '256MB' });
  const [database, other] = [await open(), await open()];
  const write = (user: StagingFile, sql: string) =>
    user.transaction('contacts', 'The rest.', () => user.run(sql));
  await write(database, `CREATE TABLE ${STAGING}.main.staging_noise (value DOUBLE)`);
  // fits into the log, but not once more into the file
  for (let part = 0; part < 20; part++) {
    await write(
      database,
      `INSERT INTO ${STAGING}.main.staging_noise SELECT random() FROM range(20000)`,
    );
  }
  const error = await rejection(database.run(`CHECKPOINT ${STAGING}`));
  expect(error.message).toMatch(/FATAL|invalidated/);
  const next = await rejection(write(other, 'CREATE TABLE main.more (value DOUBLE)'));
  expect(next.message).toMatch(/^contacts: DuckDB gave up the database: .* The rest\.$/);
  await database.close();
  await other.close();
  execFileSync('mount', ['-o', 'remount,size=64m', folder]);
  const again = await open();
  expect(
    await again.rows(`SELECT count(*)::INTEGER AS n FROM ${STAGING}.main.staging_noise`),
  ).toEqual([{ n: 400_000 }]);
  await again.close();
});
