import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { oneResource } from '../../support/one-resource.ts';

const { suite, load } = oneResource();

/** So many that a table of few rows is written anew. */
const COLUMNS = 400;
const fields = (value: number): object =>
  Object.fromEntries(Array.from({ length: COLUMNS }, (_, i) => [`c${i}`, i + value]));
const row = (id: number, value = 0, more: object = {}): object => ({
  id,
  ...fields(value),
  ...more,
});
const rows = (...values: number[]): object[] => values.map((value, id) => row(id, value));

const values = async (what = 'c7'): Promise<unknown[]> =>
  (await suite.rows(`SELECT ${what} v FROM items ORDER BY id`)).map(({ v }) => v);

async function inDatabase(...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(suite.file);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

describe('a table of many columns', () => {
  test('is changed by a cell, and by nothing', async () => {
    await load(rows(0, 0, 0));
    const changed = await load([row(0), row(1, 0, { c7: 'seven' }), row(2), row(3)]);
    expect(changed).toMatchObject({ inserted: 1, updated: 1, unchanged: 2 });
    expect(await values()).toEqual(['7', 'seven', '7', '7']);
    const same = await load([row(0), row(1, 0, { c7: 'seven' }), row(2), row(3)]);
    expect(same).toMatchObject({ inserted: 0, updated: 0, unchanged: 4 });
    expect(await suite.rows('SELECT count(DISTINCT _load_id)::INTEGER n FROM items')).toEqual([
      { n: 2 },
    ]);
  });

  test('gets many columns, and types, at once, in the order of their fields', async () => {
    await load([{ id: 0, first: 1 }]);
    const report = await load([{ id: 1, first: 'one', ...fields(0), last: true }]);
    expect(report).toMatchObject({ inserted: 1 });
    expect(report.schemaChanges.length).toBe(COLUMNS + 2);
    const texts = Object.fromEntries(Object.entries(fields(0)).map(([name, n]) => [name, `t${n}`]));
    const widened = await load([{ id: 2, ...texts }]);
    expect(widened.schemaChanges).toHaveLength(COLUMNS);
    expect(await values()).toEqual([null, '7', 't7']);
    expect(await values('first')).toEqual(['1', 'one', null]);
    expect(await values('last')).toEqual([null, true, null]);
  });

  test('is appended to', async () => {
    const append = { write_disposition: 'append' };
    await load(rows(0), append);
    await load(rows(0), append);
    expect(await values('count(*) OVER ()')).toEqual(['2', '2']);
  });

  test('has groups replaced', async () => {
    const over = { merge_key: 'c0' };
    await load(rows(0, 0, 1), over);
    expect(await load([row(5, 0)], over)).toMatchObject({ inserted: 1, deleted: 2 });
    expect(await values('id')).toEqual(['2', '5']);
  });

  test.each<[string, object, unknown[]]>([
    [
      'deleted',
      { on_missing: 'delete' },
      [
        [0, false],
        [2, false],
        [3, false],
      ],
    ],
    [
      'marked',
      { on_missing: 'mark' },
      [
        [0, false],
        [1, true],
        [2, false],
        [3, false],
      ],
    ],
  ])('has missing rows %s', async (_what, over, expected) => {
    const all = { max_delete_ratio: 1, ...over };
    await load(rows(0, 0, 0), all);
    const report = await load([row(0), row(2, 1), row(3)], all);
    expect(report).toMatchObject({ inserted: 1, updated: 1, unchanged: 1, deleted: 1 });
    const marks =
      'on_missing' in over && over.on_missing === 'mark' ? '_deleted_at IS NOT NULL' : 'false';
    const found = await suite.rows(`SELECT id::INTEGER id, ${marks} m FROM items ORDER BY id`);
    expect(found.map(({ id, m }) => [id, m])).toEqual(expected);
  });

  test('has rows deleted by a flag', async () => {
    const over = { columns: { gone: { hard_delete: true } } };
    await load(rows(0, 0, 0), over);
    const report = await load([row(0, 1), row(1, 0, { gone: true })], over);
    expect(report).toMatchObject({ deleted: 1 });
    expect(await values()).toEqual(['8', '7']);
  });

  test('keeps comments, and the columns that somebody added', async () => {
    await load(rows(0, 0), { columns: { c1: { description: 'of the hint' } } });
    await inDatabase(
      'ALTER TABLE items ADD COLUMN mine INTEGER',
      'UPDATE items SET mine = id + 40',
      "COMMENT ON TABLE items IS 'all of them'",
      "COMMENT ON COLUMN items.c2 IS 'it''s mine'",
      'CREATE VIEW seen AS SELECT id, mine FROM items',
    );
    expect(await load(rows(0, 1, 0))).toMatchObject({ inserted: 1, updated: 1 });
    expect(await values('mine')).toEqual([40, 41, null]);
    expect(await suite.rows('SELECT count(*)::INTEGER n FROM seen')).toEqual([{ n: 3 }]);
    expect(
      await suite.rows(
        "SELECT column_name c, comment t FROM duckdb_columns() WHERE comment IS NOT NULL AND table_name = 'items'",
      ),
    ).toEqual([
      { c: 'c1', t: 'of the hint' },
      { c: 'c2', t: "it's mine" },
    ]);
    expect(
      await suite.rows("SELECT comment t FROM duckdb_tables() WHERE table_name = 'items'"),
    ).toEqual([{ t: 'all of them' }]);
  });

  test('keeps an index and a default', async () => {
    await load(rows(0, 0));
    await inDatabase(
      'CREATE INDEX of_c3 ON items (c3)',
      "ALTER TABLE items ADD COLUMN mine VARCHAR DEFAULT 'new'",
    );
    expect(await load(rows(0, 1, 0))).toMatchObject({ inserted: 1, updated: 1 });
    expect(await suite.rows('SELECT index_name i FROM duckdb_indexes()')).toEqual([{ i: 'of_c3' }]);
    expect(await values('mine')).toEqual(['new', 'new', null]);
  });
});
