import { describe, expect, test } from 'vitest';
import { compilePath, type JsonPath, toEnvelopeKey } from '../../../src/parse/json-path.ts';
import { parseRow } from '../../../src/parse/row-object.ts';
import { readTree, toValue } from '../../../src/parse/tree.ts';

const compile = (text: string): JsonPath => {
  const path = compilePath(text);
  if ('problem' in path) throw new Error(path.problem);
  return path;
};

const body = {
  data: { items: [{ id: 1 }, { id: 2 }], 'per-page': 50 },
  items: [
    { id: 1, k: 'a', n: 4, tags: ['x', 'y'] },
    { id: 2, k: 'b', n: '4', tags: [], z: null },
    { id: 3, k: 'b', n: 5, same: 5 },
  ],
  'a b': { 'c.d': 1 },
  '@odata.nextLink': '/next',
  größe: 7,
  $ref: 8,
  "it's": 9,
};

describe('a path of plain names', () => {
  test.each([
    ['data', ['data']],
    ['data.items', ['data', 'items']],
    ['$.data.items', ['data', 'items']],
    [' data.items ', ['data', 'items']],
    ['data.per-page', ['data', 'per-page']],
    ["data['items']", ['data', 'items']],
    ['data["items"]', ['data', 'items']],
    ['data[items]', ['data', 'items']],
    ['$["data"].items', ['data', 'items']],
    ["data.'items'", ['data', 'items']],
    ["['a b']['c.d']", ['a b', 'c.d']],
    ["'a b'.'c.d'", ['a b', 'c.d']],
    ["$['@odata.nextLink']", ['@odata.nextLink']],
    ["['it\\'s']", ["it's"]],
    ["['gr\\u00f6\\u00dfe']", ['größe']],
    ['größe', ['größe']],
    ['2fa', ['2fa']],
    ['_id', ['_id']],
    ["['$ref']", ['$ref']],
    ['$', []],
    ['`this`', []],
    ['$.data.`this`', ['data']],
  ])('%s is made of its names', (text, names) => {
    const path = compile(text);
    expect(path).toMatchObject({ text, names, isOpen: false });
  });

  test('finds the one value, and where it stands', () => {
    const path = compile('data.per-page');
    expect(path.find(body)).toEqual([50]);
    expect(path.locate(body)).toEqual([['data', 'per-page']]);
    expect(compile('$').find(body)).toEqual([body]);
    expect(compile('$').locate(5)).toEqual([[]]);
  });

  test.each([
    ['items.id', 'a list is not entered by a name'],
    ['items.length', 'a list has no names'],
    ['data.constructor', 'nothing is inherited'],
    ['data.items.id.x', 'nothing stands below'],
    ['größe.x', 'a number has no names'],
  ])('%s finds nothing: %s', (text) => {
    expect(compile(text).find(body)).toEqual([]);
    expect(compile(text).locate(body)).toEqual([]);
  });

  test('finds null', () => {
    expect(compile('a.b').find({ a: { b: null } })).toEqual([null]);
  });
});

