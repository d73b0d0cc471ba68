import { z } from 'zod';
import { columnForm, columnName, type Naming, OWN_COLUMNS } from '../../schema/naming.ts';
import {
  type RowHistory,
  type SchemaContract,
  VALIDITY_COLUMNS,
  type WriteMode,
} from '../../schema/table-hints.ts';
import { formatMoment, parseMoment } from '../../transform/moment.ts';
import type { MergeKeys } from './columns.ts';
import type {
  SchemaContractConfig,
  WriteDispositionConfig,
  WriteDispositionObject,
} from './config-types.ts';
import { choice, describeChoice, flag, listNames, mustBe, text } from './fields.ts';
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
const STRATEGIES = [DEFAULT_STRATEGY, 'upsert', 'insert-only', 'scd2', 'cdc'] as const;

/** The words by which dlt chooses how a table is replaced; they stand in the settings of its destinations. */
const REPLACE_STRATEGIES: readonly unknown[] = [
  'truncate-and-insert',
  'insert-from-staging',
  'staging-optimized',
];

const dispositionName = named(
  z.enum(DISPOSITIONS, {
    error: ({ input }) =>
      input === 'skip'
        ? '`skip` is written as `selected: false` on the resource'
        : describeChoice(input, DISPOSITIONS),
  }),
  'WriteDispositionName',
);

const strategyName = z.enum(STRATEGIES, {
  error: ({ input }) =>
    REPLACE_STRATEGIES.includes(input)
      ? `\`${input}\` is no strategy of a write disposition: a table is always replaced in one transaction. Remove it`
      : describeChoice(input, STRATEGIES),
});

/** A time as an instant: readers of the table see one time, whatever its zone. */
const timestamp = (): z.ZodString =>
  text('an ISO date or date-time', (value) =>
    parseMoment(value) === undefined ? 'must be an ISO date or date-time' : undefined,
  );

const TWO_NAMES = 'a list of two names: of the column of the start, and of that of the end';

const validityColumnNames = z
  .array(text('the name of a column'), mustBe(TWO_NAMES))
  .readonly()
  .superRefine((names, context) => {
    if (names.length !== 2) context.addIssue({ code: 'custom', message: `must be ${TWO_NAMES}` });
    const forms = names.map((name) => columnForm(name, 'snake_case'));
    if (forms.length === 2 && forms[0] === forms[1]) {
      context.addIssue({ code: 'custom', message: 'names one column twice' });
    }
    for (const [at, form] of forms.entries()) {
      if (!OWN_COLUMNS.includes(form)) continue;
      const message = 'is a column that tables have already. Take another name';
      context.addIssue({ code: 'custom', path: [at], message });
    }
  });

const UNQUOTED = 'is SQL, and nothing of a configuration becomes a part of a statement';

const dispositionSchema = section(
  'write_disposition',
  {
    type: 'WriteDispositionObject',
    about: 'How rows come into the table, written out.',
    where: 'in `write_disposition`',
    what: 'a write disposition',
    refused: {
      source_filter: `${UNQUOTED}. Write a \`filter\` of \`processing_steps\``,
      destination_scope: `${UNQUOTED}. Write a \`merge_key\`: only groups that came are touched`,
    },
    near: ['resource'],
  },
  {
    disposition: required(
      dispositionName,
      '`append` adds rows, `replace` puts them in place of the whole table, `merge` in place of those with their key.',
    ),
    strategy: optionalNotNull(
      strategyName,
      'Of `merge`: `delete-insert` and `upsert` replace the row with the same key, `insert-only` leaves it as it is. `cdc` is an `upsert` that deletes rows that are gone. `scd2` keeps each version of a row, and says from when until when it is valid.',
      { default: DEFAULT_STRATEGY },
    ),
    deduplicated: optionalNotNull(
      flag(),
      'Of `delete-insert`: whether rows are said to have different keys. The last row of a key counts in any case; with true, keys that come twice are a warning.',
      { default: false },
    ),
    skip_unchanged_rows: optionalNotNull(
      flag(),
      'Of `upsert` and `cdc`. Rows that did not change are never written; with true, `row_version_column_name` may tell which these are.',
      { default: false },
    ),
    row_version_column_name: optionalNotNull(
      text('the name of a field'),
      'Of `scd2`, and of `upsert` and `cdc` with `skip_unchanged_rows`: a field whose value changes when the row changes. While it is the same the row counts as unchanged, whatever else changed; null says nothing. Without a primary key, `scd2` knows a row by it.',
      { otherwise: 'all values are compared' },
    ),
    validity_column_names: optionalNotNull(
      validityColumnNames,
      'Of `scd2`: the columns that say from when a version is valid, and until when.',
      { otherwise: VALIDITY_COLUMNS.map((name) => `\`${name}\``).join(', ') },
    ),
    active_record_timestamp: optional(
      timestamp(),
      'Of `scd2`: what the second column holds while a version is valid: null, or a time in the future.',
      { otherwise: 'null' },
    ),
    boundary_timestamp: optional(
      timestamp(),
      'Of `scd2`: when versions that this load brings begin, and those in whose place they come end.',
      { otherwise: 'the start of the load' },
    ),
  },
).superRefine((written, context) => {
  const { disposition, strategy } = written;
  if (strategy !== undefined && disposition !== 'merge') {
    const message = `goes with the disposition \`merge\` only, not with \`${disposition}\``;
    context.addIssue({ code: 'custom', path: ['strategy'], message });
  }
  for (const [key, strategies] of Object.entries(STRATEGIES_WITH)) {
    const option = key as keyof typeof STRATEGIES_WITH;
    if (written[option] === undefined || strategies.some((one) => one === strategy)) continue;
    const which = strategies.length === 1 ? 'the strategy' : 'the strategies';
    const message = `goes with ${which} ${listNames(strategies)} only, written out`;
    context.addIssue({ code: 'custom', path: [key], message });
  }
  const { active_record_timestamp: active, boundary_timestamp: boundary } = written;
  const [valid, ended] = [active, boundary].map((time) => parseMoment(time ?? '')?.nanos);
  if (valid !== undefined && valid === ended) {
    const message =
      'must be another time than `active_record_timestamp`, which marks what is valid';
    context.addIssue({ code: 'custom', path: ['boundary_timestamp'], message });
  }
  const { row_version_column_name: version, skip_unchanged_rows: skips } = written;
  if (version !== undefined && (strategy === 'upsert' || strategy === 'cdc') && skips !== true) {
    const message = `needs \`skip_unchanged_rows: true\` with \`${strategy}\`. Write it, or remove this`;
    context.addIssue({ code: 'custom', path: ['row_version_column_name'], message });
  }
});

