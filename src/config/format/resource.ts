import { z } from 'zod';
import type { Row } from '../../parse/row-object.ts';
import { DEFAULT_MAX_COLUMNS, DEFAULT_NESTED, NESTED_MODES } from '../../schema/table-hints.ts';
import { columnsSchema } from './columns.ts';
import type { EndpointConfig, ResourceConfig, ResourceDefaults } from './config-types.ts';
import { endpointSchema } from './endpoint.ts';
import {
  age,
  anyText,
  choice,
  describeChoice,
  flag,
  mustBe,
  NOT_HERE,
  oneOrMore,
  ratio,
  text,
  VERIFY_MODES,
  wholeNumber,
} from './fields.ts';
import { isFunction, named, optional, optionalNotNull, required, script } from './key.ts';
import { type SectionNotes, section } from './section.ts';
import { processingStepsSchema } from './steps.ts';
import {
  DEFAULT_CONTRACT,
  DEFAULT_DISPOSITION,
  schemaContractSchema,
  writeDispositionSchema,
} from './table.ts';

/** What counts for a resource that says nothing else. */
export const RESOURCE = {
  selected: true,
  naming: 'snake_case',
  detectDates: true,
  nestedViews: false,
  onMissing: 'keep',
  loadTimes: false,
  maxDeleteRatio: 0.2,
  maxColumns: DEFAULT_MAX_COLUMNS as number,
  maxCheckpointAgeSeconds: 604_800,
  onNullParent: 'error',
} as const;

const tableName = z.union(
  [
    text('the name of a table'),
    script<(row: Row) => string>('(row: Row) => string', isFunction, mustBe('the name of a table')),
  ],
  { error: () => 'must be the name of a table, or a function that gives it for a row' },
);

const OTHER_FORMATS: readonly unknown[] = ['iceberg', 'delta', 'hive'];
const TABLE_FORMAT = 'native';

const tableFormat = z.literal(TABLE_FORMAT, {
  error: ({ input }) =>
    OTHER_FORMATS.includes(input)
      ? `\`${input}\` is ${NOT_HERE}: the tables are those of DuckDB. Remove it`
      : describeChoice(input, [TABLE_FORMAT]),
});

