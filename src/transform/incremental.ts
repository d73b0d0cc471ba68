import type { CursorState, JsonValue } from '../model.ts';
import { pathByForm } from '../parse/column-form.ts';
import { toJsonText } from '../parse/json-text.ts';
import { canonicalKey, keyPart } from '../parse/row-key.ts';
import { readTree } from '../parse/tree.ts';
import { dltHashesOf, dltHashesOfRow } from '../schema/dlt/boundary-hashes.ts';
import { type Boundary, createBoundary } from './boundary.ts';
import { CursorFault, describeCursor, toSourceError } from './cursor-fault.ts';
import { createCursorFinder, type FindCursor } from './cursor-finder.ts';
import { CursorKinds } from './cursor-kind.ts';
import {
  type CursorOrder,
  createCursorOrder,
  isAhead,
  isCursorValue,
  isSame,
} from './cursor-order.ts';
import { attributeOf, isConverted } from './incremental-attributes.ts';
import { type IncrementalRange, resolveRange } from './incremental-range.ts';
import type { IncrementalSettings } from './incremental-settings.ts';
import type { IncrementalOptions, IncrementalStage } from './incremental-stage.ts';
import {
  aheadWarning,
  boundaryWarning,
  lagWarning,
  MEND,
  misfitWarning,
  skippedWarning,
} from './incremental-warnings.ts';

export type { IncrementalOptions, IncrementalStage } from './incremental-stage.ts';

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
    throw toSourceError(error, settings.cursorPath, options.resource);
  }
  return new Incremental(settings, order, range, state, options);
}

/** How far the walk came. */
interface Standing {
  last: JsonValue | undefined;
  isDone: boolean;
  /** A value ahead of the clock that was not let move the cursor. */
  ahead: JsonValue | undefined;
  /** Rows whose cursor is not of the kind of the others, and the first of these values. */
  misfits: number;
  misfit: string | undefined;
}

