import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ResourceReport } from '../../src/model.ts';
import { createSource } from '../../src/source/rest-api-source.ts';
import { sync } from '../../src/sync.ts';
import { query, type TestFolder, testFolder } from '../support/crm.ts';
import { fakeClock } from '../support/fake-clock.ts';
import type { TestServer } from '../support/http-server.ts';
import { reportOf } from '../support/sync-suite.ts';
import {
  type ApiModel,
  type ApiPage,
  PAGINGS,
  type Paging,
  serveModels,
} from '../support/witness-api.ts';

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

const twice = ROWS.map((row, i) => (i === 4 ? (ROWS[3] as object) : row));

const FAULTS: readonly Fault[] = [
  told('at the top', { more: { total: 9 } }),
  told('as text', { more: { total: '9' } }),
  told('as `count`', { more: { count: 9 } }),
  told('in meta', { more: { meta: { total_count: 9 } } }),
  told('in pagination', { more: { pagination: { totalItems: 9 } } }),
  told('in a header', { headers: { 'X-Total-Count': '9' } }),
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
  verify?: 'passes',
): Promise<readonly ResourceReport[]> {
  await server?.[Symbol.asyncDispose]();
  const named = new Map(models.map((model, i) => [nameOf(i), model]));
  server = await serveModels(paging, new Map([...named, ['rest', REST]]));
  const config = {
    client: { base_url: server.origin, retry: { attempts: 2, base_seconds: 0.001 } },
    resource_defaults: {
      primary_key: 'id',
      write_disposition: write,
      endpoint: { data_selector: 'data', paginator: paging.paginator },
    },
    resources: [...named.keys()],
  };
  const source = createSource(config as never, { env: {} }, fakeClock());
  const report = await sync(source, {
    to: folder.file('w.duckdb'),
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

/** All faults under `merge`; under the others every third one of them, from another place for each paginator, unless all are asked for. */
function faultsOf(paging: Paging, write: string): readonly Fault[] {
  const faults = FAULTS.filter(({ notFor = [] }) => !notFor.includes(paging.name));
  if (isLong || write === 'merge') return faults;
  const from = PAGINGS.indexOf(paging) + DISPOSITIONS.findIndex((each) => each === write);
  return faults.filter((_, i) => (i + from) % 3 === 0);
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
    60_000,
  );

  test.each(PAGINGS.map((paging) => [paging.name, paging] as const))(
    '%s: is heard although two passes agree',
    async (_, paging) => {
      const faults = FAULTS.filter(({ notFor = [] }) => !notFor.includes(paging.name));
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
    60_000,
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

describe('a healthy API', () => {
  test.each(PAGINGS.map((paging) => [paging.name, paging] as const))(
    '%s: is not accused',
    async (_, paging) => {
      const reports = await load(
        paging,
        'merge',
        HEALTHY.map(([, page]) => ({ rows: ROWS, page })),
      );
      for (const [i, [name]] of HEALTHY.entries()) {
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
    60_000,
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
