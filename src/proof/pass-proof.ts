import { rowIdentities } from '../batch.ts';
import type { Batch } from '../model.ts';
import type { PageFacts, PageStep } from '../pagination/paginator.ts';
import { emptyPages, noProgress, PageFingerprints } from './fingerprint.ts';
import { HeadCheck } from './head.ts';
import type { KeyCount } from './key-count.ts';
import { LinkCheck, type PageLink, PageRows, type RowRole } from './links.ts';
import { type KeyKinds, RowOrder } from './order.ts';
import { RowMemory, type SavedForms } from './row-memory.ts';

/** By what a pass is judged; the same for all passes of a walk. */
export interface ProofRules {
  /** Whether pages are to share rows; else nothing but their repetition is looked at. */
  readonly isLinking: boolean;
  readonly hasKey: boolean;
  /** Whether staging can be asked which rows were met before. */
  readonly canAsk: boolean;
  /**
   * How many rows a page might have held that is likely to come again: one that is not full, or to which the API itself leads
   * (0 if nobody knows). Undefined for any other page of so many rows.
   */
  readonly repeatable: (rowCount: number) => number | undefined;
  /** Pages without rows in a row after which the walk makes no progress. */
  readonly maxEmptyPages: number;
}

/** What all passes of a walk gather of its keys. */
export interface WalkKeys {
  readonly kinds: KeyKinds;
  readonly count: KeyCount;
}

/** Where a pass begins: at the beginning, or where an earlier run was interrupted. */
export interface ProofStart {
  /** The page that was taken last. */
  readonly lastPage: PageRows;
  readonly marks: SavedForms;
  /** Rows that changed places, as far as an earlier run saw. */
  readonly moved: number;
  readonly isResumed: boolean;
}

/** A batch, and what each of its rows is to the page before. */
export interface JudgedBatch {
  readonly batch: Batch;
  readonly roles: readonly RowRole[];
}

/** What becomes of a row. */
export type RowFate =
  /** It was not met before. */
  | 'new'
  /** It was met before, in this form. */
  | 'same'
  /** It was met before, and takes the place of the earlier copy. */
  | 'newer';

/** What is to be known before the rows of a batch leave. */
export interface RowQuestion {
  /** Rows of which staging alone can tell whether they were met before. */
  readonly asks: readonly string[];
  /** The fate of each row. `unknown`: those of `asks` that were not met before. */
  answer(unknown: ReadonlySet<string>): readonly RowFate[];
}

/** Judges the pages of one pass, row by row, by nothing but the rows. */
export class PassProof {
  readonly #rules: ProofRules;
  readonly #keys: WalkKeys;
  readonly #head: HeadCheck;
  readonly #fingerprints = new PageFingerprints();
  #last: PageRows;
  #recent = new RowOrder();
  /** Rows of the pages in front of the place where the chain began anew, to be known without evidence. */
  #recentBefore = new RowMemory<number>('last');
  /** The page that is being read. */
  #page = new PageRows();
  #check: LinkCheck;
  /** Shared rows that came in the same form, less those that came in another. */
  #stable = 0;
  #moved: number;
  /** Pages without rows in a row. */
  #empty = 0;
  /** Whether rows of the page may be known although none of the recent pages had them: the first one after an interruption. */
  #isFirstAfterResume: boolean;

  constructor(rules: ProofRules, keys: WalkKeys, start: ProofStart) {
    this.#rules = rules;
    this.#keys = keys;
    this.#head = new HeadCheck(start.marks);
    this.#last = start.lastPage;
    this.#recent.addPage([...start.lastPage.memory.identities()]);
    this.#moved = start.moved;
    this.#isFirstAfterResume = start.isResumed;
    this.#check = new LinkCheck(this.#last, this.#recent.memory);
  }

  /** Rows that stand at more than one place, as far as the pages showed. */
  get moved(): number {
    return this.#moved;
  }

  /** Whether a row that did not move was met on this page of the head: the rest of it is not needed. */
  get isAnchored(): boolean {
    return this.#head.isAnchored;
  }

