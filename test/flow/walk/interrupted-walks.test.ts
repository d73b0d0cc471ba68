import { afterEach, describe, expect, test } from 'vitest';
import type { AuthConfig } from '../../../src/config/format/config-types.ts';
import { restApiSource } from '../../../src/source/rest-api-source.ts';
import { sync } from '../../../src/sync.ts';
import { query, type TestFolder, testFolder } from '../../support/crm.ts';
import { queryStaging } from '../../support/duckdb-load.ts';
import { serve } from '../../support/http-server.ts';
import { reportOf } from '../../support/sync-suite.ts';

const SECRET = 'canary-12345';
const PAGES = 6;
const ROWS = 3;

const open: AsyncDisposable[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

interface Items {
  readonly origin: string;
  /** The page that is not there. */
  breaksAt: number | undefined;
}

/** Pages of items; `next` is what leads to a page. */
async function itemsApi(
  next: (page: number) => string,
  isAllowed: (url: URL) => boolean = () => true,
): Promise<Items> {
  const server = await serve((request, response) => {
    const url = new URL(request.url ?? '', 'http://items');
    const page = Number(/\d+$/.exec(url.searchParams.get('p') ?? '0')?.[0]);
    const since = Number(url.searchParams.get('since') ?? 0);
    const isThere = page !== api.breaksAt && isAllowed(url);
    response.writeHead(isThere ? 200 : 404, { 'content-type': 'application/json' });
    const rows = Array.from({ length: ROWS }, (_, i) => ({ id: since + page * ROWS + i }));
    const hasMore = since + (page + 1) * ROWS < PAGES * ROWS;
    response.end(JSON.stringify({ data: rows, next: hasMore ? next(page + 1) : null }));
  });
  open.push(server);
  const api: Items = { origin: server.origin, breaksAt: 3 };
  return api;
}

async function databaseFile(): Promise<string> {
  const folder: TestFolder = await testFolder();
  open.push(folder);
  return folder.file('items.duckdb');
}

const byLink = { type: 'json_link', next_url_path: 'next' } as const;
const byCursor = { type: 'cursor', cursor_path: 'next', cursor_param: 'p' } as const;

function itemsSource(
  origin: string,
  paginator: typeof byLink | typeof byCursor,
  { auth, params = {}, incremental = false }: Partial<SourceParts> = {},
): ReturnType<typeof restApiSource> {
  return restApiSource({
    client: { base_url: origin, ...(auth === undefined ? {} : { auth }) },
    resources: [
      {
        name: 'items',
        primary_key: 'id',
        write_disposition: 'merge',
        endpoint: {
          path: 'items',
          data_selector: 'data',
          params,
          paginator,
          ...(incremental ? { incremental: { cursor_path: 'id', initial_value: 0 } } : {}),
        },
      },
    ],
  });
}

interface SourceParts {
  readonly auth: AuthConfig;
  readonly params: Record<string, string>;
  readonly incremental: boolean;
}

async function ids(file: string): Promise<number[]> {
  const rows = await query(file, 'SELECT id::INTEGER AS id FROM items ORDER BY id');
  return rows.map(({ id }) => Number(id));
}

const ALL = Array.from({ length: PAGES * ROWS }, (_, i) => i);

describe('a walk that was interrupted goes on', () => {
  test.each(['12', 'next', 'page', 'pass', 'role'])(
    'also where the user name `%s` stands in its state by chance',
    async (username) => {
      const api = await itemsApi((page) => `p-${page}`);
      const file = await databaseFile();
      const auth = { type: 'http_basic', username, password: 'long enough' } as const;
      const source = itemsSource(api.origin, byCursor, { auth });
      expect(reportOf(await sync(source, { to: file }), 'items')).toMatchObject({ staged: 9 });
      api.breaksAt = undefined;
      expect(reportOf(await sync(source, { to: file }), 'items').error).toBe(undefined);
      expect(await ids(file)).toEqual(ALL);
    },
  );

  test('from a link that echoes the key of the query, which is not written down', async () => {
    const api = await itemsApi(
      (page) => `/items?p=${page}&api_key=${SECRET}`,
      (url) => url.searchParams.get('api_key') === SECRET,
    );
    const file = await databaseFile();
    const auth = {
      type: 'api_key',
      name: 'api_key',
      api_key: SECRET,
      location: 'query',
    } as const;
    const source = itemsSource(api.origin, byLink, { auth });
    await sync(source, { to: file });
    const [books] = await queryStaging(file, 'SELECT state::VARCHAR AS state FROM checkpoints');
    expect(books?.['state']).toContain('api_key=***');
    expect(JSON.stringify(books)).not.toContain(SECRET);
    api.breaksAt = undefined;
    const second = reportOf(await sync(source, { to: file }), 'items');
    expect(second).toMatchObject({ resumed: true, carried: 9, received: 9, inserted: 18 });
  });

  test('from its start, where its link holds a secret that nothing would bring back', async () => {
    const api = await itemsApi(
      (page) => `/items?p=${page}&api_key=${SECRET}`,
      (url) => url.searchParams.get('api_key') === SECRET,
    );
    const file = await databaseFile();
    const source = itemsSource(api.origin, byLink, { params: { api_key: SECRET } });
    await sync(source, { to: file });
    const books = await queryStaging(file, 'SELECT * FROM checkpoints');
    expect(JSON.stringify(books, (_, value) => String(value))).not.toContain(SECRET);
    api.breaksAt = undefined;
    const second = reportOf(await sync(source, { to: file }), 'items');
    expect(second).toMatchObject({ resumed: false, received: 18, inserted: 18 });
    expect(second.error).toBe(undefined);
  });
});

test('a walk over another range is not gone on with', async () => {
  const api = await itemsApi((page) => `p-${page}`);
  const file = await databaseFile();
  const params = { since: '{incremental.start_value}' };
  const source = itemsSource(api.origin, byCursor, { params, incremental: true });
  api.breaksAt = 1;
  expect(reportOf(await sync(source, { to: file, since: 9 }), 'items')).toMatchObject({
    staged: 3,
  });
  api.breaksAt = undefined;
  const second = reportOf(await sync(source, { to: file }), 'items');
  expect(second).toMatchObject({ resumed: false, carried: 0 });
  expect(await ids(file)).toEqual(ALL);
});
