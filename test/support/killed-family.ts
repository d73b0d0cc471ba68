import type { RestApiConfig } from '../../src/config/format/config-types.ts';

/** An incremental parent, children that are appended, and incremental ones of these that are merged. */
export function killedFamily(url: string): RestApiConfig {
  const paginator = { type: 'offset', limit: 2 } as const;
  return {
    client: { base_url: url, max_concurrency: 4 },
    resources: [
      {
        name: 'parents',
        primary_key: 'id',
        write_disposition: 'merge',
        endpoint: { data_selector: 'data', paginator, incremental: { cursor_path: 'at' } },
      },
      {
        name: 'kids',
        endpoint: { path: 'kids/{resources.parents.id}', data_selector: 'data', paginator },
      },
      {
        name: 'toys',
        primary_key: 'id',
        write_disposition: 'merge',
        endpoint: {
          path: 'toys/{resources.kids.id}',
          data_selector: 'data',
          paginator,
          incremental: { cursor_path: 'at' },
        },
      },
    ],
  };
}
