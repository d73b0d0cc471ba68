import { existsSync } from 'node:fs';
import { Writable } from 'node:stream';
import { z } from 'zod';
import { DEFAULT_VERIFY, listNames, MAX_SECONDS, VERIFY_MODES } from './config/format/fields.ts';
import { type KeyNotes, named, required, script } from './config/format/key.ts';
import { section, splitKeyMessages } from './config/format/section.ts';
import type { Destination } from './destination/destination.ts';
import { schemaProblem } from './destination/duckdb/catalog.ts';
import { ndjsonDestination } from './destination/ndjson/ndjson-destination.ts';
import { rowsDestination } from './destination/ndjson/rows-destination.ts';
import { type DuckDbDestinationOptions, duckdbDestination } from './duckdb-destination.ts';
import { ConfigError, type ConfigIssue } from './errors.ts';
import type { EventHandler } from './events.ts';
import type { JsonValue, Verify } from './model.ts';
import { DEFAULT_NESTED, NESTED_MODES, type NestedMode } from './schema/table-hints.ts';
import { rangeIssues, syncIssues } from './source/plan-issues.ts';
import { type RestApiSource, stateOf, unknownResources } from './source/rest-api-source.ts';
import type { SyncOptions } from './sync-option-types.ts';
import type { RangeOverride } from './transform/incremental-range.ts';

export type { SyncOptions } from './sync-option-types.ts';

const LAYOUTS = ['native', 'dlt'] as const;
type Layout = (typeof LAYOUTS)[number];

const DEFAULT_TO = 'sluice.duckdb';
const DEFAULT_CONCURRENCY = 4;
const DEFAULT_DATASET = 'main';
const MEMORY_VARIABLE = 'SLUICE_MEMORY_LIMIT';

const mustBe = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => `must be ${what}, got ${shown(input)}.`,
});

const count = () => {
  const wording = mustBe('a whole number from 1');
  return z.number(wording).refine((value) => Number.isInteger(value) && value >= 1, wording);
};

const waitSeconds = mustBe(`a number of seconds from 0 to ${MAX_SECONDS}`);

const option = <T extends z.ZodType>(value: T, about: string, notes: KeyNotes = {}) =>
  required(value.optional(), about, notes);

