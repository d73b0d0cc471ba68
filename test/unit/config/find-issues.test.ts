import { describe, expect, test } from 'vitest';
import { config, issuesOf } from '../../support/config-issues.ts';

const offset = { type: 'offset', limit: 10 };

describe('A refusal', () => {
  test('names all problems at once', () => {
    const issues = issuesOf({
      client: { base_url: 'ftp://x', max_concurrency: 0 },
      resources: [
        'a',
        {
          name: 'b',
          params: {},
          endpoint: { paginator: { type: 'offset', limit: 0 }, data_selector: 'b' },
        },
        { name: 'b', endpoint: { paginator: offset, data_selector: 'b' } },
      ],
    });
    expect(Object.keys(issues).sort()).toEqual([
      'client.base_url',
      'client.max_concurrency',
      'resources[1].endpoint.paginator.limit',
      'resources[1].params',
      'resources[2].name',
    ]);
  });

  test('of two resources with one table names the second, whatever the case of the names', () => {
    const common = { endpoint: { data_selector: 'x', paginator: offset } };
    const refused = {
      client: { base_url: 'https://x' },
      resources: [
        { ...common, name: 'userTags' },
        { ...common, name: 'user_tags' },
        { ...common, name: 'other', table_name: 'USER_TAGS', naming: 'direct' },
      ],
    };
    expect(issuesOf(refused)).toEqual({
      'resources[1].table_name': expect.stringContaining(
        '`user_tags` is the table of resources[0] too',
      ),
      'resources[2].table_name': expect.stringContaining(
        '`USER_TAGS` is the table of resources[0] too',
      ),
    });
  });

  test('does not meet a resource that is not selected and shares a table', () => {
    const common = { table_name: 'x', endpoint: { data_selector: 'x', paginator: offset } };
    const fine = {
      client: { base_url: 'https://x' },
      resources: [
        { ...common, name: 'a' },
        { ...common, name: 'b', selected: false },
      ],
    };
    expect(() => issuesOf(fine)).toThrow('was not refused');
  });

  test('does not overflow on a configuration that holds itself', () => {
    const endless: Record<string, unknown> = { type: 'offset', limit: 1 };
    endless['offset'] = endless;
    expect(issuesOf(config({ endpoint: { paginator: endless } }))).toEqual({
      'resources[0].endpoint.paginator.offset': expect.stringContaining('got an endless object'),
    });
  });
});
