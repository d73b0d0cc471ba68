import type { ResourceTarget } from '../../destination/destination.ts';
import { hasCopies } from '../../destination/write-rule.ts';
import type { FieldFacts } from '../../model.ts';
import type { CatalogTable, KnownColumn } from './known-table.ts';
import type { StagedRows } from './left-out.ts';
import { planTable } from './table-plan.ts';
import { typedColumns } from './typed-columns.ts';

interface CopiedWalk {
  readonly target: ResourceTarget;
  readonly staging: StagedRows;
  readonly pass: number;
  readonly facts: ReadonlyMap<string, FieldFacts>;
}

/**
 * Leaves each row of the walk once: of copies of a key the last one, or the one that a hint prefers; without a key the rows
 * of the last pass, without those that were reread, which came before. Gives the number of rows that were left out.
 */
export function reduceRows(
  walk: CopiedWalk,
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
): Promise<number> {
  return walk.staging.leaveOut('copy', copiesOf(walk, known, catalog));
}

/** The position is packed into one number because comparing three columns as one value is much slower. */
const POSITION = '((pass::HUGEINT << 80) + (page::HUGEINT << 40) + row)';
const COPY = `'' AS reason`;

function copiesOf(
  { target, staging, pass, facts }: CopiedWalk,
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
): string {
  const { sql } = staging;
  if (!hasCopies(target)) {
    return `SELECT rowid AS staged_row, ${COPY} FROM ${sql} WHERE pass <> ${pass} OR reread`;
  }
  const repeated = `SELECT key, max(${POSITION}) AS last FROM ${sql} GROUP BY key HAVING count(*) > 1`;
  const hint = target.columns?.find(({ dedupSort }) => dedupSort !== undefined);
  const { columns } = planTable(target, known, facts, catalog);
  const column = columns.find(({ field, seen }) => field === hint?.field && seen !== undefined);
  if (hint === undefined || column === undefined) {
    return `SELECT staged.rowid AS staged_row, ${COPY} FROM ${sql} AS staged
      JOIN (${repeated}) AS repeated ON staged.key = repeated.key WHERE ${POSITION} < repeated.last`;
  }
  const typed = typedColumns([column], staging);
  const order = `${typed.expressions[0]} ${hint.dedupSort === 'asc' ? 'ASC' : 'DESC'} NULLS LAST`;
  return `SELECT staged_row, ${COPY} FROM (
      SELECT staged_row, row_number() OVER (
        PARTITION BY key ORDER BY ${order}, pass DESC, page DESC, row DESC) AS place
      FROM ${typed.source(sql, `key IN (SELECT key FROM (${repeated}))`)})
    WHERE place > 1`;
}
