import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePath } from '../../../src/config/json-path.ts';

describe('A path', () => {
  test.each<[path: string, segments: string[]]>([
    ['$', []],
    ['data', ['data']],
    [' a.b.c ', ['a', 'b', 'c']],
    ['$.a.b', ['a', 'b']],
    ["$['a b'].c", ['a b', 'c']],
    ['["@odata.nextLink"]', ['@odata.nextLink']],
    ["'@odata.nextLink'.x", ['@odata.nextLink', 'x']],
    ["a.'b c'", ['a', 'b c']],
    ["a['it\\'s']", ['a', "it's"]],
    ['long-name.größe', ['long-name', 'größe']],
    ["['']", ['']],
  ])('%s leads along its names', (path, segments) => {
    expect(parsePath(path)).toEqual({ segments });
  });

  test.each(['', ' ', '.', 'a.', 'a b', '1a', 'a[b]', "a['b'", 'a]', '$a', '@a', "'a"])(
    '%j is none',
    (path) => {
      expect(parsePath(path)).toMatchObject({ isLater: false });
    },
  );

  test('leads along any names that are quoted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }),
        (names) => {
          const path = names.map((name) => `['${name.replace(/[\\']/g, '\\$&')}']`).join('');
          expect(parsePath(path)).toEqual({ segments: names });
        },
      ),
    );
  });
});
