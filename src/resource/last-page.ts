import type { Batch } from '../model.ts';
import type { RecentKeys } from './recent-keys.ts';
import { hashText, rowIdentity, type SavedForms } from './row-form.ts';

/** Keys that are remembered of a page, its last ones; rows that shift further than this are found by going back. */
const MAX_KEYS = 10_000;
/** Row text that is remembered to see whether a shared row changed. */
const MAX_CHARACTERS = 4 * 1024 * 1024;
/** Rows whose form the state of a walk carries: the last ones, where the next page begins. */
const MAX_SAVED = 8;

/** A row of a page, by its place in its batch. */
export type RowRole =
  /** In front of the first row that is shared: inserted since, or known from further back. */
  | 'front'
  /** The same row as on the page before, in the same form. */
  | 'shared'
  /** The same row as on the page before, in a newer form. */
  | 'changed'
  /** A row of one of the pages before that, met again because rows shifted. */
  | 'recent'
  /** A row that was met already and that changed its place among the others. */
  | 'moved'
  /** None of the page before, behind the first that is. */
  | 'new';

/** What one page has in common with the page that was taken before it. */
export interface PageLink {
  readonly shared: number;
  /** Those of them that came in the same form. */
  readonly same: number;
  /**
   * Rows that are new ground: those behind the last one that is known; all rows where none is; of pages that are listed last
   * to first, those in front of the first one that is known.
   */
  readonly ahead: number;
  /** Rows that changed their place among the others. */
  readonly moved: number;
  readonly repeats: boolean;
}

/** The rows of the page that was taken last, as far as the next page is compared with them. */
export class LastPage {
  /** The text of each row, or its hash; undefined where neither is known. */
  #texts = new Map<string, string | number | undefined>();
  #rowCount = 0;
  #copies = 0;

  /** From the keys that staging holds of it, and the forms that the walk's state holds. */
  static fromKeys(keys: readonly string[], saved: SavedForms = []): LastPage {
    const page = new LastPage();
    for (const key of keys) page.#texts.set(key, undefined);
    // the last rows stand at the end, those among them too that never reached staging because something filtered them
    for (const [identity, hash] of saved) {
      page.#texts.delete(identity);
      page.#texts.set(identity, hash);
    }
    page.#rowCount = page.#texts.size;
    return page;
  }

  /** Whether there is anything to compare with. */
  get isEmpty(): boolean {
    return this.#rowCount === 0;
  }

  /** What a row is to this page, where it is one of its rows. */
  roleOf(identity: string, text: string): 'shared' | 'changed' | undefined {
    if (!this.#texts.has(identity)) return undefined;
    const known = this.#texts.get(identity);
    return known === (typeof known === 'number' ? hashText(text) : text) ? 'shared' : 'changed';
  }

  /** The forms of its last rows, as plain data. */
  save(): SavedForms {
    return [...this.#texts]
      .slice(-MAX_SAVED)
      .flatMap(([identity, text]) =>
        text === undefined
          ? []
          : [[identity, typeof text === 'number' ? text : hashText(text)] as const],
      );
  }

  has(identity: string): boolean {
    return this.#texts.has(identity);
  }

  keys(): IterableIterator<string> {
    return this.#texts.keys();
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Rows whose key stood on the page already. */
  get copies(): number {
    return this.#copies;
  }

  /** Gathers a page while it is read; it becomes the last page when it is taken. */
  add(batch: Batch): void {
    let characters = this.#characters;
    for (const [i, text] of batch.texts.entries()) {
      const identity = rowIdentity(batch, i);
      // a key that stands twice stays in the order of its last copy
      if (this.#texts.delete(identity)) this.#copies++;
      characters += text.length;
      this.#texts.set(identity, characters > MAX_CHARACTERS ? undefined : text);
    }
    this.#characters = characters;
    this.#rowCount += batch.texts.length;
    this.#forget();
  }

  #characters = 0;

  #forget(): void {
    if (this.#texts.size <= 2 * MAX_KEYS) return;
    this.#texts = new Map([...this.#texts].slice(-MAX_KEYS));
  }
}

/** Compares a page with the one before while it is read. */
export class LinkCheck {
  readonly #before: LastPage;
  readonly #recent: RecentKeys;
  readonly #expected: Iterator<string>;
  #shared = 0;
  #same = 0;
  #ahead = 0;
  #inFront = 0;
  /** Whether the first row that is known is the one that the page before begins with. */
  #joinsBegin = false;
  #moved = 0;
  #rowCount = 0;
  #isSame: boolean;
  /** The place of the last known row, to see whether rows keep their order. */
  #place = Number.NEGATIVE_INFINITY;

  constructor(before: LastPage, recent: RecentKeys) {
    this.#before = before;
    this.#recent = recent;
    this.#expected = before.keys();
    this.#isSame = !before.isEmpty;
  }

  /** The roles of a batch's rows, in page order. */
  add(batch: Batch): readonly RowRole[] {
    return batch.texts.map((text, i) => {
      const identity = rowIdentity(batch, i);
      this.#rowCount++;
      if (this.#isSame) this.#isSame = this.#expected.next().value === identity;
      return this.#judge(identity, text);
    });
  }

  #judge(identity: string, text: string): RowRole {
    const place = this.#recent.placeOf(identity);
    const onLastPage = this.#before.roleOf(identity, text);
    if (place !== undefined && place < this.#place) {
      if (onLastPage !== undefined) this.#shared++;
      this.#moved++;
      return 'moved';
    }
    if (place !== undefined) this.#place = place;
    const isFirstKnown = this.#inFront === this.#rowCount - 1;
    if (isFirstKnown && onLastPage !== undefined) {
      this.#joinsBegin = this.#before.keys().next().value === identity;
    }
    if (onLastPage !== undefined) {
      this.#shared++;
      if (onLastPage === 'shared') this.#same++;
      this.#ahead = 0;
      return onLastPage;
    }
    if (place !== undefined) {
      this.#ahead = 0;
      return 'recent';
    }
    this.#ahead++;
    if (isFirstKnown) this.#inFront++;
    return this.#shared > 0 ? 'new' : 'front';
  }

  get link(): PageLink {
    // listed last to first, the page before begins where this one ends
    const isReversed = this.#ahead === 0 && this.#joinsBegin;
    return {
      shared: this.#shared,
      same: this.#same,
      ahead: isReversed ? this.#inFront : this.#ahead,
      moved: this.#moved,
      repeats: this.#isSame && this.#rowCount > 0 && this.#rowCount === this.#before.rowCount,
    };
  }
}
