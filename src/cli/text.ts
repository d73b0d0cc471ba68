import { styleText } from 'node:util';
import type { ResourceReport } from '../index.ts';

/** `1234567` as `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Seconds with one decimal, `12.3`; from ten minutes on whole. */
export function formatSeconds(seconds: number): string {
  return seconds < 600 ? seconds.toFixed(1) : formatCount(Math.round(seconds));
}

/** `1 page`, `2 pages`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Seconds in the largest unit that they fill: `59 minutes`, `1 hour`. */
export function describeAge(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
  return countOf(Math.floor(seconds / size), unit);
}

type Proof = Pick<ResourceReport, 'verdict' | 'basis' | 'reason' | 'since'> & {
  readonly error?: unknown;
};

/**
 * `complete (overlap)`, `incomplete (total_mismatch)`, `incomplete (failed)` if the destination failed; of a resumed walk
 * `complete (overlap) since 2024-05-01 12:30`, in UTC.
 */
export function describeVerdict({ verdict, basis, reason, since, error }: Proof): string {
  const ground = reason ?? basis ?? (error === undefined ? undefined : 'failed');
  const proof = ground === undefined ? verdict : `${verdict} (${ground})`;
  return since === undefined ? proof : `${proof} since ${toMinutes(since)}`;
}

/** `2024-05-01T12:30:59.123Z` as `2024-05-01 12:30`. */
export function toMinutes(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

export function colourOf(report: Proof): Colour {
  if (report.error !== undefined) return 'red';
  return report.verdict === 'complete' || report.verdict === 'exhausted' ? 'green' : 'yellow';
}

type Colour = 'red' | 'green' | 'yellow' | 'dim';
export type Paint = (colour: Colour, text: string) => string;

/** Whether a terminal can be drawn on, and whether in colours. */
interface TerminalLook {
  /** Lines can be redrawn. */
  readonly live: boolean;
  readonly paint: Paint;
}

/** Colours only on a terminal, and not where `NO_COLOR` is set to anything (https://no-color.org). */
export function lookOf(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): TerminalLook {
  const live = stream.isTTY === true && env['TERM'] !== 'dumb';
  const coloured = live && !env['NO_COLOR'];
  return {
    live,
    paint: (colour, text) => (coloured ? styleText(colour, text, { validateStream: false }) : text),
  };
}

/** A column of a table for a person. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Numbers stand at the right of their column. Default: left. */
  readonly align?: 'left' | 'right';
  /** Colours the cell, which is padded by then: escape codes have no width. */
  readonly paint?: (row: Row, padded: string) => string;
}

/** A line of titles and one for each row, in columns as wide as they need to be. */
export function renderTextTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  paintHead: (line: string) => string = (line) => line,
): string {
  const cells = columns.map(({ title, cell, align }) => {
    const texts = rows.map(cell);
    const width = Math.max(title.length, ...texts.map(({ length }) => length));
    const pad = (text: string): string =>
      align === 'right' ? text.padStart(width) : text.padEnd(width);
    return { title: pad(title), texts: texts.map(pad) };
  });
  const head = paintHead(cells.map(({ title }) => title).join('  '));
  const body = rows.map((row, at) =>
    columns
      .map(({ paint }, column) => {
        const padded = cells[column]?.texts[at] ?? '';
        return paint === undefined ? padded : paint(row, padded);
      })
      .join('  ')
      .trimEnd(),
  );
  return [head.trimEnd(), ...body].join('\n');
}
