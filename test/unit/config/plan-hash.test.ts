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

  test('stays the same from version to version, so that checkpoints stay good', () => {
    const written = config({
      resource: { primary_key: 'id' },
      endpoint: { params: { a: [1, 2] } },
    });
    expect(planOf(written).planHash).toMatchInlineSnapshot(
      `"54663d1bb9cc44ad18b781ff744db409015321384715b05fe65b74d517141569"`,
    );
  });
});
