import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ResourceReport } from '../../../src/model.ts';
import { createSource } from '../../../src/source/rest-api-source.ts';
import { sync } from '../../../src/sync.ts';
import { query, type TestFolder, testFolder } from '../../support/crm.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import type { TestServer } from '../../support/http-server.ts';
import { reportOf } from '../../support/sync-suite.ts';
import {
  type ApiModel,
  type ApiPage,
  PAGINGS,
  type PageAt,
  type Paging,
  serveModels,
  type Wrapping,
} from '../../support/witness-api.ts';

const ROWS = Array.from({ length: 9 }, (_, i) => ({ id: i + 1, n: i }));
const SIX = ROWS.slice(0, 6);
const WHOLE: ApiModel = { rows: ROWS };

interface Fault {
  readonly name: string;
  readonly model: ApiModel;
  readonly reason: ResourceReport['reason'];
  /** What the report's warnings or error say. */
  readonly says: RegExp;
  /** Paginators that the fault is none for. */
  readonly notFor?: readonly string[];
}

type PageOf = NonNullable<ApiModel['page']>;

const always =
  (page: ApiPage): PageOf =>
  () =>
    page;
const onLast =
  (page: ApiPage): PageOf =>
  ({ isLast }) =>
    isLast ? page : {};

/** An API that says of itself that rows are missing: six of nine come. */
const told = (name: string, page: ApiPage): Fault => ({
  name: `a total of 9, ${name}`,
  model: { rows: SIX, page: always(page) },
  reason: 'total_mismatch',
  says: /a total of 9 (?:at|in the header `(?:X-Total-Count|Content-Range)`).*6 different keys \(`id`\) came.*Is `id` unique.*witness\.total/,
});

const flagged = (name: string, more: object): Fault => ({
  name: `a flag on the last page, ${name}`,
  model: { rows: SIX, page: onLast({ more }) },
  reason: 'more_told',
  says: /more rows follow, but 6 different keys .*witness\.more/,
});

/** The same, beside the list of rows in what holds it. */
const wrapped = (
  name: string,
  wrapping: Wrapping,
  { reason, says }: Pick<Fault, 'reason' | 'says'> = told('', {}),
  notFor: readonly string[] = [],
): Fault => ({ name, model: { rows: SIX, wrapping }, reason, says, notFor });

const inList = (more: object | ((at: PageAt) => object)): Wrapping => ({
  selector: 'response.result.list',
  body: (list, at) => ({
    response: {
      code: 0,
      result: { list, ...(typeof more === 'function' ? more(at) : more) },
    },
  }),
});

