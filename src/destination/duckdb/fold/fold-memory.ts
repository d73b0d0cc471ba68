import { DestinationError } from '../../../errors.ts';
import type { Database } from '../../../staging/database.ts';
import {
  BLOCK_BYTES,
  LONG_BYTES,
  machineBytes,
  memoryLimitBytes,
  raiseMemoryLimit,
  VECTOR_ROWS,
} from '../../../staging/memory.ts';
import { inTarget } from '../../../staging/quote.ts';
import type { StagedWalk } from '../../../staging/target.ts';
import type { ChangeSet } from '../../../staging/typing/change-set.ts';
import type { LoadStart } from '../../destination.ts';
import { type LongColumns, NO_LONG_COLUMNS, readLongColumns } from './long-columns.ts';
import { APPENDED_COLUMN_BYTES, storedIn } from './table-rows.ts';

/** What a statement needs besides the long values of a row, and how many times it holds these. */
const BESIDES_BYTES = 64 * 2 ** 20;
const HELD_TIMES = 2;

/** What a commit needs besides the long values that it writes. */
const COMMIT_BYTES = 96 * 2 ** 20;
const COMMIT_TIMES = 1.1;

/**
 * Refuses rows that are too long for the memory, before anything is written: they wait in staging.
 *
 * @throws {DestinationError} DESTINATION_WRITE
 */
export async function assertRowsFit(
  database: Database,
  { target: { resource }, table }: StagedWalk,
): Promise<void> {
  const [row] = await database.rows(
    `SELECT max(CAST(cut ->> '$.bytes' AS DOUBLE)) AS bytes FROM ${table.sql} WHERE cut IS NOT NULL`,
  );
  if (typeof row?.['bytes'] !== 'number') return;
  const needed = HELD_TIMES * row['bytes'] + BESIDES_BYTES;
  if (needed <= (await memoryLimitBytes(database))) return;
  throw new DestinationError(
    'DESTINATION_WRITE',
    `${resource}: a row has ${megabytes(row['bytes'])}, for which the memory limit has to be ${megabytes(needed)}, and it is ${database.memoryLimit}. Raise \`--memory-limit\`.`,
    { context: { resource } },
  );
}

/**
 * The memory that a commit of these rows needs: DuckDB holds the values of 2,048 rows at once, those of a new table column by
 * column. To be called when they are written.
 *
 * @throws {DestinationError} DESTINATION_WRITE if this machine has not as much
 */
export async function commitBytes(
  database: Database,
  { target, staging, plan, isReplaced }: ChangeSet,
  { dataset }: LoadStart,
): Promise<number> {
  const long =
    plan.isNew || isReplaced
      ? NO_LONG_COLUMNS
      : await readLongColumns(database, dataset, plan.name);
  if (staging.cut.size === 0 && long.names.size === 0) return 0;
  const [fresh] = await database.rows(
    `SELECT coalesce(${plan.isNew ? 'max' : 'sum'}(bytes), 0)::DOUBLE AS bytes FROM (
       SELECT sum(bytes) AS bytes FROM (
         SELECT field, ${storedBytes('length')} AS bytes, row_number() OVER (PARTITION BY field ORDER BY length DESC) AS place
         FROM (SELECT value.key AS field, CAST(split_part(value.value ->> '$', ':', 2) AS DOUBLE) AS length
           FROM ${staging.sql} AS staged, json_each(staged.cut, '$.values') AS value))
       WHERE place <= ${VECTOR_ROWS} GROUP BY field)`,
  );
  const [rows] = await database.rows(
    `SELECT count(*) FILTER (rowid < ${FIRST_NEW_ROW})::DOUBLE AS old FROM ${inTarget(dataset, plan.name)}`,
  );
  const old = Math.min(long.vectorBytes, Number(rows?.['old']) * long.longest);
  const columns = plan.isNew ? 0 : storedIn(plan.columns) * APPENDED_COLUMN_BYTES;
  const needed = COMMIT_TIMES * (Number(fresh?.['bytes']) + old) + columns + COMMIT_BYTES;
  const { resource } = target;
  if (needed > machineBytes()) {
    throw new DestinationError(
      'DESTINATION_WRITE',
      `${resource}: its rows are so long that writing them takes ${megabytes(needed)} of memory, and this machine, or its container, has ${megabytes(machineBytes())} for it. Give it more.`,
      { context: { resource } },
    );
  }
  return needed;
}

/**
 * Lets DuckDB hold what it needs where a statement has to go through all long values of a column at once: they get another type,
 * or are looked at for copies.
 */
export async function allowWholeColumns(
  database: Database,
  { target, plan }: Pick<ChangeSet, 'target' | 'plan'>,
  { names, vectorBytes }: LongColumns,
): Promise<void> {
  const unique = new Set(
    (target.columns ?? []).filter((hint) => hint.unique).map(({ field }) => field),
  );
  const isWhole = plan.columns.some(
    ({ field, column, before, type }) =>
      names.has(column) && (unique.has(field) || before?.type !== type),
  );
  if (!isWhole) return;
  const limit = await memoryLimitBytes(database);
  await raiseMemoryLimit(database, limit + WHOLE_TIMES * vectorBytes);
}

/** How many times such a statement holds them. */
const WHOLE_TIMES = 3;

/** Row ids of rows that are not committed begin here. */
const FIRST_NEW_ROW = '36028797018960000';

/** What DuckDB takes for a string of that length: it stands in a block with others, or has one or more of its own. */
function storedBytes(length: string): string {
  return `CASE WHEN ${length} <= ${LONG_BYTES} OR ${length} >= ${BLOCK_BYTES} THEN ${length}
    ELSE ${BLOCK_BYTES} / floor(${BLOCK_BYTES} / ${length}) END`;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
