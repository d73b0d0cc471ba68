/** Rows that a memory holds at least, before it forgets any. */
const MAX_ROWS = 10_000;

/** The text of a row, or its hash; null if neither is known. */
export type RowForm = string | number | null;

/** Identity and a hash of the text of some rows, as plain data. */
export type SavedForms = readonly (readonly [identity: string, hash: number])[];

/**
 * Something about rows that are kept in mind, by their identity, in order, and of no more than so many: the first ones that
 * come, or the last ones. A memory of the last ones holds twice as many for a while, so that it forgets seldom.
 */
export class RowMemory<Value> {
  readonly #keeps: 'first' | 'last';
  readonly #rows = new Map<string, Value>();

  constructor(keeps: 'first' | 'last', rows: Iterable<readonly [identity: string, Value]> = []) {
    this.#keeps = keeps;
    for (const [identity, value] of rows) this.note(identity, value);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Whether a memory of first rows takes no more. */
  get isFull(): boolean {
    return this.#keeps === 'first' && this.#rows.size >= MAX_ROWS;
  }

  has(identity: string): boolean {
    return this.#rows.has(identity);
  }

  get(identity: string): Value | undefined {
    return this.#rows.get(identity);
  }

  /** Takes a row. Among the last ones it goes to the end, also if it was there. Returns whether it was there. */
  note(identity: string, value: Value): boolean {
    if (this.#keeps === 'first') return this.#noteFirst(identity, value);
    const wasThere = this.#rows.delete(identity);
    this.#rows.set(identity, value);
    if (this.#rows.size > 2 * MAX_ROWS) this.#forget();
    return wasThere;
  }

  #noteFirst(identity: string, value: Value): boolean {
    const wasThere = this.#rows.has(identity);
    if (this.#rows.size < MAX_ROWS) this.#rows.set(identity, value);
    return wasThere;
  }

  #forget(): void {
    for (const identity of this.#rows.keys()) {
      if (this.#rows.size <= MAX_ROWS) return;
      this.#rows.delete(identity);
    }
  }

  /** The identities in order. */
  identities(): IterableIterator<string> {
    return this.#rows.keys();
  }

  /** The rows of another memory in place of these, or behind them. */
  take(other: RowMemory<Value>, how: 'replace' | 'add'): void {
    if (how === 'replace') this.#rows.clear();
    for (const [identity, value] of other.#rows) this.note(identity, value);
  }

  /** The last `most` rows. */
  last(most: number): readonly (readonly [identity: string, Value])[] {
    let behind = this.#rows.size - most;
    const last: (readonly [string, Value])[] = [];
    for (const row of this.#rows) if (--behind < 0) last.push(row);
    return last;
  }

  /** No more than `most` rows, evenly spread. */
  spread(most: number): readonly (readonly [identity: string, Value])[] {
    const every = Math.max(Math.ceil(this.#rows.size / most), 1);
    return [...this.#rows].filter((_, i) => i % every === 0);
  }
}

/** Whether a row has the form that is remembered of it. */
export function isSameForm(form: RowForm, text: string): boolean {
  return form === (typeof form === 'number' ? hashText(text) : text);
}

/** The forms that are known, as plain data. */
export function savedForms(rows: readonly (readonly [string, RowForm])[]): SavedForms {
  return rows.flatMap(([identity, form]) => {
    if (form === null) return [];
    return [[identity, typeof form === 'number' ? form : hashText(form)] as const];
  });
}

/** FNV-1a: tells forms of one row apart, no more. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
