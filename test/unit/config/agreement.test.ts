import { describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import { configSchema } from '../../../src/config/format/config.ts';
import type { RestApiConfig } from '../../../src/config/format/config-types.ts';
import { defineConfig } from '../../../src/config/format/define-config.ts';
import { DESCRIPTIONS } from '../../../src/config/format/descriptions.ts';
import { SECTIONS } from '../../../src/config/format/vocabulary.ts';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';
import { configDocstrings } from '../../support/config-docstrings.ts';

const sections = Object.entries(SECTIONS).filter(([, { isGroup }]) => isGroup !== true);

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
  const docstrings = configDocstrings();

  test('have the same keys', () => {
    const vocabulary = new Set(sections.map(([, { keys }]) => [...keys].sort().join()));
    expect([...shapesOf(configSchema)].sort()).toEqual([...vocabulary].sort());
    for (const [name, { keys }] of sections) {
      expect(Object.keys(docstrings[name] ?? {}).sort(), name).toEqual([...keys].sort());
    }
  });

  test('describe every key in the same words; if not, run scripts/describe-config.ts', () => {
    expect(DESCRIPTIONS).toEqual(docstrings);
    for (const [name, keys] of Object.entries(docstrings)) {
      const silent = Object.keys(keys).filter((key) => keys[key] === '');
      expect(silent, name).toEqual([]);
    }
  });

  test('take the same configurations', () => {
    expectTypeOf<z.output<typeof configSchema>>().toEqualTypeOf<RestApiConfig>();
    const everything = defineConfig({
      client: {
        base_url: 'https://x',
        headers: { a: 'b' },
        auth: { type: 'api_key', api_key: 'k', name: 'n', location: 'cookie' },
        paginator: { type: 'offset', limit: 1 },
        rate_limit: { requests: 1, per_seconds: 1 },
        max_concurrency: 1,
        timeout: { connect_seconds: 1, idle_seconds: 1, total_seconds: 1 },
        retry: { attempts: 1, base_seconds: 1, cap_seconds: 1 },
        limits: {
          depth: 1,
          string_bytes: 1,
          row_bytes: 1,
          row_keys: 1,
          page_bytes: 1,
          whole_page_bytes: 1,
        },
        verify: 'passes',
        max_passes: 1,
        deadline_seconds: 1,
        error_path: 'errors',
        allowed_hosts: ['y', 'z:1', 'http://a'],
      },
      resource_defaults: {
        table_name: null,
        primary_key: null,
        merge_key: null,
        write_disposition: null,
        columns: null,
        schema_contract: null,
        processing_steps: null,
        parallelized: null,
        max_table_nesting: null,
        selected: null,
        naming: null,
        detect_dates: null,
        verify: null,
        max_passes: null,
        on_missing: null,
        max_delete_ratio: null,
        max_checkpoint_age_seconds: null,
        on_null_parent: null,
        endpoint: { path: null, method: null, params: {}, headers: null, paginator: null },
      },
      resources: [
        {
          name: 'a',
          table_name: (row) => String(row['kind']),
          primary_key: ['id'],
          merge_key: 'day',
          write_disposition: { disposition: 'merge', strategy: 'delete-insert' },
          columns: { price: { data_type: 'decimal', precision: 10, scale: 2 } },
          schema_contract: { columns: 'freeze' },
          processing_steps: [{ filter: (row) => row['id'] !== null }],
          parallelized: true,
          max_table_nesting: 1,
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
            auth: null,
            response_actions: [{ status_code: 404, action: 'ignore' }, () => undefined],
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
        { name: 'b', endpoint: { path: 'b', paginator: 'header_link', auth: 'bearer' } },
        {
          name: 'c',
          columns: [{ name: 'id', primary_key: true }],
          endpoint: { paginator: { next: () => null }, auth: { authorize: () => ({}) } },
        },
      ],
    });
    const env = { CREDENTIALS__TOKEN: 'token-1' };
    expect(resolveSource(everything, { env }).resources).toHaveLength(3);
  });

  test('give no key two meanings: what is there is not named as missing', () => {
    for (const { keys, later, refused = {} } of Object.values(SECTIONS)) {
      expect(keys.filter((key) => later.includes(key) || key in refused)).toEqual([]);
    }
  });
});
