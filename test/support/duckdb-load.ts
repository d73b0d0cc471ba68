import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { onTestFinished } from 'vitest';
import type { LoadCounts, LoadStart, ResourceTarget } from '../../src/destination/destination.ts';
import { type DuckDbDestinationOptions, duckdbDestination } from '../../src/duckdb-destination.ts';
import type { FlowItem, ResourceReport, SyncReport, WalkOutcome } from '../../src/model.ts';
import { openStagingFile, STAGING } from '../../src/staging/staging-file.ts';
import { resourceReport } from './sync-report.ts';

/** A path for a database in a folder that goes with the test. */
export async function databasePath(name = 'test.duckdb'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-duckdb-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, name);
}

export function contacts(over: Partial<ResourceTarget> = {}): ResourceTarget {
  return {
    resource: 'contacts',
    table: 'contacts',
    primaryKey: ['id'],
    naming: 'snake_case',
    detectDates: true,
    planHash: 'plan',
    ...over,
  };
}

let loads = 0;

export function loadStart(over: Partial<LoadStart> = {}): LoadStart {
  return {
    loadId: `load-${++loads}`,
    source: 'crm',
    startedAt: '2026-01-01T00:00:00Z',
    dataset: 'main',
    ...over,
  };
}

export function syncReport(start: LoadStart, resources: readonly ResourceReport[]): SyncReport {
  const { loadId, source, startedAt } = start;
  return { loadId, source, verdict: 'complete', startedAt, seconds: 1, resources };
}

export const EXHAUSTED: WalkOutcome = { verdict: 'exhausted', basis: 'end' };

export interface LoadOptions extends DuckDbDestinationOptions {
  readonly outcome?: WalkOutcome;
  readonly start?: LoadStart;
  readonly target?: ResourceTarget;
}

export interface LoadResult {
  readonly counts: LoadCounts;
  readonly warnings: readonly string[];
  readonly loadId: string;
}

/** One whole load of one resource, as `sync` does it. */
export async function loadBatches(
  path: string,
  batches: Iterable<FlowItem>,
  options: LoadOptions = {},
): Promise<LoadResult> {
  const { outcome = EXHAUSTED, start = loadStart(), target = contacts() } = options;
  const load = await duckdbDestination(path, options).open(start);
  const reports: ResourceReport[] = [];
  try {
    const writer = await load.writer(target);
    await pipeline(Readable.from(batches), writer.stream);
    let counts: LoadCounts | undefined;
    const report = await writer.settle(outcome, (told) => {
      counts = told;
      return resourceReport({ name: target.resource, ...outcome, ...told });
    });
    reports.push(report);
    if (counts === undefined) throw new Error('settle did not ask for the report');
    return { counts, warnings: writer.warnings, loadId: start.loadId };
  } finally {
    await load.close(syncReport(start, reports));
  }
}

/** Rows of a query, in a hold on the file of its own. */
export async function query(path: string, sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.fromCache(path);
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Rows of a query over what is staged for a database. */
export async function queryStaging(path: string, sql: string): Promise<Record<string, unknown>[]> {
  const staging = await openStagingFile(`${path}.staging`, { name: path, memoryLimit: '256MB' });
  try {
    await staging.run(`USE ${STAGING}`);
    return [...(await staging.rows(sql))];
  } finally {
    await staging.close();
  }
}
