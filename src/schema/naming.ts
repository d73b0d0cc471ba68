import { createHash } from 'node:crypto';

export type Naming = 'snake_case' | 'direct';

/** The column that says which load wrote a row last. A field of that name gets a suffix. */
export const LOAD_ID_COLUMN = '_load_id';

/** The column that says since when a row is missing at the source. A field of that name gets a suffix. */
export const DELETED_AT_COLUMN = '_deleted_at';

/** The column that says when a row was written last, where that is asked for. A field of that name gets a suffix. */
export const LOADED_AT_COLUMN = '_loaded_at';

/** The column of the values that have no column of their own. A field of that name gets a suffix. */
export const REST_COLUMN = '_rest';

/** Under this name those values stand in a row. An API's own field of that name is one of them. */
export const REST_FIELD = '_rest: names beyond max_columns';

/** The columns that tables have besides those of fields. */
export const OWN_COLUMNS: readonly string[] = [
  LOAD_ID_COLUMN,
  DELETED_AT_COLUMN,
  LOADED_AT_COLUMN,
  REST_COLUMN,
];

const MAX_NAME_BYTES = 255;
const HASH_LENGTH = 10;
/** Room for a suffix behind a shortened name: `__` and up to six digits. */
const SUFFIX_BYTES = 8;

/**
 * Gives each field its column. A field that has one keeps it; the others get theirs in the order given, and where two
 * would get the same name (also one that differs only in case or in Unicode form) the later one gets `__2`, `__3` …
 *
 * @param known the columns given so far, from the books
 * @param taken columns of the table that belong to no field
 */
export function columnNames(
  fields: Iterable<string>,
  naming: Naming,
  known: ReadonlyMap<string, string>,
  taken: Iterable<string> = [],
): Map<string, string> {
  const names = new Map(known);
  const taking = new Set([...taken, ...known.values()].map(foldName));
  const used = new Set([...OWN_COLUMNS.map(foldName), ...taking]);
  for (const field of fields) {
    if (names.has(field)) continue;
    const isRest = field === REST_FIELD;
    const column = isRest
      ? freeName(REST_COLUMN, taking)
      : freeName(columnName(field, naming), used);
    used.add(foldName(column));
    taking.add(foldName(column));
    names.set(field, column);
  }
  return names;
}

/** The table of a resource. */
export function tableName(resource: string, naming: Naming): string {
  return columnName(resource, naming);
}

/**
 * The form in which a field and the name of its column are the same: `orderId` and `order_id`. Suffixes of names that are
 * taken have no part in it.
 */
export function columnForm(name: string, naming: Naming): string {
  return foldName(columnName(name, naming));
}

/** Two names with one folded form are one name to a database or to a reader. */
export function foldName(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** The name of a field's column, or of a member's field, unless it is taken. */
export function columnName(name: string, naming: Naming): string {
  const clean = name.toWellFormed().replaceAll('\0', '');
  return shorten(naming === 'snake_case' ? toSnakeCase(clean) : clean || '_');
}

function freeName(name: string, used: ReadonlySet<string>): string {
  if (!used.has(foldName(name))) return name;
  for (let n = 2; ; n++) {
    const candidate = `${name}__${n}`;
    if (!used.has(foldName(candidate))) return candidate;
  }
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES - SUFFIX_BYTES) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  const room = MAX_NAME_BYTES - SUFFIX_BYTES - HASH_LENGTH - 1;
  const bytes = Buffer.from(name).subarray(0, room);
  // a character that was cut in its middle decodes to U+FFFD
  const prefix = bytes.toString('utf8').replace(/\uFFFD+$/, '');
  return `${prefix}_${hash}`;
}

/** `firstName` → `first_name`, `HTTPServer` → `http_server`; letters of all scripts stay, all else becomes `_`. */
function toSnakeCase(name: string): string {
  const words = name
    .normalize('NFC')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .replace(/[^\p{L}\p{N}\p{M}_]+/gu, '_')
    .toLowerCase()
    .normalize('NFC');
  if (words === '') return '_';
  return /^\p{N}/u.test(words) ? `_${words}` : words;
}
