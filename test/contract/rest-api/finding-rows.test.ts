import { describe, expect, test } from 'vitest';
import { onePosts, runConfig } from './scripted-api.ts';

const a = { id: 1, tags: [9] };
const b = { id: 2, tags: [] };

async function rowsOf(body: unknown, selector?: string | null): Promise<readonly unknown[]> {
  const endpoint = {
    paginator: 'single_page',
    ...(selector === undefined ? {} : { data_selector: selector }),
  };
  const { rows, error } = await runConfig(onePosts(endpoint), () => ({ json: body }));
  if (error !== undefined) throw error;
  return rows;
}

describe('without a selector', () => {
  test.each<readonly [what: string, body: unknown, rows: readonly unknown[]]>([
    ['the body, where it is a list', [a, b], [a, b]],
    ['no rows in an empty list', [], []],
    ...[
      'data',
      'items',
      'results',
      'entries',
      'records',
      'rows',
      'entities',
      'payload',
      'content',
      'objects',
      'values',
    ].map(
      (name) =>
        [`the list \`${name}\`, in front of others`, { others: [b], [name]: [a] }, [a]] as const,
    ),
    ['a known name deep inside', { notes: [b], page: { list: { items: [a] } } }, [a]],
    ['the first list where no name is known', { count: 1, posts: [a], comments: [b] }, [a]],
    [
      'the first list, which may be nested',
      { _embedded: { articles: [a, b] }, page: { size: 2 } },
      [a, b],
    ],
    ['the first list before deeper ones', { x: { feed: [a] }, catalog: [b] }, [a]],
    [
      'no list that is deeper than three names',
      { a: { b: { c: { items: [a] } } } },
      [{ a: { b: { c: { items: [a] } } } }],
    ],
    ['no list inside of a list', { posts: [{ items: [b] }] }, [{ items: [b] }]],
    [
      'the body as the only row where there is no list',
      { id: 1, name: 'x' },
      [{ id: 1, name: 'x' }],
    ],
    ['no row in an empty object', {}, []],
    [
      'the objects, where texts stand in front of them',
      { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], Resources: [a, b] },
      [a, b],
    ],
    [
      'the objects, where numbers stand in front of them',
      { bbox: [1, 2], links: [{ rel: 'self' }], features: [a] },
      [a],
    ],
    ['the entries of a bundle, not its links', { link: [{ relation: 'self' }], entry: [a] }, [a]],
    ['texts, where there are no objects', { name: 'x', repositories: ['a', 'b'] }, ['a', 'b']],
    ['a null under a known name as a part of the only row', { data: null }, [{ data: null }]],
    ['no rows in null', null, []],
    ['a list under a name with a dot or a blank', { 'post.list': [a] }, [a]],
    ['a list under a name with a blank', { 'post list': [a] }, [a]],
    ['no list of errors where there is another one', { meta: { errors: [] }, users: [a] }, [a]],
    ['no facets in place of an empty result', { results: [], facets: { values: [{ n: 1 }] } }, []],
    ['no words in place of an empty list', { orders: [], states: ['open', 'closed'] }, []],
    ['no deeper list in place of an empty one', { orders: [], filters: { on: [{ n: 1 }] } }, []],
    [
      'no empty list where another one as good has rows',
      { warnings: [], old: [], users: [a] },
      [a],
    ],
  ])('takes %s', async (_, body, rows) => {
    expect(await rowsOf(body)).toEqual(rows);
  });

  test('looks at each page where the first one had no list of rows', async () => {
    const { rows } = await runConfig(
      onePosts({
        paginator: {
          type: 'page_number',
          maximum_page: 2,
          total_path: null,
          stop_after_empty_page: false,
        },
      }),
      ({ index }) => ({
        json: index === 0 ? { errors: [], posts: [] } : { errors: [], posts: [a] },
      }),
    );
    expect(rows).toEqual([a]);
  });

  test('an empty text counts as no selector, and null does', async () => {
    expect(await rowsOf({ posts: [a] }, '')).toEqual([a]);
    expect(await rowsOf({ posts: [a] }, null)).toEqual([a]);
  });

  test('keeps the order of names that look like numbers', async () => {
    const { rows } = await runConfig(onePosts({ paginator: 'single_page' }), () => ({
      text: '{"b":[{"id":1}],"1":[{"id":2}]}',
    }));
    expect(rows).toEqual([{ id: 1 }]);
  });
});

