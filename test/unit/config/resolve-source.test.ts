import { describe, expect, test } from 'vitest';
import { type ResourcePlan, resolveSource } from '../../../src/config/resolve-source.ts';
import { env, secret } from '../../../src/config/variable.ts';
import { config } from '../../support/config-issues.ts';

const offset = { type: 'offset', limit: 10 };

function planOf(written: unknown, variables: Record<string, string> = {}): ResourcePlan {
  const plan = resolveSource(written, { env: variables }).resources[0];
  if (plan === undefined) throw new Error('no resource');
  return plan;
}

describe('A plan', () => {
  test('has every default in place', () => {
    expect(resolveSource(config(), { env: {} })).toEqual({
      name: 'rest_api',
      http: {
        origins: ['https://api.example.com'],
        headers: {},
        timeout: { connectMs: 10_000, idleMs: 60_000, totalMs: 600_000 },
        maxConcurrency: 4,
        maxPageBytes: 4 * 1024 ** 3,
        secrets: [],
      },
      retry: { attempts: 5, baseMs: 1_000, capMs: 30_000 },
      resources: [
        {
          name: 'rows',
          table: 'rows',
          selected: true,
          url: 'https://api.example.com/v1/rows',
          params: [],
          headers: {},
          primaryKey: [],
          selector: ['rows'],
          paginator: {
            type: 'offset',
            limit: 10,
            offset: 0,
            offsetParam: 'offset',
            limitParam: 'limit',
            total: { written: false },
          },
          limits: {
            maxDepth: 256,
            maxStringBytes: 16 * 1024 ** 2,
            maxRowBytes: 64 * 1024 ** 2,
            maxRowKeys: 10_000,
          },
          naming: 'snake_case',
          detectDates: true,
          writeDisposition: 'append',
          planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ],
    });
  });

  test('takes over what is written', () => {
    const plan = resolveSource(
      config({
        client: {
          auth: { type: 'api_key', name: 'key', api_key: 'k', location: 'param' },
          rate_limit: { requests: 5, per_seconds: 0.5 },
          max_concurrency: 1,
          timeout: { connect_seconds: 1, idle_seconds: 2, total_seconds: 3 },
          retry: { attempts: 2, base_seconds: 0.1, cap_seconds: 4 },
          limits: { depth: 5, string_bytes: 6, row_bytes: 7, row_keys: 8, page_bytes: 9 },
        },
        resource: {
          table_name: 'ourRows',
          primary_key: ['a', 'b'],
          write_disposition: { disposition: 'merge' },
          selected: false,
          naming: 'direct',
          detect_dates: false,
        },
        endpoint: {
          paginator: {
            ...offset,
            offset: 3,
            offset_param: 'o',
            limit_param: 'l',
            total_path: "$.meta['a/b']",
          },
        },
      }),
      { env: {}, name: 'crm' },
    );
    expect(plan).toMatchObject({
      name: 'crm',
      http: {
        auth: { type: 'api_key', name: 'key', apiKey: 'k', location: 'query' },
        rateLimit: { requests: 5, perMs: 500 },
        maxConcurrency: 1,
        timeout: { connectMs: 1_000, idleMs: 2_000, totalMs: 3_000 },
        maxPageBytes: 9,
      },
      retry: { attempts: 2, baseMs: 100, capMs: 4_000 },
    });
    expect(plan.resources[0]).toMatchObject({
      table: 'ourRows',
      primaryKey: ['a', 'b'],
      writeDisposition: 'merge',
      selected: false,
      naming: 'direct',
      detectDates: false,
      limits: { maxDepth: 5, maxStringBytes: 6, maxRowBytes: 7, maxRowKeys: 8 },
      paginator: {
        offset: 3,
        offsetParam: 'o',
        limitParam: 'l',
        total: { written: true, path: '/meta/a~1b' },
      },
    });
  });

  test('tells a total that is off from one that is not written', () => {
    const plan = planOf(config({ endpoint: { paginator: { ...offset, total_path: null } } }));
    expect(plan.paginator.total).toEqual({ written: true, path: null });
  });

  test('is frozen to its leaves', () => {
    const plan = resolveSource(config({ endpoint: { params: { a: 1 } } }), { env: {} });
    const unfrozen: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) unfrozen.push(path);
      for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`);
    };
    walk(plan, 'plan');
    expect(unfrozen).toEqual([]);
  });

  test('leaves the configuration as it is', () => {
    const written = config({ endpoint: { params: { a: [1, null], b: null } } });
    const before = structuredClone(written);
    resolveSource(written, { env: {} });
    expect(written).toEqual(before);
    expect(Object.isFrozen(written['client'])).toBe(false);
  });

  test('allows the origins that are written, those of full URLs too', () => {
    const plan = resolveSource(
      config({ endpoint: { path: 'https://other.example.com:8443/x?y=1' } }),
      { env: {} },
    );
    expect(plan.http.origins).toEqual([
      'https://api.example.com',
      'https://other.example.com:8443',
    ]);
    expect(plan.resources[0]?.url).toBe('https://other.example.com:8443/x?y=1');
  });

  test('needs no base_url where every path is a full URL', () => {
    const written = config({ client: { base_url: '' }, endpoint: { path: 'http://x/y' } });
    expect(resolveSource(written, { env: {} }).http.origins).toEqual(['http://x']);
  });

  test('has a client header that one resource takes away on all the others only', () => {
    const endpoint = { data_selector: 'x', paginator: offset };
    const plan = resolveSource(
      {
        client: { base_url: 'https://x', headers: { Accept: 'a', 'X-Version': '1' } },
        resources: [
          { name: 'a', endpoint: { ...endpoint, headers: { 'x-version': null, own: '{{1}}' } } },
          { name: 'b', endpoint },
        ],
      },
      { env: {} },
    );
    expect(plan.http.headers).toEqual({ Accept: 'a' });
    expect(plan.resources.map(({ headers }) => headers)).toEqual([
      { own: '{1}' },
      { 'X-Version': '1' },
    ]);
  });

  test('keeps parameters in order, repeats lists, drops null and reads doubled braces', () => {
    const params = {
      z: 'a b',
      list: [1, null, true],
      none: null,
      empty: '',
      big: 2n ** 60n,
      '{{a}}': '{{b}}',
    };
    expect(planOf(config({ endpoint: { params } })).params).toEqual([
      ['z', 'a b'],
      ['list', '1'],
      ['list', 'true'],
      ['empty', ''],
      ['big', '1152921504606846976'],
      ['{a}', '{b}'],
    ]);
  });
});

describe('A plan hash', () => {
  const base = config({ endpoint: { params: { a: 1 } } });

  test('is the same for the same rows', () => {
    const reordered = {
      resources: [
        {
          endpoint: {
            params: { a: 1 },
            paginator: { limit: 10, type: 'offset' },
            data_selector: '$.rows',
            headers: { x: '1' },
          },
          name: 'rows',
          detect_dates: false,
          write_disposition: 'merge',
        },
      ],
      client: { max_concurrency: 9, base_url: 'https://api.example.com/v1/', headers: { y: '2' } },
    };
    expect(planOf(reordered).planHash).toBe(planOf(base).planHash);
  });

  test.each([
    ['the address', config({ endpoint: { params: { a: 1 }, path: 'other' } })],
    ['a parameter', config({ endpoint: { params: { a: 2 } } })],
    ['the selector', config({ endpoint: { params: { a: 1 }, data_selector: 'x' } })],
    ['the limit', config({ endpoint: { params: { a: 1 }, paginator: { ...offset, limit: 11 } } })],
    ['the key', config({ endpoint: { params: { a: 1 } }, resource: { primary_key: 'id' } })],
  ])('changes with %s', (_, changed) => {
    expect(planOf(changed).planHash).not.toBe(planOf(base).planHash);
  });

  test('knows nothing of secrets, but of other variables', () => {
    const written = config({
      client: { base_url: env('URL'), auth: { type: 'api_key', api_key: secret('KEY') } },
      endpoint: { params: { signature: secret('KEY'), token: 'literal-one' } },
    });
    const one = planOf(written, { URL: 'https://a', KEY: 'one' });
    const two = planOf(written, { URL: 'https://a', KEY: 'two' });
    const other = planOf(written, { URL: 'https://b', KEY: 'one' });
    expect(one.params).toContainEqual(['signature', 'one']);
    expect(two.planHash).toBe(one.planHash);
    expect(other.planHash).not.toBe(one.planHash);
  });

  test('is the one that checkpoints of earlier versions carry', () => {
    const written = config({
      resource: { primary_key: 'id' },
      endpoint: { params: { a: [1, 2] } },
    });
    expect(planOf(written).planHash).toMatchInlineSnapshot(
      `"a1a8180489731b05bb411b145d11ebcf4463c323303aefc3d1c7e80704495434"`,
    );
  });
});
