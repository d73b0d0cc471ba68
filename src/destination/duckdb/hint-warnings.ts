import type { Database } from '../../staging/database.ts';
import { identifier } from '../../staging/quote.ts';
import type { TablePlan } from '../../staging/typing/table-plan.ts';
import type { ResourceTarget } from '../destination.ts';

/** Columns that a hint calls unique, and are not. A table has no constraint for it: rows are written all the same. */
export async function uniqueWarnings(
  database: Database,
  target: ResourceTarget,
  plan: TablePlan,
  table: string,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  for (const { field } of (target.columns ?? []).filter(({ unique }) => unique === true)) {
    const column = plan.columns.find((planned) => planned.field === field)?.column;
    if (column === undefined) continue;
    const name = identifier(column);
    const [count] = await database.rows(
      `SELECT count(*)::DOUBLE AS copies FROM (
         SELECT 1 FROM ${table} WHERE ${name} IS NOT NULL GROUP BY ${name} HAVING count(*) > 1)`,
    );
    const copies = Number(count?.['copies']);
    if (copies === 0) continue;
    warnings.push(
      `${target.resource}: the hint says that \`${field}\` is unique, but ${copies} of its values are in the table more than once. All rows were written.`,
    );
  }
  return warnings;
}
