import { SourceError } from '../errors.ts';
import type { CursorState, JsonValue } from '../model.ts';
import { type ColumnForm, pathByForm } from '../parse/column-form.ts';
import { toJsonText } from '../parse/json-text.ts';
import { canonicalKey, keyPart } from '../parse/row-key.ts';
import { type Boundary, createBoundary } from './boundary.ts';
import { CursorFault, describeCursor } from './cursor-fault.ts';
import { createCursorFinder, type FindCursor } from './cursor-finder.ts';
import { type CursorOrder, createCursorOrder, isCursorValue, isSame } from './cursor-order.ts';
import { isConverted } from './incremental-attributes.ts';
import { type IncrementalRange, type RangeOverride, resolveRange } from './incremental-range.ts';
import type { IncrementalSettings } from './incremental-settings.ts';

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
  readonly carried?: CursorState;
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
   * @throws {CursorFault} for a cursor that is missing, or not comparable.
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

/**
 * The incremental filter of one walk. A row whose cursor lies before the start was loaded before; at the start, it was only
 * if its content is the same, so that a row that changed without its cursor is not lost.
 *
 * @throws {SourceError} TRANSFORM_CURSOR
 */
export function createIncremental(
  settings: IncrementalSettings,
  state: CursorState | undefined,
  options: IncrementalOptions,
): IncrementalStage {
  const order = createCursorOrder(settings.lastValueFunc);
  let range: IncrementalRange;
  try {
    range = resolveRange(settings, order, state, options.override);
  } catch (error) {
    throw toSourceError(error, settings, options);
  }
  return new Incremental(settings, order, range, state, options);
}

class Incremental implements IncrementalStage {
  readonly #settings: IncrementalSettings;
  readonly #options: IncrementalOptions;
  readonly #order: CursorOrder;
  readonly #range: IncrementalRange;
  readonly #find: FindCursor;
  readonly #boundary: Boundary | undefined;
  #last: JsonValue | undefined;
  #isDone = false;
  #marked: { readonly last: JsonValue | undefined; readonly isDone: boolean };

  constructor(
    settings: IncrementalSettings,
    order: CursorOrder,
    range: IncrementalRange,
    state: CursorState | undefined,
    options: IncrementalOptions,
  ) {
    this.#settings = settings;
    this.#order = order;
    this.#range = range;
    this.#options = options;
    this.#find = cursorFinder(settings, options);
    this.#last = range.lastValue;
    const stored = range.goesOn ? (state?.boundary ?? []) : [];
    if (range.comparesBoundary) this.#boundary = createBoundary(stored);
    const { carried } = options;
    if (carried !== undefined && range.keepsState) {
      this.#last = carried.lastValue;
      this.#boundary?.carryOn(carried.boundary);
    }
    this.#marked = { last: this.#last, isDone: false };
    this.#boundary?.mark();
  }

  get startValue(): JsonValue | undefined {
    return this.#range.startValue;
  }

  get initialValue(): JsonValue | undefined {
    return this.#range.initialValue;
  }

  get lastValue(): JsonValue | undefined {
    return this.#last;
  }

  get endValue(): JsonValue | undefined {
    return this.#range.endValue;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  attribute(name: string): unknown {
    switch (name) {
      case 'start_value':
        return this.startValue;
      case 'initial_value':
        return this.initialValue;
      case 'last_value':
        return this.lastValue;
      case 'end_value':
        return this.endValue;
      case 'lag':
        return this.#settings.lag;
      case 'cursor_path':
        return this.#settings.cursorPath;
      case 'row_order':
        return this.#settings.rowOrder;
      case 'range_start':
        return this.#settings.rangeStart;
      case 'range_end':
        return this.#settings.rangeEnd;
      case 'on_cursor_value_missing':
        return this.#settings.onMissing;
      case 'primary_key':
        return this.#settings.boundaryKey ?? this.#options.keyFields;
      default:
        return undefined;
    }
  }

