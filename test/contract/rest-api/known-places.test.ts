import { describe, test } from 'vitest';
import { followsToTheEnd, inBody, type Known, pageOf, param, post, SIZE } from './known-api.ts';

const places: readonly Known[] = [
  {
    api: 'RabbitMQ',
    read: param('page', SIZE, 1),
    page: ({ rows, start }) => ({
      filtered_count: 25,
      item_count: rows.length,
      items: rows,
      page: pageOf(start),
      page_count: 3,
      page_size: 10,
      total_count: 25,
    }),
  },
  {
    api: 'a total beside the list, two objects down',
    read: param('offset'),
    page: ({ rows, start }) => ({
      response: { result: { things: rows, total: 25, offset: start, limit: 10 } },
    }),
  },
  {
    api: 'pages beside the list, two objects down',
    read: param('page', SIZE, 1),
    page: ({ rows, start }) => ({
      response: { result: { things: rows, page: pageOf(start), page_count: 3 } },
    }),
  },
  {
    api: 'a flag beside the list, two objects down',
    read: param('page', SIZE, 1),
    page: ({ rows, start, next }) => ({
      response: { result: { things: rows, page: pageOf(start), has_more: next !== undefined } },
    }),
  },
  {
    api: 'pages',
    read: param('page', SIZE, 1),
    page: ({ rows, start }) => ({ results: rows, page: pageOf(start), pages: 3 }),
  },
  {
    api: 'current_page and last_page',
    read: param('page', SIZE, 1),
    page: ({ rows, start }) => ({
      data: rows,
      meta: { current_page: pageOf(start), last_page: 3 },
    }),
  },
  {
    api: 'Algolia',
    read: param('page', SIZE),
    page: ({ rows, start }) => ({
      hits: rows,
      nbHits: 25,
      page: start / SIZE,
      nbPages: 3,
      hitsPerPage: 10,
    }),
  },
  {
    api: 'Spring',
    read: param('page', SIZE),
    page: ({ rows, next, start }) => ({
      content: rows,
      number: start / SIZE,
      size: 10,
      totalPages: 3,
      totalElements: 25,
      last: next === undefined,
      first: start === 0,
    }),
  },
  {
    api: 'Spring, in slices',
    read: param('page', SIZE),
    page: ({ rows, next, start }) => ({
      content: rows,
      pageable: { sort: [] },
      number: start / SIZE,
      size: 10,
      last: next === undefined,
    }),
  },
  {
    api: 'Strapi',
    read: param('pagination[page]', SIZE, 1),
    page: ({ rows, start }) => ({
      data: rows,
      meta: { pagination: { page: pageOf(start), pageSize: 10, pageCount: 3, total: 25 } },
    }),
  },
  {
    api: 'Zoho',
    read: param('page', SIZE, 1),
    page: ({ rows, next, start }) => ({
      data: rows,
      info: {
        per_page: 10,
        count: rows.length,
        page: pageOf(start),
        more_records: next !== undefined,
      },
    }),
  },
  {
    api: 'json-server',
    endpoint: { path: 'posts?_page=1' },
    read: param('_page', SIZE, 1),
    page: ({ rows, next }) => ({
      first: 1,
      prev: null,
      next: next === undefined ? null : pageOf(next),
      last: 3,
      pages: 3,
      items: 25,
      data: rows,
    }),
  },
  {
    api: 'Mailman',
    endpoint: { params: { count: 10, page: 1 } },
    read: param('page', SIZE, 1),
    page: ({ rows, start }) => ({ start, total_size: 25, entries: rows, http_etag: 'x' }),
  },
  {
    api: 'Prefect paginate',
    endpoint: post({ page: 1, limit: 10 }),
    read: (asked) => (Math.max(inBody('page')(asked), 1) - 1) * SIZE,
    page: ({ rows, start }) => ({
      results: rows,
      count: 25,
      limit: 10,
      pages: 3,
      page: pageOf(start),
    }),
  },
  {
    api: 'a page and its size beside a total',
    read: param('page', SIZE, 1),
    page: ({ rows, start }) => ({ data: rows, page: pageOf(start), per_page: 10, total: 25 }),
  },
  {
    api: 'SonarQube',
    read: param('p', SIZE, 1),
    page: ({ rows, start }) => ({
      paging: { pageIndex: pageOf(start), pageSize: 10, total: 25 },
      components: rows,
    }),
  },
  {
    api: 'next: true',
    read: param('page', SIZE, 1),
    page: ({ rows, next, start }) => ({
      data: rows,
      page: pageOf(start),
      next: next !== undefined,
    }),
  },
  {
    api: 'a next that is a number',
    read: param('page', SIZE, 1),
    page: ({ rows, next, start }) => ({
      data: rows,
      page: pageOf(start),
      next: next === undefined ? null : pageOf(next),
    }),
  },
  {
    api: 'SCIM',
    read: param('startIndex', 1, 1),
    page: ({ rows, start }) => ({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 25,
      startIndex: start + 1,
      itemsPerPage: 10,
      Resources: rows,
    }),
  },
  {
    api: 'NATS',
    read: param('offset'),
    page: ({ rows, start }) => ({
      server_id: 'N',
      now: '2026-01-01T00:00:00Z',
      num_connections: rows.length,
      total: 25,
      offset: start,
      limit: 10,
      connections: rows,
    }),
  },
  {
    api: 'Jira',
    read: param('startAt'),
    page: ({ rows, start }) => ({
      expand: 'x',
      startAt: start,
      maxResults: 10,
      total: 25,
      issues: rows,
    }),
  },
  {
    api: 'Jira agile',
    read: param('startAt'),
    page: ({ rows, next, start }) => ({
      maxResults: 10,
      startAt: start,
      isLast: next === undefined,
      values: rows,
    }),
  },
  {
    api: 'PagerDuty',
    read: param('offset'),
    page: ({ rows, next, start }) => ({
      users: rows,
      offset: start,
      limit: 10,
      more: next !== undefined,
      total: null,
    }),
  },
  {
    api: 'a limit beside the size of the page',
    read: (asked) => (asked.query.has('size') ? 0 : param('start')(asked)),
    page: ({ rows, start }) => ({ size: rows.length, start, limit: 10, total: 25, values: rows }),
  },
  {
    api: 'Contentful',
    read: param('skip'),
    page: ({ rows, start }) => ({
      sys: { type: 'Array' },
      total: 25,
      skip: start,
      limit: 10,
      items: rows,
    }),
  },
  {
    api: 'CouchDB',
    endpoint: { params: { limit: 10 } },
    read: param('skip'),
    page: ({ rows, start }) => ({ total_rows: 25, offset: start, rows }),
  },
  {
    api: 'Airflow, asked with both',
    endpoint: { params: { limit: 10, offset: 0 } },
    read: param('offset'),
    page: ({ rows }) => ({ dags: rows, total_entries: 25 }),
  },
  {
    api: 'offsets in a body',
    endpoint: post({ offset: 0, limit: 10 }),
    read: inBody('offset'),
    page: ({ rows, start }) => ({ items: rows, offset: start, limit: 10, total: 25 }),
  },
  {
    api: 'Auth0',
    read: param('page', SIZE),
    page: ({ rows, start }) => ({ start, limit: 10, length: rows.length, users: rows, total: 25 }),
  },
];

describe('page numbers and offsets that the API tells are followed, where nothing is written', () => {
  test.each(places)('$api', followsToTheEnd);
});
