import { afterEach, beforeEach, expect } from 'vitest';
import {
  type SampleApi,
  type SampleApiOptions,
  startSampleApi,
} from '../../fixtures/api/sample-api.ts';
import type { ResourceReport, SyncReport } from '../../src/model.ts';
import { type TestFolder, testFolder } from './crm.ts';

/** A sample API and a database file for each test of a suite. */
export interface SyncSuite {
  readonly api: SampleApi;
  readonly file: string;
  start(options?: SampleApiOptions): Promise<SampleApi>;
}

export function syncSuite(): SyncSuite {
  let api: SampleApi | undefined;
  let folder: TestFolder | undefined;
  beforeEach(async () => {
    folder = await testFolder();
  });
  afterEach(async () => {
    await api?.close();
    await folder?.[Symbol.asyncDispose]();
    api = undefined;
  });
  return {
    get api(): SampleApi {
      if (api === undefined) throw new Error('the test did not start its API');
      return api;
    },
    get file(): string {
      return folder?.file('crm.duckdb') ?? '';
    },
    start: async (options = {}) => {
      api = await startSampleApi(options);
      return api;
    },
  };
}

/** The report of one resource, whose counts must add up. */
export function reportOf(report: SyncReport, name: string): ResourceReport {
  const found = report.resources.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`no report of ${name}`);
  const { inserted, updated, unchanged, duplicates, rejected, filtered, staged, discarded } = found;
  const settled =
    inserted + updated + unchanged + duplicates + rejected + filtered + staged + discarded;
  expect(settled).toBe(found.received + found.carried);
  return found;
}
