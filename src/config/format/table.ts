import { z } from 'zod';
import type { ColumnHint } from '../../schema/table-hints.ts';
import type {
  ColumnConfig,
  ColumnsConfig,
  ColumnTypeName,
  NamedColumnConfig,
} from './config-types.ts';
import { anyText, choice, flag, mustBe, text, wholeNumber } from './fields.ts';
import { section } from './section.ts';

const TYPES = [
  'text',
  'double',
  'bool',
  'timestamp',
  'bigint',
  'binary',
  'json',
  'decimal',
  'wei',
  'date',
  'time',
] as const satisfies readonly ColumnTypeName[];

/** The types for which an option says something. */
const TYPES_WITH: Readonly<Record<'precision' | 'scale' | 'timezone', readonly ColumnTypeName[]>> =
  {
    precision: ['text', 'binary', 'bigint', 'decimal', 'wei', 'timestamp', 'time'],
    scale: ['decimal', 'wei'],
    timezone: ['timestamp'],
  };

const shape = {
  data_type: choice(TYPES).nullable().exactOptional(),
  nullable: flag().nullable().exactOptional(),
  precision: wholeNumber(0).nullable().exactOptional(),
  scale: wholeNumber(0).nullable().exactOptional(),
  timezone: flag().nullable().exactOptional(),
  description: anyText().nullable().exactOptional(),
  unique: flag().nullable().exactOptional(),
  primary_key: flag().nullable().exactOptional(),
  merge_key: flag().nullable().exactOptional(),
  hard_delete: flag().nullable().exactOptional(),
  dedup_sort: choice(['asc', 'desc']).nullable().exactOptional(),
};

const columnSchema = section('column', shape).superRefine(checkType);
const namedColumnSchema = section('named_column', {
  name: text('the name of a field'),
  ...shape,
}).superRefine(checkType);

/** The `columns` of a resource. */
export const columnsSchema: z.ZodType<ColumnsConfig> = z.union(
  [
    z.record(text('the name of a field'), columnSchema),
    z.array(namedColumnSchema).superRefine(checkNames).readonly(),
  ],
  mustBe('an object of fields and columns, or a list of columns with a `name`'),
);

function checkType(column: ColumnConfig, context: z.RefinementCtx): void {
  const { data_type: type, precision, scale } = column;
  for (const [option, types] of Object.entries(TYPES_WITH)) {
    const key = option as keyof typeof TYPES_WITH;
    if (column[key] == null || (type != null && types.includes(type))) continue;
    const names = types.map((name) => `\`${name}\``).join(', ');
    const message = `goes with the \`data_type\` ${names} only`;
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
export function columnsByName(
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

/** The keys of a resource with the fields that its columns name as part of them. */
export function tableKeys(resource: {
  readonly primary_key?: string | readonly string[] | null;
  readonly merge_key?: string | readonly string[] | null;
  readonly columns?: ColumnsConfig | null;
}): { readonly primaryKey: readonly string[]; readonly mergeKey: readonly string[] } {
  const columns = Object.entries(columnsByName(resource.columns));
  const withHint = (key: 'primary_key' | 'merge_key'): readonly string[] => [
    ...new Set([
      ...[resource[key] ?? []].flat(),
      ...columns.filter(([, column]) => column[key] === true).map(([field]) => field),
    ]),
  ];
  return { primaryKey: withHint('primary_key'), mergeKey: withHint('merge_key') };
}
