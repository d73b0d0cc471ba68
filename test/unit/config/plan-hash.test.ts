import { describe, expect, test } from 'vitest';
import { registerPaginator } from '../../../src/config/format/paginator.ts';
import type { ResourcePlan } from '../../../src/config/plan/plan.ts';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';
import { env, secret } from '../../../src/config/secrets/variable.ts';
import { config } from '../../support/config-issues.ts';

const offset = { type: 'offset', limit: 10 };

function planOf(written: unknown, variables: Record<string, string> = {}): ResourcePlan {
  const plan = resolveSource(written, { env: variables }).resources[0];
  if (plan === undefined) throw new Error('no resource');
  return plan;
}

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
          },
          name: 'rows',
          detect_dates: false,
          write_disposition: 'merge',
          max_passes: 9,
          on_missing: 'delete',
          max_delete_ratio: 1,
          max_checkpoint_age_seconds: 1,
        },
      ],
      client: {
        max_concurrency: 9,
        deadline_seconds: 9,
        base_url: 'https://api.example.com/v1/',
      },
    };
    expect(planOf(reordered).planHash).toBe(planOf(base).planHash);
  });

  test.each([
    ['the address', config({ endpoint: { params: { a: 1 }, path: 'other' } })],
    ['a header', config({ endpoint: { params: { a: 1 }, headers: { x: '1' } } })],
    ['a parameter', config({ endpoint: { params: { a: 2 } } })],
    ['the selector', config({ endpoint: { params: { a: 1 }, data_selector: 'x' } })],
    ['the limit', config({ endpoint: { params: { a: 1 }, paginator: { ...offset, limit: 11 } } })],
    ['verify', config({ endpoint: { params: { a: 1 } }, resource: { verify: 'off' } })],
    ['verify of the client', config({ endpoint: { params: { a: 1 } }, client: { verify: 'off' } })],
    ['the error path', config({ endpoint: { params: { a: 1 } }, client: { error_path: 'e' } })],
    ['the method', config({ endpoint: { params: { a: 1 }, method: 'POST' } })],
    ['the body', config({ endpoint: { params: { a: 1 }, json: { n: 1n } } })],
    ['a form', config({ endpoint: { params: { a: 1 }, data: { n: 1 } } })],
    [
      'the incremental',
      config({ endpoint: { params: { a: 1 }, incremental: { cursor_path: 'at' } } }),
    ],
    [
      'an action',
      config({
        endpoint: {
          params: { a: 1 },
          response_actions: [{ status_code: 404, action: 'ignore' }],
        },
      }),
    ],
    [
      'a step',
      config({
        endpoint: { params: { a: 1 } },
        resource: { processing_steps: [{ filter: () => true }] },
      }),
    ],
    ['the key', config({ endpoint: { params: { a: 1 } }, resource: { primary_key: 'id' } })],
  ])('changes with %s', (_, changed) => {
    expect(planOf(changed).planHash).not.toBe(planOf(base).planHash);
  });

  test('knows who asks by the way of authenticating, and by nothing secret', () => {
    const of = (auth: unknown): string => planOf(config({ endpoint: { auth } })).planHash;
    const hashes = [
      planOf(config()).planHash,
      of(null),
      of({ type: 'bearer', token: 'token-1' }),
      of({ type: 'api_key', api_key: 'key-1' }),
      of({ authorize: () => ({}) }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(of({ token: 'token-2' })).toBe(hashes[2]);
  });

  test('knows a paginator by its options, also one that was registered', () => {
    registerPaginator('sized', () => ({ next: () => null }));
    const of = (paginator: unknown): string => planOf(config({ endpoint: { paginator } })).planHash;
    expect(of({ type: 'sized', size: 1 })).not.toBe(of({ type: 'sized', size: 2 }));
    expect(of({ type: 'sized', size: 1 })).toBe(of({ size: 1, type: 'sized' }));
    expect(of('page_number')).toBe(of({ type: 'page_number', page_param: 'page' }));
  });

  test('tells functions apart by their text', () => {
    const stepped = (filter: unknown): string =>
      planOf(config({ resource: { processing_steps: [{ filter }] } })).planHash;
    const ofBig = (row: { n: number }): boolean => row.n > 1;
    const ofSmall = (row: { n: number }): boolean => row.n < 1;
    expect(stepped(ofBig)).not.toBe(stepped(ofSmall));
    expect(stepped(ofBig)).toBe(stepped((row: { n: number }): boolean => row.n > 1));
  });

  test('knows nothing of secrets, but of other variables', () => {
    const written = config({
      client: { base_url: env('URL'), auth: { type: 'api_key', api_key: secret('KEY') } },
      endpoint: { params: { signature: secret('KEY'), token: 'literal-one' } },
    });
    const one = planOf(written, { URL: 'https://a', KEY: 'one' });
    const two = planOf(written, { URL: 'https://a', KEY: 'two' });
    const other = planOf(written, { URL: 'https://b', KEY: 'one' });
    expect(one.request.params).toContainEqual([
      ['signature'],
      { kind: 'value', value: { kind: 'text', text: ['one'] } },
    ]);
    expect(two.planHash).toBe(one.planHash);
    expect(other.planHash).not.toBe(one.planHash);
  });

  test('stays the same from version to version, so that checkpoints stay good', () => {
    const written = config({
      resource: { primary_key: 'id' },
      endpoint: { params: { a: [1, 2] } },
    });
    expect(planOf(written).planHash).toMatchInlineSnapshot(
      `"ff9f87ce34ad5fa30021b1310a434595fd3ad1014ca6f4c644a7a2e3f149c2c0"`,
    );
  });
});
