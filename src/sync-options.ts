import { Writable } from 'node:stream';
import { syncIssues } from './config/sync-issues.ts';
import type { Destination } from './destination/destination.ts';
import { duckdbDestination } from './destination/duckdb/duckdb-destination.ts';
import { ndjsonDestination } from './destination/ndjson/ndjson-destination.ts';
import { rowsDestination } from './destination/ndjson/rows-destination.ts';
import { ConfigError, type ConfigIssue } from './errors.ts';
import type { EventHandler } from './events.ts';
import { internalsOf, type RestApiSource } from './source/rest-api-source.ts';

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
  readonly onEvent: EventHandler;
  readonly signal: AbortSignal | undefined;
}

const KNOWN = ['to', 'resources', 'concurrency', 'layout', 'dataset', 'onEvent', 'signal'];
/** Options of later versions: refused by name, never ignored. */
const LATER = ['verify', 'full', 'require', 'maxPages', 'waitLock'];

/** @throws {ConfigError} with everything that is wrong. */
export function resolveSyncOptions(source: RestApiSource, options: SyncOptions): SyncSettings {
  const issues = [...unknownOptions(options), ...resourceIssues(source, options.resources)];
  const { concurrency = 4, dataset = 'main', layout = 'native', to = 'sluice.duckdb' } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    issues.push({
      path: 'concurrency',
      message: `must be a whole number from 1, got ${concurrency}.`,
    });
  }
  if (typeof dataset !== 'string' || dataset === '') {
    issues.push({ path: 'dataset', message: 'must be the name of a schema, got an empty one.' });
  }
  if (dataset === '_sluice') {
    issues.push({
      path: 'dataset',
      message: '`_sluice` holds the books of Sluice. Choose another name.',
    });
  }
  if (layout !== 'native') {
    issues.push({
      path: 'layout',
      message: `\`${layout}\` is not available yet. Valid: \`native\`.`,
    });
  }
  // NDJSON and Writables need neither a key nor a disposition
  if (typeof to === 'string' && to !== '-') {
    issues.push(...syncIssues(internalsOf(source).plan, options.resources ?? source.resources));
  }
  if (issues.length > 0) throw new ConfigError('CONFIG_INVALID', issues);
  return {
    destination: toDestination(to),
    resources: source.resources.filter((name) => options.resources?.includes(name) ?? true),
    concurrency,
    dataset,
    onEvent: options.onEvent ?? (() => {}),
    signal: options.signal,
  };
}

function unknownOptions(options: SyncOptions): ConfigIssue[] {
  return Object.keys(options)
    .filter((name) => !KNOWN.includes(name))
    .map((name) => ({
      path: name,
      message: LATER.includes(name)
        ? 'is not available yet.'
        : `is not an option of sync(). Valid: ${KNOWN.join(', ')}.`,
    }));
}

function resourceIssues(source: RestApiSource, names: readonly string[] = []): ConfigIssue[] {
  const valid = source.resources.map((name) => `\`${name}\``).join(', ') || 'none';
  return names
    .filter((name) => !source.resources.includes(name))
    .map((name) => ({
      path: 'resources',
      message: `\`${name}\` is not a resource of this source. Valid: ${valid}.`,
    }));
}

function toDestination(to: string | Destination | Writable): Destination {
  if (to === '-') return ndjsonDestination(process.stdout);
  if (typeof to === 'string') return duckdbDestination(to);
  if (to instanceof Writable) return rowsDestination(to);
  if (typeof to === 'object' && typeof to.open === 'function') return to;
  throw new ConfigError('CONFIG_INVALID', [
    { path: 'to', message: 'must be a path, `-`, a Destination or a Writable.' },
  ]);
}
