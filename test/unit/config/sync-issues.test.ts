import { describe, expect, test } from 'vitest';
import { resolveSource } from '../../../src/config/resolve-source.ts';
import { syncIssues } from '../../../src/config/sync-issues.ts';
import { config } from '../../support/config-issues.ts';

const issuesFor = (resource: Readonly<Record<string, unknown>>, names = ['rows']): string[] =>
  syncIssues(resolveSource(config({ resource }), { env: {} }), names).map(
    ({ path, message }) => `${path}: ${message}`,
  );

describe('A resource is kept from being written', () => {
  test('where it has no write disposition, which means append', () => {
    expect(issuesFor({})).toEqual([
      expect.stringMatching(/^resources\[0\]\.write_disposition: .*`append`.*not available yet/),
    ]);
  });

  test.each([undefined, null, []])('where it is merged without a key (%j)', (primaryKey) => {
    expect(issuesFor({ write_disposition: 'merge', primary_key: primaryKey })).toEqual([
      expect.stringMatching(/^resources\[0\]\.primary_key: `rows` is to be merged/),
    ]);
  });

  test('and from nothing where it has both, or is not to be written', () => {
    expect(issuesFor({ write_disposition: 'merge', primary_key: 'id' })).toEqual([]);
    expect(issuesFor({}, [])).toEqual([]);
  });
});