const settings = {
  table_name: optional(
    tableName,
    "The table's name, or a function that returns it for a row, up to 100 tables. Either way it is put in snake_case.",
    { otherwise: "the resource's name" },
  ),
  primary_key: optional(
    oneOrMore('the name of a field'),
    'The field that identifies a row, or several that do so together, as the API writes them, or by their columns.',
    { otherwise: 'none' },
  ),
  write_disposition: optional(
    writeDispositionSchema,
    'How rows come into the table: `append` adds them, `replace` puts them in place of the whole table, `merge` in place of those with the same key.',
    { default: DEFAULT_DISPOSITION },
  ),
  selected: optional(flag(), 'Whether the resource is loaded.', { default: RESOURCE.selected }),
  naming: optional(
    choice([RESOURCE.naming, 'direct']),
    "Column names: `snake_case` of the API's names, or `direct`, as they are.",
    { isAddition: true, default: RESOURCE.naming },
  ),
  detect_dates: optional(
    flag(),
    'Whether columns that hold nothing but ISO dates or date-times get a type for that.',
    { isAddition: true, default: RESOURCE.detectDates },
  ),
  nested: optional(
    named(choice(NESTED_MODES), 'NestedMode'),
    'How objects and lists of new columns are stored: `typed` as STRUCT and LIST, unless their values have no one shape, or `json`. A column that is there keeps what it has.',
    { isAddition: true, default: DEFAULT_NESTED },
  ),
  nested_views: optional(
    flag(),
    'Whether lists get views with a row for each element, `<table>__<column>`: the key of its row, `index` from 0, and the fields of the element or its `value`.',
    { isAddition: true, default: RESOURCE.nestedViews },
  ),
  verify: optional(
    named(choice(VERIFY_MODES), 'Verify'),
    'How the walks of this resource prove that they are complete: as that of the client.',
    { isAddition: true, otherwise: 'that of the client' },
  ),
  max_passes: optional(
    wholeNumber(1),
    'How often a walk whose rows change places is passed in all, from 1.',
    { isAddition: true, otherwise: 'that of the client' },
  ),
  load_times: optional(
    flag(),
    'Whether each row says when it was written last, in the column `_loaded_at` beside `_load_id`. A table that has the column keeps it.',
    { isAddition: true, default: RESOURCE.loadTimes },
  ),
  on_missing: optional(
    choice([RESOURCE.onMissing, 'mark', 'delete']),
    'What becomes of rows of the table that a complete walk of the collection did not meet: they are kept as they are, marked, or deleted. After a walk that is not proved to be complete nothing is.',
    { isAddition: true, default: RESOURCE.onMissing },
  ),
  max_delete_ratio: optional(
    ratio(),
    "The share of the table's rows, from 0 to 1, above which nothing is marked, deleted or, if it is written, replaced. 1 lets a table be replaced by no rows.",
    { isAddition: true, default: RESOURCE.maxDeleteRatio },
  ),
  max_columns: optional(
    wholeNumber(1),
    'How many columns a new table gets at most, from 1, in the order in which the rows have their names. Values under further names go into one JSON column, `_rest`, with a warning. Keys, cursors and what `columns` names are always columns, and a table that has more keeps them. The layout `dlt` refuses rows that would make a table wider.',
    { isAddition: true, default: RESOURCE.maxColumns },
  ),
  max_checkpoint_age_seconds: optional(
    age(),
    'Rows that an interrupted run staged are taken up by the next one, unless they are older than this many seconds; 0 means never.',
    { isAddition: true, default: RESOURCE.maxCheckpointAgeSeconds, defaultNote: 'a week' },
  ),
  include_from_parent: optional(
    z.array(text('the name of a field'), mustBe('a list of field names')).readonly(),
    'Only with a parent: fields of the parent row that each row gets, as `_<parent>_<field>`.',
    { example: "['id'] // the rows of a child of `companies` get `_companies_id`" },
  ),
  on_null_parent: optional(
    choice([RESOURCE.onNullParent, 'skip']),
    'What becomes of a parent row that has null where the request needs a value: `error`, or `skip`, which asks for nothing.',
    { isAddition: true, default: RESOURCE.onNullParent },
  ),
  merge_key: optional(
    oneOrMore('the name of a field'),
    'The field, or several together, whose rows are replaced as a group: all rows of the table that share it with a new one are deleted first.',
    { otherwise: 'none' },
  ),
  columns: optional(
    columnsSchema,
    'What is known of columns beforehand: an object by field, or a list with names.',
    { otherwise: 'nothing' },
  ),
  schema_contract: optional(
    schemaContractSchema,
    'What becomes of rows that would change the schema: `evolve` (it grows), `freeze` (the resource fails), `discard_row` or `discard_value`; for all, or by `tables`, `columns` and `data_type`.',
    { default: DEFAULT_CONTRACT },
  ),
  processing_steps: optional(
    processingStepsSchema,
    'What is done with each row before it is written: filter, map, yield_map.',
    { otherwise: 'nothing' },
  ),
  parallelized: optional(
    flag(),
    'Has no effect: walks of dependent resources always go on concurrently, within `max_concurrency`.',
    { default: true },
  ),
  max_table_nesting: optional(
    wholeNumber(0),
    'In the layout `dlt`, how many levels of objects and lists become columns and tables. In the layout `native`, 0 stores those of new columns as JSON, unless `nested` says otherwise; any other number has no effect.',
    { otherwise: 'no limit' },
  ),
  table_format: optional(
    tableFormat,
    'Has no effect: `native` is the only one, a table of DuckDB.',
    { default: TABLE_FORMAT },
  ),
};

const reference = section(
  'reference',
  {
    type: 'ReferenceConfig',
    about: 'Which columns of a table name rows of another one.',
    where: 'in `references`',
    what: 'a reference',
    near: ['resource'],
  },
  {
    referenced_table: required(text('the name of a table'), 'The other table.'),
    columns: required(oneOrMore('the name of a column'), 'The columns that name its rows.'),
    referenced_columns: required(
      oneOrMore('the name of a column'),
      'The columns that they name there.',
    ),
    label: optional(anyText(), 'What it is called.', { otherwise: 'none' }),
    cardinality: optional(anyText(), 'How many rows name how many.', { otherwise: 'none' }),
    table: optional(anyText(), 'The table that has the columns.', { otherwise: 'its own' }),
  },
);