  sent(name: string): unknown {
    const value = this.attribute(name);
    const { convert } = this.#settings;
    if (convert === undefined || value === undefined || value === null || !isConverted(name)) {
      return value;
    }
    try {
      return convert(value);
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      const fault = new CursorFault(
        `\`convert\` failed for ${name}, ${describeCursor(value)}: ${what}`,
        { cause },
      );
      throw toSourceError(fault, this.#settings, this.#options);
    }
  }

  keep(row: unknown, text: string, key?: string): boolean {
    const value = this.#find(row);
    if (value === undefined || value === null) return this.#keepMissing(value);
    if (!isCursorValue(value)) {
      throw new CursorFault(`holds ${describeCursor(value)}, which is no cursor`);
    }
    if (this.#isPastEnd(value)) return false;
    const { startValue } = this.#range;
    if (startValue !== undefined) {
      const place = this.#order.compare(value, startValue);
      if (place < 0) {
        if (this.#settings.rowOrder === 'desc') this.#isDone = true;
        return false;
      }
      if (place === 0) {
        if (this.#settings.rangeStart === 'open') return false;
        if (this.#boundary?.wasLoaded({ identity: this.#identityOf(row, key), text })) return false;
      }
    }
    this.#advance(value, () => ({ identity: this.#identityOf(row, key), text }));
    return true;
  }

  state(): CursorState | undefined {
    const lastValue = this.#last;
    if (!this.#range.keepsState || lastValue === undefined) return undefined;
    const boundary = this.#boundary?.hashes() ?? [];
    return { initialValue: this.#range.initialValue ?? null, lastValue, boundary };
  }

  mark(): void {
    this.#marked = { last: this.#last, isDone: this.#isDone };
    this.#boundary?.mark();
  }

  undo(): void {
    this.#last = this.#marked.last;
    this.#isDone = this.#marked.isDone;
    this.#boundary?.undo();
  }

  get warnings(): readonly string[] {
    const { lag, lastValueFunc, cursorPath } = this.#settings;
    const warnings: string[] = [];
    if (lag !== undefined && typeof lastValueFunc === 'function') {
      warnings.push(
        `\`lag\` of the cursor \`${cursorPath}\` goes with \`last_value_func\` max or min only; it was left out.`,
      );
    }
    if (this.#boundary !== undefined && this.#boundary.hashes() === undefined) {
      warnings.push(
        `More than ${this.#boundary.maxRows} rows share the last value of the cursor \`${cursorPath}\`, so that they are not remembered; the next load takes them again.`,
      );
    }
    return warnings;
  }

  #keepMissing(value: null | undefined): boolean {
    const { onMissing } = this.#settings;
    if (onMissing !== 'raise') return onMissing === 'include';
    throw new CursorFault(
      `is ${value === null ? 'null' : 'missing'}. Set \`on_cursor_value_missing\` to \`include\` or \`exclude\` to take or leave such rows, or correct \`cursor_path\``,
    );
  }

  #isPastEnd(value: JsonValue): boolean {
    const { endValue } = this.#range;
    if (endValue === undefined) return false;
    const place = this.#order.compare(value, endValue);
    const isPast = this.#settings.rangeEnd === 'closed' ? place > 0 : place >= 0;
    if (isPast && this.#settings.rowOrder === 'asc') this.#isDone = true;
    return isPast;
  }

  #advance(value: JsonValue, row: () => { identity: string | undefined; text: string }): void {
    const before = this.#last;
    const last = before === undefined ? value : this.#order.last(before, value);
    if (before === undefined || !isSame(last, before)) {
      this.#last = last;
      this.#boundary?.restart();
    }
    if (this.#boundary !== undefined && isSame(value, last)) this.#boundary.add(row());
  }

  /** What tells a row from others at the boundary; undefined where only its content does. */
  #identityOf(row: unknown, key: string | undefined): string | undefined {
    const { boundaryKey } = this.#settings;
    if (boundaryKey === undefined && key !== undefined) return key;
    const fields = boundaryKey ?? this.#options.keyFields;
    if (fields.length === 0 || typeof row !== 'object' || row === null) return undefined;
    const { columnForm = (name) => name } = this.#options;
    const parts = fields.map((field) => {
      const [name] = pathByForm(row, [field], columnForm) ?? [];
      const value: unknown = name === undefined ? undefined : (row as never)[name];
      return keyPart(value, fields.length > 1) ?? toJsonText(value ?? null);
    });
    return canonicalKey(parts);
  }
}

function cursorFinder(settings: IncrementalSettings, options: IncrementalOptions): FindCursor {
  try {
    return createCursorFinder(settings.cursorPath, options.columnForm);
  } catch (fault) {
    throw toSourceError(fault, settings, options);
  }
}

/** What is wrong with the cursor of a resource, outside of any row. */
function toSourceError(
  fault: unknown,
  { cursorPath }: IncrementalSettings,
  { resource = 'incremental' }: IncrementalOptions,
): unknown {
  if (!(fault instanceof CursorFault)) return fault;
  return new SourceError(
    'TRANSFORM_CURSOR',
    `${resource}: the cursor \`${cursorPath}\`: ${fault.message}. Correct its configuration; where the value that was kept is of another kind, reset the resource.`,
    { cause: fault, context: { resource, cursorPath } },
  );
}
