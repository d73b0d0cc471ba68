import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GENERATED } from '../../../scripts/reference/generated.ts';
import { defineConfig } from '../../../src/config/format/config.ts';
import { allSections, keysOf } from '../../../src/config/format/section.ts';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';

describe('The sections', () => {
  test.each(GENERATED)(
    'give $file as it is committed (else: npm run reference)',
    ({ file, text }) => {
      expect(text()).toBe(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));
    },
  );

  test('say what each key means', () => {
    for (const [name, { shape }] of allSections()) {
      const silent = Object.keys(shape).filter((key) => !keysOf(name).get(key)?.about);
      expect(silent, name).toEqual([]);
    }
  });

  test('give no key two meanings: what is there is not named as missing', () => {
    for (const { shape, later = [], refused = {}, renamed = {} } of allSections().values()) {
      const others = [...later, ...Object.keys(refused), ...Object.keys(renamed)];
      expect(Object.keys(shape).filter((key) => others.includes(key))).toEqual([]);
    }
  });

  test('look for keys in sections that exist', () => {
    const known = [...allSections()].flatMap(([name, { group = name }]) => [name, group]);
    const near = [...allSections().values()].flatMap((section) => section.near);
    expect(near.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('take a configuration with all of their keys', () => {
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
});
