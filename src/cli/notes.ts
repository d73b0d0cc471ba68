import type { ResourceReport } from '../index.ts';
import type { Requirement } from './exit-code.ts';
import { countOf, describeVerdict } from './text.ts';
import { describeError, type MessageKind } from './voice.ts';

/** One thing to know of a resource. */
export interface Note {
  readonly kind: MessageKind;
  readonly text: string;
}

/** How much is told. */
export interface NoteView {
  /** Whether errors are told with their stacks and causes. */
  readonly verbose: boolean;
  /** The verdict that was asked for. Default: `exhausted`. */
  readonly require?: Requirement;
}

/** What the table does not tell of a resource: errors and warnings first, then what became of its rows. */
export function notesOf(report: ResourceReport, view: NoteView): readonly Note[] {
  const { name, error } = report;
  const tell = (kind: MessageKind, text: string): Note => ({
    kind,
    text: text.startsWith(name) ? text : `${name}: ${text}`,
  });
  return [
    ...(error ? [tell('error', describeError(error, view.verbose))] : []),
    ...report.warnings.map((warning) => tell('warning', warning)),
    ...rowNotes(report).map(([kind, text]) => tell(kind, text)),
    ...verdictNotes(report, view).map(([kind, text]) => tell(kind, text)),
  ];
}

type Line = readonly [kind: MessageKind, text: string];

/** What became of rows that are not simply in the table. What was refused to be deleted is a warning of the report. */
function rowNotes(report: ResourceReport): readonly Line[] {
  const { rejected, discarded, duplicates, since, carried, staged } = report;
  const lines: (Line | false)[] = [
    rejected > 0 && ['warning', `${countOf(rejected, 'row')} rejected`],
    discarded > 0 && ['warning', `${countOf(discarded, 'row')} received but not written`],
    duplicates > 0 && [
      'info',
      `${countOf(duplicates, 'row')} came more than once; the last copy of each counts`,
    ],
    since !== undefined && [
      'info',
      `went on from where an earlier run had ended: ${countOf(carried, 'row')} carried`,
    ],
    // what an earlier run staged without a walk that went on from there
    since === undefined &&
      carried > 0 && [
        'info',
        `an earlier run had staged ${countOf(carried, 'row')} up to the end of its walk; this run began anew`,
      ],
    staged > 0 && ['info', `${countOf(staged, 'row')} staged; the next run goes on from there`],
  ];
  return lines.filter((line) => line !== false);
}

/** What a verdict asks of whoever reads it, where the verdict alone does not say it. */
function verdictNotes(report: ResourceReport, { require }: NoteView): readonly Line[] {
  const { verdict, reason, table } = report;
  if (reason === 'max_pages') return [['info', describeTry(report)]];
  if (verdict === 'drifted') {
    const cure =
      table === undefined
        ? 'what left could not be taken back; into a database such rows are read again'
        : 'rows changed places while they were read; a parameter that asks for a fixed order, in `endpoint.params`, is the cure';
    return [['info', cure]];
  }
  if (verdict !== 'exhausted' || require !== 'complete') return [];
  return [
    [
      'warning',
      `${describeVerdict(report)} is less than --require complete. ${report.toProve ?? ''}`.trim(),
    ],
  ];
}

/** A try may have come by every row, if only the pages that prove it were cut off. */
function describeTry({ total, received, carried, duplicates }: ResourceReport): string {
  const left =
    total !== undefined && received + carried - duplicates === total
      ? `all ${countOf(total, 'row')} that the API tells were read`
      : 'what lies behind its last page was not read';
  return `a try, ended by --max-pages: ${left}, and no row was deleted`;
}
