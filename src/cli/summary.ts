import { basename } from 'node:path';
import type { ResourceReport, SyncReport } from '../index.ts';
import { type NoteView, notesOf } from './notes.ts';
import {
  type Column,
  colourOf,
  describeVerdict,
  formatCount,
  formatSeconds,
  type Paint,
  renderTextTable,
} from './text.ts';
import { describeError, toTextLine } from './voice.ts';

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

/** Where the rows are, and two ways to look at them; empty where nothing was written into a database. */
export function renderNextSteps(
  resources: readonly ResourceReport[],
  to: string,
  dataset: string,
): string {
  const tables = resources.flatMap(({ table, inserted, updated, unchanged }) =>
    table !== undefined && inserted + updated + unchanged > 0 ? [table] : [],
  );
  const [first] = tables;
  if (to === '-' || first === undefined) return '';
  const name = nameIn(to, dataset, first);
  const sql = `FROM ${name} LIMIT 5`;
  const script = [
    'import("@duckdb/node-api").then(async ({ DuckDBInstance }) => {',
    `const db = await (await DuckDBInstance.create(${JSON.stringify(to)})).connect();`,
    `console.log((await db.runAndReadAll(${JSON.stringify(sql)})).getRowObjectsJson()) })`,
  ].join(' ');
  return [
    `The data is in ${to}: ${tables.join(', ')}. To look at it:`,
    `  duckdb ${shellQuote(to)} ${shellQuote(sql)}`,
    `  node -e ${shellQuote(script)}`,
  ].join('\n');
}

/** A schema that is called as its database is told from it by both names. */
function nameIn(to: string, dataset: string, table: string): string {
  if (dataset === 'main') return quote(table);
  const [catalog = ''] = basename(to).split('.');
  const isSame = catalog.toLowerCase() === dataset.toLowerCase();
  return [...(isSame ? [catalog] : []), dataset, table].map(quote).join('.');
}

/** As SQL wants it; plain names stay plain, for the eye. `group` and its like are not plain names. */
function quote(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}

/** Reserved words of DuckDB that tables are named after. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'all analyse analyze and any array as asc both case cast check collate column constraint create default desc distinct do else end except fetch for foreign from grant group having in initially intersect into lambda lateral leading limit not null offset on only or order placing primary qualify references returning select show some summarize symmetric table then to trailing union unique unpivot using variadic when where window with'.split(
    ' ',
  ),
);

function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
