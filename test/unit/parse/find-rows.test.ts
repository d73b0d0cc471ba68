import { describe, expect, test } from 'vitest';
import { findRows } from '../../../src/parse/find-rows.ts';
import { readTree } from '../../../src/parse/tree.ts';

const find = (text: string): readonly string[] => findRows(readTree(text));
const rows = '[{"id":1},{"id":2}]';

describe('rows are found', () => {
  test.each<[string, string, string[]]>([
    ['under `data` beside a paging object', `{"data":${rows},"pagination":{"page":1}}`, ['data']],
    ['under `items`', `{"items":${rows},"total_pages":3}`, ['items']],
    ['under `results` behind numbers', `{"count":2,"next":null,"results":${rows}}`, ['results']],
    ['under `results` beside links', `{"results":${rows},"links":{"next":"/2"}}`, ['results']],
    ['under `entries`', `{"entries":${rows},"limit":2}`, ['entries']],
    ['under `data` behind meta', `{"meta":{"total":2},"data":${rows}}`, ['data']],
    ['under `data` with cursors', `{"data":${rows},"paging":{"cursors":{"next":"x"}}}`, ['data']],
    ['under `products`', `{"products":${rows},"page":1}`, ['products']],
    ['under `comments`', `{"comments":${rows},"next_cursor":"x"}`, ['comments']],
    ['under `articles`', `{"total":2,"articles":${rows}}`, ['articles']],
    ['under `feed`', `{"feed":${rows},"pagination":{"next_id":3}}`, ['feed']],
    ['under `query_results`', `{"query_results":${rows},"paging":{"offset":0}}`, ['query_results']],
    ['under `posts`', `{"posts":${rows},"links":{"nextPage":"/2"}}`, ['posts']],
    ['under `catalog`', `{"catalog":${rows},"page_info":{"page":1}}`, ['catalog']],
    [
      'under `_embedded.items`',
      `{"_embedded":{"items":${rows}},"_links":{"next":{"href":"/2"}}}`,
      ['_embedded', 'items'],
    ],
    ['at the root that is a list', rows, []],
    ['at the root that is an empty list', '[]', []],
    ['in the body itself where it has no list', '{"id":1,"name":"x"}', []],
    ['in the body itself where it is empty', '{}', []],
    ['in the body itself where it is null', 'null', []],
    ['in the body itself where it is a number', '5', []],
    ['in the body itself where `data` is null', '{"data":null}', []],
  ])('%s', (_name, text, names) => {
    expect(find(text)).toEqual(names);
  });
});

describe('of several lists', () => {
  test.each<[string, string, string[]]>([
    ['the first one counts', `{"b":${rows},"a":${rows}}`, ['b']],
    ['the first one counts, also deep in the body', `{"x":{"y":${rows}},"a":${rows}}`, ['x', 'y']],
    ['a usual name counts more', `{"tags":${rows},"data":${rows}}`, ['data']],
    ['a usual name counts more where it is empty', `{"tags":${rows},"data":[]}`, ['data']],
    ['the first usual name counts', `{"items":${rows},"data":${rows}}`, ['items']],
    ['names are told apart by case', `{"tags":${rows},"Data":${rows}}`, ['tags']],
    ['integer-like names stay in their place', `{"b":${rows},"1":${rows}}`, ['b']],
    ['one with rows counts more', `{"a":[],"b":${rows}}`, ['b']],
    ['one with rows counts more among usual names', `{"data":[],"items":${rows}}`, ['items']],
    ['those under meta do not count', `{"meta":{"errors":[1]},"users":${rows}}`, ['users']],
    ['those under meta do not count by a usual name', `{"meta":{"items":[1]},"u":[]}`, ['u']],
    ['errors do not count', `{"errors":[{"m":1}],"users":[]}`, ['users']],
    ['warnings do not count', `{"warnings":[{"m":1}],"users":[]}`, ['users']],
    ['one aside counts where there is no other', `{"links":${rows},"id":1}`, ['links']],
    ['three names are the most', `{"a":{"b":{"c":{"d":${rows}}}},"e":[]}`, ['e']],
    ['three names are not too many', `{"a":{"b":{"c":${rows}}}}`, ['a', 'b', 'c']],
    ['objects count more than texts', `{"schemas":["urn:x"],"Resources":${rows}}`, ['Resources']],
    ['objects count more than numbers', `{"bbox":[1,2],"features":${rows}}`, ['features']],
    ['objects count more than texts behind them', `{"users":${rows},"values":["a"]}`, ['users']],
    [
      'objects count more than texts by a usual name',
      `{"values":["a"],"users":${rows}}`,
      ['users'],
    ],
    ['rows that are lists count by their name', `{"facets2":${rows},"rows":[[1,"a"]]}`, ['rows']],
    ['texts count where there is nothing else', '{"name":"x","tags":["a","b"]}', ['tags']],
    [
      'no objects of links count for texts',
      `{"repositories":["a"],"link":${rows}}`,
      ['repositories'],
    ],
    ['links of a bundle do not count', `{"link":${rows},"entry":${rows}}`, ['entry']],
    ['what is included does not count', `{"included":${rows},"users":${rows}}`, ['users']],
    ['lists are not entered', `{"a":[{"data":${rows}}]}`, ['a']],
    ['names with dots and blanks are names', `{"a.b":{"c d":${rows}}}`, ['a.b', 'c d']],
  ])('%s', (_name, text, names) => {
    expect(find(text)).toEqual(names);
  });
});

test('a list that has the name of the resource goes before others, and behind the usual names', () => {
  const tree = readTree('{"scoreValues":[{"id":1}],"contacts":[],"tags":[{"id":2}]}');
  expect(findRows(tree, 'contacts')).toEqual(['contacts']);
  expect(findRows(tree, 'deals')).toEqual(['scoreValues']);
  expect(findRows(readTree('{"contacts":[1],"data":[2]}'), 'contacts')).toEqual(['data']);
  // a list of texts that has the name of the resource is its rows, whatever objects stand beside it
  const tags = readTree('{"manifests":[{"id":1}],"tags":["a"]}');
  expect(findRows(tags, 'tags')).toEqual(['tags']);
  expect(findRows(tags, 'other')).toEqual(['manifests']);
});
