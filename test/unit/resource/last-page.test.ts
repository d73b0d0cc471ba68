import { expect, test } from 'vitest';
import { LastPage } from '../../../src/resource/last-page.ts';
import { batchOf } from '../../support/batches-of-keys.ts';

test('the form of the last rows outlives an interruption, so that a changed row is told from the same one', () => {
  const page = new LastPage();
  page.add(
    batchOf(1, [
      ['a', 1],
      ['b', 1],
    ]),
  );
  const saved = JSON.parse(JSON.stringify(page.save())) as ReturnType<LastPage['save']>;
  const later = LastPage.fromKeys(['a', 'b'], saved);
  expect(later.roleOf('b', JSON.stringify({ id: 'b', version: 1 }))).toBe('shared');
  expect(later.roleOf('b', JSON.stringify({ id: 'b', version: 2 }))).toBe('changed');
  expect(later.roleOf('c', '{}')).toBeUndefined();
});

test('a row of which only the key is known counts as changed', () => {
  expect(LastPage.fromKeys(['a']).roleOf('a', '{}')).toBe('changed');
});

test('rows that never reached staging are known by the form that the state of the walk holds', () => {
  const page = new LastPage();
  page.add(
    batchOf(1, [
      ['a', 1],
      ['b', 1],
    ]),
  );
  const later = LastPage.fromKeys(['a'], page.save());
  expect([...later.keys()]).toEqual(['a', 'b']);
  expect(later.rowCount).toBe(2);
  expect(later.roleOf('b', JSON.stringify({ id: 'b', version: 1 }))).toBe('shared');
});
