import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonNode } from '../../../../src/model.ts';
import { readTree } from '../../../../src/parse/tree.ts';
import { DltNormaliser, type DltOptions } from '../../../../src/schema/dlt/normaliser.ts';
import { newSchema, storeSchema, withTables } from '../../../../src/schema/dlt/stored-schema.ts';
import type { DltCell, DltTable } from '../../../../src/schema/dlt/tables.ts';
import { hintedType } from '../../../../src/schema/hint-type.ts';
import { RECORDED } from './recorded-cases.ts';

const LOAD = { loadId: '1.5' };
const OWN_OF_ROOT = ['_dlt_id', '_dlt_load_id'];
const OWN_OF_LISTS = ['_dlt_id', '_dlt_root_id', '_dlt_parent_id', '_dlt_list_idx'];

/** Whether the normaliser fills a column by itself. */
function isOwn(table: string, column: string | undefined): boolean {
  return (table === 't' ? OWN_OF_ROOT : OWN_OF_LISTS).includes(column ?? '');
}

function rowsOf(json: string): readonly JsonNode[] {
  const list = readTree(json);
  return list.kind === 'array' ? list.items : [];
}

/** All rows of a few loads, as objects by table; each load begins with what the one before knew. */
function load(loads: readonly string[], options: Partial<DltOptions> = {}) {
  let tables: readonly DltTable[] = [];
  const found: Record<string, Record<string, DltCell>[]> = {};
  const violations: string[] = [];
  const notes: string[] = [];
  for (const rows of loads) {
    const normaliser = new DltNormaliser({ table: 't', tables, newId: () => 'id', ...options });
    for (const row of rowsOf(rows)) {
      const outcome = normaliser.add(row, LOAD);
      for (const { table, values } of outcome.rows) {
        const columns = normaliser.columns(table);
        const cells = values.flatMap((cell, index) => {
          const name = columns[index]?.name ?? '?';
          return cell === null || isOwn(table, name) ? [] : [[name, cell] as const];
        });
        found[table] ??= [];
        found[table].push(Object.fromEntries(cells));
      }
      for (const { entity, table, column, mode } of outcome.violations)
        violations.push([entity, table, ...(column === undefined ? [] : [column]), mode].join(' '));
    }
    for (const { table, column, wanted } of normaliser.takeNotes())
      notes.push(`${wanted} -> ${column === undefined ? table : `${table}.${column}`}`);
    tables = JSON.parse(JSON.stringify(normaliser.tables()));
  }
  return { tables: found, violations, notes, described: tables };
}

test.each(RECORDED)(
  '$name: tables, rows, ids and the hash of the schema are those of dlt',
  (recorded) => {
    const { options, loads, loadIds, ids, tables: wanted, versionHash } = recorded;
    let known: readonly DltTable[] = [];
    const waiting = [...ids];
    const rows: Record<string, string[]> = {};
    for (const [index, json] of loads.entries()) {
      const newId = () => waiting.shift() ?? 'none';
      const normaliser = new DltNormaliser({ ...options, tables: known, newId });
      for (const row of rowsOf(json)) {
        for (const { table, values } of normaliser.add(row, { loadId: loadIds[index] ?? '' })
          .rows) {
          rows[table] ??= [];
          rows[table].push(JSON.stringify(values));
        }
      }
      // what is kept between loads is plain data
      known = JSON.parse(JSON.stringify(normaliser.tables()));
    }
    const made = known.filter(({ name }) => rows[name] !== undefined);
    const got = made.map((table) => [
      table.name,
      { columns: columnsOf(table), rows: rows[table.name] },
    ]);
    expect(Object.fromEntries(got)).toEqual(wanted);
    if (versionHash !== undefined)
      expect(storeSchema(withTables(newSchema('pp'), known)).versionHash).toBe(versionHash);
  },
);

function columnsOf(table: DltTable): string {
  const typed = table.columns.filter(({ dataType }) => dataType !== undefined);
  const columns = typed.map((column) => {
    const type = hintedType({ ...column, field: '' } as Parameters<typeof hintedType>[0]);
    return `${column.name} ${type}${column.nullable === false ? ' NOT NULL' : ''}`;
  });
  return columns.join(', ');
}

