import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeName, normalPath } from '../../../../src/schema/dlt/names.ts';
import { NAMES } from './recorded-names.ts';

test.each(NAMES)('%j becomes %j, as in dlt', (key, name) => {
  expect(normalPath(key)).toBe(name);
});

test.each(['', ' ', '__', '____', ' __ '])(
  '%j, a key without any part, becomes `_empty`',
  (key) => {
    expect(normalPath(key)).toBe('_empty');
  },
);

test('a name that is one already stays', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      const name = normalPath(key);
      expect(normalPath(name)).toBe(name);
    }),
  );
});

test('names hold ASCII letters in lower case, digits of all scripts and `_` alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      expect(normalPath(key)).toMatch(/^[a-z_][a-z_\p{Nd}]*$/u);
    }),
  );
});

test('the first free name is taken', () => {
  expect(freeName('a', () => false)).toBe('a');
  expect(freeName('a', (name) => ['a', 'a__2'].includes(name))).toBe('a__3');
});
