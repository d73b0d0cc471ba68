import type { CheckReport, PageCheck, ResourceCheck } from '../index.ts';
import { type Column, countOf, formatCount, renderTextTable } from './text.ts';

/** The plan of each resource, and what its first page showed, for a person. */
export function renderCheck(report: CheckReport, path: string): string {
  const { resources } = report;
  const columns: Column<ResourceCheck>[] = [
    { title: 'resource', cell: ({ name }) => name },
    { title: 'table', cell: ({ table }) => table },
    { title: 'write', cell: describeWrite },
    { title: 'paginator', cell: ({ paginator, page }) => found(paginator, page?.paginator) },
    { title: 'rows at', cell: ({ selector, page }) => found(selector, page?.selector) },
    { title: 'parent', cell: ({ parent = '' }) => parent },
    { title: 'cursor', cell: ({ incremental = '' }) => incremental },
    { title: 'best verdict', cell: ({ verdict }) => verdict },
    { title: 'first page', cell: describePage },
  ];
  // a column that says nothing of any resource is left out
  const used = columns.filter(({ cell }) => resources.some((resource) => cell(resource) !== ''));
  return [
    `${path}: valid, ${countOf(resources.length, 'resource')}.`,
    renderTextTable(resources, used),
    ...resources.flatMap(notesOf),
  ].join('\n');
}

/** What failed, and what to look at, a line each. */
export function renderProblems({ resources }: CheckReport): readonly string[] {
  return resources.flatMap(problemsOf);
}

function describeWrite({ write, primaryKey }: ResourceCheck): string {
  return primaryKey.length === 0 ? write : `${write} on ${primaryKey.join(', ')}`;
}

function found(configured: string, seen: string | undefined): string {
  return configured === 'auto' && seen !== undefined ? `${seen} (found)` : configured;
}

function describePage({ page, error }: ResourceCheck): string {
  if (page !== undefined) return describeRows(page);
  return error === undefined ? '' : 'failed';
}

function describeRows({ rows, total, hasNext }: PageCheck): string {
  const of = total === undefined ? '' : ` of ${formatCount(total)}`;
  return `${countOf(rows, 'row')}${of}${hasNext ? ', more follow' : ''}`;
}

function notesOf(resource: ResourceCheck): string[] {
  const { name, readsWhole } = resource;
  return [...(readsWhole ? [`${name}: ${WHOLE}`] : []), ...problemsOf(resource)];
}

function problemsOf({ name, error, warnings }: ResourceCheck): string[] {
  return [
    ...warnings.map((warning) => `warning: ${named(name, warning).replace(/\.$/, '')}.`),
    ...(error === undefined ? [] : [`error: ${error.message}`]),
  ];
}

/** Some texts begin with the name already. */
function named(name: string, text: string): string {
  return text.startsWith(`${name}: `) || text.startsWith(`${name}, `) ? text : `${name}: ${text}`;
}

const WHOLE =
  'pages are read whole, up to `limits.whole_page_bytes`; with paths of plain names rows are taken while they arrive.';