const LED: Fault = {
  name: '',
  model: WHOLE,
  reason: 'more_told',
  says: /gives a (?:link|cursor) to a next page .*`response\.result\./,
};

const twice = ROWS.map((row, i) => (i === 4 ? (ROWS[3] as object) : row));

const FAULTS: readonly Fault[] = [
  told('at the top', { more: { total: 9 } }),
  told('as text', { more: { total: '9' } }),
  told('as `count`', { more: { count: 9 } }),
  told('in meta', { more: { meta: { total_count: 9 } } }),
  told('in pagination', { more: { pagination: { totalItems: 9 } } }),
  told('in a header', { headers: { 'X-Total-Count': '9' } }),
  told('in metadata', { more: { metadata: { total: 9 } } }),
  told('in result_info', { more: { result_info: { per_page: 3, total_count: 9 } } }),
  told('in meta.pagination', { more: { meta: { pagination: { pageSize: 3, total: 9 } } } }),
  told('in paging_info of response_metadata', {
    more: { response_metadata: { paging_info: { total_results: 9 } } },
  }),
  wrapped('a total of 9 beside the list', inList({ total: 9 })),
  wrapped(
    'a total of 9 beside the list, and other words of paging',
    inList({ limit: 3, total: 9 }),
  ),
  wrapped(
    'a total of 9 that is one by its name, beside other content',
    inList({ id: 7, totalCount: 9 }),
  ),
  wrapped('a total of 9 in pagination beside the list', inList({ pagination: { total: 9 } })),
  wrapped('a total of 9, as Solr has it', {
    selector: 'response.docs',
    body: (docs) => ({
      responseHeader: { status: 0, QTime: 2 },
      response: { numFound: 9, start: 0, numFoundExact: true, docs },
    }),
  }),
  wrapped('a total of 9 around what holds the list', {
    selector: 'result.data.list',
    body: (list) => ({ result: { total: 9, data: { list } } }),
  }),
  told('in Content-Range', { headers: { 'Content-Range': 'items 0-2/9' } }),
  {
    name: '206',
    model: {
      rows: SIX,
      page: always({ status: 206, headers: { 'Content-Range': 'items 0-5/9' } }),
    },
    reason: 'total_mismatch',
    says: /9/,
  },
  {
    name: 'a row twice in place of another one',
    model: { rows: twice, page: always({ more: { total: 9 } }) },
    reason: 'total_mismatch',
    says: /a total of 9 .*8 different keys .*Is `id` unique/,
    // on one page the number of its rows is not a total
    notFor: ['single_page'],
  },
  flagged('has_more', { has_more: true }),
  flagged('hasNextPage', { pageInfo: { hasNextPage: true } }),
  flagged('isLast', { isLast: false }),
  wrapped('a flag on the last page, beside the list', inList({ has_more: true }), flagged('', {})),
  {
    name: 'a flag on the last page, in a header',
    model: { rows: SIX, page: always({ headers: { 'X-Has-More': 'true' } }) },
    reason: 'more_told',
    says: /at `header x-has-more`, that more rows follow/,
  },
  {
    name: 'the number of the page and of all pages, in headers',
    model: {
      rows: SIX,
      page: ({ number }) => ({
        headers: { 'X-Page': String(number + 1), 'X-Total-Pages': '5' },
      }),
    },
    reason: 'more_told',
    says: /at `header x-total-pages`, that more rows follow/,
    // behind their last row they looked themselves
    notFor: ['offset', 'page_number'],
  },
  {
    name: 'the number of the next page in a header',
    model: { rows: SIX, page: onLast({ headers: { 'X-Next-Page': '7' } }) },
    reason: 'more_told',
    says: /gives a cursor to a next page .*`x-next-page`/,
    notFor: ['offset', 'page_number'],
  },
  wrapped(
    'a link beside the list that is not followed',
    inList(({ isLast }) => (isLast ? { next_url: '/rest' } : {})),
    LED,
    ['offset', 'page_number'],
  ),
  wrapped(
    'a cursor beside the list that is not followed',
    inList(({ isLast }) => (isLast ? { next_cursor: 'abc' } : {})),
    LED,
    ['offset', 'page_number'],
  ),
  {
    name: 'a link that is not followed',
    model: { rows: SIX, page: onLast({ more: { more_url: '/rest' } }) },
    reason: 'more_told',
    says: /gives a link to a next page .*`more_url`/,
    // behind their last row they looked themselves
    notFor: ['offset', 'page_number'],
  },
  {
    name: 'a cursor that is not followed',
    model: { rows: SIX, page: onLast({ more: { next_page_token: 'abc' } }) },
    reason: 'more_told',
    says: /gives a cursor to a next page .*`next_page_token`/,
    notFor: ['offset', 'page_number'],
  },
  {
    name: 'an error on the last page',
    model: {
      rows: ROWS,
      page: onLast({ body: { success: false, message: 'out of order', data: [] } }),
    },
    reason: 'failed_page',
    says: /out of order/,
  },
];

const REST: ApiModel = { rows: ROWS.slice(6) };

let server: TestServer | undefined;
let folder: TestFolder;
beforeEach(async () => {
  folder = await testFolder();
});
afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const nameOf = (index: number): string => `r${index}`;

/** Loads all models into one database; gives the reports in order. */
async function load(
  paging: Paging,
  write: string,
  models: readonly ApiModel[],
  verify?: 'passes' | 'off',
  to: string | Writable = folder.file('w.duckdb'),
): Promise<readonly ResourceReport[]> {
  await server?.[Symbol.asyncDispose]();
  const named = new Map(models.map((model, i) => [nameOf(i), model]));
  server = await serveModels(paging, new Map([...named, ['rest', REST]]));
  const resources = models.map(({ wrapping }, i) => ({
    name: nameOf(i),
    ...(wrapping && { endpoint: { data_selector: wrapping.selector } }),
  }));
  const config = {
    client: { base_url: server.origin, retry: { attempts: 2, base_seconds: 0.001 } },
    resource_defaults: {
      primary_key: 'id',
      write_disposition: write,
      endpoint: { data_selector: 'data', paginator: paging.paginator },
    },
    resources,
  };
  const source = createSource(config as never, { env: {} }, fakeClock());
  const report = await sync(source, {
    to,
    ...(verify === undefined ? {} : { verify }),
  });
  return models.map((_, i) => reportOf(report, nameOf(i)));
}

async function idsOf(index: number): Promise<readonly unknown[]> {
  const rows = await query(
    folder.file('w.duckdb'),
    `SELECT id::INTEGER AS id FROM ${nameOf(index)} ORDER BY ALL`,
  );
  return rows.map(({ id }) => id);
}

const ALL = ROWS.map(({ id }) => id);
const DISPOSITIONS = ['merge', 'append', 'replace'] as const;
const CASES = PAGINGS.flatMap((paging) =>
  DISPOSITIONS.map((write) => [paging.name, write, paging] as const),
);

const isLong = process.env['SLUICE_WITNESSES'] === 'all';

/** Some of the faults, others for each paginator and way to load, unless all are asked for. */
function faultsOf(paging: Paging, way: (typeof DISPOSITIONS)[number] | 'passes'): readonly Fault[] {
  const faults = FAULTS.filter(({ notFor = [] }) => !notFor.includes(paging.name));
  if (isLong) return faults;
  const every = way === 'merge' || way === 'passes' ? 5 : 8;
  const from = PAGINGS.indexOf(paging) + [...DISPOSITIONS, 'passes'].indexOf(way);
  return faults.filter((_, i) => (i + from) % every === 0);
}

describe('what the API itself says against a clean end', () => {
  test.each(CASES)(
    '%s, %s: is heard on the first load and on the second',
    async (_, write, paging) => {
      const faults = faultsOf(paging, write);
      const models = faults.map(({ model }) => model);
      const first = await load(paging, write, models);
      const check = (reports: readonly ResourceReport[]): void => {
        for (const [i, { name, reason, says }] of faults.entries()) {
          const { verdict, reason: seen, warnings, error } = reports[i] as ResourceReport;
          expect({ name, verdict, reason: seen }).toEqual({ name, verdict: 'incomplete', reason });
          expect([...warnings, error?.message ?? ''].join('\n'), name).toMatch(says);
        }
      };
      check(first);
      const isMerge = write === 'merge';
      for (const [i, { inserted, table }] of first.entries()) {
        if (!isMerge) expect({ i, inserted, table }).toEqual({ i, inserted: 0, table: undefined });
      }

      await folder[Symbol.asyncDispose]();
      folder = await testFolder();
      const whole = await load(
        paging,
        write,
        models.map(() => WHOLE),
      );
      for (const { verdict, inserted } of whole) {
        expect(['complete', 'exhausted']).toContain(verdict);
        expect(inserted).toBe(9);
      }
      check(await load(paging, write, models));
      for (const i of models.keys()) expect(await idsOf(i)).toEqual(ALL);
    },
    120_000,
  );

  test.each(PAGINGS.map((paging) => [paging.name, paging] as const))(
    '%s: is heard although two passes agree',
    async (_, paging) => {
      const faults = faultsOf(paging, 'passes');
      const reports = await load(
        paging,
        'merge',
        faults.map(({ model }) => model),
        'passes',
      );
      for (const [i, { name, reason }] of faults.entries()) {
        expect({ name, reason: reports[i]?.reason }).toEqual({ name, reason });
      }
    },
    120_000,
  );
});

/** Envelopes of healthy APIs: what looks like a total, a flag or a link and is none, or agrees. */
const HEALTHY: readonly (readonly [name: string, page: PageOf])[] = [
  ['nothing', always({})],
  ['the total', always({ more: { total: 9 } })],
  ['the total in meta', always({ more: { meta: { total: 9 } } })],
  ['the total in a header', always({ headers: { 'x-total-count': '9' } })],
  [
    'the total, and the rows of the page',
    ({ number }) => ({ more: { total: 9, count: number < 3 ? 3 : 0 } }),
  ],
  ['the limit as `size`', always({ more: { page: { size: 50, totalElements: 9 } } })],
  ['a limit and a total', always({ more: { limit: 100, total: 9 } })],
  ['a count that is the limit', always({ more: { count: 100, limit: 100 } })],
  ['a number of pages', always({ more: { total_pages: 3 } })],
  ['pages called `total`, beside their number', always({ more: { total: 30, pages: 30 } })],
  ['an estimate', always({ more: { estimated_total: 5000 } })],
  ['an estimate that a sibling speaks of', always({ more: { total: 5000, is_estimate: true } })],
  ['an approximation', always({ more: { meta: { approximateCount: 5000 } } })],
  [
    "YouTube's pageInfo",
    always({ more: { pageInfo: { totalResults: 1000000, resultsPerPage: 5 } } }),
  ],
  [
    'totalResults beside resultsPerPage',
    always({ more: { totalResults: 5000, resultsPerPage: 5 } }),
  ],
  ['what a filter left over', always({ more: { meta: { total_count: 400, filter_count: 9 } } })],
  ['recordsFiltered of DataTables', always({ more: { recordsTotal: 400, recordsFiltered: 9 } })],
  ['a total deeper down', always({ more: { statistics: { all: { total: 5000 } } } })],
  ['money in an object', always({ more: { invoice: { total: 30000 } } })],
  [
    'a limit called `count`, beside the total',
    always({ more: { paging: { count: 20, total: 9 } } }),
  ],
  ['a number of pages called `total`', always({ more: { pages: { total: 40 } } })],
  ['the total in metadata', always({ more: { metadata: { total: 9 }, info: { count: 9 } } })],
  ['money two objects down', always({ more: { meta: { invoice: { total: 30000 } } } })],
  [
    'headers of pages',
    ({ number, isLast }) => ({
      headers: {
        'X-Page': String(number + 1),
        'X-Total-Pages': '3',
        'X-Total': '9',
        'X-Per-Page': '3',
        'X-Next-Page': isLast ? '' : String(number + 2),
        'X-Has-More': String(!isLast),
      },
    }),
  ],
  ['a remaining count', ({ number }) => ({ more: { count: 9 - 3 * number } })],
  ['a flag that is false', onLast({ more: { has_more: false } })],
  ['a flag that says the end', onLast({ more: { isLast: true } })],
  ['has_more, true until the last page', ({ isLast }) => ({ more: { has_more: !isLast } })],
  [
    'hasNextPage, true until the last page',
    ({ isLast }) => ({ more: { pageInfo: { hasNextPage: !isLast } } }),
  ],
  ['a link to an earlier page', onLast({ more: { previous: '/rest', first: '/rest' } })],
  ['no next page', onLast({ more: { next_page: null, paging: { next: null } } })],
  [
    'errors that are empty',
    always({ more: { errors: [], error: null, success: true, status: 'ok' } }),
  ],
  [
    'a time for the next change',
    always({ more: { next_update: '2026-01-01', next_sync_token: 'x' } }),
  ],
  ['a 200 with a range of bytes', always({ headers: { 'Content-Range': 'bytes 0-99/5000' } })],
  [
    'a rate limit',
    always({ headers: { 'X-RateLimit-Limit': '5000', 'X-RateLimit-Remaining': '4999' } }),
  ],
];

/** The same of what holds the list of rows. */
const HEALTHY_WRAPPINGS: readonly (readonly [name: string, wrapping: Wrapping])[] = [
  ['the total beside the list', inList({ total: 9, limit: 3 })],
  ['money beside the list', inList({ id: 7, currency: 'EUR', total: 30000 })],
  ['a count of something else beside the list', inList({ group: 'x', count: 5000 })],
  ['a flag beside the list', inList(({ isLast }) => ({ has_more: !isLast }))],
  ['other lists beside the list', inList({ columns: [{ total: 50 }], total: 9 })],
  [
    'money around what holds the list',
    {
      selector: 'data.invoice.list',
      body: (list) => ({ data: { invoice: { list }, total: 30000 } }),
    },
  ],
  ['money in an object beside the list', inList({ statistics: { total: 5000, has_more: true } })],
];

describe('a healthy API', () => {
  test.each(PAGINGS.map((paging) => [paging.name, paging] as const))(
    '%s: is not accused',
    async (_, paging) => {
      const healthy: readonly (readonly [name: string, model: ApiModel])[] = [
        ...HEALTHY.map(([name, page]) => [name, { rows: ROWS, page }] as const),
        ...HEALTHY_WRAPPINGS.map(([name, wrapping]) => [name, { rows: ROWS, wrapping }] as const),
      ];
      // what is heard is the same whatever takes the rows; tables for all of them take a minute
      const to = isLong
        ? undefined
        : new Writable({ objectMode: true, write: (_row, _, done) => done() });
      const models = healthy.map(([, model]) => model);
      const reports = await load(paging, isLong ? 'merge' : 'append', models, undefined, to);
      for (const [i, [name]] of healthy.entries()) {
        const { verdict, warnings, received, error } = reports[i] as ResourceReport;
        const isClean = verdict === 'complete' || verdict === 'exhausted';
        expect({ name, isClean, received, warnings, error }).toEqual({
          name,
          isClean: true,
          received: 9,
          warnings: [],
          error: undefined,
        });
      }
    },
    120_000,
  );
});

describe('a link that nothing follows', () => {
  const links: readonly (readonly [name: string, url: string, isMore: boolean])[] = [
    ['to rows that were met', '/r0?at=0', false],
    ['to another origin', 'https://elsewhere.test/r0?at=3', false],
    ['to a page that is not there', '/nowhere', false],
    ['to more rows', '/rest', true],
  ];
  const cursor = PAGINGS.find(({ name }) => name === 'cursor') as Paging;

  test.each(links)('%s', async (_, url, isMore) => {
    const page = onLast({ more: { next_url: url } });
    const [report] = await load(cursor, 'merge', [{ rows: SIX, page }]);
    expect(report).toMatchObject(
      isMore
        ? { verdict: 'incomplete', reason: 'more_told' }
        : { verdict: 'exhausted', basis: 'end', warnings: [] },
    );
    expect(report?.requests).toBe(url.startsWith('https') ? 2 : 3);
  });

  test('is outvoted by a flag that says the end, and by a total that is met', async () => {
    const ends = [{ end_of_stream: true }, { has_more: false }, { total: 6 }];
    const reports = await load(
      cursor,
      'merge',
      ends.map((more) => ({ rows: SIX, page: always({ more: { ...more, next_url: '/rest' } }) })),
    );
    for (const { verdict } of reports) expect(verdict).toBe('exhausted');
  });
});

describe('a cursor that may stand on the last page, on the only one', () => {
  const byName = (query: URLSearchParams): number =>
    Number(query.get('cursor') ?? query.get('after') ?? 0);
  /** Three rows a page, whatever the configuration makes of it. */
  const apis: readonly Paging[] = [
    { name: 'an explicit single_page', paginator: 'single_page' },
    {
      name: 'a path that was written wrongly',
      paginator: { type: 'cursor', cursor_path: 'curser', cursor_param: 'cursor' },
    },
  ].map((api) => ({ ...api, from: byName, lead: () => ({}) }));
  const cursors: readonly (readonly [place: string, model: Pick<ApiModel, 'page' | 'wrapping'>])[] =
    [
      ['cursor', { page: always({ more: { cursor: '3' } }) }],
      ['after', { page: always({ more: { after: '3' } }) }],
      ['pagination.cursor', { page: always({ more: { pagination: { cursor: '3' } } }) }],
      ['pageInfo.endCursor', { page: always({ more: { pageInfo: { endCursor: '3' } } }) }],
      [
        'data.after',
        {
          wrapping: {
            selector: 'data.children',
            body: (children) => ({ data: { after: '3', children } }),
          },
        },
      ],
    ];

  test.each(apis.map((api) => [api.name, api] as const))(
    '%s: speaks if it leads to new rows, and only then',
    async (_, api) => {
      const models = cursors.flatMap(([, model]) => [
        { rows: ROWS, ...model },
        { rows: ROWS.slice(0, 3), ...model },
      ]);
      const reports = await load(api, 'merge', models);
      for (const [i, [place]] of cursors.entries()) {
        const [more, all] = reports.slice(2 * i) as [ResourceReport, ResourceReport];
        expect({ place, verdict: more.verdict, reason: more.reason }).toEqual({
          place,
          verdict: 'incomplete',
          reason: 'more_told',
        });
        expect(more.warnings.join()).toContain(
          `gives a cursor to a next page on its last page, at \`${place}\``,
        );
        expect(all.verdict).toMatch(/^(?:complete|exhausted)$/);
        expect(all).toMatchObject({ requests: 2, warnings: [] });
      }
    },
  );

  test.each<readonly [name: string, page: PageOf, requests: number]>([
    ['that is ignored', always({ more: { unknown_cursor: 'x', pagination: { cursor: 'x' } } }), 2],
    [
      'that the API has no page for',
      ({ number }) => (number > 0 ? { status: 404 } : { more: { cursor: '9' } }),
      2,
    ],
    [
      'at which the API fails',
      ({ number }) => (number > 0 ? { status: 500 } : { more: { cursor: '9' } }),
      3,
    ],
    ['among cursors', always({ more: { paging: { cursors: { before: '1', after: '3' } } } }), 1],
    ['beside a flag for the end', always({ more: { cursor: '3', has_more: false } }), 1],
  ])('%s says nothing', async (_, page, requests) => {
    const [report] = await load(apis[0] as Paging, 'merge', [{ rows: ROWS, page }]);
    expect(report).toMatchObject({ verdict: 'complete', requests, warnings: [] });
  });

  test('is a warning if nothing may be asked for besides', async () => {
    const page = always({ more: { cursor: '3' } });
    const [report] = await load(apis[0] as Paging, 'merge', [{ rows: ROWS, page }], 'off');
    expect(report).toMatchObject({ verdict: 'complete', requests: 1 });
    expect(report?.warnings).toEqual([
      expect.stringMatching(
        /holds a cursor at `cursor`, which was not followed.*`endpoint\.witness\.more`/,
      ),
    ]);
  });
});
