import type { ResourcePlan } from '../config/plan/plan.ts';
import { columnFormOf } from '../config/plan/plan.ts';
import { withResponseClock } from '../http/response-clock.ts';
import type { CursorState, FlowItem, ResumePoint, Verify } from '../model.ts';
import { toJsonText } from '../parse/json-text.ts';
import { parseRow } from '../parse/row-object.ts';
import { bindRequest } from '../request/bind-request.ts';
import type { BindValues } from '../request/expand.ts';
import { createIncremental, type IncrementalStage } from '../transform/incremental.ts';
import type { RangeOverride } from '../transform/incremental-range.ts';
import type { IncrementalSettings } from '../transform/incremental-settings.ts';
import type { ProcessingStep } from '../transform/processing-step.ts';
import { createRowTransform, type RowTransform } from '../transform/row-transform.ts';
import { walk } from '../walk/walk.ts';
import {
  createCounters,
  locateError,
  type ResourceSettings,
  type WalkCounters,
  type WalkEnd,
  type WalkEnvironment,
} from '../walk/walk-environment.ts';
import type { MemberStart, MemberTally } from './member.ts';
import type { Run } from './run.ts';

/** What one walk of a resource begins with. */
export interface WalkStart extends MemberStart {
  /** Ends the walk; it follows that of the run. Default: that of the run. */
  readonly signal?: AbortSignal;
  /** What the parent row gives to the request, by JSONPath. */
  readonly values?: ReadonlyMap<string, unknown>;
  /** Fields of the parent row that each row gets, as JSON text. */
  readonly include?: readonly (readonly [name: string, text: string])[];
  /** Tells the walks of a dependent resource apart, for their cursors; empty for the only walk of another. */
  readonly walk: string;
  readonly verify: Verify;
  /** Pages in flight. */
  readonly window: number;
  readonly counters?: WalkCounters;
}

/**
 * One walk of a resource: its request with what the parent row and the cursor give, its rows as they are after its
 * processing steps and the incremental filter. It does not throw: what goes wrong is how the walk ends.
 */
export async function* openWalk(
  resource: ResourcePlan,
  start: WalkStart,
  run: Run,
  tally: MemberTally,
): AsyncGenerator<FlowItem, WalkEnd> {
  const counters = start.counters ?? createCounters();
  let transform: RowTransform | undefined;
  let walked: AsyncGenerator<FlowItem, WalkEnd> | undefined;
  try {
    const resume = splitState(start.resume);
    const { client, now } = withResponseClock(run.client);
    const incremental = await openIncremental(resource, start, run, now, resume?.cursor);
    const settings = walkSettings(resource, start, run, incremental);
    const made = createRowTransform(transformSettings(resource, start, incremental));
    transform = made;
    const passedOver = (): number => (resume?.passedOver ?? 0) + made.counts.filtered;
    const environment = {
      ...walkEnvironment(resource, start, { ...run, client }, incremental, resume),
      passedOver,
    };
    walked = walk(settings, environment, counters);
    for (;;) {
      const next = await walked.next();
      if (next.done) {
        if (incremental !== undefined) keepCursor(resource, start, incremental, tally);
        const warnings = [...next.value.warnings, ...(incremental?.warnings ?? [])];
        return { ...next.value, warnings };
      }
      yield withProgress(made.apply(next.value), incremental, passedOver());
    }
  } catch (error) {
    const located = locateError(error, resource.name, counters.pages + 1);
    return {
      outcome: { verdict: 'incomplete', reason: 'failed_page', error: located },
      warnings: [],
    };
  } finally {
    await walked?.return(LEFT);
    tally.rows.filtered += transform?.counts.filtered ?? 0;
    tally.rows.added += transform?.counts.added ?? 0;
  }
}

const LEFT: WalkEnd = { outcome: { verdict: 'incomplete', reason: 'aborted' }, warnings: [] };

async function openIncremental(
  resource: ResourcePlan,
  { walk: walkKey }: WalkStart,
  run: Run,
  now: () => number,
  carried: CursorState | undefined,
): Promise<IncrementalStage | undefined> {
  const { name, primaryKey } = resource;
  if (resource.incremental === undefined) return undefined;
  const incremental = startedAt(resource.incremental, carried);
  const read = (walk: string): Promise<CursorState | undefined> | undefined =>
    run.cursorOf?.(name, incremental.cursorPath, walk);
  // a cursor that moved with the rows of the resource moved with those that depend on them, too
  const state = (await read(cursorWalk(resource, walkKey))) ?? (await read(walkKey));
  return createIncremental(incremental, state, {
    resource: name,
    keyFields: primaryKey,
    columnForm: columnFormOf(resource),
    ...overrideOf(resource, run),
    ...(run.keepsCursors ? { now } : {}),
    carried,
  });
}

/** A start that is told from now is that of the walk that is gone on with. */
function startedAt(
  incremental: IncrementalSettings,
  carried: CursorState | undefined,
): IncrementalSettings {
  if (incremental.relativeInitial === undefined || carried === undefined) return incremental;
  return { ...incremental, initialValue: carried.initialValue };
}

