import { NOT_HERE } from './fields.ts';

/**
 * Hints of the format for which tables of the layout `native` have nothing: why, and what to do instead. This is the one place
 * that refuses them, so that another layout can take some out of it.
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
    parent_table_name:
      'lists are columns and make no tables; `nested_views` makes views over them. Remove it',
  },
} as const;

/** What is said of such hints, to go on with "`key` …". */
export function layoutHints(of: keyof typeof REASONS): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(REASONS[of]).map(([key, reason]) => [key, `is ${NOT_HERE}: ${reason}`]),
  );
}
