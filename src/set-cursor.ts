import type { ResourcePlan } from './config/plan/plan.ts';
import { type DroppedStaging, replaceCursor } from './destination/duckdb/change-state.ts';
import { ConfigError } from './errors.ts';
import type { CursorState, JsonValue } from './model.ts';
import { cursorWalk } from './source/open-walk.ts';
import { fitCursor } from './source/plan-issues.ts';
import { type RestApiSource, stateOf } from './source/rest-api-source.ts';
import { CursorFault, describeCursor } from './transform/cursor-fault.ts';
import { createCursorOrder } from './transform/cursor-order.ts';
import type { IncrementalSettings } from './transform/incremental-settings.ts';
import { cutExcerpts } from './wording.ts';

export interface SetCursorOptions {
  /** The path of a DuckDB file that a sync has written. Default: `sluice.duckdb`. */
  readonly to?: string;
  /** The schema of the tables, as `sync` takes it. Default: `main`. */
  readonly dataset?: string;
  /** The folder of the staging file, as `sync` takes it. Default: it stands beside the database. */
  readonly state?: string;
}

/** A cursor that was set. */
export interface SetCursorResult {
  readonly resource: string;
  /** JSONPath of the cursor in a row. */
  readonly path: string;
  /** Where the next load starts. */
  readonly value: JsonValue;
  /** Where it would have started; undefined if no load had left a cursor. */
  readonly before?: JsonValue;
  /** What was staged of the resource, and was dropped because it was read from another start. */
  readonly dropped: readonly DroppedStaging[];
}

/**
 * Sets the cursor of an incremental resource: its next load starts at `value`, rows that have this very value included. The
 * tables stay as they are.
 *
 * @param value of the kind of the cursor, or a time from now such as `7d`
 * @throws {ConfigError} for a resource that has no cursor of its own, and for a value that could not be its start
 * @throws {DestinationError} where the database is not there, or is locked. Nothing was changed then.
 */
export async function setCursor(
  source: RestApiSource,
  resource: string,
  value: JsonValue,
  { to = 'sluice.duckdb', dataset = 'main', ...store }: SetCursorOptions = {},
): Promise<SetCursorResult> {
  const { plan } = stateOf(source);
  const found = plan.resources.find(({ name }) => name === resource);
  if (found === undefined) throw unknown(resource, plan.resources);
  const settings = settable(found);
  const place = {
    ...{ source: source.name, dataset, resource, table: found.table, path: settings.cursorPath },
    walk: cursorWalk(found, ''),
  };
  let set: JsonValue = value;
  const { before, dropped } = await replaceCursor(
    to,
    place,
    (kept) => {
      set = fitting(found, settings, value, kept);
      return { initialValue: settings.initialValue ?? null, lastValue: set, boundary: [] };
    },
    store,
  );
  return {
    resource,
    path: settings.cursorPath,
    value: set,
    ...(before !== undefined && { before: before.lastValue }),
    dropped,
  };
}

/** @throws {ConfigError} */
function settable({ name, incremental, parent }: ResourcePlan): IncrementalSettings {
  if (incremental === undefined) {
    throw refusal(
      name,
      'is not incremental, so that it has no cursor. Write `incremental` into its endpoint',
    );
  }
  if (parent !== undefined) {
    throw refusal(
      name,
      `has a cursor for each row of \`${parent.resource}\`, on which it depends, so that one value cannot be set. Load a range once with \`sluice sync --since\`, or \`sluice reset ${name}\``,
    );
  }
  if (incremental.endValue !== undefined) {
    throw refusal(
      name,
      'has an `end_value`, so that its cursor is neither read nor moved. Remove it, or change `initial_value`',
    );
  }
  return incremental;
}

function fitting(
  { name }: ResourcePlan,
  settings: IncrementalSettings,
  value: JsonValue,
  kept: CursorState | undefined,
): JsonValue {
  try {
    const fitted = fitCursor(value, kept?.lastValue ?? undefined, settings);
    const { initialValue, relativeInitial } = settings;
    const order = createCursorOrder(settings.lastValueFunc);
    const isBefore =
      initialValue !== undefined &&
      relativeInitial === undefined &&
      order.compare(initialValue, fitted) > 0;
    if (!isBefore) return fitted;
    throw new CursorFault(
      `${describeCursor(fitted)} lies before \`initial_value\`, ${describeCursor(initialValue)}, where the next load would start all the same. Change \`initial_value\` as well`,
    );
  } catch (error) {
    if (!(error instanceof CursorFault)) throw error;
    throw refusal(name, `cannot start there: ${cutExcerpts(error.message)}`);
  }
}

function refusal(name: string, what: string): ConfigError {
  return new ConfigError('CONFIG_INVALID', [
    { path: 'cursor', message: `\`${name}\` ${what}. Nothing was changed.` },
  ]);
}

function unknown(name: string, resources: readonly ResourcePlan[]): ConfigError {
  const valid = resources.map((resource) => `\`${resource.name}\``).join(', ');
  return refusal(name, `is not a resource of this source. Valid: ${valid}`);
}
