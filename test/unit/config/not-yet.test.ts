import { describe, expect, test } from 'vitest';
import { config, issuesOf, refusalOf } from '../../support/config-issues.ts';

const offset = { type: 'offset', limit: 10 };

describe('What the format has and Sluice has not is refused by name', () => {
  const later: readonly (readonly [section: 'client' | 'resource' | 'endpoint', key: string])[] = [
    ...(['session', 'allowed_hosts'] as const).map((key) => ['client', key] as const),
    ...(
      [
        'include_from_parent',
        'processing_steps',
        'parallelized',
        'max_table_nesting',
        'merge_key',
        'columns',
        'schema_contract',
        'table_format',
        'file_format',
        'references',
        'nested_hints',
        'parent_table_name',
        'max_rejected',
        'on_null_parent',
      ] as const
    ).map((key) => ['resource', key] as const),
    ...(['json', 'data', 'response_actions', 'incremental', 'auth'] as const).map(
      (key) => ['endpoint', key] as const,
    ),
  ];
  const places = { client: 'client', resource: 'resources[0]', endpoint: 'resources[0].endpoint' };

  test.each(later)('%s.%s', (section, key) => {
    const error = refusalOf(config({ [section]: { [key]: {} } }));
    expect(error.issues).toEqual([
      { path: `${places[section]}.${key}`, message: `\`${key}\` is not available yet.` },
    ]);
    expect(error.code).toBe('CONFIG_UNSUPPORTED');
  });

  test.each([
    'json_link',
    'json_response',
    'header_link',
    'header_cursor',
    'auto',
    'single_page',
    'cursor',
    'page_number',
  ])('paginator %s, judged against its type alone', (type) => {
    const issues = issuesOf(config({ endpoint: { paginator: { type, whatever: 1 } } }));
    expect(issues).toEqual({
      'resources[0].endpoint.paginator.type': `\`${type}\` is not available yet; must be \`offset\`.`,
    });
  });

  test.each([
    'offset_body_path',
    'limit_body_path',
    'maximum_offset',
    'stop_after_empty_page',
    'has_more_path',
  ])('paginator option %s', (key) => {
    const issues = issuesOf(config({ endpoint: { paginator: { ...offset, [key]: 'x' } } }));
    expect(issues).toEqual({
      [`resources[0].endpoint.paginator.${key}`]: `\`${key}\` is not available yet.`,
    });
  });

  test('null asks for nothing, so it is no reason to refuse', () => {
    const nulls = { processing_steps: null, columns: null };
    expect(() => issuesOf(config({ resource: nulls, endpoint: { incremental: null } }))).toThrow(
      'was not refused',
    );
  });

  test('but null for `auth` of an endpoint means no authentication, and is refused', () => {
    expect(issuesOf(config({ endpoint: { auth: null } }))).toEqual({
      'resources[0].endpoint.auth': '`auth` is not available yet.',
    });
  });
});