  /** Rows of the page, as far as it was read. */
  get rowCount(): number {
    return this.#page.rowCount;
  }

  /** What another run needs to go on from behind the page that was kept last. */
  save(): { readonly moved: number; readonly last: SavedForms; readonly marks: SavedForms } {
    return { moved: this.#moved, last: this.#last.save(), marks: this.#head.save() };
  }

  beginPage(): void {
    this.#head.beginPage();
    this.#beginRows();
  }

  /** The page is read from its start once more. */
  restartPage(): void {
    this.#head.restartPage();
    this.#beginRows();
  }

  #beginRows(): void {
    this.#fingerprints.begin();
    this.#keys.count.beginPage();
    this.#page = new PageRows();
    this.#check = new LinkCheck(this.#last, this.#recent.memory);
  }

  /** Compares rows of the page with those before it. All rows of a page are judged before any of it is kept. */
  judge(batch: Batch): JudgedBatch {
    this.#page.add(batch);
    return { batch, roles: this.#check.add(batch) };
  }

  /** What the paginator is told of a page that was judged. */
  facts(
    rowCount: number,
  ): Pick<PageFacts, 'shared' | 'ahead' | 'repeats' | 'isAnchored' | 'isHeadLinked'> {
    const { shared, ahead, repeats } = this.#link;
    return {
      ...(this.#rules.isLinking ? { shared, ahead } : { shared: 0, ahead: 0 }),
      repeats,
      isAnchored: this.#head.isAtEnd(rowCount, this.#isFormless),
      isHeadLinked: this.#head.isLinked,
    };
  }

  /**
   * A row that changed between two responses may have moved as well, as it does in feeds with the newest first: alone it
   * links nothing, unless rows differ in every response anyway.
   */
  get #link(): PageLink {
    const { link } = this.#check;
    const isSure = link.same > 0 || link.shared > 1 || this.#isFormless;
    return isSure ? link : { ...link, shared: 0 };
  }

  /** Whether shared rows differ more often than not, so that their form tells nothing. */
  get #isFormless(): boolean {
    return this.#stable < 0;
  }

  /** Rows of a page of the body that is longer than what is held, and that is still being read. */
  askEarly(judged: JudgedBatch): RowQuestion {
    return this.#askBody(judged, !this.#last.isEmpty, false);
  }

  /** Rows of a page of the body that counts. */
  askBody(judged: JudgedBatch, { isBack = false, isAnew = false }: PageStep): RowQuestion {
    // those in front of the first shared row may have been met further back
    return this.#askBody(judged, isBack || this.#check.link.shared > 0, isAnew);
  }

