import { z } from 'zod';
import type { JsonValue } from '../../model.ts';
import type { IncrementalSettings } from '../../transform/incremental-settings.ts';
import { resolveRelative } from '../../transform/relative-time.ts';
import type {
  EndpointConfig,
  IncrementalConfig,
  IncrementalParamConfig,
  ResolveParamConfig,
} from './config-types.ts';
import { anyText, choice, flag, mustBe, oneOrMore, text } from './fields.ts';
import { isFunction, named, optional, optionalNotNull, required, script } from './key.ts';
import { nearestName } from './nearest-name.ts';
import { section } from './section.ts';
import { fromRoot, jsonPathProblem } from './text-checks.ts';
import { asPlain } from './values.ts';

const DEFAULT_LAST = 'max';
const DEFAULT_ON_MISSING = 'raise';
const DEFAULT_RANGE = { start: 'closed', end: 'open' } as const;

const cursorValue = named(
  z.union(
    [z.string(), z.number(), z.bigint(), z.boolean(), z.null()],
    mustBe('a string, a number, true, false or null'),
  ),
  'CursorValueConfig',
);

const convert = script<(value: unknown) => unknown>('(value: unknown) => unknown', isFunction, {
  error: () => 'must be a function that makes of a value what is sent',
});

const LAST_VALUE =
  'must be one of `max`, `min`, or a function that gets values and gives the last one';

const lastValue = z.union([
  z.enum(['max', 'min'], {
    error: ({ input }) => {
      const meant = typeof input === 'string' ? nearestName(input, ['max', 'min']) : undefined;
      return meant === undefined ? LAST_VALUE : `${LAST_VALUE}. Did you mean \`${meant}\`?`;
    },
  }),
  script<(values: readonly never[]) => unknown>(
    '(values: readonly never[]) => unknown',
    isFunction,
    {
      error: () => LAST_VALUE,
    },
  ),
]);

const common = {
  cursor_path: required(
    text('the field by which rows are told to be new, such as `updated_at`', jsonPathProblem),
    'The field that grows from change to change, by name or JSONPath.',
  ),
  initial_value: optionalNotNull(
    cursorValue,
    'Where the first load starts: a value of the cursor, or a time from now, such as `-30d`.',
    { otherwise: 'at the beginning' },
  ),
  convert: optional(convert, 'Makes of a value what is sent.'),
  last_value_func: optional(lastValue, 'Which of several values is the last one.', {
    default: DEFAULT_LAST,
  }),
  primary_key: optional(
    oneOrMore('the name of a field'),
    'What identifies a row that has the very value at which a load starts; `[]`: nothing does.',
    { otherwise: 'the whole row' },
  ),
  row_order: optional(
    choice(['asc', 'desc']),
    'The order in which the API returns rows. With it, a walk stops as soon as only rows follow that were loaded before.',
  ),
  lag: optional(
    z.number(mustBe('a number')).nonnegative(mustBe('a number from 0')),
    'How far before the last value a load starts: seconds for a time, days for a date, else a number.',
  ),
  on_cursor_value_missing: optional(
    choice(['raise', 'include', 'exclude']),
    'What becomes of a row in which `cursor_path` leads to nothing.',
    { default: DEFAULT_ON_MISSING },
  ),
  range_start: optional(
    choice(['closed', 'open']),
    'Whether the value at which a load starts belongs to it.',
    { default: DEFAULT_RANGE.start, defaultNote: 'which means yes' },
  ),
  range_end: optional(choice(['open', 'closed']), 'Whether `end_value` belongs to the load.', {
    default: DEFAULT_RANGE.end,
    defaultNote: 'which means no',
  }),
  allow_external_schedulers: optional(
    flag().refine((value) => !value, {
      error: () => 'has no meaning here: there is no scheduler that sets the range. Remove it',
    }),
    'Not available; false says so.',
  ),
};

const shared = {
  type: 'IncrementalSettingsConfig',
  about: 'How rows are told that an earlier load had.',
  keys: common,
};
const renamed = { transform: 'convert' };

/** The `incremental` section of an endpoint. */
export const incrementalSchema: z.ZodType<IncrementalConfig> = section(
  'incremental',
  {
    type: 'IncrementalConfig',
    about: 'Loads what is new since the last load.',
    shared,
    where: 'in `endpoint.incremental`',
    what: 'an incremental',
    renamed,
    near: ['endpoint', 'resource'],
  },
  {
    ...common,
    end_value: optionalNotNull(
      cursorValue,
      'Where the load ends. Needs `initial_value`; such a load neither reads nor moves the cursor.',
    ),
    start_param: optional(
      text('the name of a parameter'),
      'The query parameter that carries the start.',
    ),
    end_param: optional(
      text('the name of a parameter'),
      'The query parameter that carries the end.',
    ),
  },
);

