import { NOT_HERE } from './fields.ts';
import { asPlain, isPlain } from './values.ts';

/**
 * Hints of the format that only tables of the layout `dlt` know: why those of the layout `native` have nothing for them, and what to
 * do instead. A configuration may have them, for it is the load that knows its layout.
 */
const REASONS = {
  column: {
    partition:
      'a table of DuckDB is not partitioned, and skips what a query does not need. Remove it',
    cluster: 'a table of DuckDB keeps rows in the order in which they were written. Remove it',
    sort: 'a table of DuckDB has no order of its own. Remove it, and write `ORDER BY` into the query',
    row_key: 'rows get no key of their own. Remove it; `primary_key` names that of the API',
    parent_key:
      'lists are columns of their row, so that no row needs the key of another one. Remove it; `include_from_parent` brings fields of a parent',
    root_key:
      'lists are columns of their row, so that no row needs the key of another one. Remove it; `include_from_parent` brings fields of a parent',
    variant: 'a column widens, and gets none beside it for other types. Remove it',
    incremental: 'a hint moves no cursor. Remove it, and write `endpoint.incremental`',
  },
  resource: {
    file_format: 'no files are written on the way to the table. Remove it',
    references:
      'DuckDB checks them with every statement, and tables are loaded one after the other. Remove it',
    nested_hints:
      'lists are columns and make no tables; `nested_views` makes views over them. Remove it',
  },
} as const;

export type ColumnLayoutHint = keyof (typeof REASONS)['column'];

/** A hint that the layout `native` has nothing for, and why. */
export interface LayoutHint {
  readonly path: string;
  readonly message: string;
  /** The resource that has it; undefined in the defaults. */
  readonly resource?: string;
}

/** Such hints of a checked configuration, where they are written. */
export function layoutHintsOf(config: unknown): readonly LayoutHint[] {
  const { resource_defaults: defaults, resources } = asPlain(config);
  const entries = Array.isArray(resources) ? resources : [];
  return [
    ...hintsOf(defaults, 'resource_defaults'),
    ...entries.flatMap((one: unknown, i) =>
      hintsOf(one, `resources[${i}]`).map((hint) => ({
        ...hint,
        resource: String(asPlain(one)['name']),
      })),
    ),
  ];
}

function hintsOf(resource: unknown, at: string): readonly LayoutHint[] {
  if (!isPlain(resource)) return [];
  const { columns } = resource;
  const written = Array.isArray(columns)
    ? columns.map((column: unknown, i) => [`${at}.columns[${i}]`, column] as const)
    : Object.entries(isPlain(columns) ? columns : {}).map(
        ([name, column]) => [`${at}.columns.${name}`, column] as const,
      );
  return [
    ...usedOf(resource, REASONS.resource, at),
    ...written.flatMap(([path, column]) => usedOf(column, REASONS.column, path)),
  ];
}

function usedOf(
  value: unknown,
  reasons: Readonly<Record<string, string>>,
  at: string,
): readonly LayoutHint[] {
  if (!isPlain(value)) return [];
  return Object.entries(reasons)
    .filter(([key]) => value[key] != null && value[key] !== false)
    .map(([key, reason]) => ({
      path: `${at}.${key}`,
      message: `\`${key}\` is ${NOT_HERE}: ${reason}`,
    }));
}
