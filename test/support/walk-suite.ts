import { afterEach } from 'vitest';
import {
  type SampleApi,
  type SampleApiOptions,
  startSampleApi,
} from '../../fixtures/api/sample-api.ts';
import { runWalk, type WalkChanges, type WalkRun } from './run-walk.ts';

/** A sample API for each test of a suite, and walks over its contacts. */
export interface WalkSuite {
  readonly api: SampleApi;
  /** 230 contacts unless said otherwise. */
  start(options?: SampleApiOptions): Promise<SampleApi>;
  /** A walk that proves itself by overlap, with a look into what it staged. */
  overlap(changes?: WalkChanges): Promise<WalkRun>;
}

export function walkSuite(): WalkSuite {
  let api: SampleApi;
  afterEach(() => api.close());
  return {
    get api(): SampleApi {
      return api;
    },
    async start(options = {}) {
      api = await startSampleApi({ sizes: { contacts: 230 }, ...options });
      return api;
    },
    overlap(changes = {}) {
      const settings = { verify: 'overlap', ...changes.settings } as const;
      return runWalk(api, { isStaged: true, ...changes, settings });
    },
  };
}

export const complete = { verdict: 'complete', basis: 'overlap' };

/** Keys that left as new rows, in order. */
export const newIds = (run: WalkRun): string[] =>
  run.batches.filter(({ isReread }) => !isReread).flatMap(({ keys }) => keys.map(String));
