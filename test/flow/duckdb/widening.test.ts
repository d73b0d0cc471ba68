import { expect, test } from 'vitest';
import { batchOf, RawNumber } from '../../support/batches.ts';
import { databasePath, loadBatches, query } from '../../support/duckdb-load.ts';

const raw = (text: string) => new RawNumber(text);

/** First and second value of a column, its type then, and both values as text. */
test.each<[string, unknown, unknown, string, string, string]>([
  [
    'an integer beyond 64 bits',
    5,
    raw('9223372036854775808'),
    'HUGEINT',
    '5',
    '9223372036854775808',
  ],
  ['a fraction', 5, 1.5, 'DOUBLE', '5.0', '1.5'],
  [
    'a fraction that no double holds',
    0.1,
    raw('12345678901234567890.5'),
    'DECIMAL(38,1)',
    '0.1',
    '12345678901234567890.5',
  ],
  [
    'a long fraction, without adding digits to the short ones,',
    1234.5678,
    raw('1.12345678901234567890123'),
    'DECIMAL(38,23)',
    '1234.56780000000000000000000',
    '1.12345678901234567890123',
  ],
  [
    'more digits than a decimal holds',
    0.25,
    raw('123456789012345678901234567890123456789.5'),
    'VARCHAR',
    '0.25',
    '123456789012345678901234567890123456789.5',
  ],
  ['an integer beyond 128 bits', 7, raw('9'.repeat(45)), 'VARCHAR', '7', '9'.repeat(45)],
  [
    'a wide integer among fractions',
    1.5,
    raw('9007199254740993'),
    'DECIMAL(38,1)',
    '1.5',
    '9007199254740993.0',
  ],
  ['text among numbers', 2.5, 'two', 'VARCHAR', '2.5', 'two'],
  ['text among integers in a double column', raw('2.0'), 'two', 'VARCHAR', '2', 'two'],
  ['text among booleans', true, 'yes', 'VARCHAR', 'true', 'yes'],
  ['text among dates', '2024-02-29', '0000-00-00', 'VARCHAR', '2024-02-29', '0000-00-00'],
  [
    'text among instants',
    '2024-02-29T12:00:00.500+01:00',
    'never',
    'VARCHAR',
    '2024-02-29T11:00:00.5Z',
    'never',
  ],
  [
    'a date among instants',
    '2024-02-29T12:00:00Z',
    '2024-02-29',
    'VARCHAR',
    '2024-02-29T12:00:00Z',
    '2024-02-29',
  ],
  ['an object among text', 'a"b', { a: 1 }, 'JSON', '"a\\"b"', '{"a":1}'],
  ['an array among numbers', 1.5, [1], 'JSON', '1.5', '[1]'],
  ['an array among instants', '2024-02-29T12:00:00Z', [], 'JSON', '"2024-02-29T12:00:00Z"', '[]'],
  [
    'an object with a number that no double holds',
    1,
    { n: raw('0.12345678901234567890') },
    'JSON',
    '1',
    '{"n":0.12345678901234567890}',
  ],
  [
    'an object among numbers that were text already',
    raw('9'.repeat(45)),
    {},
    'JSON',
    '9'.repeat(45),
    '{}',
  ],
])('%s widens the column, and no value is lost', async (_name, first, second, type, ...texts) => {
  const path = await databasePath();
  await loadBatches(path, [batchOf([{ id: 1, v: first }])]);
  const { counts } = await loadBatches(path, [batchOf([{ id: 2, v: second }])]);
  expect(counts.schemaChanges).toMatchObject([{ kind: 'column_widened', column: 'v', to: type }]);
  const rows = await query(path, 'SELECT typeof(v) t, v::VARCHAR v FROM contacts ORDER BY id');
  expect(rows).toEqual(texts.map((v) => ({ t: type, v })));
  const again = await loadBatches(path, [batchOf([{ id: 2, v: second }])]);
  expect(again.counts).toMatchObject({ unchanged: 1, schemaChanges: [] });
});

test('a column never narrows, also when dates come to be detected later', async () => {
  const path = await databasePath();
  const target = {
    resource: 'contacts',
    table: 'contacts',
    primaryKey: ['id'],
    naming: 'direct',
    planHash: '',
  } as const;
  const rows = [batchOf([{ id: 1, v: '2024-02-29' }])];
  await loadBatches(path, rows, { target: { ...target, detectDates: false } });
  const { counts } = await loadBatches(path, rows, { target: { ...target, detectDates: true } });
  expect(counts).toMatchObject({ unchanged: 1, schemaChanges: [] });
});

test('integers, decimals and nested numbers reach the table unrounded', async () => {
  const path = await databasePath();
  const row = {
    id: raw('9007199254740993'),
    huge: raw('-170141183460469231731687303715884105728'),
    decimal: raw('12345678901234567890.12345678'),
    exponent: raw('1.2345678901234567890e5'),
    nested: [raw('9007199254740993'), { deep: raw('3.14159265358979323846') }],
  };
  await loadBatches(path, [batchOf([row, { id: 1, decimal: 0.1, exponent: 1 }])]);
  expect(
    await query(
      path,
      'SELECT COLUMNS(* EXCLUDE _load_id)::VARCHAR FROM contacts ORDER BY contacts.id',
    ),
  ).toEqual([
    { id: '1', huge: null, decimal: '0.10000000', exponent: '1.0000000000000', nested: null },
    {
      id: '9007199254740993',
      huge: '-170141183460469231731687303715884105728',
      decimal: '12345678901234567890.12345678',
      exponent: '123456.7890123456789',
      nested: '[9007199254740993,{"deep":3.14159265358979323846}]',
    },
  ]);
});
