import {
  atResource,
  ENDPOINT,
  inEndpoint,
  inResource,
  inResources,
  RESOURCE,
  type Refusals,
  type Row,
} from './rows.ts';

const atColumn = (what: string, hints: object, key: string, ...says: RegExp[]): Row =>
  atResource(what, { columns: { a: hints } }, `columns.a${key}`, ...says);
const atDisposition = (what: string, value: unknown, at: string, ...says: RegExp[]): Row =>
  atResource(what, { write_disposition: value }, `write_disposition${at}`, ...says);

export const tables: Refusals = {
  'What is missing is refused': [
    [
      'the disposition',
      inResource({ write_disposition: { strategy: 'upsert' } }),
      `${RESOURCE}.write_disposition.disposition`,
      '`append`, `replace`, `merge`',
      'missing',
    ],
    [
      'the name of a column of a list',
      inResource({ columns: [{ data_type: 'text' }] }),
      `${RESOURCE}.columns[0].name`,
      'the name of a field',
      'missing',
    ],
  ],
  'A key that is none is refused, with the one that was meant': [
    [
      'in an endpoint, of a resource',
      inEndpoint({ primary_key: 'id' }),
      `${ENDPOINT}.primary_key`,
      'belongs on the resource',
      /`primary_key` belongs on the resource/,
    ],
    [
      'in a write disposition',
      inResource({ write_disposition: { disposition: 'merge', stratgy: 'upsert' } }),
      `${RESOURCE}.write_disposition.stratgy`,
      'Did you mean `strategy`?',
    ],
    [
      'in a schema contract',
      inResource({ schema_contract: { table: 'freeze' } }),
      `${RESOURCE}.schema_contract.table`,
      'Did you mean `tables`?',
    ],
    [
      'in a column',
      inResource({ columns: { a: { type: 'text' } } }),
      `${RESOURCE}.columns.a.type`,
      'a column has no key `type`',
    ],
    [
      'in a column of a list',
      inResource({ columns: [{ name: 'a', datatype: 'text' }] }),
      `${RESOURCE}.columns[0].datatype`,
      'Did you mean `data_type`?',
    ],
    [
      'in a column, one of a user',
      inResource({ columns: { a: { 'x-note': 1 } } }),
      `${RESOURCE}.columns.a['x-note']`,
      'has no key',
    ],
  ],
  'A value of the wrong type is refused, with what it must be and what it is': [
    [
      'max_table_nesting, a text',
      inResource({ max_table_nesting: '1' }),
      `${RESOURCE}.max_table_nesting`,
      'a whole number from 0',
      "got `'1'`",
    ],
    [
      'table_name, a number',
      inResource({ table_name: 1 }),
      `${RESOURCE}.table_name`,
      'the name of a table',
      'got `1`',
      /must be the name of a table/,
    ],
    [
      'primary_key, a number',
      inResource({ primary_key: 1 }),
      `${RESOURCE}.primary_key`,
      'the name of a field, or a list',
      'got `1`',
      /must be the name of a field, or a list of such, got `1`/,
    ],
    [
      'merge_key, an object',
      inResource({ merge_key: {} }),
      `${RESOURCE}.merge_key`,
      'the name of a field, or a list',
    ],
    [
      'columns, a text',
      inResource({ columns: 'id' }),
      `${RESOURCE}.columns`,
      'an object of fields and columns',
      'got `id`',
    ],
    [
      'a column, a text',
      inResource({ columns: { id: 'text' } }),
      `${RESOURCE}.columns.id`,
      'must be an object',
      'got `text`',
    ],
    [
      'nullable, a text',
      inResource({ columns: { id: { nullable: 'no' } } }),
      `${RESOURCE}.columns.id.nullable`,
      'true or false',
    ],
    [
      'write_disposition, a number',
      inResource({ write_disposition: 1 }),
      `${RESOURCE}.write_disposition`,
      '`append`, `replace`, `merge`',
      'got `1`',
    ],
    [
      'schema_contract, a list',
      inResource({ schema_contract: [] }),
      `${RESOURCE}.schema_contract`,
      '`evolve`',
    ],
  ],
  'A word that is none of those there are is refused with them': [
    [
      'a disposition',
      inResource({ write_disposition: 'upsert' }),
      `${RESOURCE}.write_disposition`,
      '`append`, `replace`, `merge`',
      'got `upsert`',
      /must be one of `append`, `replace`, `merge`, got `upsert`/,
    ],
    [
      'a disposition that is written otherwise',
      inResource({ write_disposition: 'skip' }),
      `${RESOURCE}.write_disposition`,
      '`selected: false`',
      /`skip` is written as `selected: false`/,
      /`selected: false`/,
    ],
    [
      'a strategy',
      inResource({ write_disposition: { disposition: 'merge', strategy: 'replace' } }),
      `${RESOURCE}.write_disposition.strategy`,
      '`delete-insert`, `upsert`, `insert-only`',
      'got `replace`',
    ],
    [
      'a type of a column',
      inResource({ columns: { a: { data_type: 'integer' } } }),
      `${RESOURCE}.columns.a.data_type`,
      '`text`, `double`, `bool`',
      'got `integer`',
    ],
    [
      'an order of a column',
      inResource({ columns: { a: { dedup_sort: 'up' } } }),
      `${RESOURCE}.columns.a.dedup_sort`,
      '`asc`, `desc`',
      'got `up`',
    ],
    [
      'a contract',
      inResource({ schema_contract: 'freezed' }),
      `${RESOURCE}.schema_contract`,
      'Did you mean `freeze`?',
    ],
    [
      'a part of a contract',
      inResource({ schema_contract: { columns: 'drop' } }),
      `${RESOURCE}.schema_contract.columns`,
      '`evolve`, `freeze`, `discard_row`, `discard_value`',
      'got `drop`',
    ],
    [
      'a format of tables',
      inResource({ table_format: 'parquet' }),
      `${RESOURCE}.table_format`,
      'must be `native`',
      'got `parquet`',
    ],
  ],
  'What the format has and Sluice has not is refused by its name': [
    ...['source_filter', 'destination_scope'].map(
      (key): Row => [
        key,
        inResource({
          primary_key: 'id',
          write_disposition: { disposition: 'merge', strategy: 'cdc', [key]: 'a = 1' },
        }),
        `${RESOURCE}.write_disposition.${key}`,
        'is SQL, and nothing of a configuration becomes a part of a statement. Write a',
      ],
    ),
    ...['truncate-and-insert', 'insert-from-staging', 'staging-optimized'].map(
      (strategy): Row =>
        atDisposition(
          strategy,
          { disposition: 'merge', strategy },
          '.strategy',
          /no strategy of a write disposition: a table is always replaced in one transaction/,
        ),
    ),
    ...['file_format', 'parent_table_name'].map(
      (key): Row => [
        key,
        inResource({ [key]: 'x' }),
        `${RESOURCE}.${key}`,
        'is not available in this layout',
        'Remove it',
      ],
    ),
    ...['iceberg', 'delta', 'hive'].map(
      (format): Row => [
        `table_format ${format}`,
        inResource({ table_format: format }),
        `${RESOURCE}.table_format`,
        `\`${format}\` is not available in this layout`,
        'Remove it',
      ],
    ),
    ...[
      'partition',
      'cluster',
      'sort',
      'row_key',
      'parent_key',
      'root_key',
      'variant',
      'incremental',
    ].map(
      (key): Row => [
        `a column with ${key}`,
        inResource({ columns: { a: { [key]: true } } }),
        `${RESOURCE}.columns.a.${key}`,
        'is not available in this layout',
      ],
    ),
    ...['primary_key', 'merge_key', 'write_disposition', 'columns', 'schema_contract'].map(
      (key): Row => [
        `${key}, a function`,
        inResource({ [key]: () => 'x' }),
        `${RESOURCE}.${key}`,
        'a function here is not available yet',
      ],
    ),
    atResource(
      'table_format',
      { table_format: 'delta' },
      'table_format',
      /is not available in this layout: .*\. Remove it\.$/,
    ),
    atResource(
      'file_format',
      { file_format: 'parquet' },
      'file_format',
      /is not available in this layout: .*, or load it with the layout `dlt`\. Nothing was asked for\.$/,
    ),
    atResource(
      'references',
      { references: [] },
      'references',
      /is not available in this layout: .*, or load it with the layout `dlt`\. Nothing was asked for\.$/,
    ),
    atResource(
      'nested_hints',
      { nested_hints: {} },
      'nested_hints',
      /is not available in this layout: .*, or load it with the layout `dlt`\. Nothing was asked for\.$/,
    ),
    atResource(
      'parent_table_name',
      { parent_table_name: 'x' },
      'parent_table_name',
      /is not available in this layout: .*\. Remove it\.$/,
    ),
    atResource('max_rejected', { max_rejected: 1 }, 'max_rejected', /is not available yet\.$/),
  ],
  'Names that are taken are refused': [
    [
      'a table that is replaced',
      inResources('a', { name: 'b', table_name: 'a', write_disposition: 'replace' }),
      'resources[1].table_name',
      '`a` is the table of resources[0] too, and by `replace`',
    ],
    [
      'a table, after its name was put in snake_case',
      inResources('a/b', 'a_b'),
      'resources[1].table_name',
      '`a_b` is the table of resources[0] too',
    ],
    [
      'a column of a list',
      inResource({ columns: [{ name: 'a' }, { name: 'a' }] }),
      `${RESOURCE}.columns[1].name`,
      'column 0 of the list',
      /is the name of column 0/,
    ],
    [
      'a field of a key',
      inResource({ primary_key: ['a', 'a'] }),
      `${RESOURCE}.primary_key`,
      'names a field twice',
    ],
  ],
  'Options that go with something else are refused': [
    [
      'a strategy of another disposition',
      inResource({ write_disposition: { disposition: 'append', strategy: 'upsert' } }),
      `${RESOURCE}.write_disposition.strategy`,
      'only, not with `append`',
      /`merge` only/,
    ],
    [
      'deduplicated without its strategy',
      inResource({
        primary_key: 'id',
        write_disposition: { disposition: 'merge', deduplicated: false },
      }),
      `${RESOURCE}.write_disposition.deduplicated`,
      '`delete-insert` only',
      /`delete-insert` only/,
    ],
    [
      'a strategy that is null',
      inResource({
        primary_key: 'id',
        write_disposition: { disposition: 'merge', strategy: null },
      }),
      `${RESOURCE}.write_disposition.strategy`,
      'got `null`',
    ],
    [
      'upsert without a key',
      inResource({ write_disposition: { disposition: 'merge', strategy: 'upsert' } }),
      `${RESOURCE}.write_disposition`,
      'needs a `primary_key`',
      /`upsert` needs a `primary_key`/,
    ],
    ...Object.entries({
      deduplicated: [true, ['upsert', 'insert-only', 'scd2', 'cdc'], '`delete-insert`'],
      skip_unchanged_rows: [true, ['delete-insert', 'insert-only', 'scd2'], '`upsert`, `cdc`'],
      row_version_column_name: ['v', ['delete-insert', 'insert-only'], '`upsert`, `cdc`, `scd2`'],
      validity_column_names: [['a', 'b'], ['delete-insert', 'upsert', 'cdc'], '`scd2`'],
      active_record_timestamp: ['9999-12-31', ['upsert', 'insert-only'], '`scd2`'],
      boundary_timestamp: ['2026-01-01', ['upsert', 'cdc'], '`scd2`'],
    } as const).flatMap(([key, [value, strategies, allowed]]) =>
      [...strategies, undefined].map(
        (strategy): Row => [
          `${key} with ${strategy ?? 'no strategy'}`,
          inResource({
            primary_key: 'id',
            write_disposition: {
              disposition: 'merge',
              ...(strategy && { strategy }),
              [key]: value,
            },
          }),
          `${RESOURCE}.write_disposition.${key}`,
          `${allowed} only, written out`,
        ],
      ),
    ),
    ...['upsert', 'cdc'].map(
      (strategy): Row => [
        `a version with ${strategy}, of which nothing would be made`,
        inResource({
          primary_key: 'id',
          write_disposition: { disposition: 'merge', strategy, row_version_column_name: 'v' },
        }),
        `${RESOURCE}.write_disposition.row_version_column_name`,
        `needs \`skip_unchanged_rows: true\` with \`${strategy}\``,
      ],
    ),
    atDisposition(
      'cdc without a key',
      { disposition: 'merge', strategy: 'cdc' },
      '',
      /`cdc` needs/,
    ),
    ...['scd2', 'cdc'].flatMap((strategy): Row[] => [
      [
        `${strategy} with on_missing`,
        inResource({
          primary_key: 'id',
          on_missing: 'keep',
          write_disposition: { disposition: 'merge', strategy },
        }),
        `${RESOURCE}.on_missing`,
        `does not go with \`${strategy}\`, which says what becomes of rows that are gone`,
      ],
      [
        `${strategy} in a table that another one writes`,
        inResources(
          ...['a', 'b'].map((name) => ({
            ...{ name, table_name: 'c', primary_key: 'id' },
            write_disposition: { disposition: 'merge', strategy },
          })),
        ),
        'resources[1].table_name',
        `\`${strategy}\` would take the rows of the other for gone`,
      ],
    ]),
    [
      'a scale of a text',
      inResource({ columns: { a: { data_type: 'text', scale: 2 } } }),
      `${RESOURCE}.columns.a.scale`,
      '`decimal`, `wei` only',
    ],
  ],
  'Further values are refused': [
    atResource('table_name empty', { table_name: '' }, 'table_name', /must be the name of a table/),
    atResource(
      'merge_key a number',
      { merge_key: 1 },
      'merge_key',
      /must be the name of a field, or a list of such, got `1`/,
    ),
    atResource('merge_key twice', { merge_key: ['a', 'a'] }, 'merge_key', /names a field twice/),
    atResource(
      'primary_key with a hole',
      { primary_key: ['id', ''] },
      'primary_key[1]',
      /must be the name of a field/,
    ),
    atResource(
      'primary_key twice',
      { primary_key: ['id', 'id'] },
      'primary_key',
      /names a field twice/,
    ),
    ...(
      [
        ['one name', ['a'], '', /a list of two names/],
        ['three names', ['a', 'b', 'c'], '', /a list of two names/],
        ['a text', 'a', '', /a list of two names/],
        ['a number', ['a', 1], '[1]', /the name of a column/],
        ['an empty one', ['a', ''], '[1]', /the name of a column/],
        ['two that are one', ['validTo', 'valid_to'], '', /names one column twice/],
        ['one that tables have', ['a', '_load_id'], '[1]', /a column that tables have already/],
      ] as const
    ).map(([what, names, at, says]) =>
      atDisposition(
        `validity columns, ${what}`,
        { disposition: 'merge', strategy: 'scd2', validity_column_names: names },
        `.validity_column_names${at}`,
        says,
      ),
    ),
    atDisposition(
      'a boundary at which what ends would be valid',
      {
        ...{ disposition: 'merge', strategy: 'scd2' },
        ...{ active_record_timestamp: '2026-01-01', boundary_timestamp: '2026-01-01T01:00:00+01' },
      },
      '.boundary_timestamp',
      /another time than `active_record_timestamp`/,
    ),
    ...['active_record_timestamp', 'boundary_timestamp'].flatMap((key) =>
      ['soon', '', 5, '2026-02-30'].map((value) =>
        atDisposition(
          `${key} ${value}`,
          { disposition: 'merge', strategy: 'scd2', [key]: value },
          `.${key}`,
          /an ISO date or date-time/,
        ),
      ),
    ),
    atColumn('an unknown hint', { typ: 'x' }, '.typ', /a column has no key `typ`/),
    atColumn('a hint of other databases', { partition: true }, '.partition', /not available in/),
    atColumn('an unknown type', { data_type: 'str' }, '.data_type', /must be one of `text`/),
    atColumn('digits of no number', { data_type: 'bool', precision: 1 }, '.precision', /goes with/),
    atColumn('a scale of text', { data_type: 'text', scale: 1 }, '.scale', /`decimal`, `wei` only/),
    atResource('a column without a name', { columns: [{}] }, 'columns[0].name', /is missing/),
    atDisposition('a function', () => 'merge', '', /a function here is not available yet/),
    atResource(
      'an unknown contract',
      { schema_contract: { tables: 'evolv' } },
      'schema_contract.tables',
      /Did you mean `evolve`\?/,
    ),
  ],
  'A slip is told once, with what was meant': [
    [
      'a disposition',
      inResources({ name: 'a', write_disposition: { dispositon: 'merge' } }),
      'resources[0].write_disposition.dispositon',
      /`disposition`/,
    ],
    [
      'a column',
      inResources({ name: 'a', columns: [{ nme: 'id' }] }),
      'resources[0].columns[0].nme',
      /`name`/,
    ],
  ],
};
