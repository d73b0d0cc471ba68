import { describe, test } from 'vitest';
import { cursorOf, followsToTheEnd, inBody, type Known, param, post } from './known-api.ts';

const cursors: readonly Known[] = [
  {
    api: 'MLflow',
    read: param('page_token'),
    page: ({ rows, next }) => ({
      experiments: rows,
      ...(next && { next_page_token: cursorOf(next) }),
    }),
  },
  {
    api: 'MLflow by POST',
    endpoint: post({ max_results: 10 }),
    read: inBody('page_token'),
    page: ({ rows, next }) => ({ runs: rows, ...(next && { next_page_token: cursorOf(next) }) }),
  },
  {
    api: 'MLflow by POST, with nothing of paging in the body',
    endpoint: post({ experiment_ids: ['1'] }),
    read: inBody('page_token'),
    page: ({ rows, next }) => ({ runs: rows, ...(next && { next_page_token: cursorOf(next) }) }),
  },
  {
    api: 'Google',
    read: param('pageToken'),
    page: ({ rows, next }) => ({
      kind: 'x#list',
      ...(next ? { nextPageToken: cursorOf(next) } : { nextSyncToken: 's' }),
      items: rows,
    }),
  },
  {
    api: 'AWS',
    read: param('nextToken'),
    page: ({ rows, next }) => ({ things: rows, nextToken: cursorOf(next) }),
  },
  {
    api: 'a cursor beside the list, two objects down',
    read: param('pageToken'),
    page: ({ rows, next }) => ({
      code: 0,
      response: { result: { things: rows, nextPageToken: cursorOf(next) } },
    }),
  },
  {
    api: 'Slack',
    read: param('cursor'),
    page: ({ rows, next }) => ({
      ok: true,
      members: rows,
      response_metadata: { next_cursor: cursorOf(next) ?? '' },
    }),
  },
  {
    api: 'a cursor in camel case',
    read: param('cursor'),
    page: ({ rows, next }) => ({ data: rows, nextCursor: cursorOf(next) }),
  },
  {
    api: 'Twitter',
    read: param('pagination_token'),
    page: ({ rows, next }) => ({
      data: rows,
      meta: { result_count: rows.length, ...(next && { next_token: cursorOf(next) }) },
    }),
  },
  {
    api: 'Synapse users',
    read: param('from'),
    page: ({ rows, next }) => ({
      users: rows,
      total: 25,
      ...(next && { next_token: String(next) }),
    }),
  },
  {
    api: 'Synapse rooms',
    read: param('from'),
    page: ({ rows, next, start }) => ({
      rooms: rows,
      offset: start,
      total_rooms: 25,
      ...(next && { next_batch: next }),
    }),
  },
  {
    api: 'Airtable',
    read: param('offset'),
    page: ({ rows, next }) => ({ records: rows, ...(next && { offset: cursorOf(next) }) }),
  },
  {
    api: 'Kubernetes',
    read: param('continue'),
    page: ({ rows, next }) => ({
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '9', continue: cursorOf(next) ?? '' },
      items: rows,
    }),
  },
  {
    api: 'MediaWiki',
    endpoint: { params: { action: 'query', list: 'categorymembers' } },
    read: (asked) =>
      asked.query.get('continue') === '-||' && asked.query.get('action') === 'query'
        ? param('cmcontinue')(asked)
        : 0,
    page: ({ rows, next }) => ({
      batchcomplete: '',
      ...(next && { continue: { cmcontinue: cursorOf(next), continue: '-||' } }),
      query: { categorymembers: rows },
    }),
  },
  {
    api: 'Bitbucket Server',
    read: param('start'),
    page: ({ rows, next, start }) => ({
      size: rows.length,
      limit: 10,
      isLastPage: next === undefined,
      values: rows,
      start,
      nextPageStart: next ?? null,
    }),
  },
  {
    api: 'Pipedrive',
    read: param('start'),
    page: ({ rows, next, start }) => ({
      success: true,
      data: rows,
      additional_data: {
        pagination: {
          start,
          limit: 10,
          more_items_in_collection: next !== undefined,
          ...(next && { next_start: next }),
        },
      },
    }),
  },
  {
    api: 'HubSpot',
    read: param('after'),
    page: ({ rows, next }) => ({
      results: rows,
      ...(next && {
        paging: { next: { after: cursorOf(next), link: 'https://elsewhere.test/x' } },
      }),
    }),
  },
  {
    api: 'HubSpot search',
    endpoint: post({ filterGroups: [], limit: 10 }),
    read: inBody('after'),
    page: ({ rows, next }) => ({
      total: 25,
      results: rows,
      ...(next && { paging: { next: { after: cursorOf(next) } } }),
    }),
  },
];

describe('a cursor goes back under the name that belongs to it, where nothing is written', () => {
  test.each(cursors)('$api', followsToTheEnd);
});
