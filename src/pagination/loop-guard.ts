import { SourceError } from '../errors.ts';

/** Where the search for a cycle stands: plain data, of the same size however long the walk is. */
export interface LoopGuard {
  /** The value that came last. */
  last: string | null;
  /** The value that is waited for, how many came since, and after how many another one takes its place. */
  mark: string | null;
  steps: number;
  patience: number;
}

export function newLoopGuard(): LoopGuard {
  return { last: null, mark: null, steps: 0, patience: 1 };
}

/**
 * Notes what leads to the next page; says whether it led there before. A value that comes twice in a row is seen at once,
 * a longer cycle after a few rounds at most (Brent's algorithm).
 */
export function isLoop(guard: LoopGuard, value: string): boolean {
  if (value === guard.last || value === guard.mark) return true;
  guard.last = value;
  guard.steps++;
  if (guard.mark === null || guard.steps >= guard.patience) {
    guard.mark = value;
    guard.steps = 0;
    guard.patience *= 2;
  }
  return false;
}

/** `what` names the value that came again. */
export function pageLoop(what: string, advice: string): SourceError {
  return new SourceError(
    'SOURCE_PAGE_LOOP',
    `pagination goes round in circles: ${what} leads to pages that were read already. ${advice} The rows of this page were not taken.`,
  );
}