describe('where dlt merges or loses values, both stay', () => {
  test('names of two columns that become one', () => {
    expect(load(['[{"userId":1,"user_id":2},{"user_id":3}]'])).toMatchObject({
      tables: { t: [{ user_id: '1', user_id__2: '2' }, { user_id__2: '3' }] },
      notes: ['user_id -> t.user_id__2'],
    });
  });

  test('a nested name and a flat one', () => {
    expect(load(['[{"a":{"b":1},"a__b":2}]'])).toMatchObject({
      tables: { t: [{ a__b: '2', a__b__2: '1' }] },
      notes: ['a__b -> t.a__b__2'],
    });
  });

  test('names of two lists', () => {
    expect(load(['[{"l":[1],"L":[2]}]', '[{"L":[4],"l":[3]}]'])).toMatchObject({
      tables: { t__l: [{ value: '1' }, { value: '3' }], t__l__2: [{ value: '2' }, { value: '4' }] },
      notes: ['t__l -> t__l__2'],
    });
  });

  test('the next load keeps to it, whatever comes first', () => {
    const { tables, notes } = load(['[{"userId":1,"user_id":2}]', '[{"user_id":3},{"userId":4}]']);
    expect(tables['t']?.slice(1)).toEqual([{ user_id__2: '3' }, { user_id: '4' }]);
    expect(notes).toHaveLength(1);
  });

  test('a null takes no name', () => {
    expect(load(['[{"userId":null,"user_id":2}]']).tables['t']).toEqual([{ user_id: '2' }]);
  });

  test('names of columns that dlt fills', () => {
    const row =
      '[{"_dlt_load_id":"mine","_dlt_id":"own","l":[{"_dlt_parent_id":"p","_dlt_id":"i"}]}]';
    expect(load([row]).tables).toEqual({
      t: [{}],
      t__l: [{ _dlt_parent_id__2: 'p', _dlt_id__2: 'i' }],
    });
  });

  test('the name of a variant column', () => {
    const first = '[{"v":1,"v__v_text":"field"},{"v":"x"}]';
    expect(load([first, '[{"v":"y"}]']).tables['t']).toEqual([
      { v: '1', v__v_text: 'field' },
      { v__v_text__2: 'x' },
      { v__v_text__2: 'y' },
    ]);
    expect(load(['[{"v":1},{"v":"x"},{"v__v_text":"field"}]']).tables['t']).toEqual([
      { v: '1' },
      { v__v_text: 'x' },
      { v__v_text__2: 'field' },
    ]);
  });

  test('a table that belongs to others', () => {
    expect(load(['[{"l":[1]}]'], { taken: ['t__l'] }).tables).toHaveProperty('t__l__2');
  });

  test('a variant that does not take a value has a variant too', () => {
    const rows = '[{"v":1},{"v":"2024-01-01T10:00:00Z"},{"v":"hello"}]';
    expect(load([rows]).tables['t']).toEqual([
      { v: '1' },
      { v__v_text: '2024-01-01 10:00:00.000000+00' },
      { v__v_text__v_text: 'hello' },
    ]);
  });

  test('numbers that no column of dlt holds', () => {
    const rows = `[{"v":1},{"v":9223372036854775808},{"v":1e400},{"v":${'9'.repeat(39)}}]`;
    expect(load([rows]).tables['t']).toEqual([
      { v: '1' },
      { v__v_wei: '9223372036854775808' },
      { v__v_text: '1e400' },
      { v__v_text: '9'.repeat(39) },
    ]);
  });

  test('a whole double beyond the integers of its column', () => {
    expect(load(['[{"v":1},{"v":1e20}]']).tables['t']).toEqual([
      { v: '1' },
      { v__v_double: '1e20' },
    ]);
  });
});

const contract = (
  kind: 'tables' | 'columns' | 'dataType',
  mode: 'freeze' | 'discard_row' | 'discard_value',
) => ({
  contract: {
    ...{ tables: 'evolve', columns: 'evolve', dataType: 'evolve' },
    [kind]: mode,
  } as never,
});

