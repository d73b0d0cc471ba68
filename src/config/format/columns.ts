import { z } from 'zod';
import type { DltColumn } from '../../schema/dlt/tables.ts';
import { type ColumnHint, DATA_TYPES } from '../../schema/table-hints.ts';
import type {
  ColumnConfig,
  ColumnFileConfig,
  ColumnsConfig,
  ColumnTypeName,
  NamedColumnConfig,
} from './config-types.ts';
import { anyText, choice, flag, listNames, mustBe, text, wholeNumber } from './fields.ts';
import { named, optional, required } from './key.ts';
import type { ColumnLayoutHint } from './layout-hints.ts';
import { type SectionNotes, section } from './section.ts';
import { isPlain, type Plain } from './values.ts';

/** The types for which an option says something. */
const TYPES_WITH: Readonly<Record<'precision' | 'scale' | 'timezone', readonly ColumnTypeName[]>> =
  {
    precision: ['text', 'binary', 'bigint', 'decimal', 'wei', 'timestamp', 'time'],
    scale: ['decimal', 'wei'],
    timezone: ['timestamp'],
  };

const ofType = { otherwise: 'that of the type' };

const columnKeys = {
  data_type: optional(named(choice(DATA_TYPES), 'ColumnTypeName'), 'The type of its values.', {
    otherwise: 'found out from the values',
  }),
  nullable: optional(flag(), 'Whether it may hold null.', { default: true }),
  precision: optional(
    wholeNumber(0),
    'Of `text` and `binary` the greatest length, of `bigint` the bits, of `decimal` and `wei` the digits, of `timestamp` and `time` the digits of a second.',
    ofType,
  ),
  scale: optional(wholeNumber(0), 'Of `decimal` and `wei`: the digits behind the point.', ofType),
  timezone: optional(flag(), 'Of `timestamp`: whether it knows its zone.', { default: true }),
  description: optional(anyText(), 'A comment on the column.', { otherwise: 'none' }),
  unique: optional(flag(), 'Whether no value comes twice.', { default: false }),
  primary_key: optional(flag(), 'Whether it is part of the primary key.', { default: false }),
  merge_key: optional(flag(), 'Whether it is part of the merge key.', { default: false }),
  hard_delete: optional(
    flag(),
    'Whether rows are deleted from the table in which it is true, or holds anything but false and null.',
    { default: false },
  ),
  dedup_sort: optional(
    choice(['asc', 'desc']),
    'Of several rows with one key, the one with the greatest (`desc`) or least (`asc`) value of it stays.',
    { otherwise: 'the last one does' },
  ),
  ...layoutKeys(),
};

/** Hints that the stored schema of layout `dlt` keeps. */
function layoutKeys() {
  const key = (about: string) =>
    optional(flag(), `In the layout \`dlt\` only: ${about}`, { default: false });
  return {
    partition: key('that the table is partitioned by it, as a hint in the stored schema.'),
    cluster: key('that the table is clustered by it, as a hint in the stored schema.'),
    sort: key('that the table is sorted by it, as a hint in the stored schema.'),
    row_key: key('that it identifies rows, as a hint in the stored schema.'),
    parent_key: key('that it names the parent row, as a hint in the stored schema.'),
    root_key: key('that it names the root row, as a hint in the stored schema.'),
    variant: key('that it takes values which did not fit another column.'),
    incremental: key('that it is a cursor, as a hint in the stored schema.'),
  } satisfies Record<ColumnLayoutHint, unknown>;
}

const columnNotes = {
  where: 'in a column of `columns`',
  what: 'a column',
  near: ['resource'],
} satisfies Partial<SectionNotes>;

const columnShared = {
  type: 'ColumnConfig',
  about: 'What is known of a column.',
  keys: columnKeys,
};

const columnSchema = section(
  'column',
  { ...columnNotes, type: 'ColumnConfig', about: columnShared.about },
  columnKeys,
).superRefine(checkType);

const namedColumnSchema = section(
  'named_column',
  {
    ...columnNotes,
    type: 'NamedColumnConfig',
    about: 'A column in a list of such.',
    shared: columnShared,
  },
  {
    name: required(text('the name of a field'), 'The field, as the API writes it, or its column.'),
    ...columnKeys,
  },
).superRefine(checkType);

/** Marks a column that a file describes: rows may lack the field, as the schemas of APIs name more than comes. */
export const FROM_SCHEMA: unique symbol = Symbol('from a JSON Schema');

const fileSchema = section(
  'column_file',
  {
    type: 'ColumnFileConfig',
    about: 'Columns that a JSON Schema describes; columns beside it go first, hint by hint.',
    where: 'in `columns`',
    what: 'the columns of a file',
    others: 'ColumnConfig | string',
    near: ['column'],
  },
  {
    $ref: required(
      text('the path of a JSON Schema'),
      'A local file with a JSON Schema of one row (draft 2020-12 or draft-07), from the folder of the configuration on; in code, from the working directory on. A JSON pointer behind `#` leads to a place in it.',
      { example: "'./openapi.json#/components/schemas/Contact'" },
    ),
  },
).catchall(columnSchema) as unknown as z.ZodType<ColumnFileConfig>;

/** The `columns` of a resource. */
export const columnsSchema: z.ZodType<ColumnsConfig> = named(
  z.union(
    [
      z.record(text('the name of a field'), columnSchema),
      z.array(namedColumnSchema).superRefine(checkNames).readonly(),
      // such a file is read before, so that its columns stand in its place by now
      named(fileSchema, 'ColumnFileConfig'),
    ],
    mustBe('an object of fields and columns, or a list of columns with a `name`'),
  ),
  'ColumnsConfig',
  'Columns by their field, a list of such with names, or those of a JSON Schema.',
);