/** The options of `sync()`. */
const optionsSchema = section(
  'sync_options',
  {
    type: 'SyncOptions',
    where: 'in the options of `sync()`',
    what: '`sync()`',
    near: [],
    unknown: (keys) => `is not an option of sync(). Valid: ${keys.join(', ')}.`,
  },
  {
    to: option(
      script<string | Destination | Writable>('string | Destination | Writable', isTarget, {
        error: () => 'must be a path, `-`, a Destination or a Writable.',
      }),
      'Where the rows go: the path of a DuckDB file, `-` for NDJSON on stdout, a Destination, or a Writable in object mode that takes `{ resource, row }`.',
      { default: DEFAULT_TO },
    ),
    resources: option(
      script<readonly string[]>(
        'readonly string[]',
        (value) => value === null || Array.isArray(value),
        mustBe('a list of names'),
      ),
      'Names of the resources to load.',
      { otherwise: 'all' },
    ),
    concurrency: option(count(), 'Resources that are loaded at the same time.', {
      default: DEFAULT_CONCURRENCY,
    }),
    layout: option(
      named(z.enum(LAYOUTS, mustBe(`one of ${listNames(LAYOUTS)}`)), 'Layout'),
      'How resources become tables: `native`, one for each, or `dlt`, the tables that dlt makes, with child tables for lists.',
      { default: 'native' },
    ),
    takeOver: option(
      z.boolean(mustBe('true or false')),
      'Whether loads go on in a dataset that dlt made: in its tables, and at its cursors. With the layout `dlt` only.',
      { default: false },
    ),
    dataset: option(
      z.string({ error: () => EMPTY_SCHEMA }).superRefine((dataset, context) => {
        const problem = schemaProblem(dataset);
        const taken = `${shown(dataset)} ${problem}. Choose another name. Nothing was asked for.`;
        const message = dataset === '' ? EMPTY_SCHEMA : problem && taken;
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      }),
      'The schema of the database that holds the tables.',
      { default: DEFAULT_DATASET },
    ),
    verify: option(
      named(z.enum(VERIFY_MODES, mustBe(`one of ${listNames(VERIFY_MODES)}`)), 'Verify'),
      'How each walk proves that it is complete. It goes before what the configuration says.',
      { otherwise: `that of the configuration, else \`${DEFAULT_VERIFY}\`` },
    ),
    nested: option(
      named(z.enum(NESTED_MODES, mustBe(`one of ${listNames(NESTED_MODES)}`)), 'NestedMode'),
      'How objects and lists of new columns are stored. It goes before what the configuration says.',
      { otherwise: `that of the configuration, else \`${DEFAULT_NESTED}\`` },
    ),
    full: option(
      z.boolean(mustBe('true or false')),
      'Whether what earlier runs staged is dropped, cursors are ignored, and everything is read from its start.',
      { default: false },
    ),
    since: option(
      cursorValue(),
      'Where incremental resources start, in place of their cursor, which stays where it is: a value of the cursor, or a time from now (`7d`, `12h`, `now`).',
      { otherwise: 'at the cursor' },
    ),
    until: option(
      cursorValue(),
      'Where incremental resources end, as `since`; their cursor stays where it is.',
      { otherwise: 'that of the configuration' },
    ),
    maxPages: option(
      count(),
      'A try: the walk of each resource ends after so many pages, from 1, as `incomplete`. What was received is merged, no row is deleted.',
      { otherwise: 'no limit' },
    ),
    waitLockSeconds: option(
      z.number(waitSeconds).min(0, waitSeconds).max(MAX_SECONDS, waitSeconds),
      'Seconds to wait for whoever has the database: for another sync at the start (default: 0), for a reader when rows are written (default: 60). Only for a path.',
    ),
    state: option(
      z
        .string(mustBe('the path of a folder'))
        .refine((path) => path.trim() !== '', mustBe('the path of a folder')),
      'The folder of the staging file, in which rows wait until they are written.',
      { otherwise: 'it stands beside the database' },
    ),
    memoryLimit: option(
      script<string>('string', (size) => sizeProblem(size ?? undefined) === undefined, {
        error: ({ input }) => sizeProblem(input) ?? '',
      }),
      'What DuckDB may use, as it writes it (`512MB`); what does not fit goes to disk.',
      {
        otherwise: `the variable \`${MEMORY_VARIABLE}\`, else 256 MB, or half of the container's limit where that is less`,
      },
    ),
    onEvent: option(
      script<EventHandler>('EventHandler', () => true, {}),
      'Is called with each event of the run, as it happens.',
    ),
    signal: option(
      script<AbortSignal>('AbortSignal', () => true, {}),
      'Ends the run in order: nothing new is asked for, what was received is made durable, and the report tells.',
    ),
  },
);

const EMPTY_SCHEMA = 'must be the name of a schema, got an empty one.';

/** A value that the cursor of each resource is asked about later on. */
function cursorValue(): z.ZodType<JsonValue> {
  return script<JsonValue>('JsonValue', () => true, {});
}

/** Options with every default in place. */
export interface SyncSettings {
  readonly destination: Destination;
  readonly resources: readonly string[];
  readonly concurrency: number;
  readonly dataset: string;
  readonly layout: Layout;
  /** Undefined: what the resource says, and `overlap` where it says nothing. */
  readonly verify: Verify | undefined;
  /** Undefined: what the resource says. */
  readonly nested: NestedMode | undefined;
  readonly full: boolean;
  readonly range: RangeOverride | undefined;
  readonly maxPages: number | undefined;
  readonly onEvent: EventHandler;
  readonly signal: AbortSignal | undefined;
}

/** @throws {ConfigError} with everything that is wrong. */
export function resolveSyncOptions(source: RestApiSource, options: SyncOptions): SyncSettings {
  const { plan, env } = stateOf(source);
  const { to = DEFAULT_TO, waitLockSeconds, state, resources } = options;
  const memoryLimit = options.memoryLimit ?? env[MEMORY_VARIABLE];
  const names = Array.isArray(resources) ? resources : source.resources;
  const range = rangeOf(options);
  const issues = [
    ...optionIssues(options),
    ...unknownResources(source, names, 'resources'),
    ...rangeIssues({ resources: plan.resources, names, range }, mayKeepCursors(to)),
    ...layoutIssues(options),
    ...storeIssues(options, env[MEMORY_VARIABLE]),
    // NDJSON and Writables need neither a key nor a disposition
    ...(isFile(to) ? syncIssues(plan, names, options.layout ?? 'native') : []),
  ];
  if (issues.length > 0) throw new ConfigError('CONFIG_INVALID', issues);
  return {
    destination: toDestination(to, {
      ...(waitLockSeconds !== undefined && { waitLockMs: Math.round(waitLockSeconds * 1000) }),
      ...(options.takeOver !== undefined && { takeOver: options.takeOver }),
      ...(state !== undefined && { stateFolder: state }),
      ...(memoryLimit !== undefined && { memoryLimit }),
      ...(options.signal !== undefined && { signal: options.signal }),
    }),
    resources: source.resources.filter((name) => names.includes(name)),
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
    dataset: options.dataset ?? DEFAULT_DATASET,
    layout: options.layout ?? 'native',
    verify: options.verify,
    nested: options.nested,
    full: options.full ?? false,
    range,
    maxPages: options.maxPages,
    onEvent: options.onEvent ?? (() => {}),
    signal: options.signal,
  };
}