describe('the contract', () => {
  const base = '[{"a":1,"l":[{"b":1}]}]';

  test.each([
    ['columns', 'discard_value', '[{"a":2,"z":1}]', [{ a: '2' }], 'columns t z discard_value'],
    ['columns', 'discard_row', '[{"a":2,"z":1,"l":[{"b":2}]}]', [], 'columns t z discard_row'],
    ['columns', 'freeze', '[{"a":2,"z":1}]', [], 'columns t z freeze'],
    ['dataType', 'discard_value', '[{"a":"x"}]', [{}], 'data_type t a discard_value'],
    ['dataType', 'discard_row', '[{"a":"x"}]', [], 'data_type t a discard_row'],
    ['dataType', 'freeze', '[{"a":"x"}]', [], 'data_type t a freeze'],
    ['tables', 'discard_value', '[{"a":2,"m":[1]}]', [{ a: '2' }], 'tables t__m discard_value'],
    ['tables', 'freeze', '[{"a":2,"m":[1]}]', [{ a: '2' }], 'tables t__m freeze'],
  ] as const)('%s: %s of %s leaves %j', (kind, mode, rows, left, violation) => {
    const { described } = load([base]);
    const got = load([rows], { tables: described, ...contract(kind, mode) });
    expect(got.tables['t'] ?? []).toEqual(left);
    expect(got.violations).toEqual([violation]);
  });

  test('goes on in child tables, and leaves out their rows alone', () => {
    const { described } = load([base]);
    const rows = '[{"a":2,"l":[{"b":2},{"b":3,"z":[1],"y":1},{"b":4}]}]';
    const got = load([rows], { tables: described, ...contract('columns', 'discard_row') });
    expect(got.tables).toEqual({ t: [{ a: '2' }], t__l: [{ b: '2' }, { b: '4' }] });
    expect(got.violations).toEqual(['columns t__l y discard_row']);
  });

  test('lets a table that is new in this load have every column', () => {
    const got = load(['[{"a":1},{"b":2,"l":[{"c":1},{"d":2}]}]'], contract('columns', 'freeze'));
    expect(got.tables).toEqual({ t: [{ a: '1' }, { b: '2' }], t__l: [{ c: '1' }, { d: '2' }] });
  });

  test('keeps a new table out', () => {
    const got = load(['[{"a":1}]'], contract('tables', 'freeze'));
    expect(got).toMatchObject({ tables: {}, violations: ['tables t freeze'] });
  });

  test('may differ for a nested table', () => {
    const { described } = load([base]);
    const nested = [{ path: ['l'], ...contract('columns', 'discard_value') }];
    const got = load(['[{"z":1,"l":[{"b":2,"y":1}]}]'], { tables: described, nested });
    expect(got.tables).toEqual({ t: [{ z: '1' }], t__l: [{ b: '2' }] });
  });
});

test('a row without a value for a column that takes no null is told', () => {
  const columns = [{ name: 'id', primaryKey: true, nullable: false }];
  const got = load(['[{"id":1},{"id":null},{"a":1}]'], { columns });
  expect(got.tables['t']).toEqual([{ id: '1' }]);
  expect(got.violations).toEqual(['nullable t id freeze', 'nullable t id freeze']);
});

test('names that held nothing but null are told', () => {
  const normaliser = new DltNormaliser({ table: 't' });
  for (const row of rowsOf('[{"a":null,"b":{"c":null},"d":1,"e":null,"l":[{"z":null}]},{"e":1}]'))
    normaliser.add(row, LOAD);
  expect(normaliser.nullOnly()).toEqual(
    new Map([
      ['t', ['a', 'b__c']],
      ['t__l', ['z']],
    ]),
  );
});

test('empty lists and objects make nothing', () => {
  const { tables, described } = load(['[{"a":[],"b":{},"c":{"d":[]}}]']);
  expect(tables).toEqual({ t: [{}] });
  expect(described.map(({ name }) => name)).toEqual(['t']);
});

test('child tables that name their root row go on to do so', () => {
  const { described } = load(['[{"l":[1]}]'], { hasRootKey: true });
  const normaliser = new DltNormaliser({ table: 't', tables: described });
  const [, child] = normaliser.add(readTree('{"l":[2]}'), { ...LOAD, dltId: 'root' }).rows;
  expect(child?.values.slice(0, 3)).toEqual(['2', 'root', 'root']);
});

