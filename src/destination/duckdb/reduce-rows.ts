import type { FieldFacts } from '../../model.ts';
import type { ResourceTarget } from '../destination.ts';
import type { CatalogTable } from './catalog.ts';
import type { KnownColumn } from './column-books.ts';
import type { Database } from './database.ts';
import { reduceToLast, reduceToPass, type StagingTable } from './staging-table.ts';
import { planTable } from './table-plan.ts';
import { typedColumns } from './typed-columns.ts';
import { hasCopies } from './write-rule.ts';

interface CopiedWalk {
  readonly target: ResourceTarget;
  readonly staging: StagingTable;
  readonly pass: number;
  readonly facts: ReadonlyMap<string, FieldFacts>;
}

/**
 * Leaves each row of the walk in staging once: of copies of a key the last one, or the one that a hint prefers; without
 * a key the rows of the last pass. Gives the number of rows that left.
 */
export async function reduceRows(
  database: Database,
  walk: CopiedWalk,
  known: readonly KnownColumn[],
  catalog: CatalogTable | undefined,
): Promise<number> {
  const { target, staging, pass, facts } = walk;
  if (!hasCopies(target)) return reduceToPass(database, staging, pass);
  const hint = target.columns?.find(({ dedupSort }) => dedupSort !== undefined);
  const { columns } = planTable(target, known, facts, catalog);
  const column = columns.find(({ field, seen }) => field === hint?.field && seen !== undefined);
  if (hint === undefined || column === undefined) return reduceToLast(database, staging);
  const typed = typedColumns([column]);
  const order = `${typed.expressions[0]} ${hint.dedupSort === 'asc' ? 'ASC' : 'DESC'} NULLS LAST`;
  return database.run(
    `DELETE FROM ${staging.sql} WHERE rowid IN (
       SELECT staged_row FROM (
         SELECT staged_row, row_number() OVER (
           PARTITION BY key ORDER BY ${order}, pass DESC, page DESC, row DESC) AS place
         FROM ${typed.source(staging.sql, `key IN (SELECT key FROM ${staging.sql} GROUP BY key HAVING count(*) > 1)`)})
       WHERE place > 1)`,
  );
}
