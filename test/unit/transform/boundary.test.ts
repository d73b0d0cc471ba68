import { expect, test } from 'vitest';
import { createBoundary } from '../../../src/transform/boundary.ts';

const row = (text: string, identity?: string) => ({ text, identity });

test('a row that was kept is known in the next load, a changed one is not', () => {
  const first = createBoundary([]);
  first.add(row('a1', 'a'));
  first.add(row('x'));
  const second = createBoundary(first.hashes() ?? []);
  expect(second.wasLoaded(row('a1', 'a'))).toBe(true);
  expect(second.wasLoaded(row('x'))).toBe(true);
  expect(second.wasLoaded(row('a2', 'a'))).toBe(false);
  expect(second.wasLoaded(row('a1', 'b'))).toBe(false);
  expect(second.wasLoaded(row('y'))).toBe(false);
});

test('a row that changed and went back is loaded again, in the same load and in the next', () => {
  const first = createBoundary([]);
  first.add(row('a1', 'a'));
  const second = createBoundary(first.hashes() ?? []);
  expect(second.wasLoaded(row('a2', 'a'))).toBe(false);
  second.add(row('a2', 'a'));
  expect(second.wasLoaded(row('a1', 'a'))).toBe(false);
  const third = createBoundary(second.hashes() ?? []);
  expect(third.wasLoaded(row('a1', 'a'))).toBe(false);
});

test('nothing of a void page is remembered', () => {
  const boundary = createBoundary([]);
  boundary.add(row('a1', 'a'));
  const before = boundary.hashes();
  boundary.mark();
  boundary.add(row('a2', 'a'));
  boundary.add(row('b1', 'b'));
  boundary.restart();
  boundary.add(row('c1', 'c'));
  boundary.undo();
  expect(boundary.hashes()).toEqual(before);
});

test('beyond its limit it remembers none, until the value moves on or the page is void', () => {
  const boundary = createBoundary([], 2);
  boundary.add(row('a'));
  boundary.add(row('b'));
  boundary.mark();
  expect(boundary.hashes()).toHaveLength(2);
  boundary.add(row('c'));
  boundary.add(row('d'));
  expect(boundary.hashes()).toBeUndefined();
  boundary.undo();
  expect(boundary.hashes()).toHaveLength(2);
  boundary.add(row('c'));
  boundary.restart();
  boundary.add(row('e'));
  expect(boundary.hashes()).toHaveLength(1);
});
