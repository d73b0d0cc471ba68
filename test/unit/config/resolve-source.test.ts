import { describe, expect, test } from 'vitest';
import type { ResourcePlan } from '../../../src/config/plan/plan.ts';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';
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
      maxWaitMs: 3_700_000,
      http: {
        origins: ['https://api.example.com'],
        headers: {},
        timeout: { connectMs: 10_000, idleMs: 60_000, totalMs: 600_000 },
        maxConcurrency: 4,
        retry: { attempts: 5, baseMs: 1_000, capMs: 30_000 },
        maxPageBytes: 4 * 1024 ** 3,
        secrets: [],
      },
      retry: { attempts: 5, baseMs: 1_000, capMs: 30_000 },
      layoutHints: [],
      resources: [
        {
          name: 'rows',
          table: 'rows',
          selected: true,
          position: 0,
          request: {
            method: 'GET',
            baseUrl: 'https://api.example.com/v1',
            path: ['rows'],
            params: [],
            headers: [],
          },
          actions: [],
          steps: [],
          primaryKey: [],
          mergeKey: [],
          columns: [],
          contract: { tables: 'evolve', columns: 'evolve', dataType: 'evolve' },
          selector: ['rows'],
          paginator: {
            type: 'offset',
            limit: 10,
            offset: 0,
            offsetParam: 'offset',
            limitParam: 'limit',
            total: { written: false },
            stopAfterEmptyPage: true,
          },
          limits: {
            maxDepth: 256,
            maxStringBytes: 16 * 1024 ** 2,
            maxRowBytes: 64 * 1024 ** 2,
            maxRowKeys: 10_000,
            maxWholePageBytes: 64 * 1024 ** 2,
          },
          naming: 'snake_case',
          detectDates: true,
          nested: 'typed',
          dlt: { table: 'rows', columns: [], more: {} },
          write: 'append',
          maxPasses: 3,
          maxEmptyPages: 100,
          onMissing: 'keep',
          maxDeleteRatio: 0.2,
          maxCheckpointAgeMs: 604_800_000,
          maxColumns: 1000,
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
          deadline_seconds: 90.5,
          error_path: "$.meta['a/b'].errors",
        },
        resource: {
          table_name: 'ourRows',
          primary_key: ['a', 'b'],
          write_disposition: { disposition: 'merge' },
          selected: false,
          naming: 'direct',
          detect_dates: false,
          verify: 'total',
          max_passes: 7,
          on_missing: 'delete',
          max_delete_ratio: 0,
          max_checkpoint_age_seconds: 0,
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
      deadlineMs: 90_500,
    });
    expect(plan.resources[0]).toMatchObject({
      table: 'ourRows',
      primaryKey: ['a', 'b'],
      write: 'merge',
      selected: false,
      naming: 'direct',
      detectDates: false,
      verify: 'total',
      maxPasses: 7,
      onMissing: 'delete',
      maxDeleteRatio: 0,
      maxCheckpointAgeMs: 0,
      errorPointer: '/meta/a~1b/errors',
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
    expect(plan.paginator).toMatchObject({ total: { written: true, path: null } });
  });

  test('takes functions and instances as they are, and freezes none of them', () => {
    class Pages {
      pages = 0;
      next(): null {
        this.pages++;
        return null;
      }
    }
    const paginator = new Pages();
    const bare = { calls: 0, next: (): null => null };
    const step = { filter: (): boolean => true };
    const action = (): 'ignore' => 'ignore';
    const endpoint = { response_actions: [action] };
    const plan = resolveSource(
      {
        client: { base_url: 'https://x', paginator },
        resources: [
          { name: 'a', endpoint, processing_steps: [step], table_name: () => 't' },
          { name: 'b', endpoint: { paginator: bare } },
        ],
      },
      { env: {} },
    );
    const [a, b] = plan.resources;
    expect(a?.paginator).toEqual({ type: 'own', paginator });
    expect(Reflect.get(Object(a?.paginator), 'paginator')).toBe(paginator);
    expect(Reflect.get(Object(b?.paginator), 'paginator')).toBe(bare);
    expect(Object.isFrozen(paginator)).toBe(false);
    expect(Object.isFrozen(bare)).toBe(false);
    expect(a?.steps[0]?.filter).toBe(step.filter);
    expect(Object.isFrozen(step)).toBe(false);
    expect(a?.actions).toEqual([{ action: [action] }]);
    expect(a?.tableOf?.({})).toBe('t');
  });

  test('authenticates a resource of its own, or not at all', () => {
    const plan = resolveSource(
      {
        client: { base_url: 'https://x', auth: { type: 'bearer', token: 'client-token' } },
        resources: [
          'a',
          { name: 'b', endpoint: { auth: null } },
          { name: 'c', endpoint: { auth: { type: 'bearer', token: 'own-token' } } },
        ],
      },
      { env: {} },
    );
    expect(plan.http.auth).toEqual({ type: 'bearer', token: 'client-token' });
    expect(plan.http.resourceAuth).toEqual({
      b: null,
      c: { type: 'bearer', token: 'own-token' },
    });
  });

  test('has the keys that columns name, behind those of the resource', () => {
    const columns = {
      b: { primary_key: true },
      a: { primary_key: true, data_type: 'text' },
      c: { merge_key: true },
    };
    expect(planOf(config({ resource: { primary_key: 'a', columns } }))).toMatchObject({
      primaryKey: ['a', 'b'],
      mergeKey: ['c'],
      columns: [{ field: 'b' }, { field: 'a', dataType: 'text' }, { field: 'c' }],
    });
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
    expect(plan.resources[0]?.request.path).toEqual(['https://other.example.com:8443/x?y=1']);
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
    expect(plan.resources.map(({ request }) => request.headers)).toEqual([
      [[['own'], ['{1}']]],
      [[['X-Version'], ['1']]],
    ]);
  });

  test('keeps parameters in order, drops null and reads doubled braces', () => {
    const params = {
      z: 'a b',
      list: [1, null, true],
      none: null,
      empty: '',
      big: 2n ** 60n,
      '{{a}}': '{{b}}',
    };
    const text = (...parts: string[]): object => ({ kind: 'text', text: parts });
    const literal = (value: unknown): object => ({ kind: 'literal', value });
    expect(planOf(config({ endpoint: { params } })).request.params).toEqual(
      [
        ['z', text('a b')],
        ['list', { kind: 'list', items: [literal(1), literal(null), literal(true)] }],
        ['empty', text()],
        ['big', literal(2n ** 60n)],
        ['{a}', text('{b}')],
      ].map(([name, value]) => [[name], { kind: 'value', value }]),
    );
  });
});

describe('How a walk is proved', () => {
  const client = { verify: 'passes', max_passes: 5 };
  test.each([
    ['nothing', {}, {}, { maxPasses: 3 }],
    ['the client', client, {}, { verify: 'passes', maxPasses: 5 }],
    [
      'the resource, not the client',
      client,
      { verify: 'off', max_passes: 1 },
      { verify: 'off', maxPasses: 1 },
    ],
    [
      'the client, where the resource says null',
      client,
      { verify: null, max_passes: null },
      { verify: 'passes', maxPasses: 5 },
    ],
  ])('is what %s says', (_, inClient, inResource, expected) => {
    const { verify, maxPasses } = planOf(config({ client: inClient, resource: inResource }));
    expect({ maxPasses, ...(verify !== undefined && { verify }) }).toEqual(expected);
  });

  test('and the defaults stand between them', () => {
    const written = {
      ...config({ client: { verify: 'off' } }),
      resource_defaults: { verify: 'total', on_missing: 'mark', max_delete_ratio: 0.5 },
    };
    expect(planOf(written)).toMatchObject({
      verify: 'total',
      onMissing: 'mark',
      maxDeleteRatio: 0.5,
    });
  });
});
