import { describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import { configSchema } from '../../../src/config/config-schema.ts';
import { defineConfig } from '../../../src/config/define-config.ts';
import { resolveSource } from '../../../src/config/resolve-source.ts';
import type {
  ApiKeyAuthConfig,
  ClientConfig,
  EndpointConfig,
  LimitsConfig,
  OffsetPaginatorConfig,
  RateLimitConfig,
  ResourceConfig,
  ResourceDefaults,
  RestApiConfig,
  RetryConfig,
  TimeoutConfig,
} from '../../../src/config/rest-api-config.ts';
import { SECTIONS, type SectionName } from '../../../src/config/vocabulary.ts';

type Keys<T> = Record<keyof T, true>;

// The compiler refuses a key too many and a key too few.
const INTERFACES: Readonly<Record<Exclude<SectionName, 'write_disposition'>, object>> = {
  top: { client: true, resource_defaults: true, resources: true } satisfies Keys<RestApiConfig>,
  client: {
    base_url: true,
    headers: true,
    auth: true,
    paginator: true,
    rate_limit: true,
    max_concurrency: true,
    timeout: true,
    retry: true,
    limits: true,
    verify: true,
    max_passes: true,
    deadline_seconds: true,
    error_path: true,
  } satisfies Keys<ClientConfig>,
  auth: { type: true, api_key: true, name: true, location: true } satisfies Keys<ApiKeyAuthConfig>,
  paginator: {
    type: true,
    limit: true,
    offset: true,
    offset_param: true,
    limit_param: true,
    total_path: true,
  } satisfies Keys<OffsetPaginatorConfig>,
  rate_limit: { requests: true, per_seconds: true } satisfies Keys<RateLimitConfig>,
  timeout: {
    connect_seconds: true,
    idle_seconds: true,
    total_seconds: true,
  } satisfies Keys<TimeoutConfig>,
  retry: { attempts: true, base_seconds: true, cap_seconds: true } satisfies Keys<RetryConfig>,
  limits: {
    depth: true,
    string_bytes: true,
    row_bytes: true,
    row_keys: true,
    page_bytes: true,
  } satisfies Keys<LimitsConfig>,
  defaults: {
    table_name: true,
    primary_key: true,
    write_disposition: true,
    selected: true,
    naming: true,
    detect_dates: true,
    verify: true,
    max_passes: true,
    on_missing: true,
    max_delete_ratio: true,
    max_checkpoint_age_seconds: true,
    endpoint: true,
  } satisfies Keys<ResourceDefaults>,
  resource: {
    name: true,
    table_name: true,
    primary_key: true,
    write_disposition: true,
    selected: true,
    naming: true,
    detect_dates: true,
    verify: true,
    max_passes: true,
    on_missing: true,
    max_delete_ratio: true,
    max_checkpoint_age_seconds: true,
    endpoint: true,
  } satisfies Keys<ResourceConfig>,
  endpoint: {
    path: true,
    method: true,
    params: true,
    headers: true,
    paginator: true,
    data_selector: true,
  } satisfies Keys<EndpointConfig>,
};

/** The sets of keys of all objects in a schema. */
function shapesOf(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  const def: unknown = Reflect.get(Object(Reflect.get(schema, '_zod')), 'def');
  if (typeof def !== 'object' || def === null) return found;
  const shape: unknown = Reflect.get(def, 'shape');
  if (typeof shape === 'object' && shape !== null) {
    found.add(Object.keys(shape).sort().join());
    for (const inner of Object.values(shape)) shapesOf(inner, found);
  }
  for (const key of ['innerType', 'element', 'valueType', 'in', 'out']) {
    shapesOf(Reflect.get(def, key), found);
  }
  const options: unknown = Reflect.get(def, 'options');
  if (Array.isArray(options)) for (const option of options) shapesOf(option, found);
  return found;
}

describe('The types, the schema and the vocabulary', () => {
  test('have the same keys', () => {
    const vocabulary = Object.values(SECTIONS).map(({ keys }) => [...keys].sort().join());
    expect([...shapesOf(configSchema)].sort()).toEqual(vocabulary.sort());
    for (const [name, keys] of Object.entries(INTERFACES)) {
      expect([...SECTIONS[name as SectionName].keys].sort(), name).toEqual(
        Object.keys(keys).sort(),
      );
    }
  });

  test('take the same configurations', () => {
    expectTypeOf<z.output<typeof configSchema>>().toEqualTypeOf<RestApiConfig>();
    const everything = defineConfig({
      client: {
        base_url: 'https://x',
        headers: { a: 'b' },
        auth: { type: 'api_key', api_key: 'k', name: 'n', location: 'header' },
        paginator: { type: 'offset', limit: 1 },
        rate_limit: { requests: 1, per_seconds: 1 },
        max_concurrency: 1,
        timeout: { connect_seconds: 1, idle_seconds: 1, total_seconds: 1 },
        retry: { attempts: 1, base_seconds: 1, cap_seconds: 1 },
        limits: { depth: 1, string_bytes: 1, row_bytes: 1, row_keys: 1, page_bytes: 1 },
        verify: 'passes',
        max_passes: 1,
        deadline_seconds: 1,
        error_path: 'errors',
      },
      resource_defaults: {
        table_name: null,
        primary_key: null,
        write_disposition: null,
        selected: null,
        naming: null,
        detect_dates: null,
        verify: null,
        max_passes: null,
        on_missing: null,
        max_delete_ratio: null,
        max_checkpoint_age_seconds: null,
        endpoint: { path: null, method: null, params: {}, headers: null, paginator: null },
      },
      resources: [
        {
          name: 'a',
          table_name: 't',
          primary_key: ['id'],
          write_disposition: { disposition: 'merge' },
          selected: true,
          naming: 'direct',
          detect_dates: true,
          verify: 'off',
          max_passes: 1,
          on_missing: 'mark',
          max_delete_ratio: 1,
          max_checkpoint_age_seconds: 0,
          endpoint: {
            path: 'p',
            method: 'GET',
            params: { a: 's', b: 1, c: 1n, d: true, e: null, f: ['s', null] },
            headers: { a: null },
            paginator: {
              type: 'offset',
              limit: 1,
              offset: 0,
              offset_param: 'o',
              limit_param: 'l',
              total_path: null,
            },
            data_selector: '$',
          },
        },
      ],
    });
    expect(resolveSource(everything, { env: {} }).resources).toHaveLength(1);
  });

  test('give no key two meanings: what is there is not named as missing', () => {
    for (const { keys, later } of Object.values(SECTIONS)) {
      expect(keys.filter((key) => later.includes(key))).toEqual([]);
    }
  });
});
