import { describe, expect, test } from 'vitest';
import { moreFlag, nextPointer } from '../../../src/pagination/detect.ts';
import { node } from './drive.ts';

const rows = [{ id: 1, has_more: true, next: '/no' }];
const link = (place: string, value = '/2'): unknown => ({ place, kind: 'link', value });
const cursor = (place: string, value = 'a'): unknown => ({ place, kind: 'cursor', value });

describe('a flag that more follow', () => {
  test.each<[body: unknown, place: string]>([
    [{ items: rows, has_more: true }, 'has_more'],
    [{ items: rows, hasMore: 'true' }, 'hasMore'],
    [{ items: rows, hasNext: true }, 'hasNext'],
    [{ items: rows, meta: { has_next_page: true } }, 'meta.has_next_page'],
    [{ items: rows, pageInfo: { hasNextPage: true } }, 'pageInfo.hasNextPage'],
    [{ items: rows, info: { more_records: true } }, 'info.more_records'],
    [
      { items: rows, additional_data: { pagination: { more_items_in_collection: true } } },
      'additional_data.pagination.more_items_in_collection',
    ],
    [{ items: rows, more: true }, 'more'],
    [
      { data: { orders: { nodes: rows, pageInfo: { hasNextPage: true } } } },
      'data.orders.pageInfo.hasNextPage',
    ],
    [{ items: rows, next: true }, 'next'],
    [{ items: rows, isLast: false }, 'isLast'],
    [{ items: rows, last_page: false }, 'last_page'],
    [{ content: rows, last: false }, 'last'],
    [{ records: rows, done: false }, 'done'],
    [{ items: rows, truncated: true }, 'truncated'],
    [{ items: rows, IsTruncated: true }, 'IsTruncated'],
    [{ items: rows, end_of_stream: false }, 'end_of_stream'],
    [{ query: { pages: {} }, continue: { cmcontinue: 'a', continue: '-||' } }, 'continue'],
    [{ items: rows, page: 1, page_count: 5 }, 'page_count'],
    [{ items: rows, meta: { current_page: 1, last_page: 2 } }, 'meta.last_page'],
  ])('in %j', (body, place) => {
    expect(moreFlag({}, node(body))).toMatchObject({ more: true, place });
  });

  test.each<[unknown]>([
    [{ items: rows, has_more: false }],
    [{ items: [], meta: { hasMore: false } }],
    [{ items: rows, isLast: true }],
    [{ items: rows, last_page: true }],
    [{ items: rows, more: false }],
    [{ items: rows, done: true }],
    [{ items: rows, IsTruncated: false }],
    [{ items: rows, page: 5, pages: 5 }],
    [{ items: rows, page: 1, pages: 1 }],
    [{ items: rows, current_page: 2, last_page: 2 }],
  ])('says the end in %j', (body) => {
    expect(moreFlag({}, node(body))?.more).toBe(false);
  });

  test.each<[unknown]>([
    [{ items: rows }],
    [{ items: rows, incomplete_results: true }],
    [{ rows, truncated: false }],
    [{ items: rows, has_more: 'many' }],
    [{ items: rows, last: 10, first: 1 }],
    [{ items: rows, last: 'x' }],
    // pages count from 0 or from 1: it may be the last one
    [{ items: rows, page: 4, page_count: 5 }],
    [{ id: 7, has_more: true }],
    [{ id: 7, done: false }],
    [{ id: 7, more: true, last: false }],
    [rows],
  ])('is not in %j', (body) => {
    expect(moreFlag({}, node(body))).toBeUndefined();
  });
});

describe('a flag of the headers', () => {
  test.each<[headers: Record<string, string>, more: boolean | undefined]>([
    [{ 'x-has-more': 'true' }, true],
    [{ 'x-has-more': 'false' }, false],
    [{ 'has-more': '1' }, true],
    [{ 'x-page': '1', 'x-total-pages': '5' }, true],
    [{ 'x-page': '5', 'x-total-pages': '5' }, false],
    [{ 'x-pagination-current-page': '2', 'x-pagination-last-page': '5' }, true],
    [{ 'x-total-pages': '5' }, undefined],
    [{ 'x-page': 'home', 'x-total-pages': '5' }, undefined],
    [{ 'x-done': 'true', 'last-modified': 'x', 'x-more': 'y' }, undefined],
  ])('%j', (headers, more) => {
    expect(moreFlag(headers, node(rows))?.more).toBe(more);
  });

  test('gives way to one of the body', () => {
    const body = node({ items: rows, has_more: false });
    expect(moreFlag({ 'x-has-more': 'true' }, body)).toEqual({ more: false, place: 'has_more' });
  });
});

