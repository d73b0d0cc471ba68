import { describe, expect, test } from 'vitest';
import { config, issuesOf, refusalOf } from '../../support/config-issues.ts';

describe('What the format has and Sluice has not is refused by name', () => {
  test('client.session, with what to use in its place', () => {
    expect(issuesOf(config({ client: { session: {} } }))).toEqual({
      'client.session':
        '`session` is an object of Python; give `restApiSource` a `dispatcher` of undici in its place.',
    });
  });

  test('with a code of its own where nothing else is wrong', () => {
    const error = refusalOf(config({ resource: { max_rejected: 1 } }));
    expect(error.code).toBe('CONFIG_UNSUPPORTED');
  });

  test('null asks for nothing, so it is no reason to refuse', () => {
    const nulls = { table_format: null, nested_hints: null, max_rejected: null };
    expect(() => issuesOf(config({ resource: nulls, client: { session: null } }))).toThrow(
      'was not refused',
    );
  });

  test('keys that lose nothing by having no effect are taken', () => {
    const settings = { parallelized: true, max_table_nesting: 0, table_format: 'native' };
    expect(() => issuesOf(config({ resource: settings }))).toThrow('was not refused');
  });
});
