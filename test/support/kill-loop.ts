import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import type { SampleApi } from '../../fixtures/api/sample-api.ts';
import type { ResourceReport } from '../../src/model.ts';
import { compiled } from './build-for-children.ts';
import { query, testFolder } from './crm.ts';

type Layout = 'native' | 'dlt';

const CHILD = compiled('test/support/sync-in-child.ts');

export interface ChildRun {
  /** Whether the failpoint fired. */
  readonly wasKilled: boolean;
  readonly code: number | null;
  readonly reports: readonly ResourceReport[];
  readonly stderr: string;
}

/** One sync in a process of its own, which dies at the failpoint, if it comes by it. */
export function syncInChild(
  api: SampleApi,
  file: string,
  failpoint: string,
  layout: Layout = 'native',
): Promise<ChildRun> {
  const env = { ...process.env, SLUICE_FAILPOINT: failpoint };
  const args = [CHILD, api.url, file, layout];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { env }, (_error, stdout, stderr) => {
      const wasKilled = child.signalCode === 'SIGKILL';
      const reports = stdout === '' ? [] : (JSON.parse(stdout) as ResourceReport[]);
      resolve({ wasKilled, code: child.exitCode, reports, stderr });
    });
  });
}

/** The tables as a load leaves them, without what differs from load to load. */
export async function tablesOf(file: string): Promise<unknown[]> {
  const names = await query(
    file,
    `SELECT table_name AS name FROM duckdb_tables() WHERE schema_name = 'main' AND NOT starts_with(table_name, '_') ORDER BY 1`,
  );
  return Promise.all(
    names.map(({ name }) =>
      query(
        file,
        `SELECT COLUMNS(c -> c <> '_load_id' AND NOT starts_with(c, '_dlt')) FROM ${name} ORDER BY ALL`,
      ),
    ),
  );
}

export interface LoopResult {
  readonly kills: number;
  readonly last: ChildRun;
  readonly tables: readonly unknown[];
}

/**
 * Kills a sync at a failpoint, at its first, second, third … passing, each run going on from what the one before left,
 * until a run gets through.
 */
export async function killUntilThrough(
  api: SampleApi,
  base: string,
  name: string,
  maxKills: number,
  layout: Layout = 'native',
): Promise<LoopResult> {
  await using folder = await testFolder();
  const file = folder.file('crm.duckdb');
  await copyFile(base, file);
  // what is taken up must have been left by somebody
  if (name.startsWith('resume')) await syncInChild(api, file, 'stage.commit.after:3', layout);
  for (let kills = 0; ; kills++) {
    const failpoint = kills < maxKills ? `${name}:${kills + 1}` : '';
    const last = await syncInChild(api, file, failpoint, layout);
    if (last.wasKilled) continue;
    // a resumed walk deletes nothing: that is for the next one that walks from the start
    if (last.reports.some(({ since }) => since !== undefined))
      await syncInChild(api, file, '', layout);
    return { kills, last, tables: await tablesOf(file) };
  }
}
