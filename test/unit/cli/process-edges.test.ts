import { EventEmitter } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guardCrashes } from '../../../src/cli/crash-guard.ts';
import { watchReader } from '../../../src/cli/reader-watch.ts';
import { assertReportPath, writeReport } from '../../../src/cli/report-file.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';
import type { SyncReport } from '../../../src/model.ts';
import { resourceReport } from '../../support/sync-report.ts';

describe('watchReader', () => {
  const broken = (code: string): Error => Object.assign(new Error(code), { code });

  test('tells a reader that left from a disk that is full', () => {
    const [gone, full, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const watchGone = watchReader(gone, stderr);
    gone.emit('error', broken('EPIPE'));
    expect(watchGone.left.aborted).toBe(true);
    expect(watchGone.failure()).toBeUndefined();

    const watchFull = watchReader(full, stderr);
    full.emit('error', broken('ENOSPC'));
    expect(watchFull.left.aborted).toBe(false);
    expect(watchFull.failure()?.message).toBe('ENOSPC');
  });

  test('a stderr that is gone ends nothing', () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const { left } = watchReader(stdout, stderr);
    expect(() => stderr.emit('error', broken('EPIPE'))).not.toThrow();
    expect(left.aborted).toBe(false);
  });
});

test('what nobody caught is heard and ends the run in order', () => {
  const crashes = new EventEmitter();
  const heard: unknown[] = [];
  const signal = guardCrashes(crashes, (error) => heard.push(error));
  crashes.emit('unhandledRejection', 'a string');
  crashes.emit('uncaughtException', new Error('later'));
  expect(heard).toEqual(['a string', new Error('later')]);
  expect(signal.reason).toEqual(new Error('a string'));
});

describe('the report', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'sluice-report-'));
    await mkdir(join(cwd, 'folder'));
    await writeFile(join(cwd, 'old.json'), 'old');
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const report: SyncReport = {
    loadId: 'l',
    source: 'crm',
    verdict: 'complete',
    startedAt: '2024-01-01T00:00:00Z',
    seconds: 1,
    resources: [resourceReport({ error: new Error('x') })],
  };

  test.each([
    ['no report', { to: '-' }],
    ['stdout, which nothing else wants', { to: 'x.duckdb', report: '-' }],
    ['a new file', { to: '-', report: 'new.json' }],
    ['an old file', { to: '-', report: 'old.json' }],
  ])('may be %s', async (_name, flags) => {
    await expect(assertReportPath(flags, cwd)).resolves.toBeUndefined();
  });

  test.each([
    ['stdout beside the rows', { to: '-', report: '-' }],
    ['a folder', { to: 'x.duckdb', report: 'folder' }],
    ['in no folder', { to: 'x.duckdb', report: 'none/new.json' }],
  ])('may not be %s', async (_name, flags) => {
    await expect(assertReportPath(flags, cwd)).rejects.toThrow(UsageError);
  });

  test('is JSON, in a file or on stdout', async () => {
    const stdout = new PassThrough();
    await writeReport(report, 'old.json', { cwd, stdout });
    await writeReport(report, '-', { cwd, stdout });
    const text = await readFile(join(cwd, 'old.json'), 'utf8');
    expect(String(stdout.read())).toBe(text);
    expect(JSON.parse(text)).toMatchObject({
      loadId: 'l',
      resources: [{ received: 2317, error: { code: 'Error', message: 'x' } }],
    });
  });
});
