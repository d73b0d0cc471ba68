import { describe, expect, test } from 'vitest';
import { oneResource } from '../../support/one-resource.ts';

const { suite, load } = oneResource();

const columnsOf = async (): Promise<string[]> =>
  (
    await suite.rows(
      "SELECT column_name c FROM duckdb_columns() WHERE table_name = 'items' AND schema_name = 'main'",
    )
  ).map(({ c }) => String(c));

describe('a hint by the name of a column is of the field', () => {
  test.each<[string, object, object, string, unknown]>([
    ['a type', { isOpen: 1 }, { is_open: { data_type: 'text' } }, 'is_open', '1'],
    ['a type, in other letters', { isOpen: 1 }, { IS_OPEN: { data_type: 'text' } }, 'is_open', '1'],
    ['a type, of odd characters', { 'a.b': 1 }, { a_b: { data_type: 'text' } }, 'a_b', '1'],
    ['in the list form', { isOpen: 1 }, [{ name: 'is_open', data_type: 'text' }], 'is_open', '1'],
    [
      'both names at once, each with a part',
      { isOpen: 1 },
      { is_open: { data_type: 'text' }, isOpen: { description: 'open' } },
      'is_open',
      '1',
    ],
  ])('%s', async (_what, field, columns, column, expected) => {
    const report = await load([{ id: 1, ...field }], { columns });
    expect(report).toMatchObject({ inserted: 1, warnings: [] });
    expect(await columnsOf()).toEqual(expect.not.arrayContaining([`${column}__2`]));
    expect(await suite.rows(`SELECT ${column} v FROM items`)).toEqual([{ v: expected }]);
  });

  test('hard_delete deletes', async () => {
    const columns = { is_deleted: { hard_delete: true } };
    await load([{ id: 1, isDeleted: false }, { id: 2 }], { columns });
    const report = await load([{ id: 1, isDeleted: true }], { columns });
    expect(report).toMatchObject({ deleted: 1, warnings: [] });
    expect(await suite.rows('SELECT id FROM items')).toEqual([{ id: '2' }]);
  });

  test('dedup_sort decides', async () => {
    const columns = { changed_at: { dedup_sort: 'desc' } };
    const copies = [
      { id: 1, v: 'new', changedAt: 2 },
      { id: 1, v: 'old', changedAt: 1 },
    ];
    await load(copies, { columns });
    expect(await suite.rows('SELECT v FROM items')).toEqual([{ v: 'new' }]);
  });

  test('nullable and unique tell', async () => {
    const unique = await load(
      [
        { id: 1, userName: 'a' },
        { id: 2, userName: 'a' },
      ],
      { columns: { user_name: { unique: true } } },
    );
    expect(unique.warnings).toEqual([expect.stringMatching(/`userName` is unique, but 1/)]);
    const { error } = await load([{ id: 3, userName: null }], {
      columns: { user_name: { nullable: false } },
    });
    expect(error?.message).toMatch(/`userName` is null or missing in 1 row/);
  });

  test('a contract counts it as named', async () => {
    await load([{ id: 1 }], {});
    const report = await load([{ id: 2, isOpen: true }], {
      columns: { is_open: { data_type: 'bool' } },
      schema_contract: { columns: 'freeze' },
    });
    expect(report.error).toBeUndefined();
    expect(await suite.rows('SELECT is_open v FROM items ORDER BY id')).toEqual([
      { v: null },
      { v: true },
    ]);
  });

  test('a field of exactly that name goes before', async () => {
    const columns = { is_open: { data_type: 'text' } };
    await load([{ id: 1, isOpen: 1, is_open: 2 }], { columns });
    expect(await suite.rows('SELECT is_open, is_open__2 FROM items')).toEqual([
      { is_open: '2', is_open__2: '1' },
    ]);
  });

  test('with `naming: direct` a column is the field', async () => {
    const report = await load([{ id: 1, isOpen: 1 }], {
      naming: 'direct',
      columns: { is_open: { data_type: 'text' } },
    });
    expect(report.warnings).toEqual([expect.stringMatching(/hint `is_open`.* met no field/)]);
  });
});

