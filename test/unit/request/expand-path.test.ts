import { describe, expect, test } from 'vitest';
import { expandPath } from '../../../src/request/expand.ts';
import type { Expression, TextTemplate } from '../../../src/request/template.ts';

const field: Expression = { kind: 'parent', field: '$.f' };
const start: Expression = { kind: 'incremental', attribute: 'start_value' };
const expand = (path: TextTemplate, f: unknown, at?: unknown): string =>
  expandPath(path, { parent: new Map([['$.f', f]]), incremental: { attribute: () => at } });

describe('A value in a path', () => {
  test.each([
    [['x/', start, '/y'], null, 'x//y'],
    [['x/', start], '2024-01-01T00:00:00+02:00', 'x/2024-01-01T00%3A00%3A00%2B02%3A00'],
    [['x/', start], 5n, 'x/5'],
  ] as const)('%j with the cursor %s is %s', (path, at, expanded) => {
    expect(expand(path, '', at)).toBe(expanded);
  });

  test.each([['..'], ['.']])('of the cursor may not be %s either', (at) => {
    expect(() => expand(['x/', start], '', at)).toThrow(/makes a whole segment/);
  });

  test.each([
    [['..', '/', field], 'a', '../a'],
    [['a\\', field, '\\b'], 'c', 'a\\c\\b'],
    [['a/', field, '.'], 'b', 'a/b.'],
    [['a/', field], '...', 'a/...'],
    [['a/?p=/', field, '/'], '..', 'a/?p=/../'],
    [['a/', field, '?p=/..'], 'b', 'a/b?p=/..'],
  ] as const)('%j with %s is %s', (path, f, expanded) => {
    expect(expand(path, f)).toBe(expanded);
  });

  test.each([
    [['a\\', field, '\\b'], '..'],
    [['a/', field, '%2E'], '.'],
    [['a/', field, '#b'], ''],
    [[field], ''],
    [[field, '/a'], ''],
  ] as const)('%j with "%s" is refused', (path, f) => {
    expect(() => expand(path, f)).toThrow(expect.objectContaining({ code: 'SOURCE_PARENT_FIELD' }));
  });

  test.each([
    ['https://y.test/a?b=c', 'https://y.test/a?b=c'],
    ['HTTP://y.test/', 'HTTP://y.test/'],
    ['https://u:p@y.test/', 'https%3A%2F%2Fu%3Ap%40y.test%2F'],
    ['https://', 'https%3A%2F%2F'],
    ['ftp://y.test/', 'ftp%3A%2F%2Fy.test%2F'],
    ['//y.test/', '%2F%2Fy.test%2F'],
  ])('that is the whole path: %s', (f, expanded) => {
    expect(expand([field], f)).toBe(expanded);
  });
});
