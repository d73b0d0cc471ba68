import { CARRIED_CHARACTERS } from '../wording.ts';

/** A name as an SQL identifier. Names that hold NUL never get here: the naming drops it. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The name under which the database that is folded into is attached, whatever its own name. */
export const TARGET = 'sluice_target';

/** The table of a dataset as one SQL name. Without the catalog, a schema of another attached name would be ambiguous. */
export function inTarget(schema: string, table: string): string {
  return `${TARGET}.${qualified(schema, table)}`;
}

/** A schema and a table as one SQL name. */
export function qualified(schema: string, table: string): string {
  return `${identifier(schema)}.${identifier(table)}`;
}

/** A text as an SQL literal. A NUL would end the statement's text, so it is put in by `chr(0)`. */
export function literal(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? (parts[0] ?? "''") : `(${parts.join(' || chr(0) || ')})`;
}

/** As much of a text as a message carries. */
export function carriedText(text: string): string {
  return `left(${text}, ${CARRIED_CHARACTERS + 1})`;
}

/** Whether two names are one to DuckDB: it folds the case of ASCII letters only. */
export function isSameName(a: string, b: string): boolean {
  return catalogName(a) === catalogName(b);
}

/** The form of a name under which DuckDB finds it. */
export function catalogName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** {@link catalogName} in SQL. */
export function foldedName(expression: string): string {
  return `translate(${expression}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')`;
}
