import { countRows, type Database } from '../../../staging/database.ts';
import { identifier } from '../../../staging/quote.ts';
import type { KnownColumn } from '../../../staging/typing/known-table.ts';
import type { StagedRows } from '../../../staging/typing/left-out.ts';
import type { TablePlan } from '../../../staging/typing/table-plan.ts';
import { typedColumns } from '../../../staging/typing/typed-columns.ts';
import { counted } from '../../../wording.ts';
import type { ResourceTarget } from '../../destination.ts';
import { hasCopies } from '../../write-rule.ts';
import { type MissingResult, NONE_MISSING } from './missing-rows.ts';

/** Rows that are to take the place of a table. */
interface Replacement {
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
  readonly rows: number;
  /** Rows of the walk, those included that the contract refused. */
  readonly received: number;
  /** The total that the API told last. */
  readonly total: number | undefined;
}

/**
 * Why a table is not replaced: too many of its rows would go, or all of them, and nothing proves that they are gone.
 * Undefined if it may be replaced.
 *
 * @param known - the columns of the table as it is
 */
export async function refuseReplacement(
  database: Database,
  walk: Replacement,
  known: readonly KnownColumn[],
  plan: Pick<TablePlan, 'columns'>,
  table: string,
): Promise<MissingResult | undefined> {
  const { target, rows, received, total } = walk;
  const { maxDeleteRatio } = target;
  if (maxDeleteRatio === undefined && (received > 0 || total === 0)) return undefined;
  const present = await countRows(database, table);
  if (present === 0) return undefined;
  if (maxDeleteRatio === undefined) return refused(present, emptyWarning(target, present, total));
  const lost = rows === 0 ? present : await countLost(database, walk, known, plan, table, present);
  if (lost <= maxDeleteRatio * present) return undefined;
  return refused(lost, lostWarning(target, lost, present, maxDeleteRatio));
}

/** Rows of the table that are not among the new ones, by their key; without one, by how many there are. */
async function countLost(
  database: Database,
  { target, staging, rows }: Replacement,
  known: readonly KnownColumn[],
  plan: Pick<TablePlan, 'columns'>,
  table: string,
  present: number,
): Promise<number> {
  const keys = plan.columns.filter(({ isKey }) => isKey);
  const old = keys.map(({ field }) => known.find((column) => column.field === field)?.column);
  if (!hasCopies(target) || keys.length === 0 || old.includes(undefined)) {
    return Math.max(present - rows, 0);
  }
  // the key may have another type from now on: its text tells it all the same
  const typed = typedColumns(keys, staging);
  const fresh = typed.expressions.map((value, i) => `CAST(${value} AS VARCHAR) AS c${i}`);
  const pairs = old.map((name = '', i) => `CAST(old.${identifier(name)} AS VARCHAR) = new.c${i}`);
  const [count] = await database.rows(
    `SELECT count(*)::DOUBLE AS rows FROM ${table} AS old
     ANTI JOIN (SELECT ${fresh.join(', ')} FROM ${typed.source(staging.sql)}) AS new ON ${pairs.join(' AND ')}`,
  );
  return Number(count?.['rows']);
}

function refused(refusedDeletes: number, warning: string): MissingResult {
  return { ...NONE_MISSING, refusedDeletes, warnings: [warning] };
}

function emptyWarning(
  { resource, table }: ResourceTarget,
  present: number,
  total: number | undefined,
): string {
  const told = total === undefined ? 'told no total' : `told a total of ${total}`;
  return `${resource}: there are no rows to replace the ${counted(present, 'row')} of the table \`${table}\`, and the API ${told}: one empty response is no proof that they are gone. The table is as it was; if they are gone indeed, set \`max_delete_ratio: 1\` for one run.`;
}

function lostWarning(
  { resource, table }: ResourceTarget,
  lost: number,
  present: number,
  maxRatio: number,
): string {
  return `${resource}: ${lost} of ${counted(present, 'row')} of the table \`${table}\` would have been lost by replacing it, but ${lost === 1 ? 'that is' : 'they are'} more than the share ${maxRatio} that \`max_delete_ratio\` allows. The table is as it was; if they are gone indeed, raise \`max_delete_ratio\` for one run, up to \`max_delete_ratio: 1\`.`;
}