describe('a link or a cursor to a next page', () => {
  test.each<[body: unknown, found: unknown]>([
    [{ value: rows, '@odata.nextLink': 'x?$skip=2' }, link('@odata.nextLink', 'x?$skip=2')],
    [{ d: { results: rows, __next: '/2' } }, link('d.__next')],
    [{ items: rows, paging: { next: { href: '/2' } } }, link('paging.next.href')],
    [
      {
        items: rows,
        links: [
          { rel: 'self', href: '/1' },
          { rel: 'next', href: '/2' },
        ],
      },
      link('links'),
    ],
    [{ entry: rows, link: [{ relation: 'next', url: '/2' }] }, link('link')],
    [{ items: rows, some_next: '/2' }, link('some_next')],
    [{ topics: { list: rows, more_topics_url: '/2' } }, link('topics.more_topics_url')],
    [
      { items: rows, response_metadata: { next_cursor: 'a' } },
      cursor('response_metadata.next_cursor'),
    ],
    [{ items: rows, nextPageToken: 'a' }, cursor('nextPageToken')],
    [{ items: rows, next_page_token: '/a' }, cursor('next_page_token', '/a')],
    [{ items: rows, cursors: { next: 'a' } }, cursor('cursors.next')],
    [{ items: rows, paging: { next: { after: 'a' } } }, cursor('paging.next.after')],
    [{ items: rows, offset: 'a' }, cursor('offset')],
    [{ items: rows, metadata: { continue: 'a' } }, cursor('metadata.continue')],
    [{ items: rows, next_page: 2 }, cursor('next_page', '2')],
    [
      { continue: { gapcontinue: 'a', continue: '-' } },
      cursor('continue', 'gapcontinue=a&continue=-'),
    ],
  ])('in %j', (body, found) => {
    expect(nextPointer({}, node(body))).toEqual(found);
  });

  test.each<[headers: Record<string, string>, found: unknown]>([
    [{ link: '</2>; rel="next"' }, link('Link')],
    [{ 'next-page': 'https://x.test/2' }, link('next-page', 'https://x.test/2')],
    [{ 'x-next-page-url': '/2' }, link('x-next-page-url')],
    [{ 'x-next-cursor': 'a' }, cursor('x-next-cursor')],
    [{ 'x-next-page': '2' }, cursor('x-next-page', '2')],
    [{ 'x-next-page': '' }, 'null'],
    [{ 'x-next-run-at': '5' }, undefined],
    [{ 'x-ratelimit-next': '1700000000' }, undefined],
    [{ 'x-next-retry': '5', etag: '/x' }, undefined],
    [{ link: '</2>; rel="last"' }, undefined],
  ])('in the headers %j', (headers, found) => {
    expect(nextPointer(headers, node(rows))).toEqual(found);
  });

  test.each<[unknown]>([
    [{ items: rows, next: null }],
    [{ items: rows, next: '' }],
    [{ items: rows, pagination: { next: {} } }],
    [{ items: rows, response_metadata: { next_cursor: '' } }],
    [{ items: rows, links: [{ rel: 'self', href: '/1' }] }],
    [{ items: rows, continuationToken: null }],
    [{ items: rows, metadata: { continue: '' } }],
    [{ items: rows, next_page: false }],
  ])('is told to be none in %j', (body) => {
    expect(nextPointer({}, node(body))).toBe('null');
  });

  test.each<[unknown]>([
    [{ items: rows }],
    [{ items: rows, nextSyncToken: 'a' }],
    [{ items: rows, paging: { cursors: { before: 'b', after: 'a' } } }],
    [{ _scroll_id: 'a', hits: { hits: rows } }],
    [{ items: rows, cursor: 'a' }],
    [{ items: rows, offset: '20' }],
    [{ items: rows, next_billing_date: '2026-01-01', nextRunAt: 5, next_step: 'pay' }],
    [{ items: rows, next_retry: 3, next_check: 4, next_count: 5, next_owner: 'ada' }],
    [{ items: rows, previous: '/0', self: '/1' }],
    [{ id: 7, next: '/8', nextToken: 'a' }],
    [[{ next: '/2' }]],
  ])('is not in %j', (body) => {
    expect(nextPointer({}, node(body))).toBeUndefined();
  });
});
