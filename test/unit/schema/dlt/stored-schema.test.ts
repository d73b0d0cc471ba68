import { expect, test } from 'vitest';
import { readTree } from '../../../../src/parse/tree.ts';
import { DltNormaliser } from '../../../../src/schema/dlt/normaliser.ts';
import {
  familyOf,
  newSchema,
  readSchema,
  rootHints,
  storeSchema,
  withTables,
} from '../../../../src/schema/dlt/stored-schema.ts';
import type { DltColumn, DltTable } from '../../../../src/schema/dlt/tables.ts';
import { SCHEMA } from './recorded-books.ts';

const read = (text: string) => readSchema(text) ?? newSchema('none');
const stored = read(SCHEMA.text);

test('what dlt stored has the hash that dlt gave it, and is not stored again', () => {
  const again = storeSchema(stored);
  expect(again).toMatchObject({ versionHash: SCHEMA.versionHash, isChanged: false });
  expect(JSON.parse(again.text)).toEqual(JSON.parse(SCHEMA.text));
});

test('what is stored can be read', () => {
  const column: DltColumn = { name: 'more', dataType: 'text', source: ['More'] };
  const table: DltTable = {
    name: 'things__new',
    parent: 'things',
    columns: [column],
    source: ['new'],
  };
  const next = storeSchema(withTables(stored, [table]), true);
  expect(readSchema(next.text)).toEqual(next.schema);
  const known = readSchema(storeSchema(withTables(stored, [table])).text)?.tables.at(-1);
  expect(known).toEqual({
    name: 'things__new',
    parent: 'things',
    columns: [{ name: 'more', dataType: 'text' }],
  });
});

test('a change gives the next version, and keeps the last ten hashes', () => {
  let schema = stored;
  for (let n = 0; n < 12; n++) {
    const columns = [{ name: `c${n}`, dataType: 'text' as const }];
    ({ schema } = storeSchema(withTables(schema, [{ name: 'more', columns }])));
  }
  expect(schema.version).toBe(stored.version + 12);
  expect(schema.previousHashes).toHaveLength(10);
  expect(schema.previousHashes).not.toContain(schema.versionHash);
});

test('a schema that was never stored has version 1', () => {
  expect(storeSchema(newSchema('pp'))).toMatchObject({
    isChanged: true,
    schema: { version: 1, previousHashes: [] },
  });
});

test('the order of columns counts, that of tables does not', () => {
  const [a, b] = [{ name: 'a' }, { name: 'b' }];
  const hash = (...tables: DltTable[]) =>
    storeSchema(withTables(newSchema('s'), tables)).versionHash;
  expect(hash({ name: 't', columns: [a, b] })).not.toBe(hash({ name: 't', columns: [b, a] }));
  const [t, u] = [
    { name: 't', columns: [a] },
    { name: 'u', columns: [b] },
  ];
  expect(hash(t, u)).toBe(hash(u, t));
});

test('tables that are merged hand their ids down, as dlt notes it', () => {
  const merged = (strategy?: string): DltTable => {
    const writeDisposition = 'merge';
    const hints = rootHints({
      resource: 't',
      writeDisposition,
      ...(strategy !== undefined && { strategy }),
    });
    return { name: 't', columns: [], more: hints };
  };
  const config = (table: DltTable) => withTables(newSchema('s'), [table]).more['normalizers'];
  const module = 'dlt.common.normalizers.json.relational';
  const propagation = { tables: { t: { _dlt_id: '_dlt_root_id' } } };
  expect(config(merged())).toEqual({
    names: 'snake_case',
    json: { module, config: { propagation } },
  });
  expect(config(merged('scd2'))).toEqual({ names: 'snake_case', json: { module } });
});

test('a dataset of dlt is taken over: known columns take the values, new ones come behind', () => {
  const family = familyOf(stored.tables, 'things');
  expect(family.map(({ name }) => name)).toEqual(['things', 'things__kids']);
  const normaliser = new DltNormaliser({ table: 'things', tables: family, hasRootKey: true });
  const before = normaliser.columns('things').map(({ name }) => name);
  const row = '{"userId":3,"at":"2024-01-05","name":4,"extra":1.5,"kids":[{"k":"x"}]}';
  const [root, child] = normaliser.add(readTree(row), { loadId: '1.5', dltId: 'id' }).rows;
  const columns = normaliser.columns('things').map(({ name }) => name);
  expect(columns).toEqual([...before, 'extra']);
  expect(Object.fromEntries(columns.map((name, at) => [name, root?.values[at]]))).toEqual({
    user_id: '3',
    at: '2024-01-05 00:00:00.000000+00',
    name: '4',
    o__x: null,
    _dlt_load_id: '1.5',
    _dlt_id: 'id',
    extra: '1.5',
  });
  expect(child?.table).toBe('things__kids');
  expect(normaliser.columns('things__kids').at(-1)?.name).toBe('k__v_text');
});

test.each(['', 'no JSON', '[]', '{}', '{"engine_version":10,"name":"x","tables":{}}'])(
  '%j is no schema',
  (text) => {
    expect(readSchema(text)).toBeUndefined();
  },
);
