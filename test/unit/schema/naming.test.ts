import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnNames, foldName, type Naming, tableName } from '../../../src/schema/naming.ts';

const names = (fields: string[], naming: Naming = 'snake_case') => [
  ...columnNames(fields, naming, new Map()).values(),
];

test.each([
  ['firstName', 'first_name'],
  ['HTTPServer', 'http_server'],
  ['userID', 'user_id'],
  ['nexttaskid', 'nexttaskid'],
  ['a-b c.d', 'a_b_c_d'],
  ['_links', '_links'],
  ['7days', '_7days'],
  ['', '_'],
  ['🎉', '_'],
  ['größe', 'größe'],
  ['Änderung', 'änderung'],
  ['a\u0000b', 'ab'],
  ['group', 'group'],
])('%j becomes the column %j', (field, column) => {
  expect(names([field])).toEqual([column]);
});

test('the names of columns that Sluice keeps for itself get a suffix', () => {
  expect(names(['_load_id', '_deletedAt', '_deleted_at'])).toEqual([
    '_load_id__2',
    '_deleted_at__2',
    '_deleted_at__3',
  ]);
});

test('direct naming keeps names as they are, except for what no database takes', () => {
  expect(names(['firstName', 'a-b', '', 'x\u0000y'], 'direct')).toEqual([
    'firstName',
    'a-b',
    '_',
    'xy',
  ]);
});

test('fields that come to one name are told apart in the order in which they were seen', () => {
  expect(names(['Email', 'email', 'eMail', 'a-b', 'a_b'])).toEqual([
    'email',
    'email__2',
    'e_mail',
    'a_b',
    'a_b__2',
  ]);
  expect(names(['é', 'e\u0301', 'É'], 'direct')).toEqual(['é', 'e\u0301__2', 'É__3']);
  expect(names(['email__2', 'Email', 'email'])).toEqual(['email__2', 'email', 'email__3']);
});

test('the column of the load id and columns that are taken are left alone', () => {
  expect(names(['_load_id'])).toEqual(['_load_id__2']);
  expect([...columnNames(['rating'], 'snake_case', new Map(), ['Rating']).values()]).toEqual([
    'rating__2',
  ]);
});

test('a long name is shortened and stays told apart from its like', () => {
  const [a, b] = names([`${'ü'.repeat(50_000)}a`, `${'ü'.repeat(50_000)}b`]);
  expect(Buffer.byteLength(String(a))).toBeLessThanOrEqual(255);
  expect(a).not.toBe(b);
  expect(a).toMatch(/^ü+_[0-9a-f]{10}$/);
});

test('a table is named like a column', () => {
  expect(tableName('dealStages', 'snake_case')).toBe('deal_stages');
  expect(tableName('dealStages', 'direct')).toBe('dealStages');
});

const evil = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom(
    'a',
    'A',
    'a_b',
    'a-b',
    'aB',
    '_load_id',
    '_LOAD_ID',
    'a__2',
    'é',
    'e\u0301',
    'ß',
    'SS',
    '',
    '"',
    '\u0000',
    '__proto__',
    'x'.repeat(300),
    'X'.repeat(300),
  ),
);

test('whatever the names, no two fields share a column, and a column once given stays', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(evil),
      fc.uniqueArray(evil),
      fc.constantFrom<Naming>('snake_case', 'direct'),
      (first, second, naming) => {
        const before = columnNames(first, naming, new Map());
        const after = columnNames([...second, ...first], naming, before);
        for (const [field, column] of before) expect(after.get(field)).toBe(column);
        const columns = [...after.values()];
        expect(new Set(['_load_id', ...columns].map(foldName)).size).toBe(columns.length + 1);
        for (const column of columns) {
          expect(column === '' || column.includes('\u0000')).toBe(false);
          expect(Buffer.byteLength(column)).toBeLessThanOrEqual(255);
          expect(column.isWellFormed()).toBe(true);
        }
      },
    ),
    { numRuns: 500 },
  );
});
