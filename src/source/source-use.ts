import type { ResourcePlan, SourcePlan } from '../config/plan/plan.ts';
import type { SluiceEvent } from '../events.ts';
import type { HttpClient } from '../http/client.ts';
import type { Clock, CursorState, Verify } from '../model.ts';
import type { Permits } from '../resource/dependents/permits.ts';
import type { RangeOverride } from '../transform/incremental-range.ts';

/** One use of a source: a load, or a stream. */
export interface SourceUse {
  readonly plan: SourcePlan;
  readonly client: HttpClient;
  /** For walks that are begun ahead of their turn; shared by all uses of the source. */
  readonly permits: Permits;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** When to stop asking, by the clock. */
  readonly deadlineAt?: number;
  readonly onEvent: (event: SluiceEvent) => void;
  verifyOf(resource: ResourcePlan): Verify;
  /** Pages after which a walk is cut off; a try. */
  readonly maxPages?: number;
  /** Where a cursor was left; undefined: at its beginning. */
  cursorOf?(resource: string, path: string, walk: string): Promise<CursorState | undefined>;
  /** Whether cursors that come further are kept for later loads. Default: false. */
  readonly keepsCursors?: boolean;
  /** In place of the cursors, for this use only, by resource: those of all incremental ones, or none. */
  readonly ranges?: ReadonlyMap<string, RangeOverride>;
}