describe('with a selector', () => {
  const body = {
    posts: [a, b],
    'by-name': { 'some list': [a], 'a.b': [b], $ref: [a], '1st': [b], Größe: [a] },
    groups: [
      { kind: 'x', rows: [a] },
      { kind: 'y', rows: [b] },
    ],
    one: a,
    nothing: null,
    word: 'text',
    map: { p: a, q: b },
  };

  test.each<readonly [selector: string, rows: readonly unknown[]]>([
    ['$', [body]],
    ['posts', [a, b]],
    ['$.posts', [a, b]],
    ['posts[*]', [a, b]],
    ['posts[0]', [a]],
    ['posts[-1]', [b]],
    ['posts[0:1]', [a]],
    ['posts[1:]', [b]],
    ['posts[0,1]', [a, b]],
    ["by-name['some list']", [a]],
    ["$['by-name']['a.b']", [b]],
    ['by-name["$ref"]', [a]],
    ["by-name['1st']", [b]],
    ["by-name['Größe']", [a]],
    ['groups[*].kind', ['x', 'y']],
    ["groups[?(@.kind=='y')]", [{ kind: 'y', rows: [b] }]],
    ["groups[?(@.kind=='x')].rows", [a]],
    ['groups[?@.kind == "z"]', []],
    ['map.*', [a, b]],
    ['map[*]', [a, b]],
    ['one', [a]],
    ['nothing', []],
  ])('%s takes exactly what it matches', async (selector, rows) => {
    expect(await rowsOf(body, selector)).toEqual(rows);
  });

  test.each([
    ['the elements of several lists are the rows', 'groups[*].rows', [a, b]],
    ['descends into everything', '$..kind', ['x', 'y']],
  ])('%s', async (_, selector, rows) => {
    expect(await rowsOf(body, selector)).toEqual(rows);
  });

  test.each([
    ['absent', { items: [] }, 'posts', /posts/],
    ['absent below', { page: {} }, 'page.posts', /posts/],
  ])('that is %s is an error and not an empty page', async (_, json, selector, says) => {
    await expect(rowsOf(json, selector)).rejects.toMatchObject({ code: 'PARSE_SELECTOR_MISSING' });
    await expect(rowsOf(json, selector)).rejects.toThrow(says);
  });
});

describe('rows that are no objects', () => {
  test.each<
    readonly [what: string, body: unknown, selector: string | undefined, rows: readonly unknown[]]
  >([
    ['scalars and lists of a list', [1, 'a', true, [2]], undefined, [1, 'a', true, [2]]],
    ['the elements of the one list that matches', { g: [{ v: [1, 2] }] }, 'g[*].v', [1, 2]],
    ['those of several lists that match', { g: [{ v: [1] }, { v: [] }] }, 'g[*].v', [1]],
    ['nothing where a wildcard matches nothing', { g: [] }, 'g[*].v', []],
    ['nothing where a null is all that matches', { g: [{ v: null }] }, 'g[*].v', []],
  ])('%s', async (_, body, selector, rows) => {
    expect(await rowsOf(body, selector)).toEqual(rows);
  });

  test.each<readonly [what: string, body: unknown, selector: string | undefined]>([
    ['a number', 5, undefined],
    ['a text at the selector', { word: 'text' }, 'word'],
    ['a count at the selector', { count: 5, rows: [] }, 'count'],
    ['true at the root', true, '$'],
  ])('a body that is %s has none', async (_, json, selector) => {
    await expect(rowsOf(json, selector)).rejects.toMatchObject({ code: 'PARSE_NOT_ROWS' });
  });
});

