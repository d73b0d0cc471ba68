import type { JsonValue } from '../model.ts';

/** How an incremental resource tells rows that were loaded before. */
export interface IncrementalSettings {
  /** JSONPath of the cursor inside of a row. */
  readonly cursorPath: string;
  readonly initialValue?: JsonValue;
  /** What was written for `initialValue`, if that is a time from now: it is where the first load starts, and no bound after. */
  readonly relativeInitial?: string;
  readonly endValue?: JsonValue;
  /** Makes of a value what is sent. */
  readonly convert?: (value: unknown) => unknown;
  /** Which of two values is the later one; a function gets the list and gives the one that is. Default: `max`. */
  readonly lastValueFunc: 'max' | 'min' | ((values: readonly JsonValue[]) => JsonValue);
  /** Fields that identify a row at the boundary; an empty list switches the comparison off. Undefined: the whole row. */
  readonly boundaryKey?: readonly string[];
  /** In which order the API sends rows; with it a walk stops early. */
  readonly rowOrder?: 'asc' | 'desc';
  /** Seconds, days or units by which the start lies before the last value. */
  readonly lag?: number;
  readonly onMissing: 'raise' | 'include' | 'exclude';
  readonly rangeStart: 'closed' | 'open';
  readonly rangeEnd: 'open' | 'closed';
}
