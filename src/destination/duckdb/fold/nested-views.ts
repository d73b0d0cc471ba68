import { columnNames } from '../../../schema/naming.ts';
import { isNestedType, readType, type TypeTree } from '../../../schema/nested-type.ts';
import type { Database } from '../../../staging/database.ts';
import {
  catalogName,
  foldedName,
  identifier,
  inTarget,
  literal,
  TARGET,
} from '../../../staging/quote.ts';
import type { TablePlan } from '../../../staging/typing/table-plan.ts';
import { excerpt } from '../../../wording.ts';
import type { ResourceTarget } from '../../destination.ts';

/** A view over the elements of a list, one row for each. */
interface ListView {
  readonly name: string;
  /** Where the list is: a column, and fields of structs inside. */
  readonly path: readonly string[];
  readonly items: TypeTree;
}

/** What stands in the comment of a view that is ours, in front of its table. */
const MARK = 'Sluice: elements of lists in ';
const INDEX = 'index';
/** Under this name the place of an element gets its column; no field of a struct has it. */
const PLACE = `\0${INDEX}`;

/**
 * Makes the views over the lists of a table what the lists are now, if they are asked for; those that were made before follow the
 * table in any case, or they could not be read any more.
 *
 * @returns warnings about names that are taken
 */
export async function changeNestedViews(
  database: Database,
  dataset: string,
  target: ResourceTarget,
  plan: TablePlan,
): Promise<readonly string[]> {
  const comment = `${MARK}${plan.name}`;
  const there = await readNames(database, dataset, plan.name);
  const own = there.filter((one) => one.comment === comment);
  if (target.nestedViews !== true && own.length === 0) return [];
  const views = listViews(plan);
  const taken = new Map(there.map((one) => [catalogName(one.name), one.comment]));
  const warnings: string[] = [];
  for (const view of views) {
    const found = taken.get(catalogName(view.name));
    if (taken.has(catalogName(view.name)) && found !== comment) {
      warnings.push(
        `${target.resource}: no view was made of the list \`${excerpt(view.path.join('.'))}\`, because something else has its name, \`${excerpt(view.name)}\`. Rename that, or read the list with \`unnest\`.`,
      );
      continue;
    }
    const name = inTarget(dataset, view.name);
    await database.run(`CREATE OR REPLACE VIEW ${name} AS ${viewQuery(plan, view)}`);
    await database.run(`COMMENT ON VIEW ${name} IS ${literal(comment)}`);
  }
  const wanted = new Set(views.map((view) => catalogName(view.name)));
  for (const { name } of own) {
    if (!wanted.has(catalogName(name))) await database.run(`DROP VIEW ${inTarget(dataset, name)}`);
  }
  return warnings;
}

/** Tables and views of the schema whose names begin as those of the views do. */
async function readNames(
  database: Database,
  dataset: string,
  table: string,
): Promise<readonly { readonly name: string; readonly comment: string | null }[]> {
  const named = (kind: 'table' | 'view') =>
    `SELECT ${kind}_name AS name, comment FROM duckdb_${kind}s() WHERE database_name = '${TARGET}'
       AND ${foldedName('schema_name')} = $1 AND starts_with(${foldedName(`${kind}_name`)}, $2)`;
  const rows = await database.rows(`${named('table')} UNION ALL ${named('view')}`, [
    catalogName(dataset),
    catalogName(`${table}__`),
  ]);
  return rows.map((row) => ({
    name: String(row['name']),
    comment: typeof row['comment'] === 'string' ? row['comment'] : null,
  }));
}

/** Names are unique: the first of two lists whose paths give one name has it. */
function listViews(plan: TablePlan): readonly ListView[] {
  const views = new Map<string, ListView>();
  for (const { column, type } of plan.columns) {
    if (!isNestedType(type)) continue;
    for (const list of listsIn(readType(type), [column])) {
      const name = [plan.name, ...list.path].join('__');
      if (!views.has(catalogName(name))) views.set(catalogName(name), { ...list, name });
    }
  }
  return [...views.values()];
}

/** Lists in lists are values of the view. */
function listsIn(tree: TypeTree, path: readonly string[]): readonly Omit<ListView, 'name'>[] {
  if (tree.kind === 'list') return [{ path, items: tree.items }];
  if (tree.kind === 'scalar') return [];
  return tree.fields.flatMap((field) => listsIn(field.tree, [...path, field.name]));
}

/**
 * The table by its bare name, which DuckDB looks for where the view is: the file may be opened under any name, and that may be the name
 * of the schema.
 */
function viewQuery(plan: TablePlan, { path, items }: ListView): string {
  const [column = '', ...inside] = path;
  const list = inside.reduce(
    (value, field) => `struct_extract(${value}, ${literal(field)})`,
    identifier(column),
  );
  // of a table with versions, a row is told by its key and when it was valid
  const keys = [...plan.columns.filter(({ isKey }) => isKey), ...plan.validity].map(
    ({ column: key }) => key,
  );
  const fields = items.kind === 'struct' ? items.fields.map(({ name }) => name) : ['value'];
  const names = columnNames([PLACE, ...fields], 'direct', new Map(), keys);
  const values = fields.map((field) => {
    const value = items.kind === 'struct' ? `struct_extract(v, ${literal(field)})` : 'v';
    return `${value} AS ${identifier(names.get(field) ?? field)}`;
  });
  const outer = [
    ...keys.map((key, i) => `k${i} AS ${identifier(key)}`),
    `i AS ${identifier(names.get(PLACE) ?? INDEX)}`,
    ...values,
  ];
  const inner = [
    ...keys.map((key, i) => `${identifier(key)} AS k${i}`),
    `generate_subscripts(${list}, 1) - 1 AS i`,
    `unnest(${list}) AS v`,
  ];
  return `SELECT ${outer.join(', ')} FROM (SELECT ${inner.join(', ')} FROM ${identifier(plan.name)})`;
}
