import type { Batch } from '../model.ts';
import type { PageStep } from '../pagination/paginator.ts';
import { HeadMarks } from './head-marks.ts';
import { LastPage } from './last-page.ts';
import { rowIdentity } from './row-form.ts';

/** What is known of the beginning of a walk, and of its pages when it is read again at the end. */
export class HeadCheck {
  readonly #marks: HeadMarks;
  /** Those of the page that is being read. */
  #pageMarks = new HeadMarks();
  /** Those of the head's first page, and whether that comes next. */
  #headMarks = new HeadMarks();
  #isHeadBegin = true;
  /** The page of the head before, the one that is being read, and whether they share a row. */
  #lastOfHead = new LastPage();
  #pageOfHead = new LastPage();
  #isLinked = false;
  /** Whether a row that did not move was met on the page of the head. */
  #isAnchored = false;
  #unknown = 0;

  constructor(marks: HeadMarks) {
    this.#marks = marks;
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
    this.#pageMarks = new HeadMarks();
    this.#pageOfHead = new LastPage();
    this.#isLinked = this.#lastOfHead.isEmpty;
  }

  /** Rows of the body: the first ones are kept in mind. */
  addBody(batch: Batch): void {
    if (!this.#marks.isFull) this.#pageMarks.add(batch);
  }

  keepBody(): void {
    this.#marks.extend(this.#pageMarks);
  }

  /**
   * Rows of the head; gives the index of the last one that did not move, -1 for none. A row that changed between two answers
   * may have moved as well: it links nothing, unless rows differ at every answer (`isFormless`).
   */
  addHead(batch: Batch, isFormless: boolean): number {
    this.#pageMarks.add(batch);
    let anchor = -1;
    for (const [i, text] of batch.texts.entries()) {
      const identity = rowIdentity(batch, i);
      const role = this.#lastOfHead.roleOf(identity, text);
      if (role === 'shared' || (role === 'changed' && isFormless)) this.#isLinked = true;
      if (this.#marks.isUnmoved(identity, text)) anchor = i;
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
   * Whether the head is at its end. Where rows differ from answer to answer although they stand still (signed links, ages),
   * their form tells nothing: then it ends at a page that brings nothing new.
   */
  isAtEnd(rowCount: number, isFormless: boolean): boolean {
    return this.#isAnchored || (isFormless && rowCount > 0 && this.#unknown === 0);
  }

  /** The first rows of the head stand for the beginning if it is read once more. */
  keepHead(rowCount: number, { beginsHead = false, restartsHead = false }: PageStep): void {
    if (rowCount > 0) this.#lastOfHead = beginsHead ? new LastPage() : this.#pageOfHead;
    if (this.#isHeadBegin && rowCount > 0) {
      this.#headMarks = this.#pageMarks;
      this.#isHeadBegin = false;
    }
    if (!restartsHead) return;
    this.#marks.replace(this.#headMarks);
    this.#isHeadBegin = true;
  }
}
