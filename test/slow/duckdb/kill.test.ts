import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compiled } from '../../support/build-for-children.ts';
import { databasePath, query } from '../../support/duckdb-load.ts';
import { LONG_ROWS, loadVersion, VERSIONED_ROWS } from '../../support/versioned-rows.ts';

const SCRIPT = compiled('test/support/fold-in-child.ts');

/** Runs a load in a child and kills it `afterMs` after it told `step`; resolves when it is gone. */
async function killAfter(
  path: string,
  version: number,
  step: string,
  afterMs: number,
): Promise<void> {
  const child = spawn(process.execPath, [SCRIPT, path, String(version)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.on('data', (text) => {
    told += text;
    if (told.includes(step)) setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  await once(child, 'exit');
}

test('a kill between staging and the end of the fold leaves the table wholly old or wholly new', async () => {
  const path = await databasePath();
  await loadVersion(path, 0, () => {});
  const seen: string[] = [];
  for (const [i, afterMs] of [0, 4, 8, 16, 32, 64].entries()) {
    const version = i + 1;
    const [before] = await query(path, 'SELECT max(version) v FROM contacts');
    await killAfter(path, version, 'staged', afterMs);
    const rows = await query(
      path,
      `SELECT version v, _load_id l, count(DISTINCT id)::INTEGER n, count(*)::INTEGER c,
         count(*) FILTER (body = repeat(version || ' ', 20_000))::INTEGER b FROM contacts GROUP BY version, _load_id`,
    );
    expect(rows).toHaveLength(1);
    const [row] = rows;
    expect([String(version), before?.['v']]).toContain(row?.['v']);
    expect(row).toEqual({
      v: row?.['v'],
      l: `v${row?.['v']}`,
      n: VERSIONED_ROWS,
      c: VERSIONED_ROWS,
      b: LONG_ROWS,
    });
    const columns = await query(
      path,
      `SELECT "column" c FROM _sluice.columns WHERE "column" = 'v${version}'`,
    );
    const recorded = await query(
      path,
      `SELECT load_id FROM _sluice.resources WHERE load_id = 'v${version}'`,
    );
    const isNew = row?.['v'] === String(version);
    expect([columns.length, recorded.length]).toEqual(isNew ? [1, 1] : [0, 0]);
    seen.push(isNew ? 'new' : 'old');
  }
  expect(seen).toContain('old');
  await loadVersion(path, 99, () => {});
  expect(await query(path, 'SELECT DISTINCT version::INTEGER v FROM contacts')).toEqual([
    { v: 99 },
  ]);
}, 120_000);

test('a commit is in the file at once: a kill behind it leaves no log, and nothing to be done', async () => {
  const path = await databasePath();
  // the first detach is that of the new books
  for (const failpoint of ['detach.before:2', 'detach.before']) {
    const child = spawn(process.execPath, [SCRIPT, path, '1'], {
      env: { ...process.env, SLUICE_FAILPOINT: failpoint },
      stdio: 'ignore',
    });
    await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    expect(existsSync(`${path}.wal`)).toBe(false);
    expect(await query(path, 'SELECT count(*)::INTEGER n FROM contacts')).toEqual([
      { n: VERSIONED_ROWS },
    ]);
  }
}, 120_000);
