import type { ResourcePlan } from '../config/plan/plan.ts';
import type { CursorMove, FlowItem, ResumePoint, StagedEvidence } from '../model.ts';
import { createCounters, type WalkCounters, type WalkEnd } from '../walk/walk-environment.ts';

/** What became of a resource's rows between its walks and its destination. */
export interface RowCounts {
  /** Rows that a step or the incremental filter left out. */
  filtered: number;
  /** Rows that steps made beyond one of each. */
  added: number;
}

/** One resource of a family while it is used. */
export interface Member {
  readonly resource: ResourcePlan;
  /** Its rows, in page order. Called once; leaving it early lets everything go. */
  batches(at?: MemberStart): AsyncGenerator<FlowItem, WalkEnd>;
  /** In place of reading it: the others of its family would wait for it for ever. */
  leave(): void;
  /** They go up while it is under way. */
  readonly counters: WalkCounters;
  readonly rows: RowCounts;
  /** Cursors that came further, once it has ended. */
  readonly cursors: readonly CursorMove[];
}

/** What the destination gives the walk of a resource. */
export interface MemberStart {
  readonly evidence?: StagedEvidence | undefined;
  readonly resume?: ResumePoint | undefined;
  /** Aborts when its rows are not wanted any more. */
  readonly signal?: AbortSignal;
}

/** What the walks of one resource add to as they go. */
export interface MemberTally {
  readonly counters: WalkCounters;
  readonly rows: RowCounts;
  readonly cursors: CursorMove[];
}

export function createTally(): MemberTally {
  return { counters: createCounters(), rows: { filtered: 0, added: 0 }, cursors: [] };
}

/** Reads a resource for the rows that its dependents take of it. */
export async function drain(batches: AsyncGenerator<FlowItem, WalkEnd>): Promise<WalkEnd> {
  for (;;) {
    const next = await batches.next();
    if (next.done) return next.value;
  }
}

/** Adds what one of several walks counted. */
export function addCounters(sum: WalkCounters, walk: WalkCounters): void {
  sum.requests += walk.requests;
  sum.retries += walk.retries;
  sum.hasResent ||= walk.hasResent;
  sum.pages += walk.pages;
  sum.received += walk.received;
  sum.reread += walk.reread;
}
