import { type ColumnForm, nestedPath, pathByForm } from '../parse/column-form.ts';
import { compilePath } from '../parse/json-path.ts';
import { CursorFault } from './cursor-fault.ts';

/** Finds the cursor of a row; undefined if it has none. */
export type FindCursor = (row: unknown) => unknown;

/**
 * Finds cursors by their path. A path of names means the fields of exactly these names. As long as no row had them, it means
 * the field whose column it names (`updated_at` for `updatedAt`, `meta__updated_at` for `meta.updatedAt`), and stays with
 * that one.
 *
 * @throws {CursorFault} for a path that is none, and from the function for rows that have now the one field, then the other.
 */
export function createCursorFinder(cursorPath: string, columnForm?: ColumnForm): FindCursor {
  const path = compilePath(cursorPath);
  if ('problem' in path) throw new CursorFault(path.problem);
  const { names = [] } = path;
  const [name] = names;
  if (columnForm === undefined || name === undefined) return (row) => path.find(row)[0];
  let isMet = false;
  let bound: readonly string[] | undefined;
  return (row) => {
    const value = path.find(row)[0];
    if (value !== undefined) {
      if (bound !== undefined) throw mixed(names, bound);
      isMet = true;
      return value;
    }
    if (isMet) return undefined;
    bound ??=
      pathByForm(row, names, columnForm) ??
      (names.length === 1 ? nestedPath(row, name, columnForm) : undefined);
    return bound === undefined ? undefined : follow(row, bound);
  };
}

function follow(row: unknown, path: readonly string[]): unknown {
  let value = row;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

function mixed(names: readonly string[], bound: readonly string[]): CursorFault {
  return new CursorFault(
    `is in the field \`${names.join('.')}\` here, but was in \`${bound.join('.')}\` in rows before. Name the one that is meant as the API writes it`,
  );
}
