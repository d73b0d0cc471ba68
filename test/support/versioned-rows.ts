import { duckdbDestination } from '../../src/duckdb-destination.ts';
import { pagesOf } from './batches.ts';
import { resourceReport } from './sync-report.ts';

export const VERSIONED_ROWS = 4000;

/** Rows that have a long value. */
export const LONG_ROWS = 4;

const bodyOf = (version: number): string => `${version} `.repeat(20_000);

/** A load in which every row says its version; odd versions have a column of their own, so that the schema changes too. */
export async function loadVersion(
  path: string,
  version: number,
  tell: (step: 'staged' | 'folded') => void,
): Promise<void> {
  const start = {
    loadId: `v${version}`,
    source: 'crm',
    startedAt: '2026-01-01T00:00:00Z',
    dataset: 'main',
  };
  const stageLimits = { maxRows: 1000, maxTextLength: 1e6, maxWaitMs: 1000 };
  const load = await duckdbDestination(path, { stageLimits }).open(start);
  const writer = await load.writer({
    resource: 'contacts',
    table: 'contacts',
    primaryKey: ['id'],
    naming: 'snake_case',
    detectDates: true,
    planHash: '',
  });
  const rows = Array.from({ length: VERSIONED_ROWS }, (_, id) => ({
    id,
    version,
    [`v${version}`]: version,
    // so long that it waits in the spool
    ...(id % 1000 === 0 && { body: bodyOf(version) }),
  }));
  for (const batch of pagesOf(rows, 500)) {
    if (!writer.stream.write(batch)) await new Promise((done) => writer.stream.once('drain', done));
  }
  await new Promise<void>((done) => writer.stream.end(done));
  tell('staged');
  const outcome = { verdict: 'exhausted', basis: 'end' } as const;
  const report = await writer.settle(outcome, (counts) =>
    resourceReport({ ...outcome, ...counts }),
  );
  tell('folded');
  await load.close({
    loadId: start.loadId,
    source: start.source,
    verdict: 'exhausted',
    startedAt: start.startedAt,
    seconds: 1,
    resources: [report],
  });
}