const fileFormat = () =>
  optional(anyText(), 'In the layout `dlt` only: a hint in the stored schema.', {
    otherwise: 'none',
  });
const references = () =>
  optional(
    z.array(reference).readonly(),
    'In the layout `dlt` only: which columns name rows of other tables, as hints in the stored schema.',
    { otherwise: 'none' },
  );

const nestedHints = section(
  'nested_hints',
  {
    type: 'NestedHintsConfig',
    about: 'What is known beforehand of the table of a list.',
    where: 'in `nested_hints`',
    what: 'the hints of a list',
    refused: {
      write_disposition: `is ${NOT_HERE}: the rows of a list come and go with their row. Remove it`,
      parent_table_name: `is ${NOT_HERE}: the table of a list belongs to that of its rows. Remove it`,
    },
    near: ['resource'],
  },
  {
    columns: optional(columnsSchema, 'What is known of its columns.', { otherwise: 'nothing' }),
    primary_key: optional(
      oneOrMore('the name of a field'),
      'The field, or fields, that identify an element: the table is one of its own then, without links to its parent.',
      { otherwise: 'none' },
    ),
    merge_key: optional(oneOrMore('the name of a field'), 'The same for groups of elements.', {
      otherwise: 'none',
    }),
    schema_contract: optional(schemaContractSchema, 'What may change of it.', {
      otherwise: 'that of the table',
    }),
    references: references(),
    file_format: fileFormat(),
    table_format: optional(tableFormat, 'Has no effect: `native` is the only one.', {
      default: TABLE_FORMAT,
    }),
  },
);

const layoutSettings = {
  file_format: fileFormat(),
  references: references(),
  nested_hints: optional(
    z.record(text('the name of a list'), nestedHints),
    'In the layout `dlt` only: what is known of the tables of lists, by the name of the list; `a__b` for a list `b` in an object `a`.',
    { otherwise: 'nothing' },
  ),
};

const PARENT_TABLE = `is ${NOT_HERE}: the table of a list belongs to that of its rows; in the layout \`native\`, \`nested_views\` makes views over them. Remove it`;

const notes = {
  shared: {
    type: 'ResourceSettingsConfig',
    about: 'What a resource may have and `resource_defaults` too.',
    keys: { ...settings, ...layoutSettings },
  },
  later: ['max_rejected'],
  refused: { parent_table_name: PARENT_TABLE },
} satisfies Partial<SectionNotes>;

/** The `resource_defaults` section. */
export const defaultsSchema: z.ZodType<ResourceDefaults> = section(
  'defaults',
  {
    ...notes,
    type: 'ResourceDefaults',
    about: 'What all resources have in common.',
    where: 'in `resource_defaults`',
    what: 'the defaults',
    near: ['endpoint', 'resource', 'paginator', 'client', 'top'],
  },
  {
    ...settings,
    ...layoutSettings,
    endpoint: optionalNotNull(
      endpointSchema.superRefine(refusePath),
      "How they are asked for. A resource's own keys go first; `params` and `json` are joined name by name.",
    ),
  },
);

/** A path that all resources share by default would be a mistake: each has its own, or its name. */
function refusePath({ path }: EndpointConfig, context: z.RefinementCtx): void {
  if (path == null) return;
  const message =
    'has no default: a resource without a path has its name for one. Write the path in each resource, or what they share in `client.base_url`';
  context.addIssue({ code: 'custom', path: ['path'], message });
}

/** One entry of `resources` that is written out. */
export const resourceSchema: z.ZodType<ResourceConfig> = section(
  'resource',
  {
    ...notes,
    type: 'ResourceConfig',
    about: 'One collection of the API. It becomes one table.',
    where: 'on the resource',
    what: 'a resource',
    near: ['endpoint', 'paginator', 'client', 'top'],
  },
  {
    name: required(text('the name of the resource'), 'Unlike any other in this configuration.'),
    ...settings,
    ...layoutSettings,
    endpoint: optionalNotNull(
      z.union([anyText('a path or a full URL'), endpointSchema]),
      'How it is asked for. A string is short for `{ path }`.',
      { otherwise: 'the path is the name' },
    ),
  },
);
