import { describe, expect, test } from 'vitest';
import { compareCursors, createCursorOrder } from '../../../src/transform/cursor-order.ts';

describe('compareCursors', () => {
  test.each([
    ['numbers by value', 9, 10, -1],
    ['a wide integer with a number', 9_007_199_254_740_993n, 9_007_199_254_740_992, 1],
    ['an integer with the same as a bigint', 5, 5n, 0],
    ['booleans', false, true, -1],
    ['texts by code points', '\u{1f600}', '\uffee', 1],
    ['texts that are numbers as text', '10', '9', -1],
    ['instants of different zones', '2024-01-02T09:00:00+02:00', '2024-01-02T08:00:00Z', -1],
    ['one instant in two zones', '2024-01-02T09:00:00+02:00', '2024-01-02T07:00:00Z', 0],
    ['instants of different precision', '2024-01-02T09:00:00.001Z', '2024-01-02T09:00:00Z', 1],
    ['a time without a zone as UTC', '2024-01-02T09:00:00', '2024-01-02T09:00:00Z', 0],
    ['a date as its start', '2024-01-02', '2024-01-02T00:00:00Z', 0],
    ['a date with a later time of the day', '2024-01-02', '2024-01-02T00:00:01Z', -1],
    ['a date with another text', '2024-01-02', 'abc', -1],
  ])('compares %s', (_, a, b, expected) => {
    expect(compareCursors(a, b)).toBe(expected);
    expect(compareCursors(b, a)).toBe(expected === 0 ? 0 : -expected);
  });

  test.each([
    [1, '2024-01-01', /a number \(1\) and text \("2024-01-01"\)/],
    [true, 1, /a boolean \(true\) and a number \(1\)/],
    ['a', { a: 1 }, /text \("a"\) and an object/],
    [[1], [2], /a list and a list/],
  ])('refuses %j and %j, naming both types and values', (a, b, message) => {
    expect(() => compareCursors(a, b)).toThrow(message);
  });
});

describe('a cursor order', () => {
  test.each([
    ['max', 5, 3, 5],
    ['min', 5, 3, 3],
    [(values: readonly unknown[]) => Math.max(...(values as number[])), 5, 9, 9],
  ] as const)('by %s makes of %i and %i the last value %i', (func, stored, value, last) => {
    expect(createCursorOrder(func as 'max').last(stored, value)).toBe(last);
  });

  test('by min has lower values later', () => {
    expect(createCursorOrder('min').compare(3, 5)).toBe(1);
  });

  test('by a function has later what the function gives', () => {
    const shortest = (values: readonly unknown[]): string =>
      (values as string[]).reduce((a, b) => (b.length < a.length ? b : a));
    const order = createCursorOrder(shortest as never);
    expect(order.compare('a', 'bbb')).toBe(1);
    expect(order.compare('bbb', 'a')).toBe(-1);
    expect(order.compare('a', 'a')).toBe(0);
  });

  test('says which values its function failed for', () => {
    const order = createCursorOrder(() => {
      throw new Error('no');
    });
    expect(() => order.last(1, 2)).toThrow(/last_value_func.*\(1\).*\(2\).*no/);
  });
});
