import { afterEach, beforeEach } from 'vitest';
import type { RestApiConfig } from '../../src/config/format/config-types.ts';
import type { ResourceReport, SyncReport } from '../../src/model.ts';
import type { Row } from '../../src/parse/row-object.ts';
import { createSource, type RestApiSource } from '../../src/source/rest-api-source.ts';
import { sync } from '../../src/sync.ts';
import type { SyncOptions } from '../../src/sync-options.ts';
import { query, type TestFolder, testFolder } from './crm.ts';
import { fakeClock } from './fake-clock.ts';
import { serve, type TestServer } from './http-server.ts';
import { reportOf } from './sync-suite.ts';

/** What a server answers where it is no plain body. */
export class Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown = {}, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Answers a request: a body to be sent as JSON, a {@link Reply}, or a text or bytes that are sent as they stand. */
export type Answer = (path: string, query: URLSearchParams) => unknown;

export interface LocalApi {
  readonly url: string;
  /** Path and query of each request, in order. */
  readonly asked: string[];
  /** The most requests that were under way at one time, of those whose path begins so. */
  mostInFlight(prefix?: string): number;
  /** Changes what is answered from now on. */
  answer: Answer;
}

/** A small API over a real server, and a database file, for each test of a suite. */
export interface FamilySuite {
  readonly api: LocalApi;
  readonly file: string;
  start(answer: Answer, options?: { readonly latencyMs?: number }): Promise<LocalApi>;
  source(config: Config, name?: string): RestApiSource;
  /** Syncs into the file, without asking for more than the format does; the counts of every report add up. */
  load(config: Config | RestApiSource, options?: SyncOptions): Promise<SyncReport>;
  rows(sql: string): Promise<Record<string, unknown>[]>;
}

/** A configuration whose client knows its address already. */
export type Config = Readonly<Record<string, unknown>>;

export function familySuite(): FamilySuite {
  let api: LocalApi | undefined;
  let server: TestServer | undefined;
  let folder: TestFolder | undefined;
  beforeEach(async () => {
    folder = await testFolder();
  });
  afterEach(async () => {
    await server?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
    [api, server] = [undefined, undefined];
  });
  const suite: FamilySuite = {
    get api() {
      if (api === undefined) throw new Error('the test did not start its API');
      return api;
    },
    get file() {
      return folder?.file('family.duckdb') ?? '';
    },
    async start(answer, { latencyMs = 0 } = {}) {
      const under = new Set<string>();
      const most = new Map<string, number>();
      const asked: string[] = [];
      const prefixes = new Set(['']);
      const started = await serve((request, response) => {
        const url = new URL(String(request.url), 'http://api.test');
        const call = `${url.pathname}${url.search}`;
        const mark = `${asked.push(call)} ${call}`;
        under.add(mark);
        prefixes.add(`/${url.pathname.split('/')[1]}`);
        for (const prefix of prefixes) {
          const count = [...under].filter((one) => one.split(' ')[1]?.startsWith(prefix)).length;
          most.set(prefix, Math.max(most.get(prefix) ?? 0, count));
        }
        const send = (): void => {
          const told = suite.api.answer(url.pathname, url.searchParams);
          const { status, body, headers } = told instanceof Reply ? told : new Reply(200, told);
          response.on('close', () => under.delete(mark));
          response.writeHead(status, { 'content-type': 'application/json', ...headers });
          const isRaw = typeof body === 'string' || body instanceof Uint8Array;
          response.end(isRaw ? body : JSON.stringify(body));
        };
        if (latencyMs === 0) send();
        else setTimeout(send, latencyMs);
      });
      server = started;
      api = {
        url: started.origin,
        asked,
        answer,
        mostInFlight: (prefix = '') => most.get(prefix) ?? 0,
      };
      return api;
    },
    source: (config, name) => {
      const { client = {}, ...rest } = config as { readonly client?: object };
      const whole = { client: { base_url: suite.api.url, ...client }, ...rest };
      return createSource(
        whole as unknown as RestApiConfig,
        { env: {}, ...(name === undefined ? {} : { name }) },
        fakeClock(),
      );
    },
    async load(config, options = {}) {
      const source = 'stream' in config ? (config as RestApiSource) : suite.source(config);
      const report = await sync(source, { to: suite.file, verify: 'off', ...options });
      for (const { name } of report.resources) reportOf(report, name);
      return report;
    },
    rows: (sql) => query(suite.file, sql),
  };
  return suite;
}

/** Reads a resource to its end. @throws what the stream failed with. */
export async function readAll(
  source: RestApiSource,
  name: string,
): Promise<{ readonly rows: readonly Row[]; readonly report: ResourceReport }> {
  const stream = source.stream(name);
  const rows: Row[] = [];
  for await (const row of stream) rows.push(row);
  return { rows, report: await stream.report };
}

/** Slices rows by `offset` and `limit`, as an API without a total does. */
export function slice(rows: readonly unknown[], asked: URLSearchParams): unknown {
  const offset = Number(asked.get('offset') ?? 0);
  const limit = Number(asked.get('limit') ?? rows.length);
  return { data: rows.slice(offset, offset + limit), total: rows.length };
}

/** Pages of so many rows, by offset. */
export const offsets = (limit: number): Config => ({ type: 'offset', limit });
