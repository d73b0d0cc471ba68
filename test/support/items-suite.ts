import type { ResourceReport } from '../../src/model.ts';
import { type FamilySuite, familySuite, slice } from './family-suite.ts';
import { reportOf } from './sync-suite.ts';

export interface Item {
  readonly id: number;
  readonly at?: unknown;
  readonly [more: string]: unknown;
}

export const MERGE = { primary_key: 'id', write_disposition: 'merge' };
export const APPEND = { primary_key: 'id' };

/** An API of one incremental resource, `items`, for each test of a suite. */
export interface ItemsSuite {
  readonly suite: FamilySuite;
  /** What the API has, which a test changes; it sends all of it, whatever it is asked. */
  items: readonly Item[];
  readonly all: (path: string, asked: URLSearchParams) => unknown;
  load(written: object, options?: object): Promise<ResourceReport>;
  /** The ids in the table. */
  ids(): Promise<unknown[]>;
}

export function itemsSuite(): ItemsSuite {
  const suite = familySuite();
  const self: ItemsSuite = {
    suite,
    items: [],
    all: (_path, asked) => slice(self.items, asked),
    load: async (written, options = {}) =>
      reportOf(await suite.load(written as never, options), 'items'),
    ids: async () =>
      (await suite.rows('SELECT id::INTEGER AS id FROM items ORDER BY ALL')).map(({ id }) => id),
  };
  return self;
}

/** Items with these moments, numbered from 1. */
export const at = (...moments: readonly unknown[]): Item[] =>
  moments.map((moment, i) => ({ id: i + 1, at: moment }));

/** The resource, incremental by `at`. */
export function config(incremental: object, more: object = MERGE, endpoint: object = {}): object {
  return {
    resources: [
      {
        name: 'items',
        ...more,
        endpoint: {
          data_selector: 'data',
          paginator: 'single_page',
          ...endpoint,
          incremental: { cursor_path: 'at', ...incremental },
        },
      },
    ],
  };
}
