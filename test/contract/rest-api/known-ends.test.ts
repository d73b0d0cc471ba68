import { describe, expect, test } from 'vitest';
import { ORIGIN, onePosts, runConfig } from './scripted-api.ts';

/** The rows of a first page, and nothing behind it. */
const ROWS = [{ id: 1 }, { id: 2 }];

describe('what is all stays all, with one request', () => {
  test.each<readonly [it: string, json: unknown, rows?: readonly unknown[]]>([
    ['a sync token at the end', { kind: 'x#events', nextSyncToken: 'abc', items: ROWS }],
    [
      'cursors that stand on the last page too',
      { data: ROWS, paging: { cursors: { before: 'a', after: 'b' } } },
    ],
    ['a scroll id', { _scroll_id: 'abc', hits: { hits: ROWS } }],
    ['the cursor of the end', { entries: ROWS, cursor: 'abc', has_more: false }],
    ['the end of a relay', { nodes: ROWS, pageInfo: { hasNextPage: false, endCursor: 'abc' } }],
    ['the last page of a listing', { kind: 'Listing', data: { after: null, children: ROWS } }],
    [
      'dates and steps',
      {
        items: ROWS,
        next_billing_date: '2026-01-01',
        nextRunAt: 5,
        next_step: 'pay',
        next_retry: 3,
        next_check: '2026-01-01T00:00:00Z',
      },
    ],
    ['counts', { items: ROWS, next_count: 0, nextTotal: 2 }],
    ['a next that leads to the page itself', { items: ROWS, next: `${ORIGIN}/posts` }],
    ['the only page by its number', { items: ROWS, page: 1, page_count: 1 }],
    ['the only page by its number, from 0', { items: ROWS, page: 0, pageCount: 1 }],
    ['the rows of the page, counted', { items: ROWS, page: 1, page_count: 2, total: 2 }],
    ['the last page of all', { data: ROWS, current_page: 1, last_page: 1, next_page_url: null }],
    ['offsets without more', { items: ROWS, offset: 0, limit: 20, total: 2 }],
    [
      'SCIM without more',
      { schemas: ['urn:x'], totalResults: 2, startIndex: 1, itemsPerPage: 2, Resources: ROWS },
    ],
    ['an offset that the flag ends', { values: ROWS, startAt: 0, maxResults: 50, isLast: true }],
    ['all of CouchDB', { total_rows: 2, offset: 0, rows: ROWS }],
    ['links without a next', { features: ROWS, links: [{ rel: 'self', href: '/posts' }] }],
    ['an empty continue', { metadata: { continue: '' }, items: ROWS }],
    [
      'an entity with a next of its own',
      { id: 7, title: 'x', next: `${ORIGIN}/posts/8` },
      [{ id: 7, title: 'x', next: `${ORIGIN}/posts/8` }],
    ],
    [
      'an entity with a token',
      { id: 7, nextToken: 'abc', has_more: true },
      [{ id: 7, nextToken: 'abc', has_more: true }],
    ],
    ['a book of many pages', { id: 7, pages: 300, page: 1 }, [{ id: 7, pages: 300, page: 1 }]],
    [
      'an order that is not done',
      { id: 7, done: false, total: 300 },
      [{ id: 7, done: false, total: 300 }],
    ],
  ])('%s', async (_, json, rows = ROWS) => {
    const outcome = await runConfig(onePosts({ path: 'posts' }), () => ({ json }));
    expect(outcome.error).toBeUndefined();
    expect(outcome.asked).toEqual(['GET /posts']);
    expect(outcome.rows).toEqual(rows);
    expect(outcome.report).toMatchObject({ verdict: 'exhausted' });
    expect(outcome.report.warnings.filter((text) => !text.includes('tells nothing'))).toEqual([]);
  });

  test.each<readonly [it: string, json: object]>([
    ['a word that may be a cursor', { items: ROWS, next_deploy_ring: 'blue' }],
    ['a name that nobody knows', { items: ROWS, next_owner: 'ada' }],
    ['the cursor of this very page', { items: ROWS, cursor: 'abc' }],
  ])('%s costs one request at most', async (_, json) => {
    const outcome = await runConfig(onePosts({ path: 'posts' }), () => ({ json }));
    expect(outcome.error).toBeUndefined();
    expect(outcome.asked.length).toBeLessThan(4);
    expect(outcome.rows).toEqual(ROWS);
    expect(outcome.report).toMatchObject({ verdict: 'exhausted' });
  });
});

