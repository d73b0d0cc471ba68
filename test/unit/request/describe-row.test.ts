import { expect, test } from 'vitest';
import { describeRow, namesOf } from '../../../src/request/parent-values.ts';
import { cutExcerpts } from '../../../src/wording.ts';

test.each([
  [{ title: 't', id: 5 }, '`id` 5'],
  [{ user_id: 1, ID: 'x' }, '`ID` "x"'],
  [{ title: 't', user_id: 'a' }, '`user_id` "a"'],
  [{ title: 't', postId: 9007199254740993n }, '`postId` 9007199254740993'],
  [{ paid: true, o: {}, n: 1, m: 2 }, '`paid` true and `n` 1'],
  [{ id: null, n: 1 }, '`n` 1'],
  [{ t: 'x'.repeat(200) }, `\`t\` "${'x'.repeat(100)}…"`],
  [{ o: {}, l: [] }, '`o`, `l`'],
  [{}, 'no field'],
])('a row in a few words: %#', (row, words) => {
  expect(cutExcerpts(describeRow(row))).toBe(words);
});

test.each([
  [0, 'no field'],
  [2, '`f0`, `f1`'],
])('the names of %i fields', (count, names) => {
  expect(namesOf(rowOf(count))).toBe(names);
});

test('no more than twenty names are told', () => {
  expect(namesOf(rowOf(25))).toMatch(/^`f0`, .*`f19`, and 5 more$/);
});

function rowOf(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i]));
}
