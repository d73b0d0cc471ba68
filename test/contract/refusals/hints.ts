import { inDefaults, inResource, RESOURCE, type Refusals, type Row } from './rows.ts';

type Wrong = readonly [key: string, value: unknown, ...says: (string | RegExp)[]];

/** What is wrong with a hint, wherever columns are written: by field, in a list, in the defaults. */
const hints = (wrong: readonly Wrong[]): Row[] =>
  wrong.flatMap(([key, value, ...says]): Row[] => [
    [
      `${key}, by field`,
      inResource({ columns: { a: { [key]: value } } }),
      `${RESOURCE}.columns.a.${key}`,
      ...says,
    ],
    [
      `${key}, in a list`,
      inResource({ columns: [{ name: 'a', [key]: value }] }),
      `${RESOURCE}.columns[0].${key}`,
      ...says,
    ],
    [
      `${key}, in the defaults`,
      inDefaults({ columns: { a: { [key]: value } } }),
      `resource_defaults.columns.a.${key}`,
      ...says,
    ],
  ]);

/** What is wrong with an option of `write_disposition`, with the strategy that has it. */
const options = (wrong: readonly (readonly [strategy: string, ...Wrong])[]): Row[] =>
  wrong.flatMap(([strategy, key, value, ...says]): Row[] => {
    const write = {
      ...{ disposition: 'merge', strategy, skip_unchanged_rows: true },
      ...(strategy === 'scd2' || strategy === 'delete-insert'
        ? { skip_unchanged_rows: undefined }
        : {}),
      [key]: value,
    };
    const parts = { primary_key: 'id', write_disposition: write };
    return [
      [`${key} of ${strategy}`, inResource(parts), `${RESOURCE}.write_disposition.${key}`, ...says],
      [
        `${key} of ${strategy}, in the defaults`,
        inDefaults(parts),
        `resource_defaults.write_disposition.${key}`,
        ...says,
      ],
    ];
  });

const flagOf = (key: string): Wrong => [key, 'yes', 'must be true or false', 'got `yes`'];
const numberOf = (key: string): Wrong => [key, '5', 'a whole number from 0', "got `'5'`"];

export const hintRefusals: Refusals = {
  'A hint of the wrong type is refused, with what it must be and what it is': hints([
    ['data_type', 5, 'must be one of `text`, `double`, `bool`', 'got `5`'],
    ['description', 5, 'must be a string', 'got `5`'],
    flagOf('nullable'),
    flagOf('timezone'),
    flagOf('unique'),
    flagOf('primary_key'),
    flagOf('merge_key'),
    flagOf('hard_delete'),
    numberOf('precision'),
    numberOf('scale'),
    ['dedup_sort', true, '`asc`, `desc`', 'got `true`'],
  ]),
  'A word that is none of those there are is refused with them': [
    ...hints([
      ['data_type', 'varchar', '`timestamp`, `bigint`, `binary`', 'got `varchar`'],
      ['dedup_sort', 'ascending', 'Did you mean `asc`?'],
    ]),
    ...(['resource', 'defaults'] as const).flatMap((place): Row[] => {
      const [make, at] =
        place === 'resource' ? [inResource, RESOURCE] : [inDefaults, 'resource_defaults'];
      return [
        [
          `a disposition, on the ${place}`,
          make({ write_disposition: 'upsert' }),
          `${at}.write_disposition`,
          '`append`, `replace`, `merge`',
          'got `upsert`',
        ],
        [
          `skip, on the ${place}`,
          make({ write_disposition: { disposition: 'skip' } }),
          `${at}.write_disposition.disposition`,
          'is written as `selected: false`',
        ],
        [
          `a strategy, on the ${place}`,
          make({ write_disposition: { disposition: 'merge', strategy: 'scd1' } }),
          `${at}.write_disposition.strategy`,
          '`delete-insert`, `upsert`, `insert-only`, `scd2`, `cdc`',
          'Did you mean `scd2`?',
        ],
        [
          `a disposition of the wrong type, on the ${place}`,
          make({ write_disposition: { disposition: 5 } }),
          `${at}.write_disposition.disposition`,
          '`append`, `replace`, `merge`',
          'got `5`',
        ],
      ];
    }),
  ],
  'An option of the wrong type is refused, with what it must be and what it is': options([
    ['delete-insert', 'deduplicated', 'yes', 'must be true or false'],
    ['delete-insert', 'deduplicated', null, 'must be true or false', 'got `null`'],
    ['upsert', 'skip_unchanged_rows', 1, 'must be true or false', 'got `1`'],
    ['cdc', 'skip_unchanged_rows', null, 'must be true or false', 'got `null`'],
    ['upsert', 'row_version_column_name', 5, 'the name of a field', 'got `5`'],
    ['scd2', 'row_version_column_name', '', 'the name of a field'],
    ['scd2', 'row_version_column_name', ['a'], 'the name of a field'],
    ['scd2', 'validity_column_names', null, 'a list of two names', 'got `null`'],
    ['scd2', 'validity_column_names', { from: 'a' }, 'a list of two names'],
    ['scd2', 'active_record_timestamp', true, 'an ISO date or date-time', 'got `true`'],
    ['scd2', 'boundary_timestamp', {}, 'an ISO date or date-time'],
  ]),
  'What native tables have nothing for is refused with a reason and a way out': [
    ...hints([
      ['partition', true, 'not available in this layout: a table of DuckDB is not partitioned'],
      ['cluster', true, 'in the order in which they were written. Remove it'],
      ['sort', true, 'write `ORDER BY` into the query'],
      ['row_key', true, '`primary_key` names that of the API'],
      ['parent_key', true, '`include_from_parent` brings fields of a parent'],
      ['root_key', true, '`include_from_parent` brings fields of a parent'],
      ['variant', true, 'a column widens'],
      ['incremental', true, 'write `endpoint.incremental`'],
      ['x-note', true, /has no key `x-note`/],
    ]).map(
      ([what, config, path, ...says]): Row => [
        what,
        config,
        path.replace('.x-note', "['x-note']"),
        ...says,
      ],
    ),
    ...(
      [
        ['file_format', 'parquet', 'no files are written'],
        ['file_format', 'preferred', 'no files are written'],
        ['table_format', 'iceberg', 'the tables are those of DuckDB'],
        [
          'references',
          [{ referenced_table: 'b', columns: 'a', referenced_columns: 'id' }],
          'DuckDB checks them with every statement',
        ],
        ['nested_hints', { a: {} }, '`nested_views` makes views over them'],
        ['parent_table_name', 'b', '`nested_views` makes views over them'],
      ] as const
    ).flatMap(([key, value, says]): Row[] => [
      [`${key} ${value}`, inResource({ [key]: value }), `${RESOURCE}.${key}`, says, 'Remove it'],
      [
        `${key} ${value}, in the defaults`,
        inDefaults({ [key]: value }),
        `resource_defaults.${key}`,
        says,
        'Remove it',
      ],
    ]),
  ],
};
