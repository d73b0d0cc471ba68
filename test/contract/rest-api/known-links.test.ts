import { describe, test } from 'vitest';
import {
  followsToTheEnd,
  type Known,
  pageOf,
  param,
  SIZE,
  type Slice,
  urlOf,
} from './known-api.ts';
import { ORIGIN, type ScriptedAnswer } from './scripted-api.ts';

type LinkedBody = (rows: readonly unknown[], next: string | null) => object;

const BODIES: readonly (readonly [api: string, body: LinkedBody])[] = [
  ['OData v4', (rows, next) => ({ value: rows, ...(next && { '@odata.nextLink': next }) })],
  [
    'OData v4, relative',
    (rows, next) => ({
      '@odata.context': 'x',
      value: rows,
      ...(next && { '@odata.nextLink': next.replace(`${ORIGIN}/`, '') }),
    }),
  ],
  ['OData v3', (rows, next) => ({ value: rows, ...(next && { 'odata.nextLink': next }) })],
  ['OData v2', (rows, next) => ({ d: { results: rows, ...(next && { __next: next }) } })],
  ['Django REST framework', (rows, next) => ({ count: 25, next, previous: null, results: rows })],
  [
    'pygeoapi',
    (rows, next) => ({
      type: 'FeatureCollection',
      features: rows,
      links: [
        { rel: 'self', type: 'application/geo+json', href: `${ORIGIN}/posts` },
        ...(next === null ? [] : [{ rel: 'next', type: 'application/geo+json', href: next }]),
      ],
    }),
  ],
  [
    'links in front of the rows',
    (rows, next) => ({
      links: next === null ? [{ rel: 'self', href: '/posts' }] : [{ rel: 'next', href: next }],
      features: rows,
    }),
  ],
  [
    'FHIR',
    (rows, next) => ({
      resourceType: 'Bundle',
      link: [
        { relation: 'self', url: '/posts' },
        ...(next ? [{ relation: 'next', url: next }] : []),
      ],
      entry: rows,
    }),
  ],
  [
    'links one level down',
    (rows, next) => ({
      builders: rows,
      meta: { links: next === null ? [] : [{ rel: 'next', href: next }] },
    }),
  ],
  [
    'Datasette',
    (rows, next) => ({ ok: true, next: next && '10', next_url: next, rows, truncated: false }),
  ],
  [
    'Asana',
    (rows, next) => ({ data: rows, next_page: next && { offset: 'x', path: '/no', uri: next } }),
  ],
  [
    'Salesforce',
    (rows, next) => ({
      totalSize: 25,
      done: !next,
      ...(next && { nextRecordsUrl: next }),
      records: rows,
    }),
  ],
  [
    'Discourse',
    (rows, next) => ({
      topic_list: { topics: rows, ...(next && { more_topics_url: next }) },
    }),
  ],
  [
    'Laravel',
    (rows, next) => ({ current_page: next ? 1 : 3, data: rows, last_page: 3, next_page_url: next }),
  ],
  [
    'Bitbucket',
    (rows, next) => ({ pagelen: 10, size: 25, values: rows, page: 1, ...(next && { next }) }),
  ],
  [
    'Facebook',
    (rows, next) => ({
      data: rows,
      paging: { cursors: { before: 'a', after: 'b' }, ...(next && { next }) },
    }),
  ],
  ['a name that only ends in next', (rows, next) => ({ items: rows, result_next: next })],
  [
    'HAL',
    (rows, next) => ({
      _links: { self: { href: '/posts' }, ...(next && { next: { href: next } }) },
      _embedded: { posts: rows },
    }),
  ],
];

const linksInBody = BODIES.map(
  ([api, body]): Known => ({
    api,
    read: param('at'),
    page: ({ rows, next }: Slice) => ({ json: body(rows, urlOf(next)) }),
  }),
);

type HeaderCase = readonly [
  api: string,
  name: string,
  value: (next: number) => string,
  read?: Known['read'],
];

const HEADERS: readonly HeaderCase[] = [
  ['Link, as container registries', 'Link', (next: number) => `</posts?at=${next}>; rel="next"`],
  ['Next-Page, as Kinto', 'Next-Page', (next: number) => `${ORIGIN}/posts?at=${next}`],
  ['X-Next-Page-Url', 'X-Next-Page-Url', (next: number) => `/posts?at=${next}`],
  ['X-Next', 'X-Next', (next: number) => `${ORIGIN}/posts?at=${next}`],
  ['Next-Link', 'Next-Link', (next: number) => `?at=${next}`],
  ['X-Next-Cursor', 'X-Next-Cursor', (next: number) => `c${next}`, param('cursor')],
  ['X-Next-Token', 'X-Next-Token', (next: number) => `c${next}`, param('next_token')],
  [
    'X-Next-Page, as GitLab',
    'X-Next-Page',
    (next: number) => `${pageOf(next)}`,
    param('page', SIZE, 1),
  ],
  ['X-Nomad-NextToken', 'X-Nomad-NextToken', (next: number) => `c${next}`, param('next_token')],
  [
    'x-ms-continuationtoken',
    'x-ms-continuationtoken',
    (next: number) => `c${next}`,
    param('continuationToken'),
  ],
];

const linksInHeaders = HEADERS.map(
  ([api, name, value, read = param('at')]): Known => ({
    api,
    read,
    page: ({ rows, next }: Slice): ScriptedAnswer => ({
      json: rows,
      ...(next === undefined ? {} : { headers: { [name]: value(next) } }),
    }),
  }),
);

describe('what a body tells of the next page is followed, where nothing is written', () => {
  test.each(linksInBody)('$api', followsToTheEnd);
});

describe('what a header tells of the next page is followed, where nothing is written', () => {
  test.each(linksInHeaders)('$api', followsToTheEnd);
});
