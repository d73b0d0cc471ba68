import { rowIdentities } from '../batch.ts';
import type { Batch } from '../model.ts';
import type { PageStep } from '../pagination/paginator.ts';
import { PageRows } from './links.ts';
import {
  hashText,
  isSameForm,
  type RowForm,
  RowMemory,
  type SavedForms,
  savedForms,
} from './row-memory.ts';

/** Rows of the first pages that the state of a walk carries. */
const MAX_SAVED = 20;

/**
 * The first rows of a walk and their form, and the pages of its beginning when it is read again at the end. A row that still
 * has its form did not move to the front since, and so nothing behind it did: the head ends there.
 */
export class HeadCheck {
  readonly #marks: RowMemory<RowForm>;
  /** Those of the page that is being read. */
  #pageMarks = new RowMemory<RowForm>('first');
  /** Those of the head's first page, and whether that comes next. */
  #headMarks = new RowMemory<RowForm>('first');
  #isHeadBegin = true;
  /** The page of the head before, the one that is being read, and whether they share a row. */
  #lastOfHead = new PageRows();
  #pageOfHead = new PageRows();
  #isLinked = false;
  /** Whether a row that did not move was met on the page of the head. */
  #isAnchored = false;
  #unknown = 0;
  #saved: SavedForms | undefined;

  constructor(saved: SavedForms = []) {
    this.#marks = new RowMemory('first', saved);
  }

  get isAnchored(): boolean {
    return this.#isAnchored;
  }

  /** Whether the page of the head shares a row with the one before, or is the first one. */
  get isLinked(): boolean {
    return this.#isLinked;
  }

  /** Whether a row was met on the first pages. */
  has(identity: string): boolean {
    return this.#marks.has(identity);
  }

  beginPage(): void {
    this.#isAnchored = false;
    this.#unknown = 0;
    this.restartPage();
  }

  /** The page is read from its start once more. */
  restartPage(): void {
    this.#pageMarks = new RowMemory<RowForm>('first');
    this.#pageOfHead = new PageRows();
    this.#isLinked = this.#lastOfHead.isEmpty;
  }

  /** Rows of the body: the first ones are kept in mind. */
  addBody(batch: Batch): void {
    if (!this.#marks.isFull) this.#addMarks(batch);
  }

  keepBody(): void {
    this.#marks.take(this.#pageMarks, 'add');
  }

  /**
   * Rows of the head. Returns the index of the last one that did not move, -1 for none. A row that changed between two
   * responses may have moved as well: it links nothing, unless rows differ in every response (`isFormless`).
   */
  addHead(batch: Batch, isFormless: boolean): number {
    this.#addMarks(batch);
    let anchor = -1;
    for (const [i, identity] of rowIdentities(batch).entries()) {
      const text = batch.texts[i] as string;
      const role = this.#lastOfHead.roleOf(identity, text);
      if (role === 'shared' || (role === 'changed' && isFormless)) this.#isLinked = true;
      const mark = this.#marks.get(identity);
      if (mark !== undefined && isSameForm(mark, text)) anchor = i;
    }
    this.#pageOfHead.add(batch);
    return anchor;
  }

  /** What came of rows of the head: how many were not met before, and whether one of them did not move. */
  note(unknown: number, hasAnchor: boolean): void {
    this.#unknown += unknown;
    if (hasAnchor) this.#isAnchored = true;
  }

  /**
   * Whether the head is at its end. If rows differ from response to response although they stand still (signed links, ages),
   * their form tells nothing: then it ends at a page that brings nothing new.
   */
  isAtEnd(rowCount: number, isFormless: boolean): boolean {
    return this.#isAnchored || (isFormless && rowCount > 0 && this.#unknown === 0);
  }

  /** The first rows of the head stand for the beginning if it is read once more. */
  keepHead(rowCount: number, { beginsHead = false, restartsHead = false }: PageStep): void {
    if (rowCount > 0) this.#lastOfHead = beginsHead ? new PageRows() : this.#pageOfHead;
    if (this.#isHeadBegin && rowCount > 0) {
      this.#headMarks = this.#pageMarks;
      this.#isHeadBegin = false;
    }
    if (!restartsHead) return;
    this.#marks.take(this.#headMarks, 'replace');
    this.#saved = undefined;
    this.#isHeadBegin = true;
  }

  /** Some of the first rows, evenly spread; gathered once, for they go with every page. */
  save(): SavedForms {
    if (this.#saved !== undefined) return this.#saved;
    const saved = savedForms(this.#marks.spread(MAX_SAVED));
    if (this.#marks.size > 0) this.#saved = saved;
    return saved;
  }

  #addMarks(batch: Batch): void {
    for (const [i, identity] of rowIdentities(batch).entries()) {
      if (this.#pageMarks.isFull) return;
      this.#pageMarks.note(identity, hashText(batch.texts[i] as string));
    }
  }
}
