import type { RowHistory } from '../../../schema/table-hints.ts';
import { identifier, isSameName, literal } from '../../../staging/quote.ts';
import type { CatalogTable } from '../../../staging/typing/known-table.ts';
import { validityNames } from '../../../staging/typing/table-plan.ts';
import type { ResourceTarget } from '../../destination.ts';
import { writeRule } from '../../write-rule.ts';

/** A time as an SQL value. */
export function instant(time: string): string {
  return `CAST(${literal(time)} AS TIMESTAMPTZ)`;
}

/** What the column of the end holds of versions that are valid. */
export function activeValue({ activeUntil }: RowHistory): string {
  return activeUntil === null ? 'CAST(NULL AS TIMESTAMPTZ)' : instant(activeUntil);
}

/** Whether a row of the table is a version that is valid. */
export function isActive(history: RowHistory): string {
  return `${identifier(history.validTo)} IS NOT DISTINCT FROM ${activeValue(history)}`;
}

/** The rows of a table, or of one that keeps versions those that are valid. */
export function activeRows({ history }: ResourceTarget, table: string): string {
  return history === undefined ? table : `(SELECT * FROM ${table} WHERE ${isActive(history)})`;
}

/** What the books say of how a table keeps versions; null if it does not. */
export function historyBook({ history }: ResourceTarget): string | null {
  if (history === undefined) return null;
  const { validFrom, validTo, activeUntil } = history;
  return JSON.stringify({ validFrom, validTo, activeUntil });
}

/**
 * Why rows can't be written to a table for how it keeps versions: what is retired would be taken for a row, or what is valid for
 * retired. Undefined if they can.
 *
 * @param told what the books say; see {@link historyBook}
 */
export function keepsOther(
  target: ResourceTarget,
  catalog: CatalogTable,
  told: string | null,
): string | undefined {
  const { resource, table, write = 'merge' } = target;
  const where = `${resource}: the table \`${table}\``;
  if (told === null) {
    const taken = validityNames(target).find((name) =>
      catalog.columns.some((column) => isSameName(column.name, name)),
    );
    if (taken === undefined) return undefined;
    return `${where} has a column \`${taken}\` already, although it keeps no versions of its rows. Name another one in \`validity_column_names\`. ${UNTOUCHED}`;
  }
  if (writeRule(target) === 'scd2') {
    if (historyBook(target) === JSON.stringify(JSON.parse(told))) {
      const gone = validityNames(target).find(
        (name) => !catalog.columns.some((column) => isSameName(column.name, name)),
      );
      if (gone !== undefined) {
        return `${where} has no longer the column \`${gone}\`, by which the versions of its rows are told. Bring it back, or load it once with \`replace\`. ${UNTOUCHED}`;
      }
      return undefined;
    }
    const { validFrom, validTo, activeUntil } = JSON.parse(told) as RowHistory;
    const active = activeUntil === null ? 'null' : `'${activeUntil}'`;
    return `${where} keeps versions with \`validity_column_names: ['${validFrom}', '${validTo}']\` and \`active_record_timestamp: ${active}\`. With others, versions that are valid would not be known. Write these, or load it once with \`replace\`. ${UNTOUCHED}`;
  }
  return `${where} keeps versions of its rows (\`scd2\`), and \`${write}\` would take those that are retired for rows. Write \`scd2\` again, load it once with \`replace\`, or give another \`table_name\`. ${UNTOUCHED}`;
}

const UNTOUCHED = 'Nothing was fetched, and the table is as it was.';
