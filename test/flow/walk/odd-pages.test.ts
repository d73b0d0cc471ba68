import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ResourceReport } from '../../../src/model.ts';
import { createSource, type RestApiSource } from '../../../src/source/rest-api-source.ts';
import { sync } from '../../../src/sync.ts';
import { query, type TestFolder, testFolder } from '../../support/crm.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { serve, type TestServer } from '../../support/http-server.ts';
import { reportOf } from '../../support/sync-suite.ts';

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Answer = (query: URLSearchParams) => Reply;

let server: TestServer | undefined;
let folder: TestFolder;
beforeEach(async () => {
  folder = await testFolder();
});
afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
  await folder[Symbol.asyncDispose]();
});

async function sourceOf(
  answer: Answer,
  resource: object,
  client: object = {},
): Promise<RestApiSource> {
  await server?.[Symbol.asyncDispose]();
  server = await serve((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const { status = 200, headers = {}, body } = answer(searchParams);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  const config = {
    client: { base_url: server.origin, retry: { attempts: 1 }, ...client },
    resources: [{ name: 'rows', primary_key: 'id', write_disposition: 'merge', ...resource }],
  };
  return createSource(config as never, { env: {} }, fakeClock());
}

async function load(
  answer: Answer,
  resource: object,
  client: object = {},
): Promise<ResourceReport> {
  const source = await sourceOf(answer, resource, client);
  return reportOf(await sync(source, { to: folder.file('o.duckdb') }), 'rows');
}

async function stream(answer: Answer, resource: object): Promise<ResourceReport> {
  const rows = (await sourceOf(answer, resource)).stream('rows');
  for await (const _ of rows);
  return rows.report;
}

const countRows = async (): Promise<number> => {
  const [found] = await query(folder.file('o.duckdb'), 'SELECT count(*)::INTEGER AS n FROM rows');
  return Number(found?.['n']);
};

const numbers = (count: number): { id: number }[] =>
  Array.from({ length: count }, (_, i) => ({ id: i + 1 }));

const offset = (limit: number, more: object = {}): object => ({
  endpoint: { data_selector: 'data', paginator: { type: 'offset', limit, ...more } },
});

const window = (rows: readonly { id: number }[], query: URLSearchParams): { id: number }[] => {
  const from = Number(query.get('offset'));
  return rows.slice(from, from + Number(query.get('limit')));
};

describe('rows that the API leaves out after it cut the page', () => {
  const hides = (isHidden: (id: number) => boolean, headers: Reply['headers'] = {}) => {
    return (total: number): Answer =>
      (query) => ({
        headers,
        body: { data: window(numbers(total), query).filter(({ id }) => !isHidden(id)) },
      });
  };

  test.each([
    ['a page and more', 40, 10, (id: number) => id >= 11 && id <= 22],
    ['the first page', 40, 10, (id: number) => id <= 12],
    ['single rows everywhere', 251, 10, (id: number) => id % 6 === 0],
    ['several runs', 251, 10, (id: number) => (id > 100 && id < 115) || (id > 200 && id < 216)],
  ] as const)(
    '%s: all others come, none is deleted, and nothing false is proved',
    async (_, total, limit, isHidden) => {
      const resource = { ...offset(limit), on_missing: 'delete', max_delete_ratio: 1 };
      const first = await load(hides(() => false)(total), resource);
      expect(first).toMatchObject({ verdict: 'complete', inserted: total });

      const report = await load(hides(isHidden)(total), resource);
      const visible = numbers(total).filter(({ id }) => !isHidden(id)).length;
      expect(report.received).toBe(visible);
      if (report.verdict !== 'complete') expect(report.deleted).toBe(0);
      if (report.verdict === 'complete') expect(await countRows()).toBe(visible);
      const isLongRun = isHidden(11) || isHidden(1) || isHidden(110);
      if (isLongRun) expect(report.verdict).not.toBe('complete');
    },
  );

  test.each<readonly [gap: string, total: number, from: number, to: number, window: number]>([
    ['a run behind the first page', 100, 11, 45, 1],
    ['a run behind the first page', 100, 11, 45, 8],
    ['a run in the middle', 200, 51, 75, 1],
    ['a run in the middle', 200, 51, 75, 8],
    ['exactly one page', 100, 21, 30, 1],
    ['exactly two pages', 100, 21, 40, 8],
    ['three pages at the beginning', 100, 1, 30, 1],
    ['five pages', 150, 21, 70, 4],
    ['ten pages', 200, 51, 150, 1],
    ['ten pages', 200, 51, 150, 8],
  ])('%s, %d rows, %d to %d, window %d: nothing false is proved', async (...row) => {
    const [, total, from, to, window] = row;
    const answer = hides((id) => id >= from && id <= to)(total);
    const client = { max_concurrency: window };
    for (const verify of ['overlap', 'passes']) {
      const report = await load(answer, { ...offset(10), verify }, client);
      expect(await countRows()).toBe(total - (to - from + 1));
      if (verify === 'overlap' && to - from >= 10) {
        expect(report).toMatchObject({ verdict: 'exhausted', basis: 'end' });
      }
    }
  });

  test.each(['passes', 'overlap'])(
    'by page number, %s: pages in flight are read',
    async (verify) => {
      const hidden = (id: number): boolean => id >= 11 && id <= 45;
      const answer: Answer = (query) => {
        const from = Number(query.get('page')) * 10;
        const data = numbers(100).slice(from, from + 10);
        return { body: { data: data.filter(({ id }) => !hidden(id)) } };
      };
      const paginator = { type: 'page_number', base_page: 0, total_path: null };
      const endpoint = { data_selector: 'data', paginator };
      const report = await load(answer, { endpoint, verify }, { max_concurrency: 8 });
      expect(report.received).toBe(65);
      expect(report.verdict).toBe(verify === 'passes' ? 'complete' : 'exhausted');
    },
  );

  test('`maximum_offset` ends the look, too', async () => {
    const asked: number[] = [];
    const answer: Answer = (query) => {
      asked.push(Number(query.get('offset')));
      return hides((id) => id > 15 && id <= 60)(100)(query);
    };
    const report = await load(answer, offset(10, { maximum_offset: 50 }));
    expect(report.received).toBe(15);
    expect(Math.max(...asked)).toBeLessThan(50);
  });

  test('a total in a header says so', async () => {
    const answer = hides((id) => id >= 11 && id <= 22, { 'X-WP-Total': '40' })(40);
    expect(await load(answer, offset(10))).toMatchObject({
      verdict: 'incomplete',
      reason: 'total_mismatch',
      received: 28,
    });
  });
});

describe('healthy APIs, behind their last row', () => {
  const ROWS = 95;
  const behind = (query: URLSearchParams): boolean => Number(query.get('offset')) >= ROWS;
  const shown = (query: URLSearchParams): Reply => ({
    body: { data: window(numbers(ROWS), query) },
  });
  const apis: readonly (readonly [what: string, answer: Answer])[] = [
    ['nothing', shown],
    ['404', (query) => (behind(query) ? { status: 404, body: { detail: 'none' } } : shown(query))],
    ['400', (query) => (behind(query) ? { status: 400, body: { detail: 'none' } } : shown(query))],
    ['204', (query) => (behind(query) ? { status: 204 } : shown(query))],
    [
      'the last page again',
      (query) => (behind(query) ? { body: { data: numbers(ROWS).slice(-10) } } : shown(query)),
    ],
  ];

  test.each(apis.flatMap(([what, answer]) => [1, 4, 8].map((n) => [what, n, answer] as const)))(
    '%s, %d in flight: complete, within a window more',
    async (_, inFlight, answer) => {
      const client = { max_concurrency: inFlight };
      const report = await load(answer, offset(10), client);
      expect(report).toMatchObject({ verdict: 'complete', basis: 'overlap', received: ROWS });
      expect(report.warnings).toEqual([]);
      const pages = Math.ceil((ROWS - 1) / 9);
      expect(report.requests).toBeLessThanOrEqual(pages + 3 + Math.max(6, inFlight));
    },
  );

  test.each([1, 4, 8])(
    'a total that is told: two requests more, %d in flight',
    async (inFlight) => {
      const answer: Answer = (query) => ({
        body: { total: ROWS, data: window(numbers(ROWS), query) },
      });
      const report = await load(answer, offset(10), { max_concurrency: inFlight });
      expect(report).toMatchObject({ verdict: 'complete', basis: 'overlap', received: ROWS });
      expect(report.requests).toBeLessThanOrEqual(Math.ceil(ROWS / 9) + 2);
    },
  );

  test('a refusal that is to be ignored ends no look', async () => {
    const response_actions = [{ status_code: 404, action: 'ignore' }];
    const base = offset(10) as { readonly endpoint: object };
    const report = await load(apis[1]?.[1] as Answer, {
      endpoint: { ...base.endpoint, response_actions },
    });
    expect(report).toMatchObject({ verdict: 'complete', received: ROWS, warnings: [] });
  });

  test('looks are no empty pages for ever', async () => {
    const limits = { limits: { empty_pages: 1 } };
    const report = await load(shown, offset(10), limits);
    expect(report).toMatchObject({ verdict: 'complete', received: ROWS });
  });
});

test.each([4, 7, 20])('pages of %d that are listed last to first are proved', async (limit) => {
  const rows = numbers(200);
  const answer: Answer = (query) => ({ body: { data: window(rows, query).reverse() } });
  const report = await load(answer, offset(limit));
  expect(report).toMatchObject({
    verdict: 'complete',
    basis: 'overlap',
    received: 200,
    warnings: [],
  });
});

describe('a page number behind the announced end', () => {
  const pageOf = (query: URLSearchParams): number => Number(query.get('page'));
  const rowsOf = (page: number): { id: number }[] => numbers(30).slice((page - 1) * 10, page * 10);
  const refuse = (status: number): Reply => ({ status, body: { detail: 'Invalid page.' } });
  const apis: readonly (readonly [name: string, answer: Answer])[] = [
    [
      'Django REST framework: 404',
      (query) => {
        const page = pageOf(query);
        const next = page < 3 ? `?page=${page + 1}` : null;
        return page > 3 ? refuse(404) : { body: { count: 30, next, data: rowsOf(page) } };
      },
    ],
    [
      'RabbitMQ: 400',
      (query) => {
        const page = pageOf(query);
        if (page > 3) return refuse(400);
        return {
          body: { page, page_count: 3, page_size: 10, total_count: 30, data: rowsOf(page) },
        };
      },
    ],
    [
      'WordPress: 400',
      (query) => {
        const page = pageOf(query);
        if (page > 3) return refuse(400);
        return {
          headers: { 'X-WP-Total': '30', 'X-WP-TotalPages': '3' },
          body: { data: rowsOf(page) },
        };
      },
    ],
  ];
  const resource = {
    endpoint: {
      data_selector: 'data',
      paginator: { type: 'page_number', base_page: 1, total_path: null },
    },
  };

  test.each(apis)('%s is the end', async (_, answer) => {
    for (const report of [await load(answer, resource), await stream(answer, resource)]) {
      expect(report).toMatchObject({ verdict: 'exhausted', received: 30, warnings: [] });
      expect(report.error).toBeUndefined();
    }
  });

  test('is an error if nothing announced it', async () => {
    const answer: Answer = (query) =>
      pageOf(query) > 3 ? refuse(404) : { body: { data: rowsOf(pageOf(query)) } };
    const { verdict, reason, error } = await load(answer, resource);
    expect({ verdict, reason }).toEqual({ verdict: 'incomplete', reason: 'failed_page' });
    expect(error?.message).toContain('404');
  });
});

describe('offsets that count from 1', () => {
  const scim =
    (rows: readonly { id: number }[], total: number): Answer =>
    (query) => {
      const start = Number(query.get('startIndex'));
      const size = Number(query.get('count'));
      const data = rows.slice(start - 1, start - 1 + size);
      return { body: { totalResults: total, startIndex: start, itemsPerPage: data.length, data } };
    };
  const resource = offset(3, {
    offset: 1,
    offset_param: 'startIndex',
    limit_param: 'count',
    total_path: 'totalResults',
  });

  test.each([7, 8, 9])('%d of as many are all, without a warning', async (count) => {
    const answer = scim(numbers(count), count);
    for (const report of [await load(answer, resource), await stream(answer, resource)]) {
      expect(report).toMatchObject({ received: count, warnings: [] });
      expect(['complete', 'exhausted']).toContain(report.verdict);
    }
  });

  test('one missing row is told', async () => {
    const answer = scim(numbers(7), 8);
    for (const report of [await load(answer, resource), await stream(answer, resource)]) {
      expect(report).toMatchObject({ verdict: 'incomplete', reason: 'total_mismatch' });
    }
  });
});

test('a total_path that stands on the first page only is remembered', async () => {
  const answer: Answer = (query) => {
    const data = window(numbers(9), query);
    return { body: { data, ...(query.get('offset') === '0' ? { n: 9 } : {}) } };
  };
  const resource = offset(4, { total_path: 'n' });
  expect(await load(answer, resource)).toMatchObject({ verdict: 'complete', received: 9 });
  expect(await stream(answer, resource)).toMatchObject({ verdict: 'exhausted', received: 9 });
});

test('a total that counts the rows of the page does not end a stream whose pages are full', async () => {
  const answer: Answer = (query) => {
    const data = window(numbers(109), query);
    return { body: { total: data.length, data } };
  };
  for (const report of [await stream(answer, offset(20)), await load(answer, offset(20))]) {
    expect(report).toMatchObject({ received: 109, warnings: [] });
    expect(['complete', 'exhausted']).toContain(report.verdict);
  }
});

describe('pages without rows', () => {
  const linked = { endpoint: { data_selector: 'data', paginator: 'json_link' } };

  test.each([
    ['json_link', linked, (n: number) => ({ next: `/rows?n=${n}` })],
    [
      'cursor',
      { endpoint: { data_selector: 'data', paginator: { type: 'cursor', cursor_path: 'next' } } },
      (n: number) => ({ next: `c${n}` }),
    ],
    [
      'custom',
      { endpoint: { data_selector: 'data', paginator: { next: () => ({ params: { n: 1 } }) } } },
      () => ({}),
    ],
  ])('%s: for ever are no progress', async (_, resource, more) => {
    let asked = 0;
    const answer: Answer = () => ({ body: { data: [], ...more(++asked) } });
    const limits = { limits: { empty_pages: 12 } };
    const { error, requests } = await load(answer, resource, limits);
    expect(error).toMatchObject({ code: 'SOURCE_PAGE_LOOP' });
    expect(error?.message).toContain('13 pages in a row held no rows (client.limits.empty_pages)');
    expect(requests).toBe(13);
  });

  test('are 100 at most, if nothing is written', async () => {
    let asked = 0;
    const answer: Answer = () => ({ body: { data: [], next: `/rows?n=${++asked}` } });
    expect((await load(answer, linked)).requests).toBe(101);
  });

  test('one that links to itself is the end, also on the first page', async () => {
    const tail: Answer = (query) =>
      query.get('after') === null
        ? { body: { data: numbers(2), next: '/rows?after=2' } }
        : { body: { data: [], next: '/rows?after=2' } };
    expect(await load(tail, linked)).toMatchObject({ verdict: 'exhausted', received: 2 });
    const empty: Answer = () => ({ body: { data: [], next: '/rows?after=0' } });
    expect(await load(empty, linked)).toMatchObject({ verdict: 'exhausted', received: 0 });
  });

  test('end the walk with stop_after_empty_page', async () => {
    let asked = 0;
    const answer: Answer = () => ({
      body: { data: asked === 0 ? numbers(1) : [], next: `/rows?n=${++asked}` },
    });
    const paginator = { type: 'json_link', stop_after_empty_page: true };
    const endpoint = { data_selector: 'data', paginator };
    expect(await load(answer, { endpoint })).toMatchObject({ verdict: 'exhausted', requests: 2 });
  });
});

describe('endpoint.witness', () => {
  const answer: Answer = () => ({
    body: { data: numbers(3), total: 95, has_more: true, rows: { all: 3, odd: 7 }, more: '' },
  });
  const single = (witness?: object): object => ({
    endpoint: { data_selector: 'data', paginator: 'single_page', ...(witness && { witness }) },
  });

  test.each([
    ['nothing', undefined, 'total_mismatch'],
    ['no total', { total: null }, 'more_told'],
    ['neither', { total: null, more: null }, undefined],
    ['a total that agrees', { total: 'rows.all', more: null }, undefined],
    ['a total that does not', { total: 'rows.odd', more: null }, 'total_mismatch'],
    ['a flag that is empty', { total: null, more: 'more' }, undefined],
    ['a flag that is true', { total: null, more: 'has_more' }, 'more_told'],
  ])('%s', async (_, witness, reason) => {
    const report = await load(answer, single(witness));
    expect(report.reason).toBe(reason);
    expect(report.verdict).toBe(reason === undefined ? 'complete' : 'incomplete');
  });

  test('a path that stood on no page of several is a warning', async () => {
    const paged: Answer = (query) => ({ body: { data: window(numbers(9), query) } });
    const base = offset(4) as { readonly endpoint: object };
    const endpoint = { ...base.endpoint, witness: { total: 'meta.count', more: 'meta.more' } };
    const { warnings, verdict } = await load(paged, { endpoint });
    expect(verdict).toBe('complete');
    expect(warnings).toEqual([
      expect.stringContaining('`witness.total` (meta.count) was on no page'),
      expect.stringContaining('`witness.more` (meta.more) was on no page'),
    ]);
  });
});

test('30 people of whom 27 are tied never end cleanly with fewer', async () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const answer: Answer = (query) => {
    const tied = numbers(27)
      .map((row) => ({ row, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ row }) => row);
    const rows = [...tied, { id: 28 }, { id: 29 }, { id: 30 }];
    const page = Number(query.get('page') ?? 0);
    const data = query.has('page') ? rows.slice(page * 10, page * 10 + 10) : window(rows, query);
    return { body: { data, total: 30 } };
  };
  const pages = {
    endpoint: { data_selector: 'data', paginator: { type: 'page_number', total_path: null } },
  };
  for (const resource of [offset(10), pages]) {
    for (const report of [await load(answer, resource), await stream(answer, resource)]) {
      const isClean = report.verdict === 'complete' || report.verdict === 'exhausted';
      expect(isClean && report.received < 30).toBe(false);
      if (isClean) expect(await countRows()).toBe(30);
    }
  }
});

/** Five rows where the API has seven, which is told in a way of its own. */
const FIVE = [1, 2, 3, 4, 5].map((id) => ({ id }));
const LEFT_OUT: readonly [string, Reply, string, object?][] = [
  [
    'a Content-Range without a unit',
    { status: 206, headers: { 'content-range': '0-4/7' }, body: FIVE },
    'total_mismatch',
  ],
  [
    'a total beside an offset and other names',
    { body: { expand: 'names', startAt: 0, maxResults: 5, total: 7, data: FIVE } },
    'total_mismatch',
  ],
  [
    'a total beside skip and limit',
    {
      body: { sys: {}, total: 7, skip: 0, limit: 5, data: FIVE, includes: { Asset: [{ id: 1 }] } },
    },
    'total_mismatch',
  ],
  [
    'total_items beside other names',
    { body: { data: FIVE, total_items: 7, constraints: {}, _links: [] } },
    'total_mismatch',
  ],
  [
    'recordsFiltered',
    { body: { draw: 1, recordsTotal: 90, recordsFiltered: 7, data: FIVE } },
    'total_mismatch',
  ],
  ['page 1 of 2', { body: { page: 1, pages: 2, data: FIVE } }, 'more_told'],
  ['page 0 of 2', { body: { page: 0, pages: 2, data: FIVE } }, 'more_told'],
  [
    'has_more_page',
    { body: { data: FIVE, page_context: { page: 1, per_page: 5, has_more_page: true } } },
    'more_told',
  ],
  ['moreResult', { body: { data: FIVE, moreResult: true } }, 'more_told'],
  ['the key of DynamoDB', { body: { data: FIVE, Count: 5, LastEvaluatedKey: 'a' } }, 'more_told'],
  [
    'the rows of the page counted, beside a cursor',
    { body: { data: FIVE, meta: { result_count: 5, next_token: 'a' } } },
    'more_told',
  ],
  [
    'a header that counts, with doubled rows',
    { headers: { 'x-total-count': '6' }, body: { data: [...FIVE, { id: 5 }] } },
    'total_mismatch',
  ],
];

test.each(LEFT_OUT)('single_page is contradicted by %s', async (_, reply, reason) => {
  const data = Array.isArray(reply.body) ? {} : { data_selector: 'data' };
  const report = await load(() => reply, {
    endpoint: { path: 'rows', paginator: 'single_page', ...data },
  });
  expect(report).toMatchObject({ verdict: 'incomplete', reason });
});

test('a Link of another relation than the one that was written is tested', async () => {
  const report = await load(
    (asked) =>
      asked.has('page')
        ? { body: [{ id: 6 }, { id: 7 }] }
        : { headers: { link: '</rows?page=2>; rel="next"' }, body: FIVE },
    { endpoint: { path: 'rows', paginator: { type: 'header_link', links_next_key: 'nextpage' } } },
  );
  expect(report).toMatchObject({ verdict: 'incomplete', reason: 'more_told' });
});

test('passes prove nothing of pages that were not recognised', async () => {
  const answer = { body: { lists: FIVE, constraints: {} } };
  const report = await load(() => answer, {
    verify: 'passes',
    endpoint: { path: 'rows', data_selector: 'lists' },
  });
  expect(report).toMatchObject({ verdict: 'exhausted', basis: 'end' });
});

const paged = (page: number, rows: number, size = 5): object[] =>
  FIVE.map(({ id }) => ({ id: id + (page - 1) * size })).filter(({ id }) => id <= rows);
const numberOf = (asked: URLSearchParams, name: string, otherwise: number): number =>
  Number(asked.get(name) ?? otherwise);

const NUMBERED = { type: 'page_number', base_page: 1, total_path: null };
const HEALTHY: readonly [string, Answer, object | string, number][] = [
  ...[0, 3, 5, 7].map((rows): [string, Answer, object, number] => [
    `404 behind \`next: null\`, ${rows} rows`,
    (asked) => {
      const page = numberOf(asked, 'page', 1);
      if (page > 1 && (page - 1) * 5 >= rows)
        return { status: 404, body: { detail: 'Invalid page.' } };
      return {
        body: { next: page * 5 < rows ? `/rows?page=${page + 1}` : null, data: paged(page, rows) },
      };
    },
    NUMBERED,
    rows,
  ]),
  [
    '404 behind `has_more: false`',
    (asked) => {
      const page = numberOf(asked, 'page', 1);
      return page > 2
        ? { status: 404, body: {} }
        : { body: { has_more: page < 2, data: paged(page, 10) } };
    },
    NUMBERED,
    10,
  ],
  ...[5, 7].map((rows): [string, Answer, object, number] => [
    `416 behind the last row, ${rows} rows`,
    (asked) => {
      const from = numberOf(asked, 'offset', 0);
      if (from >= rows)
        return { status: 416, body: { message: 'Requested range not satisfiable' } };
      return {
        body: { data: FIVE.map(({ id }) => ({ id: id + from })).filter(({ id }) => id <= rows) },
      };
    },
    { type: 'offset', limit: 5 },
    rows,
  ]),
  [
    'the last page again behind a total',
    (asked) => {
      const page = Math.min(numberOf(asked, 'page', 1), 2);
      return { body: { data: paged(page, 7), search_criteria: {}, total_count: 7 } };
    },
    NUMBERED,
    7,
  ],
  ...(
    [
      [{ total_count: 5 }, {}],
      [{ meta: { totalCount: 5 } }, {}],
      [{}, { 'X-Total-Count': '5' }],
    ] as const
  ).map(([total, headers], i): [string, Answer, object, number] => [
    `the only page again behind a total of its rows, ${i + 1}`,
    () => ({ headers, body: { data: FIVE, search_criteria: { page_size: 5 }, ...total } }),
    NUMBERED,
    5,
  ]),
  [
    '404 behind the only page, with a total of its rows',
    (asked) =>
      numberOf(asked, 'page', 1) > 1
        ? { status: 404, body: {} }
        : { body: { data: FIVE, total_count: 5 } },
    NUMBERED,
    5,
  ],
  [
    'a link to the next page on every page, and a total',
    (asked) => {
      const page = numberOf(asked, 'page', 1);
      return { body: { data: paged(page, 7), total: 7, next: `/rows?page=${page + 1}` } };
    },
    { type: 'json_link', next_url_path: 'next' },
    7,
  ],
  [
    'a link behind which nothing stands',
    () => ({
      headers: { link: '</rows?cursor=5>; rel="next"; results="false"' },
      body: { data: FIVE },
    }),
    'header_link',
    5,
  ],
  ['money, and no rows', () => ({ body: { order_id: 7, total: 300, data: [] } }), 'single_page', 0],
  [
    'a number that every page has alike',
    (asked) => {
      const page = numberOf(asked, 'cursor', 1);
      const next = page < 2 ? { next_cursor: String(page + 1) } : {};
      return { body: { data: paged(page, 10), page: 1, total_pages: 2, ...next } };
    },
    { type: 'cursor', cursor_path: 'next_cursor', cursor_param: 'cursor' },
    10,
  ],
];

describe.each(['sync', 'stream'])('a healthy API stays clean in %s', (way) => {
  test.each(HEALTHY)('%s', async (_, answer, paginator, rows) => {
    const resource = { endpoint: { path: 'rows', data_selector: 'data', paginator } };
    const report = way === 'sync' ? await load(answer, resource) : await stream(answer, resource);
    expect(report.verdict).toMatch(/complete|exhausted/);
    expect(report.verdict).not.toBe('incomplete');
    if (way === 'sync') expect(report.inserted).toBe(rows);
  });
});

describe('a page that comes again is no end', () => {
  test.each<readonly [name: string, more: object]>([
    ['behind nothing', {}],
    ['behind the number of its own rows', { total: 5 }],
    ['behind its own count', { count: 5, item_count: 5, resultCount: 5 }],
    ['behind a total that is not met', { total_count: 50 }],
  ])('%s', async (_, more) => {
    const answer: Answer = () => ({ body: { data: FIVE, ...more } });
    const report = await load(answer, {
      endpoint: { path: 'rows', data_selector: 'data', paginator: NUMBERED },
    });
    expect(report).toMatchObject({ verdict: 'incomplete', reason: 'failed_page' });
    expect(report.error).toMatchObject({ code: 'SOURCE_PAGE_LOOP' });
  });
});
