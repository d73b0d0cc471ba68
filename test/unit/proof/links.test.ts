import { expect, test } from 'vitest';
import { PageRows } from '../../../src/proof/links.ts';
import { batchOf } from '../../support/batches-of-keys.ts';

test('the form of the last rows outlives an interruption, so that a changed row is told from the same one', () => {
  const page = new PageRows();
  page.add(
    batchOf(1, [
      ['a', 1],
      ['b', 1],
    ]),
  );
  const saved = JSON.parse(JSON.stringify(page.save())) as ReturnType<PageRows['save']>;
  const later = PageRows.resumed(['a', 'b'], saved);
  expect(later.roleOf('b', JSON.stringify({ id: 'b', version: 1 }))).toBe('shared');
  expect(later.roleOf('b', JSON.stringify({ id: 'b', version: 2 }))).toBe('changed');
  expect(later.roleOf('c', '{}')).toBeUndefined();
});

test('a row of which only the key is known counts as changed', () => {
  expect(PageRows.resumed(['a']).roleOf('a', '{}')).toBe('changed');
});

test('rows that never reached staging are known by the form that the state of the walk holds', () => {
  const page = new PageRows();
  page.add(
    batchOf(1, [
      ['a', 1],
      ['b', 1],
    ]),
  );
  const later = PageRows.resumed(['a'], page.save());
  expect([...later.memory.identities()]).toEqual(['a', 'b']);
  expect(later.rowCount).toBe(2);
  expect(later.roleOf('b', JSON.stringify({ id: 'b', version: 1 }))).toBe('shared');
});
