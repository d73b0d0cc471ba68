import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve, type TestServer } from './http-server.ts';

/** A response of an API that pages, as the test makes it. */
export interface ApiPage {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of the body besides the rows and what leads to the next page. */
  readonly more?: object;
  /** In place of the body. */
  readonly body?: unknown;
}

/** Where the rows of a body stand, if not under `data`. */
export interface Wrapping {
  readonly selector: string;
  readonly body: (rows: readonly object[], at: PageAt) => object;
}

/** The place of a page, from 0. */
export interface PageAt {
  readonly number: number;
  readonly isLast: boolean;
}

/** What an API holds, and what it says of it. */
export interface ApiModel {
  /** The rows that its pages hold, in order. */
  readonly rows: readonly object[];
  /** What a page has besides. */
  readonly page?: (at: PageAt) => ApiPage;
  readonly wrapping?: Wrapping;
}

/** A way to page: what the configuration says, and how the API understands it. */
export interface Paging {
  readonly name: string;
  readonly paginator: unknown;
  /** Which rows are asked for. */
  readonly from: (query: URLSearchParams) => number;
  /** What leads to the page that begins at `to`; undefined at the end. */
  readonly lead: (to: number | undefined, path: string) => ApiPage;
}

export const LIMIT = 3;

const byParam = (query: URLSearchParams): number => Number(query.get('at') ?? 0);
const linkTo = (path: string, to: number): string => `${path}?at=${to}`;

const offset = { type: 'offset', limit: LIMIT };
const own = {
  next: ({ body }: { readonly body: unknown }): { params: { at: number } } | null => {
    const { upTo } = body as { readonly upTo: number | null };
    return upTo === null ? null : { params: { at: upTo } };
  },
};

/** All paginators, each with an API that it follows. */
export const PAGINGS: readonly Paging[] = [
  {
    name: 'offset',
    paginator: offset,
    from: (query) => Number(query.get('offset') ?? 0),
    lead: () => ({}),
  },
  {
    name: 'page_number',
    paginator: { type: 'page_number', total_path: null },
    from: (query) => LIMIT * Number(query.get('page') ?? 0),
    lead: () => ({}),
  },
  {
    name: 'cursor',
    paginator: { type: 'cursor', cursor_path: 'goOn', cursor_param: 'at' },
    from: byParam,
    lead: (to) => ({ more: { goOn: to === undefined ? null : String(to) } }),
  },
  {
    name: 'header_cursor',
    paginator: { type: 'header_cursor', cursor_key: 'x-go-on', cursor_param: 'at' },
    from: byParam,
    lead: (to) => (to === undefined ? {} : { headers: { 'x-go-on': String(to) } }),
  },
  {
    name: 'json_link',
    paginator: { type: 'json_link', next_url_path: 'goOn' },
    from: byParam,
    lead: (to, path) => ({ more: { goOn: to === undefined ? null : linkTo(path, to) } }),
  },
  {
    name: 'header_link',
    paginator: { type: 'header_link', links_next_key: 'forward' },
    from: byParam,
    lead: (to, path) =>
      to === undefined ? {} : { headers: { link: `<${linkTo(path, to)}>; rel="forward"` } },
  },
  {
    name: 'auto',
    paginator: 'auto',
    from: byParam,
    lead: (to, path) => ({ more: { next: to === undefined ? null : linkTo(path, to) } }),
  },
  {
    name: 'single_page',
    paginator: 'single_page',
    from: byParam,
    lead: () => ({}),
  },
  {
    name: 'custom',
    paginator: own,
    from: byParam,
    lead: (to) => ({ more: { upTo: to ?? null } }),
  },
];

/** One server with the models of many resources, by path. */
export async function serveModels(
  paging: Paging,
  models: ReadonlyMap<string, ApiModel>,
): Promise<TestServer> {
  return serve((request, response) => answer(paging, models, request, response));
}

function answer(
  paging: Paging,
  models: ReadonlyMap<string, ApiModel>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const model = models.get(pathname.slice(1));
  if (model === undefined) {
    response.writeHead(404).end('{}');
    return;
  }
  const size = paging.name === 'single_page' ? model.rows.length : LIMIT;
  const from = paging.from(searchParams);
  const data = model.rows.slice(from, from + size);
  const to = from + size;
  const isLast = to >= model.rows.length;
  const lead = paging.lead(isLast ? undefined : to, pathname);
  const at = { number: Math.floor(from / size), isLast };
  const page = model.page?.(at) ?? {};
  const rows = model.wrapping?.body(data, at) ?? { data };
  const body = page.body ?? { ...rows, ...lead.more, ...page.more };
  response.writeHead(page.status ?? 200, {
    'content-type': 'application/json',
    ...lead.headers,
    ...page.headers,
  });
  response.end(JSON.stringify(body));
}
