import { existsSync } from 'node:fs';
import { Writable } from 'node:stream';
import { VERIFY_MODES } from './config/format/fields.ts';
import type { Destination } from './destination/destination.ts';
import { schemaProblem } from './destination/duckdb/catalog.ts';
import { ndjsonDestination } from './destination/ndjson/ndjson-destination.ts';
import { rowsDestination } from './destination/ndjson/rows-destination.ts';
import { type DuckDbDestinationOptions, duckdbDestination } from './duckdb-destination.ts';
import { ConfigError, type ConfigIssue } from './errors.ts';
import type { EventHandler } from './events.ts';
import type { JsonValue, Verify } from './model.ts';
import { rangeIssues, syncIssues } from './plan-issues.ts';
import { internalsOf, type RestApiSource, strangers } from './source/rest-api-source.ts';
import type { RangeOverride } from './transform/incremental-range.ts';

export interface SyncOptions {
  /**
   * Where the rows go: the path of a DuckDB file, `-` for NDJSON on stdout, a Destination, or a Writable in object mode
   * that takes `{ resource, row }`. Default: `sluice.duckdb`.
   */
  readonly to?: string | Destination | Writable;
  /** Names of the resources to load. Default: all. */
  readonly resources?: readonly string[];
  /** Resources that are loaded at the same time. Default: 4. */
  readonly concurrency?: number;
  /** How resources become tables. Default and only one: `native`. */
  readonly layout?: 'native';
  /** The schema of the database that holds the tables. Default: `main`. */
  readonly dataset?: string;
  /**
   * How each walk proves that it is complete. It goes before what the configuration says. Default: that of the
   * configuration, else `overlap`.
   */
  readonly verify?: Verify;
  /**
   * Whether what earlier runs staged is dropped, cursors are ignored, and everything is read from its start. Default: false.
   */
  readonly full?: boolean;
  /**
   * Where incremental resources start, in place of their cursor, which stays where it is: a value of the cursor, or a time from
   * now (`7d`, `12h`, `now`). Default: at the cursor.
   */
  readonly since?: JsonValue;
  /** Where incremental resources end, as `since`; their cursor stays where it is. Default: that of the configuration. */
  readonly until?: JsonValue;
  /**
   * A try: the walk of each resource ends after so many pages, from 1, as `incomplete`. What was received is merged, no
   * row is deleted. Default: no limit.
   */
  readonly maxPages?: number;
  /**
   * Seconds to wait for whoever has the database: for another sync at the start (default: 0), for a reader when rows are
   * written (default: 60). Only for a path.
   */
  readonly waitLockSeconds?: number;
  /** The folder of the staging file, in which rows wait until they are written. Default: it stands beside the database. */
  readonly state?: string;
  /**
   * What DuckDB may use, as it writes it (`512MB`); what does not fit goes to disk. Default: the variable
   * `SLUICE_MEMORY_LIMIT`, else 256 MB, or half of the container's limit where that is less.
   */
  readonly memoryLimit?: string;
  readonly onEvent?: EventHandler;
  /** Ends the run in order: nothing new is asked for, what was received is made durable, and the report tells. */
  readonly signal?: AbortSignal;
}

/** Options with every default in place. */
export interface SyncSettings {
  readonly destination: Destination;
  readonly resources: readonly string[];
  readonly concurrency: number;
  readonly dataset: string;
  /** Undefined: what the resource says, and `overlap` where it says nothing. */
  readonly verify: Verify | undefined;
  readonly full: boolean;
  readonly range: RangeOverride | undefined;
  readonly maxPages: number | undefined;
  readonly onEvent: EventHandler;
  readonly signal: AbortSignal | undefined;
}

const KNOWN = [
  'to',
  'resources',
  'concurrency',
  'layout',
  'dataset',
  'verify',
  'full',
  'since',
  'until',
  'maxPages',
  'waitLockSeconds',
  'state',
  'memoryLimit',
  'onEvent',
  'signal',
] as const satisfies (keyof SyncOptions)[];

/** What a timer can hold, in whole seconds. */
const MAX_WAIT_SECONDS = 2_147_483;

/** @throws {ConfigError} with everything that is wrong. */
export function resolveSyncOptions(source: RestApiSource, options: SyncOptions): SyncSettings {
  const issues = [
    ...unknownOptions(options),
    ...strangers(source, options.resources ?? [], 'resources'),
    ...valueIssues(options),
    ...walkIssues(options),
    ...rangeIssues(
      {
        resources: internalsOf(source).plan.resources,
        names: options.resources ?? source.resources,
        range: rangeOf(options),
      },
      mayKeepCursors(options.to),
    ),
  ];
  const { to = 'sluice.duckdb', waitLockSeconds, state } = options;
  const memoryLimit = options.memoryLimit ?? internalsOf(source).env[MEMORY_VARIABLE];
  issues.push(...storeIssues(options, memoryLimit));
  // NDJSON and Writables need neither a key nor a disposition
  if (isFile(to)) {
    issues.push(...syncIssues(internalsOf(source).plan, options.resources ?? source.resources));
  }
  if (issues.length > 0) throw new ConfigError('CONFIG_INVALID', issues);
  return {
    destination: toDestination(to, {
      ...(waitLockSeconds !== undefined && { waitLockMs: Math.round(waitLockSeconds * 1000) }),
      ...(state !== undefined && { stateFolder: state }),
      ...(memoryLimit !== undefined && { memoryLimit }),
      ...(options.signal !== undefined && { signal: options.signal }),
    }),
    resources: source.resources.filter((name) => options.resources?.includes(name) ?? true),
    concurrency: options.concurrency ?? 4,
    dataset: options.dataset ?? 'main',
    verify: options.verify,
    full: options.full ?? false,
    range: rangeOf(options),
    maxPages: options.maxPages,
    onEvent: options.onEvent ?? (() => {}),
    signal: options.signal,
  };
}

