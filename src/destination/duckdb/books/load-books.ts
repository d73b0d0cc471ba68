import { SluiceError } from '../../../errors.ts';
import type { ResourceReport, RowCounts, SyncReport } from '../../../model.ts';
import type { Database } from '../../../staging/database.ts';
import type { LoadStart } from '../../destination.ts';

/** The counts that have columns of their own in the books; the others are in the report. */
export const BOOKED_COUNTS: readonly (keyof RowCounts)[] = [
  'received',
  'inserted',
  'updated',
  'unchanged',
  'duplicates',
  'staged',
  'discarded',
  'deleted',
];

/** A load begins: a row without an end is a load that was killed. */
export async function insertLoad(database: Database, load: LoadStart): Promise<void> {
  await database.run(
    'INSERT INTO _sluice.loads (load_id, source, started_at) VALUES ($1, $2, CAST($3 AS TIMESTAMPTZ))',
    [load.loadId, load.source, load.startedAt],
  );
}

export async function finishLoad(database: Database, report: SyncReport): Promise<void> {
  await database.run(
    'UPDATE _sluice.loads SET finished_at = now(), verdict = $2, report = CAST($3 AS JSON) WHERE load_id = $1',
    [report.loadId, report.verdict, reportJson(report)],
  );
}

/** What became of a resource; at most one row for each resource and load, the last one that was told. */
export async function insertResource(
  database: Database,
  load: LoadStart,
  report: ResourceReport,
): Promise<void> {
  await database.run('DELETE FROM _sluice.resources WHERE load_id = $1 AND resource = $2', [
    load.loadId,
    report.name,
  ]);
  const values = [
    load.loadId,
    report.name,
    load.dataset,
    report.table ?? null,
    report.verdict,
    report.basis ?? null,
    report.reason ?? null,
    ...BOOKED_COUNTS.map((name) => report[name]),
    reportJson(report),
    report.since ?? null,
  ];
  await database.run(
    `INSERT INTO _sluice.resources
       (load_id, resource, dataset, "table", verdict, basis, reason, ${BOOKED_COUNTS.join(', ')}, report, since)
     SELECT ${values.map((_, i) => `$${i + 1}`).join(', ')}`,
    values,
  );
}

/** A report as JSON; errors become their code and message. DuckDB takes no JSON with lone surrogates. */
function reportJson(report: unknown): string {
  return JSON.stringify(report, (_name, value: unknown) => {
    if (typeof value === 'string') return value.toWellFormed();
    return value instanceof Error ? describeError(value) : value;
  });
}

function describeError(error: Error): { readonly code?: string; readonly message: string } {
  return error instanceof SluiceError
    ? { code: error.code, message: error.message }
    : { message: error.message };
}
