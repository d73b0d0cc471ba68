import { CARRIED_CHARACTERS } from '../../excerpt.ts';

/** A name as an SQL identifier. Names that hold NUL never get here: the naming drops it. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The table of a dataset as one SQL name. Without the catalog, a schema that is called as its file would be ambiguous. */
export function inCatalog(
  { catalog }: { readonly catalog: string },
  schema: string,
  table: string,
): string {
  return `${identifier(catalog)}.${qualified(schema, table)}`;
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