test('a nested list with a key of its own has a table without links to its parent', () => {
  const nested = [{ path: ['l'], columns: [{ name: 'k', primaryKey: true }] }];
  const rows = '[{"l":[{"k":1,"m":[2]}],"o":[{"l":[{"k":3}]}]}]';
  const { described, tables } = load([rows, rows], { nested });
  expect(described.map(({ name, parent }) => [name, parent])).toEqual([
    ['t', undefined],
    ['t__l', undefined],
    ['t__l__m', 't__l'],
    ['t__o', 't'],
    ['t__o__l', 't__o'],
  ]);
  expect(tables['t__l']).toEqual(Array(2).fill({ k: '1', _dlt_load_id: '1.5' }));
});

test('hints of the table of a resource go before those that it had', () => {
  const { described } = load(['[{"a":1}]'], {
    more: { write_disposition: 'append', resource: 't' },
  });
  const normaliser = new DltNormaliser({
    table: 't',
    tables: described,
    more: { write_disposition: 'merge' },
  });
  expect(normaliser.tables()[0]?.more).toEqual({ write_disposition: 'merge', resource: 't' });
});

test('an id that the caller knows goes before that of the row', () => {
  const normaliser = new DltNormaliser({ table: 't' });
  const [row] = normaliser.add(readTree('{"_dlt_id":"a"}'), { ...LOAD, dltId: 'b' }).rows;
  expect(row?.values).toEqual(['1.5', 'b']);
});

/** Names that meet each other after they are made plain. */
const keys = fc.constantFrom(
  'a',
  'A',
  'a__b',
  'b',
  'B ',
  'value',
  'list',
  'a__v_text',
  '',
  '_dlt_load_id',
  'constructor',
);

/** Rows whose leaves are all different texts and numbers. */
const trees = fc.letrec<{ node: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.constantFrom('text', 'integer', 'fraction'),
  node: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.array(fc.tuple(keys, tie('node')), { maxLength: 5 }).map((members) => ({ members })),
    fc.array(tie('node'), { maxLength: 3 }),
  ),
}));

function build(shape: unknown, leaves: string[]): JsonNode {
  if (Array.isArray(shape))
    return { kind: 'array', items: shape.map((item) => build(item, leaves)) };
  if (typeof shape === 'object' && shape !== null && 'members' in shape) {
    const members = new Map<string, JsonNode>();
    for (const [name, inner] of shape.members as [string, unknown][])
      if (!members.has(name)) members.set(name, build(inner, leaves));
    return { kind: 'object', members };
  }
  const number = 1000 + leaves.length;
  const text =
    shape === 'text' ? `leaf ${number}` : shape === 'integer' ? `${number}` : `${number}.25`;
  leaves.push(text);
  return { kind: shape === 'text' ? 'string' : 'number', text };
}

test('every value of every row is in exactly one cell', () => {
  fc.assert(
    fc.property(fc.array(trees.node, { maxLength: 4 }), (shapes) => {
      const leaves: string[] = [];
      const cells: DltCell[] = [];
      let tables: DltTable[] = [];
      for (const shape of shapes) {
        const normaliser = new DltNormaliser({ table: 't', tables });
        const row = build(
          {
            members: [
              ['row', shape],
              ['a', shape],
            ],
          },
          leaves,
        );
        for (const { table, values } of normaliser.add(row, LOAD).rows) {
          const columns = normaliser.columns(table);
          cells.push(...values.filter((_, at) => !isOwn(table, columns[at]?.name)));
        }
        tables = JSON.parse(JSON.stringify(normaliser.tables()));
      }
      expect(cells.filter((cell) => cell !== null).sort()).toEqual([...leaves].sort());
    }),
  );
});

test('below the nesting that is allowed, values stay whole', () => {
  fc.assert(
    fc.property(trees.node, fc.nat(3), (shape, maxTableNesting) => {
      const normaliser = new DltNormaliser({ table: 't', maxTableNesting });
      const { rows } = normaliser.add(build({ members: [['row', shape]] }, []), LOAD);
      const depths = rows.map(({ table }) => table.split('__row')[1]?.split('__list').length ?? 0);
      expect(Math.max(...depths)).toBeLessThanOrEqual(maxTableNesting);
    }),
  );
});

test('the same rows give the same rows of child tables', () => {
  fc.assert(
    fc.property(trees.node, (shape) => {
      const run = () => {
        const normaliser = new DltNormaliser({ table: 't', rootIds: 'row_hash' });
        return normaliser.add(build({ members: [['row', shape]] }, []), LOAD);
      };
      expect(run()).toEqual(run());
    }),
  );
});
