import type { ResourcePlan, SourcePlan } from '../config/plan/plan.ts';
import type { CursorBooks } from '../destination/destination.ts';
import { ConfigError, type ConfigIssue } from '../errors.ts';
import type { JsonValue } from '../model.ts';
import { CursorFault, describeCursor } from '../transform/cursor-fault.ts';
import { compareCursors, createCursorOrder } from '../transform/cursor-order.ts';
import { toCursorValue } from '../transform/cursor-value.ts';
import { type RangeOverride, resolveRange } from '../transform/incremental-range.ts';
import type { IncrementalSettings } from '../transform/incremental-settings.ts';
import { cutExcerpts } from '../wording.ts';
import { lineageOf } from './families.ts';

/** A range that was given for one run, and the resources that it is for. */
export interface WantedRange {
  readonly resources: readonly ResourcePlan[];
  /** The resources that are loaded. */
  readonly names: readonly string[];
  readonly range: RangeOverride | undefined;
}

/** A range, and the resources that read one. */
export interface ResolvedRanges {
  readonly ranges: ReadonlyMap<string, RangeOverride>;
  readonly issues: readonly ConfigIssue[];
}

/**
 * What is wrong with a range, as far as the configuration tells. A range that nothing is read by is a mistake: everything
 * would be read as if it had not been given.
 *
 * @param mayKeep whether the destination may have a cursor of an earlier load, which tells more of the kind of its values
 */
export function rangeIssues(wanted: WantedRange, mayKeep: boolean): readonly ConfigIssue[] {
  const { names, range } = wanted;
  if (range === undefined) return [];
  const incremental = incrementalOf(wanted);
  if (incremental.length === 0) return unreadIssues(names, range);
  const known = incremental.filter(([, settings]) => !mayKeep || initialOf(settings) !== undefined);
  return resolve(known, range, () => undefined).issues;
}

/**
 * The range of each resource that reads one, of the kind of its cursor: that of the value which was kept, else of its
 * `initial_value`.
 *
 * @throws {ConfigError} for values that are not of that kind
 */
export async function resolveRanges(
  wanted: WantedRange,
  cursors: CursorBooks | undefined,
): Promise<ReadonlyMap<string, RangeOverride> | undefined> {
  const { range } = wanted;
  if (range === undefined) return undefined;
  const incremental = incrementalOf(wanted);
  const kept = new Map<string, JsonValue>();
  for (const [{ name }, { cursorPath }] of incremental) {
    const last = (await cursors?.sample?.(name, cursorPath))?.lastValue ?? undefined;
    if (last !== undefined) kept.set(name, last);
  }
  const { ranges, issues } = resolve(incremental, range, (name) => kept.get(name));
  if (issues.length > 0) throw new ConfigError('CONFIG_INVALID', issues);
  return ranges;
}

type Incremental = readonly [ResourcePlan, IncrementalSettings];

function incrementalOf({ resources, names }: WantedRange): readonly Incremental[] {
  const walked = new Set(names.flatMap((name) => lineageOf(resources, name)));
  return [...walked].flatMap((resource): Incremental[] =>
    resource.incremental === undefined ? [] : [[resource, resource.incremental]],
  );
}

/** What the configuration tells of the values of a cursor; a time from now does not tell how they are written. */
function initialOf({ initialValue, relativeInitial }: IncrementalSettings): JsonValue | undefined {
  return relativeInitial === undefined ? (initialValue ?? undefined) : undefined;
}

function unreadIssues(names: readonly string[], range: RangeOverride): ConfigIssue[] {
  const all = names.map((name) => `\`${name}\``).join(', ') || 'none';
  return Object.entries(range).map(([path, value]) => ({
    path,
    message: `got ${cutExcerpts(describeCursor(value))}, but no resource that is loaded is incremental (${all}). Write \`incremental\` into an endpoint, or leave \`${path}\` out. Nothing was asked for.`,
  }));
}

function resolve(
  incremental: readonly Incremental[],
  range: RangeOverride,
  keptOf: (resource: string) => JsonValue | undefined,
): ResolvedRanges {
  const nowMs = Date.now();
  const ranges = new Map<string, RangeOverride>();
  const issues = incremental.flatMap(([{ name }, settings]): ConfigIssue[] => {
    const fitted: { since?: JsonValue; until?: JsonValue } = {};
    let at: 'since' | 'until' = 'since';
    try {
      const sample = keptOf(name) ?? initialOf(settings);
      for (at of ['since', 'until'] as const) {
        const value = range[at];
        if (value !== undefined) fitted[at] = toFitting(value, sample, settings, nowMs);
      }
      at = range.since === undefined ? 'until' : 'since';
      assertInRange(settings, fitted);
      ranges.set(name, fitted);
      return [];
    } catch (error) {
      if (!(error instanceof CursorFault)) throw error;
      const message = `does not fit the incremental of \`${name}\`: ${cutExcerpts(error.message)}. Nothing was asked for.`;
      return [{ path: at, message }];
    }
  });
  return { ranges, issues };
}

