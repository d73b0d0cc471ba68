import { z } from 'zod';
import type { Row } from '../../parse/row-object.ts';
import type { EndpointConfig, ResourceConfig, ResourceDefaults } from './config-types.ts';
import { endpointSchema } from './endpoint.ts';
import {
  age,
  anyText,
  choice,
  describeChoice,
  flag,
  mustBe,
  ratio,
  text,
  wholeNumber,
} from './fields.ts';
import { schemaContractSchema } from './schema-contract-schema.ts';
import { section } from './section.ts';
import { NOT_HERE } from './section-name.ts';
import { processingStepsSchema } from './steps.ts';
import { columnsSchema } from './table.ts';
import { VERIFY_MODES } from './verify-modes.ts';
import { writeDispositionSchema } from './write-disposition-schema.ts';

const fieldNames = z.union(
  [text('the name of a field'), z.array(text('the name of a field')).readonly()],
  mustBe('the name of a field, or a list of such'),
);

type TableOf = (row: Row) => string;

const tableName = z.union(
  [
    text('the name of a table'),
    z.custom<TableOf>((value) => typeof value === 'function', mustBe('the name of a table')),
  ],
  { error: () => 'must be the name of a table, or a function that gives it for a row' },
);

const OTHER_FORMATS: readonly unknown[] = ['iceberg', 'delta', 'hive'];

const tableFormat = z.literal('native', {
  error: ({ input }) =>
    OTHER_FORMATS.includes(input)
      ? `\`${input}\` is ${NOT_HERE}: the tables are those of DuckDB. Remove it`
      : describeChoice(input, ['native'], []),
});

const settings = {
  table_name: tableName.nullable().exactOptional(),
  primary_key: fieldNames.nullable().exactOptional(),
  merge_key: fieldNames.nullable().exactOptional(),
  write_disposition: writeDispositionSchema.nullable().exactOptional(),
  columns: columnsSchema.nullable().exactOptional(),
  schema_contract: schemaContractSchema.nullable().exactOptional(),
  processing_steps: processingStepsSchema.nullable().exactOptional(),
  parallelized: flag().nullable().exactOptional(),
  max_table_nesting: wholeNumber(0).nullable().exactOptional(),
  table_format: tableFormat.nullable().exactOptional(),
  selected: flag().nullable().exactOptional(),
  naming: choice(['snake_case', 'direct']).nullable().exactOptional(),
  detect_dates: flag().nullable().exactOptional(),
  verify: choice(VERIFY_MODES).nullable().exactOptional(),
  max_passes: wholeNumber(1).nullable().exactOptional(),
  load_times: flag().nullable().exactOptional(),
  on_missing: choice(['keep', 'mark', 'delete']).nullable().exactOptional(),
  max_delete_ratio: ratio().nullable().exactOptional(),
  max_columns: wholeNumber(1).nullable().exactOptional(),
  max_checkpoint_age_seconds: age().nullable().exactOptional(),
  include_from_parent: z
    .array(text('the name of a field'), mustBe('a list of field names'))
    .readonly()
    .nullable()
    .exactOptional(),
  on_null_parent: choice(['error', 'skip']).nullable().exactOptional(),
};

/** The `resource_defaults` section. */
export const defaultsSchema: z.ZodType<ResourceDefaults> = section('defaults', {
  ...settings,
  endpoint: endpointSchema.superRefine(refusePath).exactOptional(),
});

/** A path that all resources share by default would be a mistake: each has its own, or its name. */
function refusePath({ path }: EndpointConfig, context: z.RefinementCtx): void {
  if (path == null) return;
  const message =
    'has no default: a resource without a path has its name for one. Write the path in each resource, or what they share in `client.base_url`';
  context.addIssue({ code: 'custom', path: ['path'], message });
}

/** One entry of `resources` that is written out. */
export const resourceSchema: z.ZodType<ResourceConfig> = section('resource', {
  name: text('the name of the resource'),
  ...settings,
  endpoint: z.union([anyText('a path or a full URL'), endpointSchema]).exactOptional(),
});
