import type { Database } from '../../../staging/database.ts';
import { catalogName, foldedName } from '../../../staging/quote.ts';
import type { FoundTable, StagedMark, TargetMark } from '../../../staging/target.ts';
import type { LoadStart, ResourceTarget } from '../../destination.ts';

/** Which state the database is in. To be called while it is attached. */
export async function readMark(database: Database): Promise<TargetMark> {
  const [row] = await database.rows(
    `SELECT id, coalesce(number, 0)::DOUBLE AS folds, walk FROM _sluice.target
     LEFT JOIN (SELECT number, walk FROM _sluice.folds ORDER BY number DESC LIMIT 1) AS last ON true`,
  );
  const walk = row?.['walk'];
  return {
    id: String(row?.['id']),
    folds: Number(row?.['folds']),
    ...(typeof walk === 'string' && { last: walk }),
  };
}

/**
 * Whether what was staged is for the database as it is: its last fold of then is in the books, and nobody else has folded into
 * the table since. To be called while it is attached.
 *
 * @param staging the id of the staging file
 */
export async function readStanding(
  database: Database,
  { walk, mark }: StagedMark,
  of: { readonly dataset: string; readonly target: ResourceTarget; readonly staging: string },
): Promise<FoundTable['standing']> {
  const [row] = await database.rows(
    `SELECT (SELECT id FROM _sluice.target) = $1 AS is_same,
       $2 = 0 OR EXISTS (FROM _sluice.folds WHERE number = $2 AND walk = $3) AS is_past,
       EXISTS (FROM _sluice.folds WHERE walk = $4) AS is_folded,
       EXISTS (FROM _sluice.folds WHERE number > $2 AND staging <> $5
         AND ${foldedName('dataset')} = $6 AND ${foldedName('"table"')} = $7) AS is_foreign`,
    [
      mark.id,
      mark.folds,
      mark.last ?? null,
      walk,
      of.staging,
      catalogName(of.dataset),
      catalogName(of.target.table),
    ],
  );
  if (row?.['is_folded'] === true) return 'folded';
  const isOther =
    row?.['is_same'] !== true || row['is_past'] !== true || row['is_foreign'] === true;
  return isOther ? 'other' : 'current';
}

/** Records a walk that is folded. To be called in the transaction of its rows. */
export async function insertFold(
  database: Database,
  { loadId, dataset }: Pick<LoadStart, 'loadId' | 'dataset'>,
  fold: {
    readonly walk: string;
    readonly staging: string;
    readonly resource: string;
    readonly table: string;
  },
): Promise<void> {
  await database.run(
    `INSERT INTO _sluice.folds (number, walk, staging, load_id, resource, dataset, "table", folded_at)
     SELECT coalesce((SELECT max(number) FROM _sluice.folds), 0) + 1, $1, $2, $3, $4, $5, $6, now()`,
    [fold.walk, fold.staging, loadId, fold.resource, dataset, fold.table],
  );
}

/** Whether a walk was folded into a table. */
export async function hasFolds(
  database: Database,
  dataset: string,
  table: string,
): Promise<boolean> {
  const rows = await database.rows(
    `SELECT 1 FROM _sluice.folds WHERE ${foldedName('dataset')} = $1 AND ${foldedName('"table"')} = $2 LIMIT 1`,
    [catalogName(dataset), catalogName(table)],
  );
  return rows.length > 0;
}
