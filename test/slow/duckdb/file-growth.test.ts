import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pagesOf } from '../../support/batches.ts';
import { databasePath, loadBatches, query } from '../../support/duckdb-load.ts';

const ROWS = Array.from({ length: 3000 }, (_, id) => ({
  id,
  email: `person${id}@example.com`,
  created: '2024-02-29T12:00:00+01:00',
  score: id / 10,
  // differs from row to row, so that compression does not hide what is written
  note: Array.from({ length: 40 }, (_, i) =>
    ((id * 7919 + i * 104_729) % 1_000_003).toString(36),
  ).join(' '),
  links: {
    self: `https://api.example.com/contacts/${id}`,
    deals: `https://api.example.com/contacts/${id}/deals`,
  },
  tags: [`a${id % 10}`, `b${id % 20}`],
}));

test('runs over unchanged data leave every row where it is and hardly grow the file', async () => {
  const path = await databasePath();
  await loadBatches(path, pagesOf(ROWS, 100));
  const before = await query(path, 'SELECT rowid AS r, id, _load_id FROM contacts ORDER BY id');
  await loadBatches(path, pagesOf(ROWS, 100));
  const second = statSync(path).size;
  for (let run = 0; run < 10; run++) {
    const { counts } = await loadBatches(path, pagesOf(ROWS, 100));
    expect(counts).toMatchObject({ inserted: 0, updated: 0, unchanged: 3000 });
  }
  expect(await query(path, 'SELECT rowid AS r, id, _load_id FROM contacts ORDER BY id')).toEqual(
    before,
  );
  expect(statSync(path).size - second).toBeLessThan(Math.max(second * 0.05, 1024 * 1024));
});

test('rows that change with every run do not grow the file without end', async () => {
  const path = await databasePath();
  const load = (run: number) =>
    loadBatches(
      path,
      pagesOf(
        ROWS.map((row) => ({ ...row, note: `${run} ${row.note}` })),
        100,
      ),
    );
  for (let run = 0; run < 3; run++) await load(run);
  const third = statSync(path).size;
  for (let run = 3; run < 10; run++) await load(run);
  expect(statSync(path).size).toBeLessThan(third * 1.5 + 1024 * 1024);
});