describe('what tells of more, and not how to get it, is not all', () => {
  test.each<readonly [it: string, json: object, place: string]>([
    ['Stripe', { object: 'list', url: '/v1/x', has_more: true, data: ROWS }, 'has_more'],
    ['a tree of GitHub', { sha: 'x', tree: ROWS, truncated: true }, 'truncated'],
    ['done: false', { done: false, records: ROWS }, 'done'],
    ['a flag one level down', { data: ROWS, meta: { isLast: false } }, 'meta.isLast'],
    ['more records', { data: ROWS, info: { more_records: true } }, 'info.more_records'],
    [
      'a link that takes a body',
      {
        features: ROWS,
        links: [{ rel: 'next', method: 'POST', href: '/search', body: { token: 'x' } }],
      },
      'links',
    ],
    ['Siren', { entities: ROWS, links: [{ rel: ['next'], href: '/posts?page=2' }] }, 'links'],
  ])('%s', async (_, json, place) => {
    const { report, rows } = await runConfig(onePosts({ path: 'posts' }), () => ({ json }));
    expect(rows).toEqual(ROWS);
    expect(report).toMatchObject({ verdict: 'incomplete' });
    const warning = report.warnings.join(' ');
    expect(warning).toContain(`\`${place}\``);
    expect(warning).toMatch(/How the API pages was not recognised.*Name its `paginator`/);
  });

  test('an API that ignores the offset that it tells gives its rows once', async () => {
    const json = { items: ROWS, offset: 0, limit: 2, total: 9 };
    const { report, rows, asked } = await runConfig(onePosts({ path: 'posts' }), () => ({ json }));
    expect(asked).toHaveLength(2);
    expect(rows).toEqual(ROWS);
    expect(report).toMatchObject({ verdict: 'incomplete' });
  });

  test('an API that knows none of the names ends with an error that says what to correct', async () => {
    const json = { items: ROWS, next_page_token: 'abc' };
    const { error, rows } = await runConfig(onePosts({ path: 'posts' }), () => ({ json }));
    expect(rows).toEqual(ROWS);
    expect(error).toMatchObject({ code: 'SOURCE_PAGE_LOOP' });
    expect(String(error)).toContain('cursor_param');
  });
});

test.each<readonly [it: string, json: unknown]>([
  ['rows', ROWS],
  ['the number of its rows', { items: ROWS, count: 2 }],
  ['the number of its rows as `total`, as NATS has it', { consumers: ROWS, total: 2, offset: 0 }],
  ['the number of its rows beside the limit', { items: ROWS, total: 2, limit: 2 }],
  ['the number of its rows, as DynamoDB has it', { Items: ROWS, Count: 2, ScannedCount: 2 }],
  ['the number of its rows beside them', { data: { list: ROWS, total: 2 } }],
])('a page with no more than %s is taken for all, and the report says so once', async (_, json) => {
  const { report } = await runConfig(onePosts({ path: 'posts' }), () => ({ json }));
  expect(report).toMatchObject({ verdict: 'exhausted' });
  expect(report.warnings).toHaveLength(1);
  expect(report.warnings[0]).toMatch(/How the API pages was not recognised.*single_page/);
});

test.each([
  ['a single row', [{ id: 1 }]],
  ['no row', []],
  ['a total of its rows by its name', { items: ROWS, total_count: 2 }],
  ['a total of its rows and a limit above it', { items: ROWS, total: 2, limit: 20 }],
  ['a flag for the end', { items: ROWS, has_more: false }],
  ['an empty next', { items: ROWS, next: null }],
])('%s needs no such word', async (_, json) => {
  const { report } = await runConfig(onePosts({ path: 'posts' }), () => ({ json }));
  expect(report.warnings).toEqual([]);
});
