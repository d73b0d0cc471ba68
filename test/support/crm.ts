import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { SampleApi } from '../../fixtures/api/sample-api.ts';
import type { RestApiConfig } from '../../src/config/format/config-types.ts';
import {
  createSource,
  type RestApiSource,
  type SourceOptions,
} from '../../src/source/rest-api-source.ts';
import { fakeClock } from './fake-clock.ts';

export const CRM_RESOURCES = [
  'campaigns',
  'contacts',
  'lists',
  'deals',
  'segments',
  'forms',
] as const;

/** The configuration of the six-resource CRM, over a sample API. */
export function crmConfig(
  api: Pick<SampleApi, 'url' | 'token'>,
  changes: Partial<RestApiConfig> = {},
): RestApiConfig {
  return {
    client: {
      base_url: api.url,
      auth: { type: 'api_key', name: 'Api-Token', api_key: api.token, location: 'header' },
      paginator: { type: 'offset', limit: 20, offset_param: 'offset' },
    },
    resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
    resources: CRM_RESOURCES.map((name) => ({
      name,
      endpoint: { path: `/${name}`, data_selector: name },
    })),
    ...changes,
  };
}

/** A source whose back-off takes no time. */
export function crmSource(
  api: Pick<SampleApi, 'url' | 'token'>,
  changes: Partial<RestApiConfig> = {},
  options: SourceOptions = {},
): RestApiSource {
  return createSource(crmConfig(api, changes), { env: {}, ...options }, fakeClock());
}

/** One resource of a sample API. */
export function contactsOnly(): Pick<RestApiConfig, 'resources'> {
  return { resources: [{ name: 'contacts', endpoint: { data_selector: 'contacts' } }] };
}

/** A folder for the length of a test. */
export interface TestFolder extends AsyncDisposable {
  readonly path: string;
  file(name: string): string;
}

export async function testFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** Rows of a query, as JSON shows them: 64-bit integers are text. */
export async function query(file: string, sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
