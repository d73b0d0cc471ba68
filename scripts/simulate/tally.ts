import { KINDS, type Kind, scenarioOf } from './kinds.ts';
import { brokenLaws, lostRows, type Violation } from './laws.ts';
import { plainRequests, type Scenario } from './scenario.ts';
import { type Observation, simulateWalk } from './simulate-walk.ts';

/** What was seen of all walks of one kind. */
export interface Tally {
  readonly kind: Kind;
  walks: number;
  /** Walks that were called complete. */
  complete: number;
  /** Of these, walks that lost a row. */
  lossy: number;
  requests: number;
  plainRequests: number;
  /** Milliseconds. */
  tookMs: number;
  /** Rows of the collection of the last walk. */
  lastSize: number;
  /** The churn of these walks. */
  readonly churns: Set<number>;
  /** Walks by verdict, with its basis or reason. */
  readonly outcomes: Map<string, number>;
}

/** A walk that broke a law. */
export interface Counterexample extends Violation {
  readonly kind: Kind;
  readonly index: number;
  readonly scenario: Scenario;
}

export function createTally(kind: Kind): Tally {
  return {
    kind,
    walks: 0,
    complete: 0,
    lossy: 0,
    requests: 0,
    plainRequests: 0,
    tookMs: 0,
    lastSize: 0,
    churns: new Set(),
    outcomes: new Map(),
  };
}

export function createTallies(kinds: readonly Kind[] = KINDS): readonly Tally[] {
  return kinds.map(createTally);
}

/** Simulates the next walk of a kind. `change` is laid over what was drawn. */
export async function simulateNext(
  tally: Tally,
  seed: number,
  change: Partial<Scenario> = {},
): Promise<readonly Counterexample[]> {
  const startedMs = performance.now();
  const { kind, walks: index } = tally;
  const scenario = { ...scenarioOf(kind, seed, index), ...change };
  const seen = await simulateWalk(scenario);
  const isComplete = countsAsComplete(kind, seen);
  tally.walks++;
  tally.lastSize = scenario.size;
  if (isComplete) tally.complete++;
  if (isComplete && lostRows(scenario, seen).length > 0) tally.lossy++;
  tally.churns.add(scenario.churn);
  tally.requests += seen.requests;
  tally.plainRequests += plainRequests(scenario);
  const outcome = describeOutcome(seen);
  tally.outcomes.set(outcome, (tally.outcomes.get(outcome) ?? 0) + 1);
  tally.tookMs += performance.now() - startedMs;
  return brokenLaws(scenario, seen).map((broken) => ({ ...broken, kind, index, scenario }));
}

/** Of a kind that promises it: whether too few walks were called complete. */
export function isTooRare({ kind, walks, complete }: Tally): boolean {
  return kind.minComplete !== undefined && complete < kind.minComplete * walks;
}

function countsAsComplete(kind: Kind, { end }: Observation): boolean {
  if (end === undefined) return false;
  const { verdict, basis } = end.outcome;
  return kind.counts === undefined ? verdict === 'complete' : basis === 'total';
}

function describeOutcome({ end }: Observation): string {
  if (end === undefined) return 'no end';
  const { verdict, basis, reason } = end.outcome;
  return `${verdict} (${basis ?? reason ?? '-'})`;
}