/** Whether a destination may know cursors of earlier loads. */
function mayKeepCursors(to: SyncOptions['to'] = 'sluice.duckdb'): boolean {
  if (isFile(to)) return existsSync(to);
  return typeof to === 'object' && !(to instanceof Writable);
}

function rangeOf({ since, until }: SyncOptions): RangeOverride | undefined {
  if (since === undefined && until === undefined) return undefined;
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

function valueIssues(options: SyncOptions): ConfigIssue[] {
  const { concurrency = 4, dataset = 'main', layout = 'native' } = options;
  const issues: ConfigIssue[] = [];
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    issues.push({
      path: 'concurrency',
      message: `must be a whole number from 1, got ${concurrency}.`,
    });
  }
  if (typeof dataset !== 'string' || dataset === '') {
    issues.push({ path: 'dataset', message: 'must be the name of a schema, got an empty one.' });
  }
  const problem = schemaProblem(String(dataset));
  if (problem !== undefined) {
    issues.push({
      path: 'dataset',
      message: `${shown(dataset)} ${problem}. Choose another name. Nothing was asked for.`,
    });
  }
  if (layout !== 'native') {
    issues.push({
      path: 'layout',
      message: `\`${layout}\` is not available yet. Valid: \`native\`.`,
    });
  }
  return issues;
}

/** What is wrong with how the walks shall go. */
function walkIssues(options: SyncOptions): ConfigIssue[] {
  const { verify, full, maxPages, waitLockSeconds, to = 'sluice.duckdb' } = options;
  const issues: ConfigIssue[] = [];
  if (verify !== undefined && !VERIFY_MODES.includes(verify)) {
    const valid = VERIFY_MODES.map((mode) => `\`${mode}\``).join(', ');
    issues.push({ path: 'verify', message: `must be one of ${valid}, got ${shown(verify)}.` });
  }
  if (full !== undefined && typeof full !== 'boolean') {
    issues.push({ path: 'full', message: `must be true or false, got ${shown(full)}.` });
  }
  if (maxPages !== undefined && (!Number.isInteger(maxPages) || maxPages < 1)) {
    issues.push({
      path: 'maxPages',
      message: `must be a whole number from 1, got ${shown(maxPages)}.`,
    });
  }
  if (waitLockSeconds === undefined) return issues;
  const isTime = typeof waitLockSeconds === 'number' && waitLockSeconds >= 0;
  if (!isTime || waitLockSeconds > MAX_WAIT_SECONDS) {
    issues.push({
      path: 'waitLockSeconds',
      message: `must be a number of seconds from 0 to ${MAX_WAIT_SECONDS}, got ${shown(waitLockSeconds)}.`,
    });
  } else if (waitLockSeconds > 0 && !isFile(to)) {
    issues.push({
      path: 'waitLockSeconds',
      message: `got ${shown(waitLockSeconds)}, but \`to\` is no path of a database: there is no lock to wait for.`,
    });
  }
  return issues;
}

const MEMORY_VARIABLE = 'SLUICE_MEMORY_LIMIT';
const SIZE = /^\d+(\.\d+)?\s*([kmgt]i?b|bytes?)$/i;

/** What is wrong with where rows wait, and with the memory for them. */
function storeIssues(
  { state, to = 'sluice.duckdb', memoryLimit: written }: SyncOptions,
  memoryLimit: string | undefined,
): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  if (state !== undefined && (typeof state !== 'string' || state.trim() === '')) {
    issues.push({ path: 'state', message: `must be the path of a folder, got ${shown(state)}.` });
  }
  if (memoryLimit !== undefined && !SIZE.test(String(memoryLimit))) {
    issues.push({
      path: written === undefined ? MEMORY_VARIABLE : 'memoryLimit',
      message: `must be a size such as \`512MB\` or \`4GB\`, got ${shown(memoryLimit)}.`,
    });
  }
  if (isFile(to)) return issues;
  const given = { state, memoryLimit: written };
  for (const [path, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const message = `got ${shown(value)}, but \`to\` is not the path of a database: no rows wait for it in a file.`;
    issues.push({ path, message });
  }
  return issues;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `\`${value}\`` : String(value);
}

function unknownOptions(options: SyncOptions): ConfigIssue[] {
  return Object.keys(options)
    .filter((name) => !(KNOWN as readonly string[]).includes(name))
    .map((name) => ({
      path: name,
      message: `is not an option of sync(). Valid: ${KNOWN.join(', ')}.`,
    }));
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
  if (to instanceof Writable) return rowsDestination(to);
  if (typeof to === 'object' && typeof to.open === 'function') return to;
  throw new ConfigError('CONFIG_INVALID', [
    { path: 'to', message: 'must be a path, `-`, a Destination or a Writable.' },
  ]);
}
