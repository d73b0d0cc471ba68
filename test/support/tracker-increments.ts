import { expect } from 'vitest';
import type {
  EndpointConfig,
  IncrementalConfig,
  ResourceConfig,
} from '../../src/config/format/config-types.ts';
import { query } from './crm.ts';
import { inOrder } from './tracker-resources.ts';
import { idsOf, type TrackerSuite } from './tracker-suite.ts';

/** Where the first load of the issues starts. */
export const INITIAL = '2024-01-01T00:00:00Z';

export const CURSOR: IncrementalConfig = { cursor_path: 'updated_at', initial_value: INITIAL };

/** The start of a load as a placeholder. */
export const SINCE: EndpointConfig = {
  params: { updated_since: '{incremental.start_value}' },
  incremental: CURSOR,
};

/** The issues of the tracker in the order of their changes, with what differs. */
export const issuesBy = (
  endpoint: EndpointConfig,
  over: Partial<ResourceConfig> = {},
): ResourceConfig => ({
  name: 'issues',
  primary_key: 'id',
  write_disposition: 'merge',
  ...over,
  endpoint: { data_selector: 'issues', paginator: 'json_link', ...endpoint },
});

/** The start that a request asked for. */
export const sinceOf = (request: string | undefined): string | undefined =>
  new URL(`http://tracker${request}`).searchParams.get('updated_since') ?? undefined;

/** When an issue changed last. */
export const lastChange = ({ api }: TrackerSuite): string =>
  api.data.issues
    .map(({ updated_at: at }) => at)
    .sort()
    .at(-1) ?? '';

/** The ids of rows, in the order of numbers. */
export const numbers = (rows: readonly unknown[]): number[] => inOrder(idsOf(rows));

/** The table of issues holds what the tracker has, each once. */
export async function expectWholeTable({ api, file }: TrackerSuite): Promise<void> {
  expect(await tableIds(file)).toEqual(numbers(api.data.issues));
}

/** The ids of the table of issues. */
export async function tableIds(file: string): Promise<number[]> {
  return numbers(await query(file, 'SELECT id::INTEGER AS id FROM issues'));
}