/** What is wrong with single options. */
function optionIssues(options: SyncOptions): ConfigIssue[] {
  const found = optionsSchema.safeParse(options).error?.issues ?? [];
  const unknown = found.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const messages = splitKeyMessages(issue.message);
    return issue.keys.map((path, at) => ({ path, message: messages[at] ?? '' }));
  });
  const wrong = found
    .filter(({ code }) => code !== 'unrecognized_keys')
    .map(({ path, message }) => ({ path: path.join('.'), message }));
  return [...unknown, ...wrong];
}

/** Whether a destination may know cursors of earlier loads. */
function mayKeepCursors(to: NonNullable<SyncOptions['to']>): boolean {
  if (isFile(to)) return existsSync(to);
  return typeof to === 'object' && !(to instanceof Writable);
}

function rangeOf({ since, until }: SyncOptions): RangeOverride | undefined {
  if (since === undefined && until === undefined) return undefined;
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

/** The layout `dlt` is one of tables in a database. */
function layoutIssues({
  layout = 'native',
  takeOver,
  to = DEFAULT_TO,
}: SyncOptions): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  if (layout === 'dlt' && (to === '-' || to instanceof Writable)) {
    const message =
      'got `dlt`, but `to` has no tables. Leave it out, or give the path of a database.';
    issues.push({ path: 'layout', message });
  }
  if (takeOver === true && layout !== 'dlt') {
    const message = 'goes with the layout `dlt` only: a dataset that dlt made goes on as one.';
    issues.push({ path: 'takeOver', message });
  }
  return issues;
}

const SIZE = /^\d+(\.\d+)?\s*([kmgt]i?b|bytes?)$/i;

function sizeProblem(size: unknown): string | undefined {
  if (size === undefined || SIZE.test(String(size))) return undefined;
  return `must be a size such as \`512MB\` or \`4GB\`, got ${shown(size)}.`;
}

/** What is wrong with where rows wait, and with the memory for them: only a database has both. */
function storeIssues(
  { waitLockSeconds: wait, state, to = DEFAULT_TO, memoryLimit }: SyncOptions,
  variable: string | undefined,
): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  const problem = memoryLimit == null ? sizeProblem(variable) : undefined;
  if (problem !== undefined) issues.push({ path: MEMORY_VARIABLE, message: problem });
  if (isFile(to)) return issues;
  if (typeof wait === 'number' && wait > 0 && wait <= MAX_SECONDS) {
    const message = `got ${shown(wait)}, but \`to\` is no path of a database: there is no lock to wait for.`;
    issues.push({ path: 'waitLockSeconds', message });
  }
  for (const [path, value] of Object.entries({ state, memoryLimit })) {
    if (value === undefined) continue;
    const message = `got ${shown(value)}, but \`to\` is not the path of a database: no rows wait for it in a file.`;
    issues.push({ path, message });
  }
  return issues;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `\`${value}\`` : String(value);
}

function isTarget(to: unknown): boolean {
  if (typeof to === 'string' || to instanceof Writable) return true;
  return typeof to === 'object' && to !== null && typeof Reflect.get(to, 'open') === 'function';
}

function isFile(to: SyncOptions['to']): to is string {
  return typeof to === 'string' && to !== '-';
}

function toDestination(
  to: string | Destination | Writable,
  options: DuckDbDestinationOptions,
): Destination {
  if (to === '-') return ndjsonDestination(process.stdout);
  if (typeof to === 'string') return duckdbDestination(to, options);
  return to instanceof Writable ? rowsDestination(to) : to;
}
