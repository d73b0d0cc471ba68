import { DestinationError } from '../../errors.ts';
import type { LoadStart, ResourceTarget } from '../destination.ts';
import type { Database } from './database.ts';
import { identifier } from './quote.ts';
import type { StagingTable } from './staging-table.ts';
import { readTableKey, writeTableKey } from './table-books.ts';
import type { TablePlan } from './table-plan.ts';
import { typedColumns } from './typed-columns.ts';
import { hasCopies, writeRule } from './write-rule.ts';

interface KeyedWalk {
  readonly load: LoadStart;
  readonly target: ResourceTarget;
  readonly staging: StagingTable;
}

/**
 * Looks that a table whose rows were not unique by this key when they were written is so by now.
 *
 * @throws {DestinationError} DESTINATION_WRITE
 */
export async function assertUniqueKeys(
  database: Database,
  { load, target, staging }: KeyedWalk,
  plan: TablePlan,
  table: string,
): Promise<void> {
  if (!hasCopies(target)) return;
  const keys = plan.columns.filter(({ isKey }) => isKey);
  if (keys.some(({ coercion }) => coercion !== undefined)) {
    const typed = typedColumns(keys);
    const from = `SELECT ${typed.expressions.map((value, i) => `${value} AS c${i}`).join(', ')} FROM ${typed.source(staging.sql)}`;
    const repeated = await countRepeated(
      database,
      keys.map((_, i) => `c${i}`),
      `(${from})`,
    );
    if (repeated > 0) throw mergedKeysError(target, repeated);
  }
  if (plan.isNew || writeRule(target) === 'replace') return;
  const key = await readTableKey(database, load.dataset, target);
  if (key === undefined || key === keyOf(target)) return;
  if (keys.some(({ before }) => before === undefined)) return;
  const columns = keys.map(({ column }) => identifier(column));
  const repeated = await countRepeated(database, columns, table);
  if (repeated > 0) throw repeatedKeysError(target, repeated);
}

/** Says in the books by which key the rows of the table are unique now. */
export async function recordKey(database: Database, { load, target }: KeyedWalk): Promise<void> {
  const key = hasCopies(target) ? keyOf(target) : null;
  const known = await readTableKey(database, load.dataset, target);
  if (known !== key) await writeTableKey(database, load.dataset, target, key);
}

async function countRepeated(
  database: Database,
  columns: readonly string[],
  table: string,
): Promise<number> {
  const there = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
  const [count] = await database.rows(
    `SELECT count(*)::DOUBLE AS keys FROM (
       SELECT 1 FROM ${table} WHERE ${there} GROUP BY ${columns.join(', ')} HAVING count(*) > 1)`,
  );
  return Number(count?.['keys']);
}

function keyOf({ primaryKey }: ResourceTarget): string {
  return JSON.stringify(primaryKey);
}

export function repeatedKeysError(target: ResourceTarget, keys: number): DestinationError {
  const { resource, table, primaryKey } = target;
  return new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: the table \`${table}\` holds ${keys} values of the primary key ${primaryKey.join(', ')} more than once, as a table does to which rows were appended, so that rows cannot be merged into it. Delete the copies, or load it once with \`replace\`, or go on with \`append\`. The table is as it was.`,
    { context: { resource, table } },
  );
}

function mergedKeysError(target: ResourceTarget, keys: number): DestinationError {
  const { resource, table, primaryKey } = target;
  return new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: ${keys} values of the primary key ${primaryKey.join(', ')} become one by the types that \`columns\` asks for, as \`1\` and \`01\` do in an integer. Take \`text\` for the key, or no hint. The table is as it was.`,
    { context: { resource, table, rowsRefused: true } },
  );
}