/**
 * A value that somebody gave for the cursor of a resource, of the kind of its values.
 *
 * @param kept the value that an earlier load kept
 * @throws {CursorFault} for one that is not of that kind
 */
export function fitCursor(
  value: JsonValue,
  kept: JsonValue | undefined,
  settings: IncrementalSettings,
): JsonValue {
  return toFitting(value, kept ?? initialOf(settings), settings, Date.now());
}

function toFitting(
  value: JsonValue,
  sample: JsonValue | undefined,
  { lastValueFunc }: IncrementalSettings,
  nowMs: number,
): JsonValue {
  const fitted = toCursorValue(value, sample, nowMs);
  // what can't be compared with a value of the cursor can't be with the rows either
  if (sample !== undefined && typeof lastValueFunc === 'string') compareCursors(fitted, sample);
  return fitted;
}

function assertInRange(settings: IncrementalSettings, range: RangeOverride): void {
  resolveRange(settings, createCursorOrder(settings.lastValueFunc), undefined, range);
}

/**
 * What keeps resources from being written to a destination, although they can be read: rows would be deleted that are only
 * not asked for.
 *
 * @param names the resources to be written
 */
export function syncIssues(
  plan: SourcePlan,
  names: readonly string[],
  layout: 'native' | 'dlt' = 'native',
): ConfigIssue[] {
  const hints = layout === 'native' ? hintIssues(plan, names) : [];
  const issues = plan.resources
    .filter(({ name }) => names.includes(name))
    .flatMap((resource) =>
      [missingIssue(resource), goneIssue(resource)]
        .filter((issue) => issue !== undefined)
        .map(({ key, message }) => ({
          path: `resources[${resource.position}].${key}`,
          message: `\`${resource.name}\` ${message} Nothing was asked for.`,
        })),
    );
  return [...hints, ...issues];
}

/** Hints that the tables of the layout `native` have nothing for. */
function hintIssues({ layoutHints }: SourcePlan, names: readonly string[]): ConfigIssue[] {
  return layoutHints
    .filter(({ resource }) => resource === undefined || names.includes(resource))
    .map(({ path, message }) => ({
      path,
      message: `${message}, or load it with the layout \`dlt\`. Nothing was asked for.`,
    }));
}

interface SyncIssue {
  readonly key: string;
  readonly message: string;
}

/** Why a way of writing that lets rows go would take all those for gone that were not asked for. */
function goneIssue({
  write,
  incremental,
  parent,
  mergeKey,
  tableOf,
}: ResourcePlan): SyncIssue | undefined {
  if (write !== 'cdc' && write !== 'scd2') return undefined;
  const what =
    incremental !== undefined
      ? `is incremental, so that a load does not meet all rows, and \`${write}\` would take the others for gone. Write \`upsert\`, or leave the incremental out.`
      : parent !== undefined && mergeKey.length === 0
        ? `depends on \`${parent.resource}\`, so that a load does not meet all rows. Write a \`merge_key\` that tells the rows of one parent, such as a field of \`include_from_parent\`.`
        : tableOf !== undefined
          ? `has a function for \`table_name\`, so that nobody knows in which tables rows are missing. Write a name.`
          : undefined;
  return what === undefined ? undefined : { key: 'write_disposition', message: what };
}

/** Only a walk of the whole collection tells that a row is missing. */
function missingIssue({
  onMissing,
  write,
  incremental,
  parent,
}: ResourcePlan): SyncIssue | undefined {
  // such a way of writing says for itself what becomes of them
  if (onMissing === 'keep' || write === 'cdc' || write === 'scd2') return undefined;
  const why =
    write !== 'merge'
      ? `is written as \`${write}\`, and only the write disposition \`merge\` knows rows that are missing`
      : incremental !== undefined
        ? 'is incremental, so that a load does not meet all rows'
        : parent !== undefined
          ? `depends on \`${parent.resource}\`, so that a load does not meet all rows`
          : undefined;
  if (why === undefined) return undefined;
  return { key: 'on_missing', message: `${why}. Write 'keep', or leave \`on_missing\` out.` };
}