describe('tables of before', () => {
  /** As tables were made when the hint was a field of its own. */
  async function loadWithTwo(): Promise<void> {
    await load([{ id: 1, isDeleted: false }], {});
    await suite.rows(
      "UPDATE _sluice.columns SET \"column\" = 'is_deleted__2' WHERE field = 'isDeleted'",
    );
    await suite.rows('ALTER TABLE items RENAME is_deleted TO is_deleted__2');
    await suite.rows('ALTER TABLE items ADD COLUMN is_deleted BOOLEAN');
    await suite.rows(
      `INSERT INTO _sluice.columns SELECT dataset, "table", 'is_deleted', 'is_deleted', 'BOOLEAN',
       '{"kinds":0,"integerDigits":0,"scale":0}', max(ordinal) + 1, true FROM _sluice.columns GROUP BY ALL`,
    );
  }

  test('keep the column that the field has, and the hint is of the field', async () => {
    await loadWithTwo();
    const columns = { is_deleted: { data_type: 'bool', hard_delete: true } };
    const more = await load([{ id: 2, isDeleted: false }], { columns });
    expect(more).toMatchObject({ warnings: [], schemaChanges: [] });
    expect(
      await suite.rows('SELECT id, is_deleted, is_deleted__2 d FROM items ORDER BY id'),
    ).toEqual([
      { id: '1', is_deleted: null, d: false },
      { id: '2', is_deleted: null, d: false },
    ]);
    const report = await load([{ id: 1, isDeleted: true }], { columns });
    expect(report).toMatchObject({ deleted: 1 });
  });

  test('a column that only the hint had made becomes that of the field', async () => {
    const columns = { is_deleted: { data_type: 'bool', hard_delete: true } };
    await load([{ id: 1 }], { columns });
    expect(await columnsOf()).toContain('is_deleted');
    const report = await load([{ id: 2, isDeleted: false }], { columns });
    expect(report).toMatchObject({ schemaChanges: [], warnings: [] });
    await load([{ id: 3, isDeleted: false }], {});
    expect(await suite.rows('SELECT id, is_deleted d FROM items ORDER BY id')).toEqual([
      { id: '1', d: null },
      { id: '2', d: false },
      { id: '3', d: false },
    ]);
    expect(await columnsOf()).not.toContain('is_deleted__2');
  });
});

describe('a hint that met no field is a warning', () => {
  test.each([[{ gone: { data_type: 'bool' } }], [{ gone: { hard_delete: true } }]])(
    '%j',
    async (columns) => {
      const report = await load([{ id: 1 }], { columns });
      expect(report.warnings).toEqual([expect.stringMatching(/hint `gone`.* met no field/)]);
      expect(report.inserted).toBe(1);
    },
  );

  test('not where the field only lacks a value, came before, or nothing came', async () => {
    const columns = { gone: { data_type: 'bool' } };
    const loads = [[{ id: 1, gone: null }], [{ id: 2 }], []];
    for (const some of loads) expect((await load(some, { columns })).warnings).toEqual([]);
  });

  test('not in one of several tables that the rows tell', async () => {
    const report = await load(
      [
        { id: 1, kind: 'a', isOpen: true },
        { id: 2, kind: 'b' },
      ],
      {
        table_name: ({ kind }: { kind: string }) => kind,
        columns: { is_open: { data_type: 'bool' } },
      },
    );
    expect(report).toMatchObject({ inserted: 2, warnings: [] });
  });

  test('one below the top level says so, and makes no column', async () => {
    const report = await load([{ id: 1, customer: { name: 'a' } }], {
      columns: { customer__name: { data_type: 'text' } },
    });
    expect(report.warnings).toEqual([
      expect.stringMatching(/`customer__name`.* inside of the field `customer`/),
    ]);
    expect(await columnsOf()).not.toContain('customer__name');
  });

  test.each(['hard_delete', 'dedup_sort'])('%s below the top level is refused', async (key) => {
    const columns = { customer__is_gone: { [key]: key === 'hard_delete' ? true : 'desc' } };
    const report = await load([{ id: 1, customer: { isGone: true } }], { columns });
    expect(report.error?.message).toMatch(
      new RegExp(`\`${key}\` is set for \`customer__is_gone\`.* field \`customer\``),
    );
    expect(report.error?.message.match(/The table is as it was/g)).toHaveLength(1);
  });
});