class Incremental implements IncrementalStage {
  readonly #settings: IncrementalSettings;
  readonly #options: IncrementalOptions;
  readonly #order: CursorOrder;
  readonly #range: IncrementalRange;
  readonly #find: FindCursor;
  readonly #boundary: Boundary | undefined;
  /** Rows at the boundary that dlt loaded, by its hashes. */
  readonly #ofDlt: ReadonlySet<string>;
  /** Undefined where a function orders the values, as it likes. */
  readonly #kinds: CursorKinds | undefined;
  /** What an earlier load kept, whether this one starts there or not. */
  readonly #kept: JsonValue | undefined;
  #at: Standing;
  #marked: Standing;

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
    this.#kept = state?.lastValue ?? undefined;
    let last = range.lastValue;
    const stored = range.goesOn ? (state?.boundary ?? []) : [];
    this.#ofDlt = new Set(range.comparesBoundary ? dltHashesOf(stored) : []);
    if (range.comparesBoundary) this.#boundary = createBoundary(stored);
    const { carried } = options;
    if (carried !== undefined && (range.keepsState || range.mayMend)) {
      last = carried.lastValue;
      this.#boundary?.carryOn(carried.boundary);
    }
    this.#at = { last, isDone: false, ahead: undefined, misfits: 0, misfit: undefined };
    this.#marked = this.#at;
    if (typeof settings.lastValueFunc !== 'function') {
      const isKept = range.goesOn && last !== range.initialValue;
      this.#kinds = new CursorKinds(last, isKept ? 'kept' : 'start');
    }
    this.mark();
  }

  get startValue(): JsonValue | undefined {
    return this.#range.startValue;
  }

  get initialValue(): JsonValue | undefined {
    return this.#range.initialValue;
  }

  get lastValue(): JsonValue | undefined {
    return this.#at.last;
  }

  get endValue(): JsonValue | undefined {
    return this.#range.endValue;
  }

  get isDone(): boolean {
    return this.#at.isDone;
  }

  attribute(name: string): unknown {
    return attributeOf(name, this, this.#settings, this.#options.keyFields);
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
      throw toSourceError(fault, this.#settings.cursorPath, this.#options.resource);
    }
  }

  keep(row: unknown, text: string, key?: string): boolean {
    const value = this.#find(row);
    if (value === undefined || value === null) return this.#keepMissing(value);
    if (!isCursorValue(value)) {
      return this.#keepMisfit(value, `holds ${describeCursor(value)}, which is no cursor`);
    }
    const { misfit, what = '' } = this.#kinds?.judge(value) ?? {};
    if (misfit === 'kept') {
      throw new CursorFault(`${what}. An earlier load kept the second one: ${MEND}`);
    }
    const isTurning = misfit === 'others' && this.#settings.onMissing !== 'raise';
    if (misfit !== undefined && misfit !== 'start' && !isTurning) {
      return this.#keepMisfit(value, what);
    }
    if (misfit !== undefined) {
      this.#kinds?.adopt(value);
      this.#at.last = undefined;
    }
    if (this.#isPastEnd(value)) return false;
    const { startValue } = this.#range;
    if (startValue !== undefined) {
      const place = this.#order.compare(value, startValue);
      if (place < 0) {
        if (this.#settings.rowOrder === 'desc') this.#at.isDone = true;
        return false;
      }
      if (place === 0) {
        if (this.#settings.rangeStart === 'open') return false;
        if (this.#ofDlt.size > 0 && this.#wasLoadedByDlt(text)) return false;
        if (this.#boundary?.wasLoaded({ identity: this.#identityOf(row, key), text })) return false;
      }
    }
    this.#advance(value, () => ({ identity: this.#identityOf(row, key), text }));
    return true;
  }

  state(): CursorState | undefined {
    const lastValue = this.#at.last;
    const isKept = this.#range.keepsState || this.#isMending();
    if (!isKept || lastValue === undefined) return undefined;
    const boundary = this.#boundary?.hashes() ?? [];
    return { initialValue: this.#range.initialValue ?? null, lastValue, boundary };
  }

  mark(): void {
    this.#marked = { ...this.#at };
    this.#kinds?.mark();
    this.#boundary?.mark();
  }

  undo(): void {
    this.#at = { ...this.#marked };
    this.#kinds?.undo();
    this.#boundary?.undo();
  }

  get warnings(): readonly string[] {
    const { lag, lastValueFunc } = this.#settings;
    const { misfit, ahead } = this.#at;
    const { now } = this.#options;
    const last = this.state()?.lastValue ?? (this.#range.goesOn ? this.#at.last : undefined);
    const isForgotten = this.state() !== undefined && this.#boundary?.hashes() === undefined;
    const maxRows = isForgotten ? this.#boundary?.maxRows : undefined;
    const warnings = [
      lag !== undefined && typeof lastValueFunc === 'function' && lagWarning(this.#settings),
      maxRows !== undefined && boundaryWarning(this.#settings, maxRows),
      misfit !== undefined && misfitWarning(this.#settings, this.#at.misfits, misfit),
      ahead !== undefined && skippedWarning(this.#settings, ahead, now?.()),
      ahead === undefined && this.#isAhead(last) && aheadWarning(this.#settings, last, now?.()),
    ];
    return warnings.filter((warning) => warning !== false);
  }

  #isAhead(value: JsonValue | undefined): boolean {
    const { now } = this.#options;
    return now !== undefined && this.#settings.lastValueFunc === 'max' && isAhead(value, now());
  }

  /** Whether the kept value is of no use, and that of this load takes its place. */
  #isMending(): boolean {
    if (!this.#range.mayMend || this.#kept === undefined) return false;
    return this.#isAhead(this.#kept) || this.#kinds?.isOf(this.#kept) === false;
  }

  #keepMisfit(value: unknown, what: string): boolean {
    const { onMissing } = this.#settings;
    if (onMissing === 'raise') {
      throw new CursorFault(
        `${what}. Correct the row at the source, or set \`on_cursor_value_missing\` to \`include\` or \`exclude\` to take or leave such rows`,
      );
    }
    this.#at.misfits++;
    this.#at.misfit ??= describeCursor(value);
    return onMissing === 'include';
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
    if (isPast && this.#settings.rowOrder === 'asc') this.#at.isDone = true;
    return isPast;
  }

  #advance(value: JsonValue, row: () => { identity: string | undefined; text: string }): void {
    if (this.#range.mayMend && this.#isAhead(value) && this.#isMending()) {
      this.#at.ahead = value;
      return;
    }
    const before = this.#at.last;
    const last = before === undefined ? value : this.#order.last(before, value);
    if (before === undefined || !isSame(last, before)) {
      this.#at.last = last;
      this.#boundary?.restart();
    }
    if (this.#boundary !== undefined && isSame(value, last)) this.#boundary.add(row());
  }

  /** By the whole row, or by the fields that the cursor names; a key alone does not tell whether its row changed since. */
  #wasLoadedByDlt(text: string): boolean {
    const row = readTree(text);
    const { boundaryKey = [] } = this.#settings;
    const key = boundaryKey.map((field) =>
      row.kind === 'object' ? row.members.get(field) : undefined,
    );
    return dltHashesOfRow(row, key).some((hash) => this.#ofDlt.has(hash));
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
    throw toSourceError(fault, settings.cursorPath, options.resource);
  }
}
