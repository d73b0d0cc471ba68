import { isDeepStrictEqual } from 'node:util';
import { DestinationError } from '../../../errors.ts';
import { columnForm } from '../../../schema/naming.ts';
import { countRows, type Database } from '../../../staging/database.ts';
import { identifier, inTarget } from '../../../staging/quote.ts';
import type { TableState } from '../../../staging/typing/change-set.ts';
import type { KnownColumn } from '../../../staging/typing/known-table.ts';
import { countRepeated } from '../../../staging/typing/unique-keys.ts';
import { counted } from '../../../wording.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';
import { hasCopies, writeRule } from '../../write-rule.ts';
import { readTableBook, writeTableBook } from '../books/table-books.ts';
import { activeRows, historyBook, keepsOther } from './row-history.ts';

/** Whose table it is. */
interface Keyed {
  readonly load: LoadStart;
  readonly target: ResourceTarget;
}

/**
 * Compares the key with the one by which the rows of the table are unique. Rows that are merged by another key, or by none
 * any more, could meet none of the rows that are there, and be there twice. Returns what is to be said of a key that can be
 * changed.
 *
 * @throws {DestinationError} DESTINATION_WRITE, if the rows of the table do not have the new key, each its own
 */
export async function assertKeyFits(
  database: Database,
  { load, target }: Keyed,
  { known, catalog }: TableState,
): Promise<readonly string[]> {
  const rule = writeRule(target);
  if (catalog === undefined || rule === 'replace') return [];
  const told = await readTableBook(database, load.dataset, target);
  const other = keepsOther(target, catalog, told?.history ?? null);
  if (other !== undefined) throw keyError(target, other);
  // books of earlier versions do not tell, so that the rows themselves must
  const past = told === undefined ? undefined : ((JSON.parse(told.key ?? '[]') ?? []) as string[]);
  const key = hasCopies(target) ? target.primaryKey : [];
  if (past === undefined && key.length === 0) return [];
  const columnOf = (field: string): string | undefined => columnOfField(known, field, target);
  const columns = key.map(columnOf);
  const isSame = past !== undefined && isSameSet(columns, past.map(columnOf));
  if (isSame && !columns.includes(undefined)) return [];
  const whole = inTarget(load.dataset, catalog.name);
  // of a table that keeps versions, those that are retired have the key of another one
  const table = told?.history == null ? whole : activeRows(target, whole);
  const rows = await countRows(database, table);
  if (rows === 0) return [];
  if (past !== undefined && key.length === 0) {
    if (past.length === 0 || rule === 'groups' || rule === 'scd2') return [];
    if (target.write !== 'append') throw lostKeyError(target, past);
    return [appendedWarning(target, past)];
  }
  const there = columns.filter((column) => column !== undefined).map(identifier);
  const missing = key.filter((_, i) => columns[i] === undefined);
  const bare = there.map((column) => `${column} IS NULL`).join(' OR ');
  const without =
    missing.length > 0 ? rows : await countRows(database, `${table} AS kept WHERE ${bare}`);
  if (without > 0) throw keylessRowsError(target, past, without);
  const repeated = await countRepeated(database, there, table);
  if (repeated > 0) throw repeatedKeysError(target, repeated);
  return past === undefined || past.length === 0 ? [] : [changedKeyWarning(target, past)];
}

/** The column of a field, or of the only one that means the same. */
function columnOfField(
  known: readonly KnownColumn[],
  field: string,
  { naming }: ResourceTarget,
): string | undefined {
  const exact = known.find((one) => one.field === field);
  if (exact !== undefined) return exact.column;
  const alike = known.filter((one) => columnForm(one.field, naming) === columnForm(field, naming));
  return alike.length === 1 ? alike[0]?.column : undefined;
}

function isSameSet(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

/** Says in the books by which key the rows of the table are unique now, and how it keeps versions of them. */
export async function recordKey(database: Database, { load, target }: Keyed): Promise<void> {
  const key = hasCopies(target) ? JSON.stringify(target.primaryKey) : null;
  const book = { key, history: historyBook(target) };
  const known = await readTableBook(database, load.dataset, target);
  if (isDeepStrictEqual(known, book)) return;
  await writeTableBook(database, load.dataset, target, book);
}

export function repeatedKeysError(target: ResourceTarget, keys: number): DestinationError {
  const { resource, table, primaryKey } = target;
  return new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: the table \`${table}\` holds ${counted(keys, 'value')} of the primary key ${primaryKey.join(', ')} more than once, as a table does to which rows were appended, so that rows cannot be merged into it. Delete the copies, or load it once with \`replace\`, or go on with \`append\`. The table is as it was.`,
    { context: { resource, table } },
  );
}

function keylessRowsError(
  target: ResourceTarget,
  past: readonly string[] | undefined,
  rows: number,
): DestinationError {
  const { resource, table, primaryKey } = target;
  const keyed = past?.length === 0 ? 'without a key' : `by ${past?.join(', ')}`;
  const before = past === undefined ? 'by an earlier version of Sluice' : keyed;
  return keyError(
    target,
    `${resource}: the primary key is ${primaryKey.join(', ')} now, but the rows of the table \`${table}\` were written ${before}, and ${counted(rows, 'row')} of it ${rows === 1 ? 'has' : 'have'} no value there. Rows that come again could not meet them, and would be there twice. ${WAYS}`,
  );
}

function lostKeyError(target: ResourceTarget, past: readonly string[]): DestinationError {
  const { resource, table } = target;
  return keyError(
    target,
    `${resource}: it has no primary key any more, but the rows of the table \`${table}\` were merged by ${past.join(', ')}. Rows that come again would be appended, and be there twice. Write \`primary_key\` again, or \`append\` if that is meant. ${UNTOUCHED}`,
  );
}

const UNTOUCHED = 'Nothing was fetched, and the table is as it was.';
const WAYS = `Go back to the old key, load the table once with \`replace\`, or give it another \`table_name\`. ${UNTOUCHED}`;

function keyError({ resource, table }: ResourceTarget, message: string): DestinationError {
  return new DestinationError('DESTINATION_WRITE', message, { context: { resource, table } });
}

function changedKeyWarning(
  { resource, table, primaryKey }: ResourceTarget,
  past: readonly string[],
): string {
  return `${resource}: the primary key is ${primaryKey.join(', ')} now; the rows of the table \`${table}\` were merged by ${past.join(', ')} before. Each of them has a value of its own there, so they are merged by it from now on. A row whose ${primaryKey.join(', ')} has changed meanwhile is there twice.`;
}

function appendedWarning({ resource, table }: ResourceTarget, past: readonly string[]): string {
  return `${resource}: the rows of the table \`${table}\` were merged by ${past.join(', ')}, and are appended from now on: a row that comes again is there twice. Write \`merge\` if that is not meant.`;
}
