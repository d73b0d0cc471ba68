import { KeyTables } from './key-tables.ts';
import { pathTable } from './path-table.ts';

const TABLE = /(<!-- (keys|paths)( [^>]*)? -->\n)[\s\S]*?(<!-- end -->)/g;

/**
 * The text of the configuration's reference with its tables made anew: a table of keys behind each
 * `<!-- keys <place> … -->`, and the examples of paths behind `<!-- paths -->`, up to `<!-- end -->`.
 *
 * @throws {Error} when the configuration has keys that are in no table, or a table has none.
 */
export function fillReference(text: string): string {
  const tables = new KeyTables();
  const filled = text.replace(
    TABLE,
    (_, start: string, kind: string, places: string | undefined, end: string) => {
      // the configuration itself has no path
      const names = (places ?? '')
        .trim()
        .split(' ')
        .filter((name) => name !== '');
      const table =
        kind === 'paths' ? pathTable() : tables.table(names.length === 0 ? [''] : names);
      return `${start}\n${table}\n\n${end}`;
    },
  );
  if (tables.missing.length > 0) {
    throw new Error(`The reference has no table with ${tables.missing.join(', ')}.`);
  }
  return filled;
}
