import { describe, test } from 'vitest';
import {
  cursorOf,
  followsToTheEnd,
  inBody,
  type Known,
  pageOf,
  param,
  post,
  SIZE,
} from './known-api.ts';

const cursors: readonly Known[] = [
  {
    api: 'Intercom',
    read: param('starting_after'),
    page: ({ rows, next, start }) => ({
      type: 'list',
      data: rows,
      total_count: 25,
      pages: {
        type: 'pages',
        page: pageOf(start),
        per_page: 10,
        total_pages: 3,
        ...(next && { next: { page: pageOf(next), starting_after: cursorOf(next) } }),
      },
    }),
  },
  {
    api: 'Notion',
    endpoint: post({ page_size: 10 }),
    read: inBody('start_cursor'),
    page: ({ rows, next }) => ({
      object: 'list',
      results: rows,
      next_cursor: cursorOf(next),
      has_more: next !== undefined,
    }),
  },
  {
    api: 'a cursor in an object of the body',
    endpoint: post({ query: 'x', page: { cursor: null, limit: 10 } }),
    read: inBody('page', 'cursor'),
    page: ({ rows, next }) => ({ data: rows, meta: { next_cursor: cursorOf(next) } }),
  },
  {
    api: 'a name that the request has',
    endpoint: { params: { start_cursor: '' } },
    read: (asked) => param('start_cursor')(asked) || 0,
    page: ({ rows, next }) => ({ data: rows, next_cursor: cursorOf(next) }),
  },
  {
    api: 'Nexus',
    read: param('continuationToken'),
    page: ({ rows, next }) => ({ items: rows, continuationToken: cursorOf(next) }),
  },
  {
    api: 'Square',
    read: param('cursor'),
    page: ({ rows, next }) => ({ payments: rows, ...(next && { cursor: cursorOf(next) }) }),
  },
  {
    api: 'Twitch',
    read: param('after'),
    page: ({ rows, next }) => ({ data: rows, pagination: next ? { cursor: cursorOf(next) } : {} }),
  },
  {
    api: 'Reddit',
    read: param('after'),
    page: ({ rows, next }) => ({
      kind: 'Listing',
      data: { after: cursorOf(next), before: null, children: rows },
    }),
  },
  {
    api: 'Relay in REST',
    read: param('after'),
    page: ({ rows, next }) => ({
      nodes: rows,
      pageInfo: { hasNextPage: next !== undefined, endCursor: `c${next ?? 25}` },
    }),
  },
  {
    api: 'OpenAI',
    read: (asked) => (asked.query.has('after') ? Number(asked.query.get('after')) + 1 : 0),
    page: ({ rows, next }) => ({
      object: 'list',
      data: rows,
      last_id: String((rows.at(-1) as { id: number }).id),
      has_more: next !== undefined,
    }),
  },
  {
    api: 'Cosmos SDK',
    read: param('pagination.key'),
    page: ({ rows, next }) => ({
      balances: rows,
      pagination: { next_key: cursorOf(next), total: '25' },
    }),
  },
  {
    api: 'a cursor that never ends, beside a flag',
    read: param('cursor'),
    page: ({ rows, next }) => ({
      data: rows,
      next_cursor: `c${next ?? 25}`,
      has_more: next !== undefined,
    }),
  },
  {
    api: 'a name that nobody would guess at once',
    read: param('token'),
    page: ({ rows, next }) => ({ data: rows, next_page_token: cursorOf(next) }),
  },
  {
    api: 'a cursor with a slash in front',
    read: ({ query }) => Number(query.get('page_token')?.slice(2) ?? 0),
    page: ({ rows, next }) => ({ data: rows, next_page_token: next && `/c${next}` }),
  },
  {
    api: 'CouchDB find',
    endpoint: post({ selector: {}, limit: 10 }),
    read: inBody('bookmark'),
    page: ({ rows, start }) => ({ docs: rows, bookmark: `c${Math.min(start + 10, 25)}` }),
  },
  {
    api: 'the number of the next page',
    read: param('page', SIZE, 1),
    page: ({ rows, next }) => ({ data: rows, next_page: next === undefined ? null : pageOf(next) }),
  },
  {
    api: 'Jira search',
    endpoint: post({ jql: 'x', maxResults: 10 }),
    read: inBody('nextPageToken'),
    page: ({ rows, next }) => ({
      issues: rows,
      isLast: next === undefined,
      ...(next && { nextPageToken: cursorOf(next) }),
    }),
  },
  {
    api: 'GraphQL, with the cursor among its variables',
    endpoint: post({ query: 'orders', variables: { after: null } }),
    read: inBody('variables', 'after'),
    page: ({ rows, next }) => ({
      data: {
        orders: {
          nodes: rows,
          pageInfo: { hasNextPage: next !== undefined, endCursor: `c${next ?? 25}` },
        },
      },
    }),
  },
];

describe('a cursor is known by what stands around it, where nothing is written', () => {
  test.each(cursors)('$api', followsToTheEnd);
});
