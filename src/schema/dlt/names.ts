/** Between the parts of a path: `address__city`. */
const PATH_SEPARATOR = '__';

/** What a key without any character becomes. */
const EMPTY_NAME = '_empty';

const SPECIAL: Readonly<Record<string, string>> = {
  '+': 'x',
  '-': '_',
  '*': 'x',
  '@': 'a',
  '|': 'l',
};
// Python counts the digits of all scripts
const FOREIGN = /[^a-zA-Z_\p{Nd}]+/gu;
const IS_PLAIN = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

/**
 * A key of the API as dlt writes it in names of tables and columns: its parts between `__` in snake case. A key without
 * any part becomes `_empty`, where dlt fails for some of them.
 */
export function normalPath(key: string): string {
  if (IS_PLAIN.test(key)) return key;
  const parts = key
    .split(PATH_SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length === 0 ? EMPTY_NAME : parts.map(snakeCase).join(PATH_SEPARATOR);
}

/** One part of a path in dlt's snake case: `HTTPServer` → `http_server`, `100%` → `_100x`. */
function snakeCase(part: string): string {
  const words = part
    .trim()
    .replace(/[+\-*@|]/g, (sign) => SPECIAL[sign] ?? sign)
    .replace(FOREIGN, '_')
    .replace(/([^_])([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
  const led = /^\p{Nd}/u.test(words) ? `_${words}` : words;
  return led.replace(/_+$/, (tail) => 'x'.repeat(tail.length)).replace(/__+/g, '_');
}

/** The path of something inside of something else. */
export function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}${PATH_SEPARATOR}${name}`;
}

/** The first of `name`, `name__2`, `name__3` … that is free. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  for (let n = 2; isTaken(free); n++) free = joinPath(name, String(n));
  return free;
}

/** The table of a list, by the names that lead to it. */
export function listTable(table: string, path: readonly string[]): string {
  return path.map(normalPath).reduce(joinPath, normalPath(table));
}
