import type { ResourceReport, SyncReport } from '../index.ts';
import { describeError } from './describe-error.ts';
import { type NoteView, notesOf } from './notes.ts';
import { formatCount, formatSeconds } from './numbers.ts';
import type { Paint } from './paint.ts';
import { type Column, renderTextTable } from './text-table.ts';
import { colourOf, describeVerdict } from './verdict.ts';
import { toTextLine } from './voice.ts';

type ReportColumn = Column<ResourceReport>;

const COUNTS = ['received', 'inserted', 'updated', 'unchanged'] as const;
/** Shown where there are any: most loads have none. */
const RARE_COUNTS = ['carried', 'deleted', 'filtered', 'rejected', 'reread'] as const;

/** The table of a load: a line for each resource, names left, numbers right. */
export function renderTable(resources: readonly ResourceReport[], paint: Paint): string {
  const rare = RARE_COUNTS.filter((name) => resources.some((report) => report[name] > 0));
  const columns: readonly ReportColumn[] = [
    { title: 'resource', cell: ({ name }) => name },
    {
      title: 'verdict',
      cell: describeVerdict,
      paint: (report, padded) => paint(colourOf(report), padded),
    },
    ...[...COUNTS, ...rare].map(
      (name): ReportColumn => ({
        title: name,
        cell: (report) => formatCount(report[name]),
        align: 'right',
      }),
    ),
    { title: 'seconds', cell: ({ seconds }) => formatSeconds(seconds), align: 'right' },
  ];
  return renderTextTable(resources, columns, (line) => paint('dim', line));
}

/** The end of a load for a person: the table, and below it the notes of each resource. */
export function renderSummary(report: SyncReport, view: NoteView, paint: Paint): string {
  const notes = report.resources.flatMap((resource) => notesOf(resource, view));
  if (report.error) notes.push({ kind: 'error', text: describeError(report.error, view.verbose) });
  const lines = notes.map(({ kind, text }) => {
    if (kind === 'info') return text;
    return paint(kind === 'error' ? 'red' : 'yellow', toTextLine(kind, text));
  });
  const ways = view.require === 'complete' ? [] : waysToProof(report.resources);
  return [renderTable(report.resources, paint), ...lines, ...ways].join('\n');
}

/** What would prove the walks that nothing contradicts and nothing proves, once for all that it holds for. */
function waysToProof(resources: readonly ResourceReport[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { name, toProve } of resources) {
    if (toProve !== undefined) names.set(toProve, [...(names.get(toProve) ?? []), name]);
  }
  return [...names].map(
    ([way, all]) =>
      `${all.join(', ')}: exhausted, that is, nothing contradicts the API's own end, and nothing proves it. ${way}`,
  );
}