function checkType(column: ColumnConfig, context: z.RefinementCtx): void {
  const { data_type: type, precision, scale } = column;
  for (const [option, types] of Object.entries(TYPES_WITH)) {
    const key = option as keyof typeof TYPES_WITH;
    // what is not such a number was reported before
    if (column[key] == null || Number(column[key]) < 0 || (type != null && types.includes(type)))
      continue;
    const message = `goes with the \`data_type\` ${listNames(types)} only`;
    context.addIssue({ code: 'custom', path: [key], message });
  }
  if (precision != null && scale != null && scale > precision) {
    const message = 'must not be above `precision`';
    context.addIssue({ code: 'custom', path: ['scale'], message });
  }
}

function checkNames(columns: readonly NamedColumnConfig[], context: z.RefinementCtx): void {
  columns.forEach(({ name }, index) => {
    const first = columns.findIndex((column) => column.name === name);
    if (first === index) return;
    const message = `is the name of column ${first} of the list, too`;
    context.addIssue({ code: 'custom', path: [index, 'name'], message });
  });
}

/** Columns by their field, whichever way they are written. */
function columnsByName(
  columns: ColumnsConfig | null | undefined,
): Readonly<Record<string, ColumnConfig>> {
  if (columns == null) return {};
  // TypeScript does not tell a read-only list from an object here
  const list: readonly NamedColumnConfig[] | undefined = Array.isArray(columns)
    ? (columns as readonly NamedColumnConfig[])
    : undefined;
  return list === undefined
    ? (columns as Readonly<Record<string, ColumnConfig>>)
    : Object.fromEntries(list.map(({ name, ...column }) => [name, column]));
}

/** Checked columns as the tables are made by them, in their order. */
export function columnHints(columns: ColumnsConfig | null | undefined): ColumnHint[] {
  return Object.entries(columnsByName(columns)).map(([field, column]) => ({
    field,
    ...(Reflect.get(column, FROM_SCHEMA) === true ? { isOptional: true as const } : {}),
    ...(column.data_type == null ? {} : { dataType: column.data_type }),
    ...(column.nullable == null ? {} : { nullable: column.nullable }),
    ...(column.precision == null ? {} : { precision: column.precision }),
    ...(column.scale == null ? {} : { scale: column.scale }),
    ...(column.timezone == null ? {} : { timezone: column.timezone }),
    ...(column.unique == null ? {} : { unique: column.unique }),
    ...(column.description == null ? {} : { description: column.description }),
    ...(column.hard_delete == null ? {} : { hardDelete: column.hard_delete }),
    ...(column.dedup_sort == null ? {} : { dedupSort: column.dedup_sort }),
  }));
}

/**
 * The columns of a stored schema of layout `dlt`, with all that is said of them.
 *
 * @param required - those that the keys name by themselves: they take no null. Those that `columns` makes keys may.
 */
export function dltColumns(
  columns: ColumnsConfig | null | undefined,
  { primaryKey, mergeKey }: MergeKeys,
  required: readonly string[],
): readonly DltColumn[] {
  const hints = new Map(
    columnHints(columns).map(({ field, isOptional: _, ...hint }) => [field, hint]),
  );
  const written = columnsByName(columns);
  return [...new Set([...hints.keys(), ...primaryKey, ...mergeKey])].map((name) => {
    const column: ColumnConfig = written[name] ?? {};
    const more = (['partition', 'cluster', 'sort', 'incremental'] as const).filter(
      (key) => column[key] === true,
    );
    return {
      ...(required.includes(name) && { nullable: false }),
      ...hints.get(name),
      name,
      ...(primaryKey.includes(name) && { primaryKey: true }),
      ...(mergeKey.includes(name) && { mergeKey: true }),
      ...(column.row_key === true && { rowKey: true }),
      ...(column.parent_key === true && { parentKey: true }),
      ...(column.root_key === true && { rootKey: true }),
      ...(column.variant === true && { variant: true }),
      ...(more.length > 0 && { more: Object.fromEntries(more.map((key) => [key, true])) }),
    };
  });
}

/** Columns by their field, whichever way they are written; undefined if they are written in neither. */
export function columnEntries(
  columns: unknown,
): readonly (readonly [name: string, column: Plain])[] | undefined {
  const pairs = columnPairs(columns);
  const isEntry = (pair: readonly [unknown, unknown]): pair is readonly [string, Plain] =>
    typeof pair[0] === 'string' && isPlain(pair[1]);
  return pairs?.every(isEntry) ? pairs : undefined;
}

function columnPairs(columns: unknown): readonly (readonly [unknown, unknown])[] | undefined {
  if (Array.isArray(columns)) return columns.map((column) => [Object(column).name, column]);
  return isPlain(columns) ? Object.entries(columns) : undefined;
}

/** The keys that rows are merged by. */
export interface MergeKeys {
  readonly primaryKey: readonly string[];
  readonly mergeKey: readonly string[];
}

/** The keys of a resource with the fields that its columns name as part of them. It takes any resource. */
export function tableKeys(resource: {
  readonly primary_key?: unknown;
  readonly merge_key?: unknown;
  readonly columns?: unknown;
}): MergeKeys {
  const columns = columnPairs(resource.columns) ?? [];
  const withHint = (key: 'primary_key' | 'merge_key'): readonly string[] => [
    ...new Set([
      ...[resource[key] ?? []].flat().map(String),
      ...columns.filter(([, column]) => Object(column)[key] === true).map(([name]) => String(name)),
    ]),
  ];
  return { primaryKey: withHint('primary_key'), mergeKey: withHint('merge_key') };
}
