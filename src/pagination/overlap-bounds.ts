import { type OffsetSettings, offsetOf } from './offset.ts';
import type { OverlapState } from './overlap-state.ts';
import type { PageStep } from './paginator.ts';

/**
 * Nothing is asked for at or beyond `maximumOffset`, nor what the format's own last page would not have held. `reach` is
 * the offset behind the last row.
 */
export function capStep(
  state: OverlapState,
  settings: OffsetSettings,
  step: PageStep,
  reach: number,
): PageStep {
  const { offset, limit, maximumOffset: maximum } = settings;
  if (maximum === undefined || state.phase !== 'body') return step;
  const bound = offset + Math.max(Math.ceil((maximum - offset) / limit), 1) * limit;
  const next = step.next.filter((request) => offsetOf(settings, request) < maximum);
  const isRead = step.takes && state.tried === 'nothing' && reach >= bound;
  if (next[0] === step.next[0] && !isRead) return { ...step, next };
  state.isCapped = true;
  state.phase = 'done';
  return { ...step, next: [] };
}
