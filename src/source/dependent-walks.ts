import type { ResourcePlan } from '../config/plan/plan.ts';
import { toError } from '../errors.ts';
import type { FlowItem, WalkOutcome } from '../model.ts';
import { toJsonText } from '../parse/json-text.ts';
import { abortedBy, createCounters, type WalkEnd } from '../walk/walk-environment.ts';
import { mapInOrder } from './map-in-order.ts';
import { addCounters, type MemberStart, type MemberTally } from './member.ts';
import { openWalk } from './open-walk.ts';
import { worseOutcome } from './outcome.ts';
import type { ParentRecord } from './parent-feed.ts';
import type { QueueReader } from './parent-queue.ts';
import { joinSignals, type Run } from './run.ts';

const NO_WALK: WalkOutcome = { verdict: 'complete', basis: 'single' };
/** Warnings of walks that are kept; an API that warns for each parent row would fill the report. */
const MAX_WARNINGS = 20;

/** Ends the walks of a dependent resource: what comes behind would be missing all the same. */
class WalkBroke extends Error {}

/**
 * The rows of a dependent resource: one walk for each row of its parent, several at a time, handed on in the order of the
 * parent's rows. Pages are numbered through, so that rows keep their order.
 */
export async function* dependentWalks(
  resource: ResourcePlan,
  parents: QueueReader<ParentRecord>,
  { signal: left }: MemberStart,
  run: Run,
  tally: MemberTally,
): AsyncGenerator<FlowItem, WalkEnd> {
  const used = joinSignals(run.signal, left);
  const warnings = createWarnings();
  let outcome: WalkOutcome | undefined;
  let before = 0;
  let page = 0;
  const open = async function* (
    record: ParentRecord,
    signal: AbortSignal,
  ): AsyncGenerator<FlowItem, WalkEnd> {
    const counters = createCounters();
    const verify = run.verifyOf(resource);
    // one page after the other: the parent rows are what runs side by side
    const own = { walk: walkKey(record), verify, counters, signal, window: 1 };
    const start = { ...record, ...own };
    try {
      return yield* openWalk(resource, start, run, tally);
    } finally {
      addCounters(tally.counters, counters);
    }
  };
  const onEnd = (end: WalkEnd): void => {
    before = page;
    warnings.add(end.warnings);
    outcome = worseOutcome(outcome ?? NO_WALK, end.outcome);
    if (isBroken(end.outcome)) throw new WalkBroke();
  };
  const { permits, plan } = run;
  const width = plan.http.maxConcurrency;
  const items = mapInOrder(parents, open, { width, permits, signal: used, onEnd });
  try {
    for await (const item of items) {
      page = before + item.page;
      yield { ...item, page };
    }
  } catch (error) {
    if (!(error instanceof WalkBroke)) {
      return { outcome: failure(error, used), warnings: warnings.list() };
    }
  }
  return { outcome: outcome ?? NO_WALK, warnings: warnings.list() };
}

/** Warnings of many walks: what is said alike is said once, with the number of walks. */
function createWarnings(): {
  add(warnings: readonly string[]): void;
  list(): readonly string[];
} {
  const counts = new Map<string, number>();
  return {
    add: (warnings) => {
      for (const warning of new Set(warnings)) {
        const count = counts.get(warning) ?? 0;
        if (count > 0 || counts.size < MAX_WARNINGS) counts.set(warning, count + 1);
      }
    },
    list: () =>
      [...counts].map(([warning, count]) =>
        count === 1 ? warning : `${warning} (The same for ${count} parent rows.)`,
      ),
  };
}

/** The walk that broke off is to be finished before anything else is. */
function isBroken({ reason }: WalkOutcome): boolean {
  return reason === 'failed_page' || reason === 'aborted' || reason === 'deadline';
}

function failure(error: unknown, signal: AbortSignal): WalkOutcome {
  if (signal.aborted) return abortedBy(signal);
  return { verdict: 'incomplete', reason: 'failed_page', error: toError(error) };
}

function walkKey({ values }: ParentRecord): string {
  return toJsonText([...values.values()]);
}