  #askBody({ batch, roles }: JudgedBatch, mayBeKnown: boolean, isAnew: boolean): RowQuestion {
    this.#keys.kinds.add(batch);
    this.#keys.count.add(batch);
    if (!this.#rules.isLinking) {
      this.#fingerprints.add(batch);
      return { asks: [], answer: () => roles.map(() => 'new') };
    }
    this.#head.addBody(batch);
    for (const role of roles) {
      if (role === 'shared') this.#stable++;
      if (role === 'changed') this.#stable--;
    }
    // after an interruption rows of the last page that were shared are in no batch of it: the first page asks for all
    const isFirst = this.#isFirstAfterResume || isAnew;
    const mayBeOld = (role: RowRole): boolean => role === 'front' || (isFirst && role === 'new');
    // without evidence, rows that none of the recent pages had are taken for new
    const canAsk = this.#rules.canAsk && (mayBeKnown || isFirst);
    const identities = rowIdentities(batch);
    const before = this.#recentBefore;
    return {
      asks: canAsk ? identities.filter((_, i) => mayBeOld(roles[i] as RowRole)) : [],
      answer: (unknown) =>
        roles.map((role, i) => {
          const identity = identities[i] as string;
          if (!mayBeOld(role)) return FATES[role];
          const isKnown = canAsk ? !unknown.has(identity) : before.has(identity);
          return isKnown ? 'newer' : 'new';
        }),
    };
  }

  /** Rows of the head: those that are known leave in their newer form. */
  askHead(batch: Batch): RowQuestion {
    this.#keys.count.add(batch);
    const identities = rowIdentities(batch);
    const anchor = this.#head.addHead(batch, this.#isFormless);
    const answer = (unknown: ReadonlySet<string>): readonly RowFate[] => {
      this.#head.note(unknown.size, anchor >= 0);
      return identities.map((identity) => (unknown.has(identity) ? 'new' : 'newer'));
    };
    const isUnmet = (identity: string): boolean => !this.#wasMet(identity);
    // rows that did not reach staging (an incremental has them already) were met all the same
    if (this.#rules.canAsk) return { asks: identities.filter(isUnmet), answer };
    // without evidence, rows behind one that did not move count as known, and those of the first page are
    const inFront = identities.slice(0, anchor < 0 ? undefined : anchor);
    const unknown = new Set(this.#head.isAnchored ? [] : inFront.filter(isUnmet));
    this.#recent.addPage(identities);
    return { asks: [], answer: () => answer(unknown) };
  }

  /** Whether a row is among those of this pass that are kept in mind. */
  #wasMet(identity: string): boolean {
    return this.#head.has(identity) || this.#recent.memory.has(identity);
  }

  /** Whether a batch brings a row that was not met in the whole walk; `asks`: rows of which staging alone can tell. */
  unmet(batch: Batch): { readonly isSure: boolean; readonly asks: readonly string[] } {
    const identities = rowIdentities(batch);
    const { count } = this.#keys;
    return {
      isSure: identities.some((identity) => count.has(identity) === false),
      asks: identities.filter((identity) => count.has(identity) === undefined),
    };
  }

  /**
   * The page counts: what comes is compared with it.
   *
   * @throws {SourceError} SOURCE_PAGE_LOOP if the walk makes no progress.
   */
  keepPage(role: 'body' | 'head', rowCount: number, step: PageStep): void {
    if (step.next.length > 0) this.#guardEmpty(rowCount);
    if (role === 'head') this.#head.keepHead(rowCount, step);
    else if (rowCount > 0) this.#keepBody(rowCount, step.isBack === true);
    this.#keys.count.keepPage();
  }

  /** Pages without rows, one after the other, for ever: whatever leads from one to the next leads nowhere. */
  #guardEmpty(rowCount: number): void {
    this.#empty = rowCount === 0 ? this.#empty + 1 : 0;
    if (this.#empty > this.#rules.maxEmptyPages) throw emptyPages(this.#empty);
  }

  #keepBody(rowCount: number, isBack: boolean): void {
    const { isLinking, hasKey, repeatable } = this.#rules;
    const { shared, moved } = this.#check.link;
    if (isBack) {
      // the chain begins anew: the order of rows is told from here on, and staging knows which of them were met
      this.#recentBefore = this.#recent.memory;
      this.#recent = new RowOrder();
    }
    this.#last = this.#page;
    // rows without a key that are alike are two rows all the same
    if (hasKey) this.#moved += (isBack ? 0 : moved) + this.#page.copies;
    this.#isFirstAfterResume = false;
    if (isLinking) {
      this.#head.keepBody();
      const identities = [...this.#page.memory.identities()];
      // a chain that begins anew knows no places, and of a key that stands twice only the last copy has one
      const isLookedUp = !isBack && this.#page.copies === 0;
      this.#recent.addPage(identities, isLookedUp ? this.#check.places : undefined);
      return;
    }
    // without overlap, a row of the page before that comes again changed its place
    if (hasKey) this.#moved += shared;
    if (this.#fingerprints.endPage(repeatable(rowCount))) throw noProgress();
  }
}

const FATES: Readonly<Record<RowRole, RowFate>> = {
  front: 'new',
  shared: 'same',
  changed: 'newer',
  recent: 'newer',
  moved: 'new',
  new: 'new',
};
