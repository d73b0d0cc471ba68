import { z } from 'zod';
import type {
  IncrementalConfig,
  IncrementalParamConfig,
  ResolveParamConfig,
} from './config-types.ts';
import { choice, flag, mustBe, text } from './fields.ts';
import { jsonPathProblem } from './json-path.ts';
import { nearestName } from './nearest-name.ts';
import { asPlain } from './plain.ts';
import { section } from './section.ts';

const cursorValue = z.union(
  [z.string(), z.number(), z.bigint(), z.boolean(), z.null()],
  mustBe('a string, a number, true, false or null'),
);

const fieldName = text('the name of a field');

type Convert = (value: unknown) => unknown;

const convert = z.custom<Convert>((value) => typeof value === 'function', {
  error: () => 'must be a function that makes of a value what is sent',
});

type LastValueFunc = 'max' | 'min' | ((values: readonly never[]) => unknown);

const LAST_VALUE =
  'must be one of `max`, `min`, or a function that gets values and gives the last one';

const lastValueWord = z.enum(['max', 'min'], {
  error: ({ input }) => {
    const meant = typeof input === 'string' ? nearestName(input, ['max', 'min']) : undefined;
    return meant === undefined ? LAST_VALUE : `${LAST_VALUE}. Did you mean \`${meant}\`?`;
  },
});

const lastValueFunc = z.union([
  lastValueWord,
  z.custom<Exclude<LastValueFunc, string>>((value) => typeof value === 'function', {
    error: () => LAST_VALUE,
  }),
]);

const common = {
  cursor_path: text(
    'the field by which rows are told to be new, such as `updated_at`',
    jsonPathProblem,
  ),
  initial_value: cursorValue.exactOptional(),
  convert: convert.nullable().exactOptional(),
  last_value_func: lastValueFunc.nullable().exactOptional(),
  primary_key: z
    .union(
      [fieldName, z.array(fieldName).readonly()],
      mustBe('the name of a field, or a list of such'),
    )
    .nullable()
    .exactOptional(),
  row_order: choice(['asc', 'desc']).nullable().exactOptional(),
  lag: z
    .number(mustBe('a number'))
    .nonnegative(mustBe('a number from 0'))
    .nullable()
    .exactOptional(),
  on_cursor_value_missing: choice(['raise', 'include', 'exclude']).nullable().exactOptional(),
  range_start: choice(['closed', 'open']).nullable().exactOptional(),
  range_end: choice(['open', 'closed']).nullable().exactOptional(),
  allow_external_schedulers: flag()
    .refine((value) => !value, {
      error: () => 'has no meaning here: there is no scheduler that sets the range. Remove it',
    })
    .nullable()
    .exactOptional(),
};

/** The `incremental` section of an endpoint. */
export const incrementalSchema: z.ZodType<IncrementalConfig> = section('incremental', {
  ...common,
  end_value: cursorValue.exactOptional(),
  start_param: text('the name of a parameter').nullable().exactOptional(),
  end_param: text('the name of a parameter').nullable().exactOptional(),
});

/** A parameter that carries the start of an incremental. */
const incrementalParamSchema = section('incremental_param', {
  type: z.literal('incremental'),
  ...common,
});

const resolveSchema = section('resolve', {
  type: z.literal('resolve'),
  resource: text('the name of the parent resource'),
  field: text('a field of its rows, by name or JSONPath', jsonPathProblem),
});

/** A parameter whose value comes from the parent row, or from the cursor. */
export const bindSchema: z.ZodType<ResolveParamConfig | IncrementalParamConfig> =
  z.discriminatedUnion('type', [resolveSchema, incrementalParamSchema], {
    error: ({ input }) => {
      const { type } = asPlain(input);
      const meant =
        typeof type === 'string' ? nearestName(type, ['resolve', 'incremental']) : undefined;
      return `must be \`resolve\` or \`incremental\`; any other parameter is a string, a number, true, false, null, or a list of these${meant === undefined ? '' : `. Did you mean \`${meant}\`?`}`;
    },
  });
