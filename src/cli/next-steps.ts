import { basename } from 'node:path';
import type { ResourceReport } from '../index.ts';

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

/** As SQL wants it; plain names stay plain, for the eye. `group` and its like are no plain names. */
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
