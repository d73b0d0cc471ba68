import { z } from 'zod';
import type { SchemaContract, WriteMode } from '../../schema/table-hints.ts';
import type { MergeKeys } from './columns.ts';
import type {
  SchemaContractConfig,
  WriteDispositionConfig,
  WriteDispositionName,
} from './config-types.ts';
import { choice, describeChoice, flag, NOT_YET } from './fields.ts';
import { named, optional, optionalNotNull, required } from './key.ts';
import { section } from './section.ts';

export const DEFAULT_CONTRACT = 'evolve';

const contractMode = named(
  choice(['evolve', 'freeze', 'discard_row', 'discard_value']),
  'ContractModeName',
  'The schema grows; the resource fails; the row is left out; the value is left out.',
);

const contractKey = (about: string) => optional(contractMode, about, { default: DEFAULT_CONTRACT });

/** The `schema_contract` of a resource. */
export const schemaContractSchema: z.ZodType<SchemaContractConfig> = named(
  z.union([
    contractMode,
    section(
      'schema_contract',
      {
        type: 'SchemaContractObject',
        about: 'What becomes of rows that would change the schema, by what they would change.',
        where: 'in `schema_contract`',
        what: 'a schema contract',
        near: ['resource'],
      },
      {
        tables: contractKey('What becomes of a table that is not there yet.'),
        columns: contractKey('What becomes of columns that the table has not.'),
        data_type: contractKey('What becomes of values that do not fit the column.'),
      },
    ),
  ]),
  'SchemaContractConfig',
);

/** A checked contract with every default in place: one word is for all three. */
export function schemaContract(config: SchemaContractConfig | null | undefined): SchemaContract {
  const word = typeof config === 'string' ? config : DEFAULT_CONTRACT;
  const own = typeof config === 'object' && config !== null ? config : {};
  return {
    tables: own.tables ?? word,
    columns: own.columns ?? word,
    dataType: own.data_type ?? word,
  };
}

const DISPOSITIONS = ['append', 'replace', 'merge'] as const;
export const DEFAULT_DISPOSITION = 'append';
const DEFAULT_STRATEGY = 'delete-insert' as const;

const dispositionName = named(
  z.enum(DISPOSITIONS, {
    error: ({ input }) =>
      input === 'skip'
        ? '`skip` is written as `selected: false` on the resource'
        : describeChoice(input, DISPOSITIONS),
  }),
  'WriteDispositionName',
);

const dispositionSchema = section(
  'write_disposition',
  {
    type: 'WriteDispositionObject',
    about: 'How rows come into the table, written out.',
    where: 'in `write_disposition`',
    what: 'a write disposition',
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
  {
    disposition: required(
      dispositionName,
      '`append` adds rows, `replace` puts them in place of the whole table, `merge` in place of those with their key.',
    ),
    strategy: optionalNotNull(
      choice([DEFAULT_STRATEGY, 'upsert', 'insert-only'], ['scd2', 'cdc']),
      'Of `merge`: `delete-insert` and `upsert` replace the row with the same key, `insert-only` leaves it as it is.',
      { default: DEFAULT_STRATEGY },
    ),
    deduplicated: optionalNotNull(
      flag(),
      'Whether rows are known to have different keys. There is only false: the last row of a key counts.',
      { default: false },
    ),
  },
).superRefine(({ disposition, strategy, deduplicated }, context) => {
  if (strategy !== undefined && disposition !== 'merge') {
    const message = `goes with the disposition \`merge\` only, not with \`${disposition}\``;
    context.addIssue({ code: 'custom', path: ['strategy'], message });
  }
  if (deduplicated !== undefined && strategy !== DEFAULT_STRATEGY) {
    const message = 'goes with the strategy `delete-insert` only, written out';
    context.addIssue({ code: 'custom', path: ['deduplicated'], message });
  } else if (deduplicated === true) {
    const message = `\`true\` is ${NOT_YET}; the last row of each key counts anyway. Leave it out`;
    context.addIssue({ code: 'custom', path: ['deduplicated'], message });
  }
});

/** The `write_disposition` of a resource. */
export const writeDispositionSchema: z.ZodType<WriteDispositionConfig> = named(
  z.union([dispositionName, dispositionSchema]),
  'WriteDispositionConfig',
);

/**
 * How rows come into the table. Without a disposition they are appended, and so are those to be merged by no key at all:
 * that is what the format does with them.
 */
export function writeMode(
  config: WriteDispositionConfig | null | undefined,
  { primaryKey, mergeKey }: MergeKeys,
): WriteMode {
  const { disposition, strategy } = writeOut(config);
  if (disposition !== 'merge') return disposition;
  if (strategy === 'insert-only') return 'insert_only';
  return primaryKey.length + mergeKey.length > 0 ? 'merge' : 'append';
}

/** What is missing for a checked disposition, if anything is. */
export function writeProblem(
  config: WriteDispositionConfig | null | undefined,
  { primaryKey }: MergeKeys,
): string | undefined {
  const { disposition, strategy } = writeOut(config);
  if (disposition !== 'merge') return undefined;
  return (strategy === 'upsert' || strategy === 'insert-only') && primaryKey.length === 0
    ? `\`${strategy}\` needs a \`primary_key\``
    : undefined;
}

function writeOut(config: WriteDispositionConfig | null | undefined): {
  readonly disposition: WriteDispositionName;
  readonly strategy?: string;
} {
  if (config == null) return { disposition: DEFAULT_DISPOSITION };
  return typeof config === 'string' ? { disposition: config } : config;
}
