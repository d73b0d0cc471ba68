import { beforeEach } from 'vitest';
import type { ResourceReport } from '../../src/model.ts';
import { type Config, type FamilySuite, familySuite } from './family-suite.ts';
import { reportOf } from './sync-suite.ts';

/** An API of one resource, `items`, merged by `id`, for each test of a suite; it sends what a load names. */
export interface OneResource {
  readonly suite: FamilySuite;
  /** Loads these rows; `over` is laid over the resource. */
  load(sent: readonly unknown[], over?: object): Promise<ResourceReport>;
  config(over?: object): Config;
}

export function oneResource(): OneResource {
  const suite = familySuite();
  let rows: readonly unknown[] = [];
  beforeEach(async () => {
    await suite.start(() => ({ data: rows }));
  });
  const config = (over: object = {}): Config => ({
    resources: [
      {
        name: 'items',
        primary_key: 'id',
        write_disposition: 'merge',
        endpoint: { data_selector: 'data', paginator: 'single_page' },
        ...over,
      },
    ],
  });
  return {
    suite,
    config,
    load: async (sent, over) => {
      rows = sent;
      return reportOf(await suite.load(config(over)), 'items');
    },
  };
}
