import type { CursorState, JsonValue } from '../model.ts';
import type { ColumnForm } from '../parse/column-form.ts';
import type { RangeOverride } from './incremental-range.ts';

export interface IncrementalOptions {
  /** For messages. */
  readonly resource?: string;
  /** Fields of the primary key: what tells rows at the boundary apart where `boundaryKey` is undefined. */
  readonly keyFields: readonly string[];
  /** Default: a name means the field of exactly that name. */
  readonly columnForm?: ColumnForm;
  /** For this run only: nothing is kept of it. An `until` alone leaves the start where it is. */
  readonly override?: RangeOverride;
  /** What an interrupted walk with the same start had come to, from its `state()`: its rows are not met again. */
  readonly carried?: CursorState | undefined;
  /**
   * The time by the clock of the API, in milliseconds since 1970, for values that are ahead of it. Undefined where nothing is
   * kept of the state: no value does any harm then.
   */
  readonly now?: () => number;
}

/** Tells which rows of a walk are new, and how far the cursor came. One for each walk. */
export interface IncrementalStage {
  /** Fixed for the walk; behind its lag. */
  readonly startValue: JsonValue | undefined;
  readonly initialValue: JsonValue | undefined;
  /** The running one, without lag. */
  readonly lastValue: JsonValue | undefined;
  readonly endValue: JsonValue | undefined;
  /** What `{incremental.<name>}` names, before it is converted; undefined for an unknown name and for what is not set. */
  attribute(name: string): unknown;
  /** The same as it is sent: converted, unless it is null or undefined. */
  sent(name: string): unknown;
  /**
   * Whether a row is kept; one that is kept moves the cursor. `text` is the row's JSON text; `key` its primary key, where that
   * is known.
   *
   * @throws {CursorFault} for a cursor that is missing, or not of the kind of the others.
   */
  keep(row: unknown, text: string, key?: string): boolean;
  /** Whether, by `row_order`, no later row can be kept. */
  readonly isDone: boolean;
  /** What the next load starts from; undefined where there is nothing to keep. */
  state(): CursorState | undefined;
  /** Remembers how things stand at the start of a page. */
  mark(): void;
  /** Takes back what was met since the last `mark`: the page is void. */
  undo(): void;
  readonly warnings: readonly string[];
}
