import { expect, test } from 'vitest';
import type { Batch } from '../../../src/model.ts';
import { batchOf } from '../../support/batches.ts';
import { databasePath, loadBatches, query } from '../../support/duckdb-load.ts';

const ROWS = 60_000;

/** More text than a quarter of the memory that DuckDB gets, with one key in each page that comes again in the next. */
function* pages(version: (id: number) => number): Generator<Batch> {
  for (let page = 1; page <= ROWS / 500; page++) {
    const rows = Array.from({ length: 501 }, (_, i) => {
      const id = (page - 1) * 500 + i;
      return { id, version: version(id), text: `${id} `.repeat(80) };
    });
    yield batchOf(rows, { page });
  }
}

test('a walk that is larger than memory folds in partitions, and every row comes out once', async () => {
  const path = await databasePath();
  const memoryLimit = '80MB';
  const first = await loadBatches(
    path,
    pages(() => 0),
    { memoryLimit },
  );
  expect(first.counts).toMatchObject({ inserted: ROWS + 1, duplicates: ROWS / 500 - 1 });
  const second = await loadBatches(
    path,
    pages((id) => (id % 10 === 0 ? 1 : 0)),
    { memoryLimit },
  );
  const { inserted, updated, unchanged, duplicates } = second.counts;
  expect([inserted, updated, unchanged, duplicates]).toEqual([0, 6001, 54_000, 119]);
  expect(
    await query(
      path,
      'SELECT count(*)::INTEGER n, count(DISTINCT id)::INTEGER d, sum(version)::INTEGER s, count(*) FILTER (version != (id % 10 = 0)::INTEGER)::INTEGER w FROM contacts',
    ),
  ).toEqual([{ n: ROWS + 1, d: ROWS + 1, s: 6001, w: 0 }]);
});