describe('a path that is more than names', () => {
  test.each<[string, boolean, unknown[]]>([
    ['items[0].id', false, [1]],
    ['items.[0].id', false, [1]],
    ['items[-1].id', false, [3]],
    ['items[-4].id', false, []],
    ['items[0,2].id', false, [1, 3]],
    ["['größe','$ref']", false, [7, 8]],
    ['items[*].id', true, [1, 2, 3]],
    ['items.*.id', true, [1, 2, 3]],
    ['data.*', true, [[{ id: 1 }, { id: 2 }], 50]],
    ['data[*]', true, [[{ id: 1 }, { id: 2 }], 50]],
    ['größe[*]', true, []],
    ['data[0]', false, []],
    ['*.items[0].id', true, [1]],
    ['items[1:].id', true, [2, 3]],
    ['items[:2].id', true, [1, 2]],
    ['items[::2].id', true, [1, 3]],
    ['items[0:2].id', true, [1, 2]],
    ['..per-page', true, [50]],
    ['$..per-page', true, [50]],
    ['data..id', true, [1, 2]],
    ["data..['id']", true, [1, 2]],
    ["items[?(@.k=='b')].id", true, [2, 3]],
    ["items[?@.k == 'b'].id", true, [2, 3]],
    ['items[?@.k == "b"].id', true, [2, 3]],
    ["items[?(@.k == 'b' && @.id > 2)].id", true, [3]],
    ["items[?@.id == 1 || @.id == 3]['id']", true, [1, 3]],
    ['items[?!@.z].id', true, [1, 3]],
    ['items[?@.z == null].id', true, [2]],
    ['items[?@.n == 4].id', true, [1]],
    ["items[?@.n == '4'].id", true, [2]],
    ['items[?@.z != null].id', true, [1, 3]],
    ['items[?@.n == @.same].id', true, [3]],
    ['items[?@.n < null].id', true, []],
    ["items[?@['k'] == 'a'].id", true, [1]],
    ["items[?@.tags[0] == 'x'].id", true, [1]],
    ['items[?length(@.tags) == 0].id', true, [2]],
    ["items[?k = 'a'].id", true, [1]],
    ["items[?(@k == 'b' & id < 3)].id", true, [2]],
  ])('%s finds what it says', (text, isOpen, found) => {
    const path = compile(text);
    expect(path.names).toBeUndefined();
    expect(path.isOpen).toBe(isOpen);
    expect(path.find(body)).toEqual(found);
    expect(path.locate(body)).toHaveLength(found.length);
  });

  test('tells where its values stand', () => {
    expect(compile("items[?@.k == 'b'].id").locate(body)).toEqual([
      ['items', 1, 'id'],
      ['items', 2, 'id'],
    ]);
  });

  test('compares and finds integers beyond 2^53', () => {
    const row = parseRow('{"a":[{"id":9007199254740993},{"id":5}]}');
    expect(compile('a[?@.id > 5].id').find(row)).toEqual([9007199254740993n]);
    expect(compile('a[*].id').find(row)).toEqual([9007199254740993n, 5]);
  });

  test('keeps the order of the document where JavaScript does not', () => {
    const value = toValue(readTree('{"b":1,"10":2,"9":3}'));
    expect(compile('*').find(value)).toEqual([1, 2, 3]);
  });

  test('takes very many matches', () => {
    const many = { a: Array.from({ length: 200_000 }, (_, i) => i) };
    expect(compile('a[*]').find(many)).toHaveLength(200_000);
    expect(compile('$..*').find(many)).toHaveLength(200_001);
  });

  test('goes as deep as a body can', () => {
    const deep = `${'{"a":'.repeat(250)}{"id":1}${'}'.repeat(250)}`;
    expect(compile('..id').find(JSON.parse(deep))).toEqual([1]);
  });
});

test.each([
  ['', /^is empty/],
  ['  ', /^is empty/],
  ['a.', /ends too early/],
  ['a..', /ends too early/],
  ['a b', /from character 2 on; put odd names in quotes/],
  ['a["b', /quote at character 3 that never ends/],
  ['a[', /ends too early/],
  ['a[]', /from character 3 on/],
  ["a['b'", /ends too early/],
  ['@odata.nextLink', /`@odata.nextLink` without quotes; write `\['@odata.nextLink'\]`/],
  ['a.@id', /`@id` without quotes/],
  ['$schema', /`\$schema` without quotes/],
  ['items.0.id', /bare number `0` .* write `\[0\]` .* or `\['0'\]`/],
  ['items.`len`', /function `len`, which is not supported/],
  ['a.`parent`.b', /function `parent`/],
  ['a.`sub(/x/, y)`', /function `sub\(/],
  ['a where b', /`where`; write a filter/],
  ['a wherenot b', /`wherenot`; write a filter/],
  ['a|b', /union `\|`; write several names in brackets/],
  ['a,b', /list of bare names; write them in brackets/],
  ['a & b', /intersection/],
  ['(a).b', /parentheses/],
  ['items[/id]', /sorting/],
  ['items[\\id]', /sorting/],
  ['items[?@.k]x', /from character 12 on/],
  ['items[?@.k == b]', /bare word `b`; put text in quotes/],
  ['items[?@.k == True]', /bare word `True`/],
  ['items[?@.k =~ "x"]', /`=~`; write `search/],
  ['items[?@.n + 1 == 2]', /arithmetic/],
  ['items[?@.k', /filter that never ends/],
  ['items[?@.k)]', /`\)` too many/],
  ['items[?(@.k]', /filter that never ends|is no path/],
  ['items[?]', /is no path/],
  ['items[?@.k == @..x]', /is no path: non-singular/],
  ['items[?nope(@.k)]', /is no path/],
  ['items[01]', /is no path: leading zero/],
])('%s is refused, and the problem says why', (text, problem) => {
  const path = compilePath(text);
  expect('problem' in path ? path.problem : JSON.stringify(path)).toMatch(problem);
});

test.each([
  ['meta.total', '/meta/total'],
  ["['a/b']['~']", '/a~1b/~0'],
  ['$', ''],
  ['links[0].href', '$.links[0].href'],
  ["links[?(@.rel=='next')].href", '$.links[?(@.rel=="next")].href'],
  ['a-b[*]', '$["a-b"][*]'],
])('%s is asked for in the envelope as %s', (text, key) => {
  expect(toEnvelopeKey(compile(text))).toBe(key);
});

test('what is asked for in the envelope means the same when it is read again', () => {
  for (const text of [
    "links[?(@.rel=='ne\\'\"x')].href",
    '..a-b[0]',
    "['a','b \\n']",
    '$..*[-1:]',
  ]) {
    const { standard } = compile(text);
    expect(compile(standard).standard).toBe(standard);
  }
});