test('a null among the rows, which no stream of rows can carry, is an error that names it', async () => {
  const { error } = await runConfig(onePosts({ paginator: 'single_page' }), () => ({
    json: [{ id: 1 }, null],
  }));
  expect(error).toMatchObject({ code: 'PARSE_NOT_ROWS' });
  expect(String(error)).toMatch(/posts, page 1: row \d+ is null/);
});

describe('a body that is no page', () => {
  test.each([
    ['HTML', '<html>busy</html>', 'PARSE_NOT_JSON'],
    ['nothing', '', 'PARSE_NOT_JSON'],
    ['cut off', '{"data":[{"id":1},', 'PARSE_TRUNCATED'],
    ['with NaN', '{"data":[{"id":NaN}]}', 'PARSE_SYNTAX'],
  ])('%s is an error', async (_, text, code) => {
    const { error, rows } = await runConfig(onePosts({ paginator: 'single_page' }), () => ({
      text,
    }));
    expect(error).toMatchObject({ code });
    expect(rows).toEqual([]);
  });
});

describe('values of rows', () => {
  test('keep what JavaScript can hold', async () => {
    const { rows } = await runConfig(onePosts({ paginator: 'single_page' }), () => ({
      text: '[{"big":9007199254740993,"one":1.0,"text":"é\\n","none":null,"no":false,"deep":{"a":[1,{"b":2}]}}]',
    }));
    expect(rows).toEqual([
      {
        big: 9007199254740993n,
        one: 1,
        text: 'é\n',
        none: null,
        no: false,
        deep: { a: [1, { b: 2 }] },
      },
    ]);
  });
});

describe('more than one list that may be the rows', () => {
  const warningsOf = async (body: unknown, endpoint: object = {}): Promise<readonly string[]> => {
    const { report, error } = await runConfig(
      onePosts({ path: 'posts', paginator: 'single_page', ...endpoint }),
      () => ({ json: body }),
    );
    if (error !== undefined) throw error;
    return report.warnings;
  };

  test.each<readonly [what: string, body: unknown, taken: string, other: string]>([
    [
      'one deeper, as Discourse has it',
      { users: [a], topic_list: { topics: [b] } },
      'users',
      'topic_list.topics',
    ],
    ['side by side', { authors: [a], comments: [b] }, 'authors', 'comments'],
    ['both by a usual name', { data: { items: [a], results: [b] } }, 'data.items', 'data.results'],
    [
      'the first one empty',
      { users: [], topic_list: { topics: [b] } },
      'users',
      'topic_list.topics',
    ],
  ])('is told: %s', async (_, body, taken, other) => {
    expect(await warningsOf(body)).toEqual([
      `posts: its rows may stand in \`${taken}\` or in \`${other}\`, and \`${taken}\` was taken. Name the right one in \`data_selector\`.`,
    ]);
  });

  test.each<readonly [what: string, body: object, endpoint?: { data_selector: string }]>([
    ['one of them has the name of the resource', { users: [a], list: { posts: [b] } }],
    ['one of them goes by a usual name', { users: [a], data: [b] }],
    [
      'the others are said about the rows',
      { topics: [a], included: [b], links: [{ rel: 'self' }] },
    ],
    ['the others hold texts', { topics: [a], tags: ['x'] }],
    ['the others are errors', { topics: [a], warnings: [b] }],
    ['the others are empty', { topics: [a], users: [] }],
    ['a selector names one', { users: [a], topics: [b] }, { data_selector: 'topics' }],
  ])('is not told if %s', async (_, body, endpoint) => {
    expect(await warningsOf(body, endpoint as object | undefined)).toEqual([]);
  });
});
