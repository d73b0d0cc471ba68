import { describe, expect, test } from 'vitest';
import { allSections } from '../../../src/config/format/section.ts';
import { client, inResource, RESOURCE, refusalOf } from '../refusals/rows.ts';

/** The hints of the format, by the section that takes or refuses them. */
const FORMAT: Readonly<Record<string, readonly string[]>> = {
  column: [
    ...['data_type', 'nullable', 'precision', 'scale', 'timezone', 'description', 'partition'],
    ...['cluster', 'unique', 'sort', 'primary_key', 'merge_key', 'row_key', 'parent_key'],
    ...['root_key', 'variant', 'hard_delete', 'dedup_sort', 'incremental'],
  ],
  named_column: ['name'],
  write_disposition: [
    ...['disposition', 'strategy', 'deduplicated', 'validity_column_names'],
    ...['active_record_timestamp', 'boundary_timestamp', 'row_version_column_name'],
    ...['skip_unchanged_rows', 'source_filter', 'destination_scope'],
  ],
  resource: [
    ...['name', 'endpoint', 'include_from_parent', 'processing_steps', 'selected', 'parallelized'],
    ...['max_table_nesting', 'table_name', 'write_disposition', 'primary_key', 'merge_key'],
    ...['columns', 'schema_contract', 'table_format', 'file_format', 'references'],
    ...['nested_hints', 'parent_table_name'],
  ],
};

describe('every hint of the format is taken or refused by name', () => {
  test.each(Object.entries(FORMAT).flatMap(([section, keys]) => keys.map((key) => [section, key])))(
    '%s: %s',
    (name, key) => {
      const section = allSections().get(name as string);
      const isTaken = Object.hasOwn(section?.shape ?? {}, key as string);
      const reason = section?.refused?.[key as string];
      expect([isTaken, reason !== undefined]).toContain(true);
      expect(isTaken && reason !== undefined).toBe(false);
      // a reason says what to do
      if (reason !== undefined) expect(reason).toMatch(/Remove|Write/);
    },
  );
});

test('all that is wrong is told at once, each at its place', () => {
  const { issues } = refusalOf(
    inResource({
      primary_key: 'id',
      columns: { a: { data_type: 'x', partition: 5 }, b: { scale: 1 }, c: { nullable: 5 } },
      write_disposition: {
        ...{ disposition: 'merge', strategy: 'scd2', validity_column_names: ['a'] },
        ...{ boundary_timestamp: 'soon', deduplicated: true, source_filter: 'a' },
      },
      ...{ references: 'b', file_format: 5, table_format: 'delta' },
      on_missing: 'delete',
    }),
  );
  expect(issues.map(({ path }) => path.replace(`${RESOURCE}.`, ''))).toEqual([
    'columns.a.data_type',
    'columns.a.partition',
    'columns.b.scale',
    'columns.c.nullable',
    'write_disposition.validity_column_names',
    'write_disposition.boundary_timestamp',
    'write_disposition.deduplicated',
    'write_disposition.source_filter',
    'references',
    'file_format',
    'table_format',
    'on_missing',
  ]);
});

test('dispositions and hints that are right are taken', () => {
  const merge = (more: object): object => ({
    ...{ primary_key: 'id', write_disposition: { disposition: 'merge', ...more } },
  });
  for (const parts of [
    merge({ strategy: 'scd2' }),
    merge({
      ...{ strategy: 'scd2', validity_column_names: ['valid_from', 'valid_to'] },
      ...{ active_record_timestamp: null, boundary_timestamp: null, row_version_column_name: 'v' },
    }),
    merge({ strategy: 'scd2', active_record_timestamp: '9999-12-31' }),
    merge({ strategy: 'scd2', boundary_timestamp: '2024-08-21T12:15:00+00:00' }),
    { write_disposition: { disposition: 'merge', strategy: 'scd2' }, merge_key: 'day' },
    merge({ strategy: 'cdc' }),
    merge({ strategy: 'cdc', skip_unchanged_rows: false }),
    merge({ strategy: 'upsert', skip_unchanged_rows: true, row_version_column_name: 'v' }),
    merge({ strategy: 'delete-insert', deduplicated: true }),
    { columns: { a: { partition: null, sort: null } } },
    { table_format: 'native', parallelized: true, references: null },
  ]) {
    const config = { client, resources: [{ name: 'a', ...parts }] };
    expect(() => refusalOf(config)).toThrow('was not refused');
  }
});
