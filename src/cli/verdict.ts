import type { ResourceReport } from '../index.ts';
import type { Colour } from './paint.ts';

type Proof = Pick<ResourceReport, 'verdict' | 'basis' | 'reason' | 'since'> & {
  readonly error?: unknown;
};

/**
 * `complete (overlap)`, `incomplete (total_mismatch)`, `incomplete (failed)` if the destination failed; of a resumed walk
 * `complete (overlap) since 2024-05-01 12:30`, in UTC.
 */
export function describeVerdict({ verdict, basis, reason, since, error }: Proof): string {
  const ground = reason ?? basis ?? (error === undefined ? undefined : 'failed');
  const proof = ground === undefined ? verdict : `${verdict} (${ground})`;
  return since === undefined ? proof : `${proof} since ${toMinutes(since)}`;
}

/** `2024-05-01T12:30:59.123Z` as `2024-05-01 12:30`. */
export function toMinutes(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

export function colourOf(report: Proof): Colour {
  if (report.error !== undefined) return 'red';
  return report.verdict === 'complete' || report.verdict === 'exhausted' ? 'green' : 'yellow';
}