/** The strategies that an option says something of. */
const STRATEGIES_WITH = {
  deduplicated: [DEFAULT_STRATEGY],
  skip_unchanged_rows: ['upsert', 'cdc'],
  row_version_column_name: ['upsert', 'cdc', 'scd2'],
  validity_column_names: ['scd2'],
  active_record_timestamp: ['scd2'],
  boundary_timestamp: ['scd2'],
} as const;

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
  if (strategy === 'scd2' || strategy === 'cdc') return strategy;
  return primaryKey.length + mergeKey.length > 0 ? 'merge' : 'append';
}

/** What a table is told besides that. */
export interface WriteOptions {
  readonly history?: RowHistory;
  readonly versionField?: string;
  /** Whether rows are said to have different keys. */
  readonly deduplicated?: true;
}

export function writeOptions(
  config: WriteDispositionConfig | null | undefined,
  naming: Naming,
): WriteOptions {
  const { strategy, deduplicated, ...options } = writeOut(config);
  const { row_version_column_name: versionField } = options;
  return {
    ...(deduplicated === true ? { deduplicated } : {}),
    ...(versionField === undefined ? {} : { versionField }),
    ...(strategy === 'scd2' ? { history: rowHistory(options, naming) } : {}),
  };
}

function rowHistory(
  {
    validity_column_names: names,
    active_record_timestamp: active,
    boundary_timestamp: boundary,
  }: Partial<WriteDispositionObject>,
  naming: Naming,
): RowHistory {
  // the names that dlt has by default begin with its own prefix: a table that dlt did not make does not claim that
  const [validFrom = '', validTo = ''] = names ?? VALIDITY_COLUMNS;
  return {
    validFrom: columnName(validFrom, naming),
    validTo: columnName(validTo, naming),
    activeUntil: active == null ? null : instantText(active),
    ...(boundary == null ? {} : { boundary: instantText(boundary) }),
  };
}

/** One way to write an instant, with as many digits as a column has. */
function instantText(written: string): string {
  const [moment, form] = [written, '2000-01-01T00:00:00.000000Z'].map(parseMoment);
  if (moment === undefined || form === undefined) throw new TypeError(`no time: ${written}`);
  return formatMoment(moment.nanos, form.form, 'down');
}

/** What is missing for a checked disposition, if anything is. */
export function writeProblem(
  config: WriteDispositionConfig | null | undefined,
  { primaryKey }: MergeKeys,
): string | undefined {
  const { disposition, strategy = DEFAULT_STRATEGY } = writeOut(config);
  if (disposition !== 'merge' || primaryKey.length > 0) return undefined;
  return ['upsert', 'insert-only', 'cdc'].includes(strategy)
    ? `\`${strategy}\` needs a \`primary_key\``
    : undefined;
}

function writeOut(
  config: WriteDispositionConfig | null | undefined,
): Pick<WriteDispositionObject, 'disposition'> & Partial<WriteDispositionObject> {
  if (config == null) return { disposition: DEFAULT_DISPOSITION };
  return typeof config === 'string' ? { disposition: config } : config;
}
