import { expect, test } from 'vitest';
import { checkSharedTables } from '../../../src/config/plan/shared-tables.ts';

const problems = (first: object, second: object): string[] =>
  checkSharedTables([
    { index: 0, resource: { name: 'list', table_name: 'things', ...first } },
    { index: 1, resource: { name: 'detail', table_name: 'things', ...second } },
  ]).map(({ path, message }) => `${path.join('.')}: ${message}`);

const MERGE = { primary_key: 'id', write_disposition: 'merge' };
const ONLY = {
  primary_key: 'id',
  write_disposition: { disposition: 'merge', strategy: 'insert-only' },
};

test.each<[string, object, object]>([
  ['both append', {}, {}],
  ['both append, with other keys', { primary_key: 'a' }, { primary_key: 'b' }],
  ['both merge by one key', MERGE, MERGE],
  ['written in other words', MERGE, { ...MERGE, write_disposition: { disposition: 'merge' } }],
  [
    'upsert beside delete-insert',
    MERGE,
    { ...MERGE, write_disposition: { disposition: 'merge', strategy: 'upsert' } },
  ],
  ['both insert-only', ONLY, ONLY],
  [
    'the key as a hint',
    MERGE,
    { write_disposition: 'merge', columns: { id: { primary_key: true } } },
  ],
  [
    'the key by its column',
    { ...MERGE, primary_key: 'orderId' },
    { ...MERGE, primary_key: 'order_id' },
  ],
  [
    'a compound key in another order',
    { ...MERGE, primary_key: ['a', 'b'] },
    { ...MERGE, primary_key: ['b', 'a'] },
  ],
  ['merge by no key, which appends', { write_disposition: 'merge' }, {}],
  [
    'one type',
    { columns: { a: { data_type: 'text' } } },
    { columns: [{ name: 'a', data_type: 'text' }] },
  ],
  ['one not selected', { write_disposition: 'replace' }, { selected: false }],
  ['a function', { write_disposition: 'replace' }, { table_name: () => 'things' }],
  ['one by its name', { name: 'things', table_name: null }, {}],
  ['`on_missing: keep`', { ...MERGE, on_missing: 'keep' }, MERGE],
])('may share a table: %s', (_what, first, second) => {
  expect(problems(first, second)).toEqual([]);
});

test.each<[string, object, object, string]>([
  [
    'by accident',
    { name: 'my/things', table_name: null },
    { name: 'my_things', table_name: null },
    '`my_things` is the table of resources[0] too; give one',
  ],
  [
    'both replaced',
    { write_disposition: 'replace' },
    { write_disposition: 'replace' },
    'by `replace`',
  ],
  ['one replaced', MERGE, { write_disposition: { disposition: 'replace' } }, 'by `replace`'],
  ['appended and merged', {}, MERGE, 'by `append` there and by `merge` here'],
  ['merged and insert-only', MERGE, ONLY, 'by `merge` there and by `insert_only` here'],
  ['another key', MERGE, { ...MERGE, primary_key: 'no' }, 'another `primary_key`'],
  ['more of a key', MERGE, { ...MERGE, primary_key: ['id', 'no'] }, 'another `primary_key`'],
  ['a merge key', { ...MERGE, merge_key: 'day' }, { ...MERGE, merge_key: 'day' }, '`merge_key`'],
  ['rows that are missing', MERGE, { ...MERGE, on_missing: 'delete' }, '`on_missing`'],
  ['rows that are marked', { ...MERGE, on_missing: 'mark' }, MERGE, '`on_missing`'],
  ['another naming', {}, { naming: 'direct' }, 'another `naming`'],
  [
    'another type',
    { columns: { a: { data_type: 'text' } } },
    { columns: { a: { data_type: 'double' } } },
    'another type to `a`',
  ],
  [
    'another scale',
    { columns: { a: { data_type: 'decimal', scale: 2 } } },
    { columns: { a: { data_type: 'decimal', scale: 3 } } },
    'another type to `a`',
  ],
])('is refused: %s', (_what, first, second, message) => {
  expect(problems(first, second)).toEqual([expect.stringContaining(message)]);
  expect(problems(first, second)[0]).toMatch(
    /^resources\.1\.table_name: .*ive one of them a `table_name`/,
  );
});
