import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../../../src/cli/exit-code.ts';
import { assertReportPath, filesOf, writeReport } from '../../../src/cli/report-file.ts';
import type { SyncReport } from '../../../src/model.ts';
import { resourceReport } from '../../support/sync-report.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sluice-report-'));
  await mkdir(join(cwd, 'folder'));
  for (const name of ['old.json', 'crm.config.json', '.env', 'prod.env', 'data.duckdb']) {
    await writeFile(join(cwd, name), '{}');
  }
  await writeFile(join(cwd, 'other.db'), '01234567DUCK and more');
  await symlink('crm.duckdb', join(cwd, 'later.link'));
  await symlink('data.duckdb', join(cwd, 'data.link'));
  await symlink('.', join(cwd, 'here'));
  await link(join(cwd, 'data.duckdb'), join(cwd, 'data.hard'));
  await symlink('circle.link', join(cwd, 'circle.link'));
  await symlink('none/new.json', join(cwd, 'nowhere.link'));
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

function check(flags: { to: string; report?: string; envFile?: string }): Promise<void> {
  const { to, envFile } = flags;
  return assertReportPath(
    flags,
    filesOf({ to, config: join(cwd, 'crm.config.json'), envFile }),
    cwd,
  );
}

test.each([
  ['no report', { to: '-' }],
  ['stdout, which nothing else wants', { to: 'x.duckdb', report: '-' }],
  ['a new file', { to: '-', report: 'new.json' }],
  ['an old file', { to: '-', report: 'old.json' }],
  ['a device', { to: 'x.duckdb', report: '/dev/null' }],
  ['a file of variables that is not read', { to: 'x.duckdb', report: 'prod.env' }],
])('may be %s', async (_name, flags) => {
  await expect(check(flags)).resolves.toBeUndefined();
});

test.each([
  ['stdout beside the rows', { to: '-', report: '-' }, 'both want stdout'],
  ['a folder', { to: 'x.duckdb', report: 'folder' }, 'is a folder'],
  ['in no folder', { to: 'x.duckdb', report: 'none/new.json' }, "can't be written"],
  ['a link into no folder', { to: 'x.duckdb', report: 'nowhere.link' }, "can't be written"],
  ['a link to itself', { to: 'x.duckdb', report: 'circle.link' }, "can't be written"],
  ['below a file', { to: 'x.duckdb', report: 'old.json/new.json' }, "can't be written"],
  [
    'the database that is to be made',
    { to: 'crm.duckdb', report: 'crm.duckdb' },
    'is the database',
  ],
  [
    'the same by another path',
    { to: 'crm.duckdb', report: './here/crm.duckdb' },
    'is the database',
  ],
  ['a link to it', { to: 'crm.duckdb', report: 'later.link' }, 'is the database'],
  ['a link to one that is there', { to: 'data.duckdb', report: 'data.link' }, 'is the database'],
  ['the file under another name', { to: 'data.duckdb', report: 'data.hard' }, 'is the database'],
  ['its log', { to: 'crm.duckdb', report: 'crm.duckdb.wal' }, 'is of the database, too'],
  ['its staging', { to: 'crm.duckdb', report: 'crm.duckdb.staging' }, 'is of the database, too'],
  ['any database', { to: 'crm.duckdb', report: 'other.db' }, 'is a DuckDB database'],
  ['any database beside rows', { to: '-', report: 'other.db' }, 'is a DuckDB database'],
  ['the configuration', { to: '-', report: 'crm.config.json' }, 'is the configuration'],
  ['.env', { to: '-', report: '.env' }, 'is the file of variables'],
  ['--env-file', { to: '-', report: 'prod.env', envFile: 'prod.env' }, 'is the file of variables'],
])('may not be %s', async (_name, flags, words) => {
  const refused = check(flags);
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(words);
});

test('is JSON, in a file or on stdout, and takes the place of what was there', async () => {
  const stdout = new PassThrough();
  await chmod(join(cwd, 'old.json'), 0o600);
  const before = await stat(join(cwd, 'old.json'));
  await writeReport(report, 'old.json', { cwd, stdout });
  await writeReport(report, '-', { cwd, stdout });
  const written = await readFile(join(cwd, 'old.json'), 'utf8');
  expect(String(stdout.read())).toBe(written);
  expect(JSON.parse(written)).toMatchObject({
    loadId: 'l',
    resources: [{ received: 2317, error: { code: 'Error', message: 'x' } }],
  });
  const after = await stat(join(cwd, 'old.json'));
  expect([after.ino === before.ino, after.mode]).toEqual([false, before.mode]);
  expect((await readdir(cwd)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test.each([
  ['a device that is full', '/dev/full', 'ENOSPC'],
  ['a folder that went meanwhile', 'gone/new.json', 'ENOENT'],
])('that can no longer be written says so, and where it stands: %s', async (_what, to, code) => {
  const writing = writeReport(report, to, { cwd, stdout: new PassThrough() });
  await expect(writing).rejects.toThrow(
    new RegExp(`^--report: ${to} could not be written: ${code}.*_sluice\\.resources`),
  );
});

test('goes through a link to its file, and into a pipe', async () => {
  const stdout = new PassThrough();
  await symlink('linked.json', join(cwd, 'report.link'));
  await writeReport(report, 'report.link', { cwd, stdout });
  expect(JSON.parse(await readFile(join(cwd, 'linked.json'), 'utf8'))).toMatchObject({
    loadId: 'l',
  });
  expect((await stat(join(cwd, 'report.link'))).isFile()).toBe(true);
  execFileSync('mkfifo', [join(cwd, 'pipe')]);
  const [read] = await Promise.all([
    text(createReadStream(join(cwd, 'pipe'))),
    writeReport(report, 'pipe', { cwd, stdout }),
  ]);
  expect(JSON.parse(read)).toMatchObject({ loadId: 'l' });
});
