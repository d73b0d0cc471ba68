import type { JsonValue } from '../model.ts';
import { describeCursor } from './cursor-fault.ts';
import { type CursorValue, isCursorValue, isMoment } from './cursor-order.ts';

/** What a cursor counts by. Values of two kinds have no order that means anything. */
type Kind = 'number' | 'boolean' | 'time' | 'text';

/** Whether a value belongs to the others, and if not, which of them is odd. */
export interface Judgement {
  /**
   * `value`: the value itself. `others`: it is a time, and what the rows before it have is not. `kept`: the same of the value
   * that an earlier load kept. `start`: the same of a text at which the walk started, such as an empty one: it is for
   * everything, and the value takes its place.
   */
  readonly misfit?: 'value' | 'others' | 'kept' | 'start';
  /** For messages. */
  readonly what?: string;
}

const FITS: Judgement = {};

/** Sees to it that the cursors of a walk are of one kind: that of its start, or of its first row. */
export class CursorKinds {
  #reference: JsonValue | undefined;
  #origin: 'start' | 'kept' | 'others';
  #marked: readonly [JsonValue | undefined, 'start' | 'kept' | 'others'];

  /** @param origin whether the value was kept by an earlier load */
  constructor(reference: JsonValue | undefined, origin: 'start' | 'kept') {
    this.#reference = reference;
    this.#origin = origin;
    this.#marked = [reference, origin];
  }

  judge(value: CursorValue): Judgement {
    const reference = this.#reference;
    const kind = kindOf(value);
    const wanted = reference === undefined ? kind : kindOf(reference);
    if (kind === wanted) {
      if (this.#origin !== 'others') this.adopt(value);
      return FITS;
    }
    const both = `${describeCursor(value)} and ${describeCursor(reference)} cannot be compared`;
    if (wanted === 'text' && kind === 'time')
      return { misfit: this.#origin, what: `${both}${ONE}` };
    const isText = wanted === 'time' && kind === 'text';
    return { misfit: 'value', what: isText ? `${both}${ONE}` : both };
  }

  /** From here on this is what the others are compared with. */
  adopt(value: CursorValue): void {
    this.#reference = value;
    this.#origin = 'others';
  }

  /** Whether a value is of the kind that the rows had. */
  isOf(value: JsonValue): boolean {
    return this.#reference === undefined || kindOf(value) === kindOf(this.#reference);
  }

  mark(): void {
    this.#marked = [this.#reference, this.#origin];
  }

  undo(): void {
    [this.#reference, this.#origin] = this.#marked;
  }
}

const ONE = ', for only one of them is a date or a time';

function kindOf(value: JsonValue): Kind | undefined {
  if (!isCursorValue(value)) return undefined;
  if (typeof value === 'string') return isMoment(value) ? 'time' : 'text';
  return typeof value === 'boolean' ? 'boolean' : 'number';
}
