import { rowIdentities } from '../batch.ts';
import type { Batch } from '../model.ts';
import { isSameForm, type RowForm, RowMemory, type SavedForms, savedForms } from './row-memory.ts';

/** Row text that is remembered to see whether a shared row changed. */
const MAX_CHARACTERS = 4 * 1024 * 1024;
/** Rows of a page whose places are kept for those who look for them behind the check; no row of a longer page has one there. */
const MAX_PLACES = 10_000;
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
   * Rows that are new ground: those behind the last one that is known; all rows if none is; of pages that are listed last to
   * first, those in front of the first one that is known.
   */
  readonly ahead: number;
  /** Rows that changed their place among the others. */
  readonly moved: number;
  readonly repeats: boolean;
}

export const NO_LINK: PageLink = { shared: 0, same: 0, ahead: 0, moved: 0, repeats: false };

/** The rows of one page, as far as the next page is compared with them. */
export class PageRows {
  readonly memory: RowMemory<RowForm> = new RowMemory('last');
  #rowCount = 0;
  #copies = 0;
  #characters = 0;

  /** From the keys that staging holds of it, and the forms that the walk's state holds. */
  static resumed(keys: readonly string[], saved: SavedForms = []): PageRows {
    const page = new PageRows();
    for (const key of keys) page.memory.note(key, null);
    // the last rows stand at the end, those among them too that never reached staging because something filtered them
    for (const [identity, form] of saved) page.memory.note(identity, form);
    page.#rowCount = page.memory.size;
    return page;
  }

  /** Whether there is anything to compare with. */
  get isEmpty(): boolean {
    return this.#rowCount === 0;
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Rows whose key stood on the page already. */
  get copies(): number {
    return this.#copies;
  }

  /** What a row is to this page, if it is one of its rows. */
  roleOf(identity: string, text: string): 'shared' | 'changed' | undefined {
    const form = this.memory.get(identity);
    if (form === undefined) return undefined;
    return isSameForm(form, text) ? 'shared' : 'changed';
  }

  /** Gathers the page while it is read. A key that stands twice stays in the order of its last copy. */
  add(batch: Batch): void {
    for (const [i, identity] of rowIdentities(batch).entries()) {
      const text = batch.texts[i] as string;
      this.#characters += text.length;
      const form = this.#characters > MAX_CHARACTERS ? null : text;
      if (this.memory.note(identity, form)) this.#copies++;
    }
    this.#rowCount += batch.texts.length;
  }

  /** The forms of its last rows, as plain data. */
  save(): SavedForms {
    return savedForms(this.memory.last(MAX_SAVED));
  }
}

/** Compares a page with the one before, and with the rows that were met lately, while it is read. */
export class LinkCheck {
  readonly #before: PageRows;
  readonly #recent: RowMemory<number>;
  /** The place of each row among those that were met lately. */
  readonly #places: (number | undefined)[] = [];
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

  /** @param recent - the places of the rows that were met lately */
  constructor(before: PageRows, recent: RowMemory<number>) {
    this.#before = before;
    this.#recent = recent;
    this.#expected = before.memory.identities();
    this.#isSame = !before.isEmpty;
  }

  /** The roles of a batch's rows, in page order. */
  add(batch: Batch): readonly RowRole[] {
    return rowIdentities(batch).map((identity, i) => {
      this.#rowCount++;
      if (this.#isSame) this.#isSame = this.#expected.next().value === identity;
      return this.#judge(identity, batch.texts[i] as string);
    });
  }

  #judge(identity: string, text: string): RowRole {
    const place = this.#recent.get(identity);
    if (this.#rowCount <= MAX_PLACES) this.#places.push(place);
    const onLastPage = this.#before.roleOf(identity, text);
    if (place !== undefined && place < this.#place) {
      if (onLastPage !== undefined) this.#shared++;
      this.#moved++;
      return 'moved';
    }
    if (place !== undefined) this.#place = place;
    const isFirstKnown = this.#inFront === this.#rowCount - 1;
    if (isFirstKnown && onLastPage !== undefined) {
      this.#joinsBegin = this.#before.memory.identities().next().value === identity;
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

  /**
   * The place of each row among those that were met lately, undefined for one that was not. Undefined for a page that is too long
   * for that.
   */
  get places(): readonly (number | undefined)[] | undefined {
    return this.#rowCount <= MAX_PLACES ? this.#places : undefined;
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
