import type { ResourceTarget } from '../../destination/destination.ts';
import { writeRule } from '../../destination/write-rule.ts';
import type { Database } from '../database.ts';
import { step } from '../failpoints.ts';
import type { StagedWalk } from '../target.ts';
import { bindNames } from './bind-names.ts';
import type { CatalogTable, KnownColumn } from './known-table.ts';
import { StagedRows } from './left-out.ts';
import { reduceRows } from './reduce-rows.ts';
import { restWarnings } from './rest-warnings.ts';
import { screenRows } from './screen.ts';
import { planTable, type TablePlan } from './table-plan.ts';
import { assertUniqueKeys } from './unique-keys.ts';

/** The table as it is. */
export interface TableState {
  readonly known: readonly KnownColumn[];
  readonly catalog: CatalogTable | undefined;
}

/** The half of a fold that is the same for all targets: which staged rows go into the table, and as what. */
export interface ChangeSet extends Omit<StagedWalk, 'table' | 'rows'> {
  /** With the names of fields, as far as there are such fields. */
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
  /** Rows that are left, each once. */
  readonly rows: number;
  readonly duplicates: number;
  /** Rows that the contract refused. */
  readonly rejected: number;
  /** Whether the rows take the place of the table that is there. */
  readonly isReplaced: boolean;
  /** What the table has to look like; `typedColumns` of its columns are the values, in staging's own SQL. */
  readonly plan: TablePlan;
  readonly warnings: readonly string[];
}

/**
 * Types the staged rows of a walk: keeps the last row of each key, leaves out what the contract refuses, and proves every value
 * before it is cast. To be called in a transaction.
 *
 * @throws {DestinationError} DESTINATION_WRITE if a row is refused
 */
export async function typeRows(
  database: Database,
  written: StagedWalk,
  { known, catalog }: TableState,
): Promise<ChangeSet> {
  const isFresh = isTypedAnew(written);
  const {
    target,
    known: base,
    warnings,
  } = bindNames(written.target, isFresh ? [] : known, written.facts);
  const staging = await StagedRows.open(database, written.table);
  const walk = { ...written, target, staging };
  const removed = await step('fold.reduce', () => reduceRows(walk, base, catalog));
  const received = written.rows - removed;
  const rest = await restWarnings(database, walk);
  const screened = await screenRows(database, walk, { known: base, catalog });
  const isReplaced = writeRule(target) === 'replace' && catalog !== undefined;
  const before = isReplaced ? undefined : catalog;
  const plan = planTable(target, base, screened.facts, before, screened.held);
  await assertUniqueKeys(database, walk, plan);
  return {
    ...walk,
    rows: received - staging.rejectedRows,
    duplicates: Math.max(written.received - received, 0),
    rejected: staging.rejectedRows,
    isReplaced,
    plan,
    warnings: [...warnings, ...rest, ...screened.warnings],
  };
}

/** Whether the table gets the columns of this walk only. A contract compares with the columns that are there. */
function isTypedAnew({ target, rows }: StagedWalk): boolean {
  const { columns = 'evolve', dataType = 'evolve' } = target.contract ?? {};
  return (
    writeRule(target) === 'replace' && rows > 0 && `${columns} ${dataType}` === 'evolve evolve'
  );
}
