import { describe, expect, test } from 'vitest';
import { resolveSource } from '../../src/config/plan/resolve-source.ts';
import { syncIssues } from '../../src/source/plan-issues.ts';
import { config } from '../support/config-issues.ts';

const issuesFor = (resource: Readonly<Record<string, unknown>>, names = ['rows']): string[] =>
  syncIssues(resolveSource(config({ resource }), { env: {} }), names).map(
    ({ path, message }) => `${path}: ${message}`,
  );

test.each([undefined, null, []])(
  'A resource that is merged without a key (%j) is written all the same',
  (primaryKey) => {
    expect(issuesFor({ write_disposition: 'merge', primary_key: primaryKey })).toEqual([]);
  },
);

describe('A resource is kept from being written', () => {
  test.each([
    ['appended', {}, /`append`.*knows rows that are missing/],
    ['replaced', { write_disposition: 'replace' }, /`replace`/],
    [
      'insert-only',
      {
        write_disposition: { disposition: 'merge', strategy: 'insert-only' },
        primary_key: 'id',
      },
      /`insert_only`/,
    ],
  ])('where missing rows are to be deleted and it is %s', (_, resource, message) => {
    expect(issuesFor({ ...resource, on_missing: 'delete' })).toEqual([
      expect.stringMatching(/^resources\[0\]\.on_missing: /),
    ]);
    expect(issuesFor({ ...resource, on_missing: 'mark' })[0]).toMatch(message);
    expect(issuesFor({ ...resource, on_missing: 'keep' })).toEqual([]);
  });

  test('where missing rows are to be deleted and a load does not meet all rows', () => {
    const merged = { write_disposition: 'merge', primary_key: 'id', on_missing: 'mark' };
    const source = {
      client: { base_url: 'https://x' },
      resource_defaults: merged,
      resources: [
        { name: 'child', endpoint: 'parents/{resources.parents.id}/children' },
        'parents',
        { name: 'recent', endpoint: { incremental: { cursor_path: 'at' } } },
      ],
    };
    const plan = resolveSource(source, { env: {} });
    expect(syncIssues(plan, ['child', 'parents', 'recent'])).toEqual([
      {
        path: 'resources[0].on_missing',
        message: expect.stringContaining('`child` depends on `parents`'),
      },
      { path: 'resources[2].on_missing', message: expect.stringContaining('is incremental') },
    ]);
  });

  test.each(['scd2', 'cdc'])('where rows that are gone are let go by %s', (strategy) => {
    const source = {
      client: { base_url: 'https://x' },
      resource_defaults: {
        write_disposition: { disposition: 'merge', strategy },
        primary_key: 'id',
      },
      resources: [
        'parents',
        { name: 'child', endpoint: 'parents/{resources.parents.id}/a' },
        {
          name: 'grouped',
          endpoint: 'parents/{resources.parents.id}/b',
          include_from_parent: ['id'],
          merge_key: '_parents_id',
        },
        { name: 'recent', endpoint: { incremental: { cursor_path: 'at' } } },
        { name: 'sorted', table_name: () => 'x' },
      ],
    };
    const plan = resolveSource(source, { env: {} });
    const names = ['parents', 'child', 'grouped', 'recent', 'sorted'];
    expect(syncIssues(plan, names)).toEqual(
      (
        [
          [1, 'depends on `parents`', 'Write a `merge_key`'],
          [3, 'is incremental', 'Write `upsert`'],
          [4, 'has a function for `table_name`', 'Write a name'],
        ] as const
      ).map(([at, why, what]) => ({
        path: `resources[${at}].write_disposition`,
        message: expect.stringMatching(new RegExp(`${why}.*${what}.*Nothing was asked for`)),
      })),
    );
  });

  test.each([
    ['merged by a primary key', { write_disposition: 'merge', primary_key: 'id' }],
    ['merged by a merge key', { write_disposition: 'merge', merge_key: 'day' }],
    [
      'merged by the key that a column is',
      { write_disposition: 'merge', columns: { id: { primary_key: true } } },
    ],
    ['appended', {}],
    ['replaced', { write_disposition: 'replace' }],
  ])('and from nothing where it is %s', (_, resource) => {
    expect(issuesFor(resource)).toEqual([]);
  });

  test('and from nothing where it is not to be written', () => {
    expect(issuesFor({ write_disposition: 'merge' }, [])).toEqual([]);
  });
});
