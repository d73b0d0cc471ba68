import type { WalkOutcome } from '../model.ts';
import type { PaginationEnd } from '../pagination/paginator.ts';

/**
 * What a walk that reached the API's own end proved. A total that the last answer tells and that exceeds what was
 * walked over says that rows are missing; one that agrees before and after is the ground for `exhausted`, and without
 * one the end itself is.
 */
export function judgeEnd(end: PaginationEnd): WalkOutcome {
  const { firstTotal, lastTotal, position } = end;
  if (lastTotal !== undefined && lastTotal > position) {
    return { verdict: 'incomplete', reason: 'total_mismatch' };
  }
  const agrees = lastTotal === position && firstTotal === lastTotal;
  return { verdict: 'exhausted', basis: agrees ? 'total' : 'end' };
}

/** What a total that is lower than what was walked over is worth telling. */
export function endWarnings(end: PaginationEnd): readonly string[] {
  const { lastTotal, position, warnings } = end;
  if (lastTotal === undefined || lastTotal >= position) return warnings;
  return [
    ...warnings,
    `The API tells a total of ${lastTotal}, but ${position} rows were received up to its end. All of them were taken.`,
  ];
}