function overrideOf(
  { name }: ResourcePlan,
  { ranges }: Run,
): { readonly override?: RangeOverride } {
  const range = ranges?.get(name);
  return range === undefined ? {} : { override: range };
}

function walkSettings(
  resource: ResourcePlan,
  { values, verify, window }: WalkStart,
  { plan, maxPages }: Run,
  incremental: IncrementalStage | undefined,
): ResourceSettings {
  const request = bindRequest(resource.request, bindValues(values, incremental));
  return {
    ...resource,
    ...request,
    columnForm: columnFormOf(resource),
    ...(isKeyedLater(resource) ? { hasLenientKeys: true } : {}),
    retry: plan.retry,
    maxWaitMs: plan.maxWaitMs,
    // an order of the rows ends the walk early: nothing is asked for on speculation
    window: resource.incremental?.rowOrder === undefined ? window : 1,
    verify,
    maxPages,
  };
}

/** Whether rows get their key behind the walk: from a step, or from the parent row. */
export function isKeyedLater({ steps, parent }: ResourcePlan): boolean {
  return steps.length > 0 || (parent?.include.length ?? 0) > 0;
}

/** What is done with the rows of one walk of a resource. */
export function transformSettings(
  resource: ResourcePlan,
  { include }: Pick<WalkStart, 'include'>,
  incremental: IncrementalStage | undefined,
): Parameters<typeof createRowTransform>[0] {
  const { name, steps, primaryKey, mergeKey, limits } = resource;
  return {
    resource: name,
    steps,
    keyFields: primaryKey,
    mergeKey,
    columnForm: columnFormOf(resource),
    limits,
    include,
    incremental,
  };
}

function walkEnvironment(
  { steps }: ResourcePlan,
  { evidence, signal: own }: WalkStart,
  { client, clock, signal, onEvent, deadlineAt }: Run,
  incremental: IncrementalStage | undefined,
  resume: SplitResume | undefined,
): WalkEnvironment {
  return {
    client,
    clock,
    signal: own ?? signal,
    onEvent,
    deadlineAt,
    ...(evidence === undefined || makesRows(steps) ? {} : { evidence }),
    resume: resume === undefined ? undefined : resume.point,
    isEnough: incremental === undefined ? undefined : () => incremental.isDone,
  };
}

/** What a step makes of a row can have another key: staging does not know the rows of the API then. */
function makesRows(steps: readonly ProcessingStep[]): boolean {
  return steps.some(({ map, yieldMap }) => map !== undefined || yieldMap !== undefined);
}

/** Of a walk that ended well; whether the cursor moves is decided when the rows are written. */
function keepCursor(
  resource: ResourcePlan,
  { walk: walkKey }: WalkStart,
  incremental: IncrementalStage,
  tally: MemberTally,
): void {
  const { incremental: settings } = resource;
  const state = incremental.state();
  if (settings === undefined || state === undefined) return;
  tally.cursors.push({ path: settings.cursorPath, walk: cursorWalk(resource, walkKey), state });
}

/** A resource that is only read for those that depend on it has a cursor of its own: its rows are in no table yet. */
export function cursorWalk({ selected }: Pick<ResourcePlan, 'selected'>, walkKey: string): string {
  return selected ? walkKey : `unselected ${walkKey}`;
}

interface SplitResume {
  readonly point: ResumePoint;
  readonly cursor: CursorState | undefined;
  /** Rows that the earlier run filtered. */
  readonly passedOver: number;
}

/**
 * With the state of a walk travels what its cursor had come to, for the rows in front of it are not met again, and how many
 * rows were filtered, for staging does not know them.
 */
function withProgress(
  item: FlowItem,
  incremental: IncrementalStage | undefined,
  passedOver: number,
): FlowItem {
  if (item.kind !== 'page_end' || item.state === undefined) return item;
  if (incremental === undefined && passedOver === 0) return item;
  const cursor = incremental?.state() ?? null;
  return { ...item, state: toJsonText({ walk: item.state, cursor, passedOver }) };
}

function splitState(resume: ResumePoint | undefined): SplitResume | undefined {
  if (resume === undefined) return undefined;
  const state = parseRow(resume.state);
  const { walk: walkState, cursor, passedOver } = state;
  if (typeof walkState !== 'string') return { point: resume, cursor: undefined, passedOver: 0 };
  return {
    point: { ...resume, state: walkState },
    cursor: (cursor as CursorState | null) ?? undefined,
    passedOver: Number(passedOver ?? 0),
  };
}

/** What a request is bound with: the parent row's values, and the cursor's as they are sent. */
export function bindValues(
  parent: ReadonlyMap<string, unknown> | undefined,
  incremental: IncrementalStage | undefined,
): BindValues {
  return {
    parent,
    ...(incremental === undefined
      ? {}
      : {
          incremental: {
            attribute: (name: string): unknown => incremental.sent(name),
            start: incremental.sent('start_value'),
            end: incremental.sent('end_value'),
          },
        }),
  };
}
