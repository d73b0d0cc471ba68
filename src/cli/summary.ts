import type { ResourceReport, SyncReport } from '../index.ts';
import { describeError } from './describe-error.ts';
import { countOf, formatCount, formatSeconds } from './numbers.ts';
import type { Paint } from './paint.ts';
import { colourOf, describeVerdict } from './verdict.ts';
import { type MessageKind, toTextLine } from './voice.ts';

interface Column {
  readonly title: string;
  readonly cell: (report: ResourceReport) => string;
}

const TEXT_COLUMNS: readonly Column[] = [
  { title: 'resource', cell: (report) => report.name },
  { title: 'verdict', cell: describeVerdict },
];

const NUMBER_COLUMNS: readonly Column[] = [
  { title: 'received', cell: (report) => formatCount(report.received) },
  { title: 'inserted', cell: (report) => formatCount(report.inserted) },
  { title: 'updated', cell: (report) => formatCount(report.updated) },
  { title: 'unchanged', cell: (report) => formatCount(report.unchanged) },
  { title: 'seconds', cell: (report) => formatSeconds(report.seconds) },
];

/** The table of a load: a line for each resource, names left, numbers right. */
export function renderTable(resources: readonly ResourceReport[], paint: Paint): string {
  const widthOf = ({ title, cell }: Column): number =>
    Math.max(title.length, ...resources.map((report) => cell(report).length));
  const line = (textOf: (column: Column) => string): string[] => [
    ...TEXT_COLUMNS.map((column) => textOf(column).padEnd(widthOf(column))),
    ...NUMBER_COLUMNS.map((column) => textOf(column).padStart(widthOf(column))),
  ];
  const head = paint('dim', line((column) => column.title).join('  '));
  const body = resources.map((report) => {
    const [name, verdict = '', ...numbers] = line((column) => column.cell(report));
    // painted after padding: escape codes have no width
    return [name, paint(colourOf(report), verdict), ...numbers].join('  ');
  });
  return [head, ...body].join('\n');
}

/** One thing to know of a resource. */
export interface Note {
  readonly kind: MessageKind;
  readonly text: string;
}

/** What the table does not tell of a resource: errors and warnings first, then what became of rows that are not in the table. */
export function notesOf(report: ResourceReport, verbose: boolean): readonly Note[] {
  const { name, error } = report;
  const tell = (kind: MessageKind, text: string): Note => ({
    kind,
    text: text.startsWith(name) ? text : `${name}: ${text}`,
  });
  return [
    ...(error ? [tell('error', describeError(error, verbose))] : []),
    ...report.warnings.map((warning) => tell('warning', warning)),
    ...(report.rejected > 0
      ? [tell('warning', `${countOf(report.rejected, 'row')} rejected`)]
      : []),
    ...(report.discarded > 0
      ? [tell('warning', `${countOf(report.discarded, 'row')} received but not written`)]
      : []),
    ...(report.staged > 0
      ? [
          tell(
            'info',
            `${countOf(report.staged, 'row')} staged; the next run drops them and reads everything again`,
          ),
        ]
      : []),
    ...(report.carried > 0
      ? [tell('info', `${countOf(report.carried, 'row')} taken over from an earlier run`)]
      : []),
  ];
}

/** The end of a load for a person: the table, and below it the notes of each resource. */
export function renderSummary(report: SyncReport, verbose: boolean, paint: Paint): string {
  const notes = report.resources.flatMap((resource) => notesOf(resource, verbose));
  if (report.error) notes.push({ kind: 'error', text: describeError(report.error, verbose) });
  const lines = notes.map(({ kind, text }) => {
    if (kind === 'info') return text;
    return paint(kind === 'error' ? 'red' : 'yellow', toTextLine(kind, text));
  });
  return [renderTable(report.resources, paint), ...lines].join('\n');
}
