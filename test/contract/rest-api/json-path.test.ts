import { describe, expect, test } from 'vitest';
import { onePosts, runConfig } from './scripted-api.ts';

const rows = [
  { id: 1, n: 4, t: '4', kind: 'a', on: true, gone: null },
  { id: 2, n: 7, t: 'x', kind: 'b', on: false, other: 'b', deep: { v: 1 } },
  { id: 3, n: 4, t: 'y', kind: 'c d', on: 1, other: 'z' },
];
const body = { rows, word: 'text', map: { p: { n: 1 }, q: { n: 2 } }, lists: [[1, 2], [3]] };

async function found(selector: string, paths: unknown = body): Promise<readonly unknown[]> {
  const { rows: got, error } = await runConfig(
    onePosts({ data_selector: selector, paginator: 'single_page' }),
    () => ({ json: paths }),
  );
  if (error !== undefined) throw error;
  return got;
}

async function idsOf(filter: string): Promise<readonly unknown[]> {
  return (await found(`rows[?${filter}]`)).map((row) => (row as { id: number }).id);
}

describe('a filter', () => {
  test.each<readonly [filter: string, ids: readonly number[]]>([
    ["(@.kind == 'b')", [2]],
    ["(@.kind=='b')", [2]],
    ['(@.kind == "c d")', [3]],
    ["@.kind == 'b'", [2]],
    ["(kind == 'b')", [2]],
    ['(@.n > 4)', [2]],
    ['(@.n >= 4)', [1, 2, 3]],
    ['(@.n < 7)', [1, 3]],
    ['(@.n == 4)', [1, 3]],
    ['(@.n == "4")', []],
    ["(@.t == '4')", [1]],
    ['(@.t == 4)', []],
    ['(@.on == true)', [1]],
    ['(@.on == 1)', [3]],
    ['(@.gone == null)', [1]],
    ["(@.other != 'b')", [1, 3]],
    ['(@.other)', [2, 3]],
    ['(!@.other)', [1]],
    ['(@.deep.v == 1)', [2]],
    ["(@.n == 4 && @.kind == 'a')", [1]],
    ["(@.n == 4 & @.kind == 'a')", [1]],
    ["(@.kind == 'a' || @.kind == 'b')", [1, 2]],
    ['(@.other == @.kind)', [2]],
    ['(@.gone < 5)', []],
    ['(@.t > 5)', []],
  ])('[?%s] finds %j', async (filter, ids) => {
    expect(await idsOf(filter)).toEqual(ids);
  });
});

describe('a place', () => {
  test.each<readonly [selector: string, values: readonly unknown[]]>([
    ['rows[:1].id', [1]],
    ['rows[-1:].id', [3]],
    ['rows[0,2].id', [1, 3]],
    ['rows[0:2].id', [1, 2]],
    ['rows[::2].id', [1, 3]],
    ['rows[*].id', [1, 2, 3]],
    ['rows.*.id', [1, 2, 3]],
    ['rows[*].deep.v', [1]],
    ['map[*].n', [1, 2]],
    ['map.*.n', [1, 2]],
    ['$..v', [1]],
    ["$['map']['p']", [{ n: 1 }]],
    ['map["q"]', [{ n: 2 }]],
    ['lists[*]', [[1, 2], [3]]],
    ['lists[0]', [1, 2]],
    ['lists[*][0]', [1, 3]],
    ['word[*]', []],
    ['map[0:1]', []],
    ['rows[7:9]', []],
  ])('%s finds %j', async (selector, values) => {
    expect(await found(selector)).toEqual(values);
  });

  test.each(['rows[0].id', "$['map']['p']['n']", 'map["q"].n', 'word'])(
    '%s, which names one value that is not rows, is an error',
    async (selector) => {
      await expect(found(selector)).rejects.toMatchObject({ code: 'PARSE_NOT_ROWS' });
    },
  );

  test.each(['rows[9]', 'rows[-9]', 'map[0]', 'word[0]', 'word.x', 'nothing', 'map.r.n'])(
    '%s, which names one thing that is not there, is an error',
    async (selector) => {
      await expect(found(selector)).rejects.toMatchObject({ code: 'PARSE_SELECTOR_MISSING' });
    },
  );

  test.each(['rows[', 'rows[?(@.a == )]', 'a b', '[', 'rows..', '$$', 'rows[?(@.kind == b)]'])(
    '%s is refused before anything is asked for',
    async (selector) => {
      await expect(found(selector)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    },
  );
});
