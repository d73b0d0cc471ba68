import type { ResourceTarget } from '../destination/destination.ts';
import { isUpsert, writeRule } from '../destination/write-rule.ts';
import type { Reason, WalkOutcome } from '../model.ts';

/**
 * - `written`: the rows go into the table
 * - `discarded`: they are dropped, and the next run walks again
 * - `staged`: the walk broke off, and the next run goes on from there
 */
export type Fate = 'written' | 'discarded' | 'staged';

/**
 * What becomes of the rows of a walk of which nothing was lost on the way.
 *
 * @param movesCursors - whether cursors move with the rows if they are written, so that the next walk begins behind them
 */
export function fateOf(
  target: ResourceTarget,
  outcome: WalkOutcome,
  movesCursors: boolean = false,
): Fate {
  if (outcome.walked === 'earlier') return fateOfEarlier(target, outcome, movesCursors);
  if (isProved(outcome)) return 'written';
  if (hasBrokenOff(outcome)) return target.isFamily ? 'discarded' : 'staged';
  // an upsert of true rows is safe where others are missing; rows that take the place of others are not
  return isUpsert(target) ? 'written' : 'discarded';
}

/** An upsert of true rows is safe however old they are; rows that the next walk meets again are not added or swapped in. */
function fateOfEarlier(target: ResourceTarget, outcome: WalkOutcome, movesCursors: boolean): Fate {
  if (isUpsert(target)) return 'written';
  const isAdded = writeRule(target) !== 'replace';
  return isAdded && movesCursors && isProved(outcome) ? 'written' : 'discarded';
}

/** Why a walk is incomplete that was walked as far as it goes: nothing is left to go on with. */
const WALKED: readonly (Reason | undefined)[] = ['total_mismatch', 'more_told', 'max_pages'];

/** Whether a walk broke off, so that a later run can go on from there. */
export function hasBrokenOff({ verdict, reason }: WalkOutcome): boolean {
  return verdict === 'incomplete' && !WALKED.includes(reason);
}

/** Whether the walk reached its end, so that a cursor may move behind it. */
export function isProved({ verdict }: WalkOutcome): boolean {
  return verdict === 'complete' || verdict === 'exhausted';
}

export function discardWarning({ resource }: ResourceTarget, { walked }: WalkOutcome): string {
  if (walked === 'earlier') {
    return `${resource}: an earlier run had walked to the end without writing the rows. They prove nothing of today, so the staged rows were dropped, and this run reads everything anew.`;
  }
  return `${resource}: the walk did not prove that it met every row, and rows that are appended, or that take the place of others, are written only then. Nothing was written; the next run walks again.`;
}
