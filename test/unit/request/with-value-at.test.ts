import { expect, test } from 'vitest';
import { withValueAt } from '../../../src/request/page-request.ts';

test.each([
  [{}, ['a'], { a: 1 }],
  [{ a: 2, b: 3 }, ['a'], { a: 1, b: 3 }],
  [undefined, ['a', 'b'], { a: { b: 1 } }],
  [{ a: null }, ['a', 'b', 'c'], { a: { b: { c: 1 } } }],
  [{ a: { x: 1 }, z: [1] }, ['a', 'b'], { a: { x: 1, b: 1 }, z: [1] }],
  [{ a: [1] }, ['a'], { a: 1 }],
])('%o with a value at %j is %o', (value, path, changed) => {
  const before = structuredClone(value);
  expect(withValueAt(value, path, 1)).toEqual(changed);
  expect(value).toEqual(before);
});

test('`__proto__` is a name like any other', () => {
  expect(JSON.stringify(withValueAt({}, ['__proto__', 'a'], 1))).toBe('{"__proto__":{"a":1}}');
  expect({}).not.toHaveProperty('a');
});

test.each([
  [{ a: { b: 1 } }, '`a.b` in the body is not an object'],
  [{ a: [] }, '`a` in the body is not an object'],
  ['text', 'the body itself is not an object'],
])('nothing is written through %o', (value, problem) => {
  const write = () => withValueAt(value, ['a', 'b', 'c'], 1);
  expect(write).toThrow(problem);
  expect(write).toThrow(expect.objectContaining({ code: 'SOURCE_PAGE_FIELD' }));
});
