import { describe, expect, test } from 'vitest';
import { byOffset, numbered, POSTS } from './posts-api.ts';
import { clientOf, type Outcome, onePosts, runConfig, type Script } from './scripted-api.ts';

const concurrency = { max_concurrency: 4 };

function run(paginator: unknown, script: Script, client: object = {}): Promise<Outcome> {
  return runConfig(onePosts({ paginator }, { ...concurrency, ...client }), script);
}

describe('with several pages in flight', () => {
  test.each<readonly [what: string, paginator: object, script: Script, asked: readonly string[]]>([
    [
      'offsets with a total',
      { type: 'offset', limit: 5 },
      byOffset(() => ({ total: 25 })),
      [0, 5, 10, 15, 20].map((at) => `GET /posts?offset=${at}&limit=5`),
    ],
    [
      'offsets without a total',
      { type: 'offset', limit: 5 },
      byOffset(() => ({})),
      [0, 5, 10, 15, 20, 25].map((at) => `GET /posts?offset=${at}&limit=5`),
    ],
    [
      'page numbers with their number',
      { type: 'page_number', base_page: 1, total_path: 'pages' },
      numbered(1, () => ({ pages: 5 })),
      [1, 2, 3, 4, 5].map((page) => `GET /posts?page=${page}`),
    ],
    [
      'page numbers whose default total is one of rows',
      { type: 'page_number', base_page: 1 },
      numbered(1, () => ({ total: 25 })),
      [1, 2, 3, 4, 5, 6].map((page) => `GET /posts?page=${page}`),
    ],
    [
      'page numbers without their number',
      { type: 'page_number', base_page: 1 },
      numbered(1, () => ({})),
      [1, 2, 3, 4, 5, 6].map((page) => `GET /posts?page=${page}`),
    ],
    [
      'offsets with a flag',
      { type: 'offset', limit: 5, has_more_path: 'more' },
      byOffset((at) => ({ total: 100, more: at < 20 })),
      [0, 5, 10, 15, 20].map((at) => `GET /posts?offset=${at}&limit=5`),
    ],
  ])(
    '%s: the very requests of the format, and rows in their order',
    async (_, paginator, script, asked) => {
      const outcome = await run(paginator, script);
      expect(outcome.error).toBeUndefined();
      expect([...outcome.asked].sort()).toEqual([...asked].sort());
      expect(outcome.rows).toEqual(POSTS);
    },
  );

  test('a page that fails for good ends the rows in front of it', async () => {
    const { rows, error } = await run({ type: 'offset', limit: 5 }, (asked) =>
      asked.query.get('offset') === '10'
        ? { status: 404, text: 'no' }
        : byOffset(() => ({ total: 25 }))(asked),
    );
    expect(error).toMatchObject({ code: 'SOURCE_HTTP_STATUS' });
    expect(rows).toEqual(POSTS.slice(0, 10));
  });

  test('an ignored page ends the rows there, and no row behind it comes', async () => {
    const { rows, error } = await runConfig(
      {
        client: clientOf(concurrency),
        resources: [
          {
            name: 'posts',
            endpoint: {
              paginator: { type: 'offset', limit: 5 },
              response_actions: [{ status_code: 404, action: 'ignore' }],
            },
          },
        ],
      },
      (asked) =>
        asked.query.get('offset') === '10'
          ? { status: 404, text: 'no' }
          : byOffset(() => ({ total: 25 }))(asked),
    );
    expect(error).toBeUndefined();
    expect(rows).toEqual(POSTS.slice(0, 10));
  });
});

describe('the report says', () => {
  test.each<readonly [what: string, paginator: unknown, script: Script, report: object]>([
    [
      'complete, where one page was said to be all',
      'single_page',
      () => ({ json: [{ id: 1 }] }),
      { verdict: 'complete', basis: 'single' },
    ],
    [
      'exhausted by the total, where it agrees',
      { type: 'offset', limit: 5 },
      byOffset(() => ({ total: 25 })),
      { verdict: 'exhausted', basis: 'total', total: 25, received: 25, pages: 5, requests: 5 },
    ],
    [
      'exhausted by the end, where no total is told',
      { type: 'offset', limit: 5 },
      byOffset(() => ({})),
      { verdict: 'exhausted', basis: 'end', received: 25, pages: 6 },
    ],
    [
      'incomplete, where the total is not reached',
      { type: 'offset', limit: 5 },
      byOffset(() => ({ total: 40 })),
      { verdict: 'incomplete', reason: 'total_mismatch', received: 25 },
    ],
    [
      'incomplete, where a short page was stepped over',
      { type: 'offset', limit: 5, total_path: null },
      ({ query }) => ({
        json:
          query.get('offset') === '0'
            ? [{ id: 1 }]
            : query.get('offset') === '5'
              ? [{ id: 2 }]
              : [],
      }),
      { verdict: 'incomplete', received: 2 },
    ],
    [
      'exhausted, where the user set a maximum',
      { type: 'offset', limit: 5, maximum_offset: 10 },
      byOffset(() => ({ total: 25 })),
      { verdict: 'exhausted', received: 10 },
    ],
  ])('%s', async (_, paginator, script, report) => {
    expect((await run(paginator, script)).report).toMatchObject(report);
  });
});
