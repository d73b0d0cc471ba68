/** Rows that a memory holds at least, before it forgets any. */
const MAX_ROWS = 10_000;

/** The text of a row, or its hash; undefined if neither is known. */
export type RowForm = string | number | undefined;

/** Identity and a hash of the text of some rows, as plain data. */
export type SavedForms = readonly (readonly [identity: string, hash: number])[];

/** What is remembered of a row besides its identity. */
export interface RowNote {
  readonly form?: RowForm;
  /** Its place in the order of the rows. */
  readonly place?: number;
}

/**
 * Rows that are kept in mind, by their identity, in order, and no more than so many: the first ones that come, or the last
 * ones. A memory of the last ones holds twice as many for a while, so that it forgets seldom.
 */
export class RowMemory {
  readonly #keeps: 'first' | 'last';
  #rows = new Map<string, RowNote>();

  constructor(keeps: 'first' | 'last', saved: SavedForms = []) {
    this.#keeps = keeps;
    for (const [identity, form] of saved) this.note(identity, { form });
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

  placeOf(identity: string): number | undefined {
    return this.#rows.get(identity)?.place;
  }

  /** Whether a row has the form that is remembered; undefined for a row that is not. */
  isSame(identity: string, text: string): boolean | undefined {
    const note = this.#rows.get(identity);
    if (note === undefined) return undefined;
    return note.form === (typeof note.form === 'number' ? hashText(text) : text);
  }

  /** Takes a row. Among the last ones it goes to the end, also if it was there. Returns whether it was there. */
  note(identity: string, note: RowNote): boolean {
    const wasThere = this.#rows.has(identity);
    if (this.isFull) return wasThere;
    if (wasThere && this.#keeps === 'last') this.#rows.delete(identity);
    this.#rows.set(identity, note);
    if (this.#rows.size > 2 * MAX_ROWS) this.#rows = new Map([...this.#rows].slice(-MAX_ROWS));
    return wasThere;
  }

  /** The identities in order. */
  identities(): IterableIterator<string> {
    return this.#rows.keys();
  }

  /** The rows of another memory in place of these, or behind them. */
  take(other: RowMemory, how: 'replace' | 'add'): void {
    if (how === 'replace') this.#rows.clear();
    for (const [identity, note] of other.#rows) this.note(identity, note);
  }

  /** The forms of those rows whose form is known, as plain data, of the last `most` rows. */
  lastForms(most: number): SavedForms {
    return [...this.#rows].slice(-most).flatMap(savedForm);
  }

  /** The forms of no more than `most` rows, evenly spread. */
  spreadForms(most: number): SavedForms {
    const every = Math.max(Math.ceil(this.#rows.size / most), 1);
    return [...this.#rows].filter((_, i) => i % every === 0).flatMap(savedForm);
  }
}

function savedForm([identity, { form }]: readonly [string, RowNote]): SavedForms {
  if (form === undefined) return [];
  return [[identity, typeof form === 'number' ? form : hashText(form)]];
}

/** FNV-1a: tells forms of one row apart, no more. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
