import type { ResourceReport } from '../index.ts';
import type { Colour } from './paint.ts';

type Proof = Pick<ResourceReport, 'verdict' | 'basis' | 'reason'>;

/** `complete (overlap)`, `incomplete (total_mismatch)`. */
export function describeVerdict({ verdict, basis, reason }: Proof): string {
  const ground = reason ?? basis;
  return ground === undefined ? verdict : `${verdict} (${ground})`;
}

export function colourOf(report: Proof & Pick<ResourceReport, 'error'>): Colour {
  if (report.error !== undefined) return 'red';
  return report.verdict === 'complete' || report.verdict === 'exhausted' ? 'green' : 'yellow';
}