const KIND = 'What kind of parameter this is.';

const incrementalParamSchema = section(
  'incremental_param',
  {
    type: 'IncrementalParamConfig',
    about: 'A query parameter that carries the start.',
    shared,
    where: 'in a parameter of type `incremental`',
    what: 'an incremental parameter',
    renamed,
    near: ['incremental'],
  },
  { type: required(z.literal('incremental'), KIND), ...common },
);

const resolveSchema = section(
  'resolve',
  {
    type: 'ResolveParamConfig',
    about: 'A value of the parent row, for a parameter that stands in the path as `{name}`.',
    where: 'in a parameter of type `resolve`',
    what: 'a parameter of type `resolve`',
    near: ['resource', 'endpoint'],
  },
  {
    type: required(z.literal('resolve'), KIND),
    resource: required(text('the name of the parent resource'), 'The resource whose rows have it.'),
    field: required(
      text('a field of its rows, by name or JSONPath', jsonPathProblem),
      'Where it stands in the row: a name, or a JSONPath.',
    ),
  },
);

/** A parameter whose value comes from the parent row, or from the cursor. */
const bindSchema: z.ZodType<ResolveParamConfig | IncrementalParamConfig> = z.discriminatedUnion(
  'type',
  [resolveSchema, incrementalParamSchema],
  {
    error: ({ input }) => {
      const { type } = asPlain(input);
      const meant =
        typeof type === 'string' ? nearestName(type, ['resolve', 'incremental']) : undefined;
      return `must be \`resolve\` or \`incremental\`; any other parameter is a string, a number, true, false, null, or a list of these${meant === undefined ? '' : `. Did you mean \`${meant}\`?`}`;
    },
  },
);

/** What is wrong with an integer that a number may have rounded. */
export const UNSAFE =
  'is beyond the integers that a number holds exactly; write it as a string, or as a bigint';

const scalars = [
  anyText('a string'),
  z
    .number(mustBe('a number'))
    .refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), { error: UNSAFE }),
  z.bigint(),
  z.boolean(),
  z.null(),
] as const;

/** Query parameters by name. */
export const paramsSchema: z.ZodType<NonNullable<EndpointConfig['params']>> = z.record(
  text('the name of a parameter'),
  named(
    z.union(
      [
        ...scalars,
        z.array(z.union(scalars, mustBe('a string, a number, true, false or null'))).readonly(),
        bindSchema,
      ],
      {
        error: () =>
          "must be a string, a number, true, false, null, a list of these, or { type: 'resolve' | 'incremental', … }",
      },
    ),
    'ParamConfig',
    'The value of a query parameter.',
  ),
  mustBe('an object of parameter names and values; to leave one out, set it to null'),
);

/** The incremental of a checked endpoint: its own, or that of a parameter. Times from now become times. */
export function incrementalSettings(
  endpoint: EndpointConfig,
  nowMs: number = Date.now(),
): IncrementalSettings | undefined {
  const written = endpoint.incremental ?? paramIncremental(endpoint);
  if (written == null) return undefined;
  const { initial_value: initial, convert, primary_key: key, row_order: order, lag } = written;
  const end = 'end_value' in written ? written.end_value : undefined;
  const start = initial == null ? initial : resolveRelative(initial, nowMs);
  return {
    cursorPath: fromRoot(written.cursor_path),
    ...(start == null ? {} : { initialValue: start }),
    ...(start !== initial ? { relativeInitial: String(initial) } : {}),
    ...(end == null ? {} : { endValue: resolveRelative(end, nowMs) }),
    ...(convert == null ? {} : { convert }),
    lastValueFunc: lastValueFunc(written),
    ...(key == null ? {} : { boundaryKey: [key].flat() }),
    ...(order == null ? {} : { rowOrder: order }),
    ...(lag == null ? {} : { lag }),
    onMissing: written.on_cursor_value_missing ?? DEFAULT_ON_MISSING,
    rangeStart: written.range_start ?? DEFAULT_RANGE.start,
    rangeEnd: written.range_end ?? DEFAULT_RANGE.end,
  };
}

function paramIncremental({ params }: EndpointConfig): IncrementalParamConfig | undefined {
  const isIncremental = (param: unknown): param is IncrementalParamConfig =>
    asPlain(param)['type'] === 'incremental';
  return Object.values(params ?? {}).find(isIncremental);
}

function lastValueFunc({
  last_value_func: written,
}: IncrementalConfig | IncrementalParamConfig): IncrementalSettings['lastValueFunc'] {
  if (typeof written !== 'function') return written ?? DEFAULT_LAST;
  // it gets values of the cursor, and gives one of them back
  return written as (values: readonly JsonValue[]) => JsonValue;
}
