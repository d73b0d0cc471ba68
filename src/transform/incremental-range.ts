import type { CursorState, JsonValue } from '../model.ts';
import { CursorFault, describeCursor } from './cursor-fault.ts';
import type { CursorOrder } from './cursor-order.ts';
import type { IncrementalSettings } from './incremental-settings.ts';
import { lagBehind } from './lag.ts';

/** Values that hold for one run in place of those that were kept and configured. */
export interface RangeOverride {
  readonly since?: JsonValue;
  readonly until?: JsonValue;
}

/** Between which values rows are taken, and where the last value stands when the walk begins. */
export interface IncrementalRange {
  readonly initialValue: JsonValue | undefined;
  /** Fixed for the walk. */
  readonly startValue: JsonValue | undefined;
  readonly endValue: JsonValue | undefined;
  /** As `startValue`, without the lag. */
  readonly lastValue: JsonValue | undefined;
  /** Whether a state is left behind: not where an end is set, for what lies behind it was not loaded. */
  readonly keepsState: boolean;
  /** Whether one is left behind all the same if the kept one is of no use, for everything from the start on is loaded. */
  readonly mayMend: boolean;
  /** Whether rows at the start are told from those that were loaded before. */
  readonly comparesBoundary: boolean;
  /** Whether the start is the last value of the state, so that its boundary is about the same value. */
  readonly goesOn: boolean;
}

/**
 * Works out where a walk starts. With an end, or with an override, once: the kept state is not read and not written,
 * except that an `until` alone ends a walk that starts where it always would, and that a `since` alone may mend a state. Else the start is the last value that
 * was kept; where `initial_value` was changed since to a later one, it is that.
 *
 * @throws {CursorFault} for values that do not fit together, and for a lag that does not apply.
 */
export function resolveRange(
  settings: IncrementalSettings,
  order: CursorOrder,
  state: CursorState | undefined,
  override: RangeOverride | undefined,
): IncrementalRange {
  const initialValue = settings.initialValue ?? undefined;
  const endValue = override?.until ?? settings.endValue ?? undefined;
  const keepsState = endValue === undefined && !isSet(override);
  const readsState = keepsState || (override?.until !== undefined && override.since === undefined);
  const kept = readsState ? (state?.lastValue ?? undefined) : undefined;
  // a time from now moves on with every load, and rows that came since the last one would lie in front of it
  const bound =
    settings.relativeInitial !== undefined && kept !== undefined ? undefined : initialValue;
  const last = laterOf(order, kept, bound);
  const mayMend = override?.since !== undefined && endValue === undefined;
  const startValue = override?.since ?? lagged(settings, order, kept, last, bound);
  assertNotEmpty(order, startValue, endValue, initialValue);
  return {
    initialValue,
    startValue,
    endValue,
    lastValue: override?.since ?? last,
    keepsState,
    mayMend,
    goesOn: kept !== undefined && last === kept,
    comparesBoundary:
      (keepsState || mayMend) &&
      settings.rangeStart === 'closed' &&
      settings.lag === undefined &&
      settings.boundaryKey?.length !== 0,
  };
}

function isSet(override: RangeOverride | undefined): boolean {
  return override?.since !== undefined || override?.until !== undefined;
}

function laterOf(
  order: CursorOrder,
  kept: JsonValue | undefined,
  initial: JsonValue | undefined,
): JsonValue | undefined {
  if (kept === undefined || initial === undefined) return kept ?? initial;
  return order.compare(initial, kept) > 0 ? initial : kept;
}

/** The kept value behind its lag, but no earlier than the initial one. */
function lagged(
  settings: IncrementalSettings,
  order: CursorOrder,
  kept: JsonValue | undefined,
  last: JsonValue | undefined,
  initialValue: JsonValue | undefined,
): JsonValue | undefined {
  const { lag, lastValueFunc } = settings;
  if (lag === undefined || typeof lastValueFunc === 'function') return last;
  if (kept === undefined || last !== kept) return last;
  const start = lagBehind(kept, {
    lag,
    lastValueFunc,
    initialValue,
  });
  return laterOf(order, start, initialValue);
}

function assertNotEmpty(
  order: CursorOrder,
  start: JsonValue | undefined,
  end: JsonValue | undefined,
  initial: JsonValue | undefined,
): void {
  const from = start ?? initial;
  if (from === undefined || end === undefined || order.compare(end, from) >= 0) return;
  throw new CursorFault(
    `the range is empty, its end ${describeCursor(end)} lies before its start ${describeCursor(from)}`,
  );
}
