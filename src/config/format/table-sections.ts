import { NOT_HERE, type Section } from './section-name.ts';

const COLUMN = [
  'data_type',
  'nullable',
  'precision',
  'scale',
  'timezone',
  'description',
  'unique',
  'primary_key',
  'merge_key',
  'hard_delete',
  'dedup_sort',
];

const REFUSED_COLUMN = Object.fromEntries(
  [
    'partition',
    'cluster',
    'sort',
    'row_key',
    'parent_key',
    'root_key',
    'variant',
    'incremental',
  ].map((key) => [key, `is ${NOT_HERE}: the tables have nothing for it. Remove it`]),
);

/** The keys of what a resource says of its table. */
export const TABLES: Readonly<
  Record<'column' | 'named_column' | 'schema_contract' | 'write_disposition', Section>
> = {
  column: {
    where: 'in a column of `columns`',
    what: 'a column',
    keys: COLUMN,
    later: [],
    refused: REFUSED_COLUMN,
    near: ['resource'],
  },
  named_column: {
    where: 'in a column of `columns`',
    what: 'a column',
    keys: ['name', ...COLUMN],
    later: [],
    refused: REFUSED_COLUMN,
    near: ['resource'],
  },
  schema_contract: {
    where: 'in `schema_contract`',
    what: 'a schema contract',
    keys: ['tables', 'columns', 'data_type'],
    later: [],
    near: ['resource'],
  },
  write_disposition: {
    where: 'in `write_disposition`',
    what: 'a write disposition',
    keys: ['disposition', 'strategy', 'deduplicated'],
    later: [
      'validity_column_names',
      'active_record_timestamp',
      'boundary_timestamp',
      'row_version_column_name',
      'skip_unchanged_rows',
      'source_filter',
      'destination_scope',
    ],
    near: ['resource'],
  },
};
