import type { ResourceTarget } from '../../destination/destination.ts';
import { hasCopies } from '../../destination/write-rule.ts';
import { DestinationError } from '../../errors.ts';
import { counted } from '../../wording.ts';
import type { Database } from '../database.ts';
import type { StagedRows } from './left-out.ts';
import type { TablePlan } from './table-plan.ts';
import { typedColumns } from './typed-columns.ts';

interface KeyedWalk {
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
}

/**
 * Looks that staged rows stay unique by their key when it is brought to the types of its columns.
 *
 * @throws {DestinationError} DESTINATION_WRITE
 */
export async function assertUniqueKeys(
  database: Database,
  { target, staging }: KeyedWalk,
  plan: TablePlan,
): Promise<void> {
  if (!hasCopies(target)) return;
  const keys = plan.columns.filter(({ isKey }) => isKey);
  if (!keys.some(({ coercion }) => coercion !== undefined)) return;
  const typed = typedColumns(keys, staging);
  const from = `SELECT ${typed.expressions.map((value, i) => `${value} AS c${i}`).join(', ')} FROM ${typed.source(staging.sql)}`;
  const repeated = await countRepeated(
    database,
    keys.map((_, i) => `c${i}`),
    `(${from})`,
  );
  if (repeated > 0) throw mergedKeysError(target, repeated);
}

/** Values of the columns that stand in more than one row. */
export async function countRepeated(
  database: Database,
  columns: readonly string[],
  table: string,
): Promise<number> {
  const there = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
  const [count] = await database.rows(
    `SELECT count(*)::DOUBLE AS keys FROM (
       SELECT 1 FROM ${table} AS kept WHERE ${there} GROUP BY ${columns.join(', ')} HAVING count(*) > 1)`,
  );
  return Number(count?.['keys']);
}

function mergedKeysError(target: ResourceTarget, keys: number): DestinationError {
  const { resource, table, primaryKey } = target;
  return new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: values of the primary key ${primaryKey.join(', ')} become one by the types that \`columns\` asks for, in ${counted(keys, 'case')}, as \`1\` and \`01\` do in an integer. Take \`text\` for the key, or no hint. The table is as it was.`,
    { context: { resource, table, rowsRefused: true } },
  );
}
