import { afterEach, beforeEach } from 'vitest';
import {
  startTrackerApi,
  type TrackerApi,
  type TrackerOptions,
} from '../../fixtures/tracker/tracker-api.ts';
import type { ClientConfig, RestApiConfig } from '../../src/config/format/config-types.ts';
import type { ResourceReport } from '../../src/model.ts';
import type { Row } from '../../src/parse/row-object.ts';
import {
  createSource,
  type RestApiSource,
  type SourceOptions,
} from '../../src/source/rest-api-source.ts';
import { type TestFolder, testFolder } from './crm.ts';
import { fakeClock } from './fake-clock.ts';

/** A tracker and a database file for each test of a suite. */
export interface TrackerSuite {
  readonly api: TrackerApi;
  readonly file: string;
  start(options?: TrackerOptions): Promise<TrackerApi>;
  /** A source over the tracker, with its bearer token, whose back-off takes no time. */
  source(config: TrackerConfig, options?: SourceOptions): RestApiSource;
}

export interface TrackerConfig extends Omit<RestApiConfig, 'client'> {
  readonly client?: Partial<ClientConfig>;
}

export function trackerSuite(): TrackerSuite {
  let api: TrackerApi | undefined;
  let folder: TestFolder | undefined;
  beforeEach(async () => {
    folder = await testFolder();
  });
  afterEach(async () => {
    await api?.close();
    await folder?.[Symbol.asyncDispose]();
    api = undefined;
  });
  const started = (): TrackerApi => {
    if (api === undefined) throw new Error('the test did not start its tracker');
    return api;
  };
  return {
    get api(): TrackerApi {
      return started();
    },
    get file(): string {
      return folder?.file('tracker.duckdb') ?? '';
    },
    start: async (options = {}) => {
      api = await startTrackerApi(options);
      return api;
    },
    source: ({ client = {}, ...config }, options = {}) => {
      const { url, token } = started();
      return createSource(
        { ...config, client: { base_url: url, auth: { token }, ...client } },
        { env: {}, ...options },
        fakeClock(),
      );
    },
  };
}

export interface Walked {
  readonly rows: readonly Row[];
  readonly report: ResourceReport;
}

/** Reads a resource to its end. @throws what the stream failed with. */
export async function walkAll(source: RestApiSource, name: string): Promise<Walked> {
  const stream = source.stream(name);
  const rows: Row[] = [];
  for await (const row of stream) rows.push(row as Row);
  return { rows, report: await stream.report };
}

export const idsOf = (rows: readonly unknown[]): unknown[] =>
  rows.map((row) => (row as { id: unknown }).id);

/** What was asked, as `path?query`. */
export const asked = (api: TrackerApi): string[] =>
  api.requests.map(({ path, query }) => (query === '' ? path : `${path}?${query}`));
