import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  jsonPathProblem,
  namedPathProblem,
  readPath,
} from '../../../src/config/format/text-checks.ts';

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
    expect(readPath(path)).toEqual(segments);
  });

  test.each(['', ' ', '.', 'a.', 'a b', "a['b'", 'a]', '$a', '@a', "'a"])('%j is none', (path) => {
    expect(jsonPathProblem(path)).toEqual(expect.any(String));
  });

  test.each(['a[0]', 'a[*].b', '..a', "a[?(@.k=='b')]", 'a[1:2]'])(
    '%s may lead to several values, and so is no path of names',
    (path) => {
      expect(readPath(path)).toEqual({ path: expect.stringMatching(/^\$/) });
      expect(namedPathProblem(path)).toMatch(/must be names with dots/);
    },
  );

  test('inside of the body does not lead to its root', () => {
    expect(namedPathProblem('$')).toMatch(/inside of the body/);
    expect(namedPathProblem('a.b')).toBeUndefined();
  });

  test('leads along any names that are quoted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }),
        (names) => {
          const path = names.map((name) => `['${name.replace(/[\\']/g, '\\$&')}']`).join('');
          expect(readPath(path)).toEqual(names);
        },
      ),
    );
  });
});
