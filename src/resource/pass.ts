import { failpoint } from '../failpoint.ts';
import type { Batch } from '../model.ts';
import type {
  PageFacts,
  PageRequest,
  PageStep,
  PaginationEnd,
  Paginator,
} from '../pagination/paginator.ts';
import type { PageReader } from '../parse/page.ts';
import { noProgress, PageFingerprints } from './fingerprint.ts';
import { HeadMarks } from './head-marks.ts';
import type { KeyKinds } from './key-kinds.ts';
import type { KeyOrder } from './key-order.ts';
import { LastPage } from './last-page.ts';
import { emptyBatch, type JudgedBatch, Outlet } from './outlet.ts';
import type { PageInFlight } from './page-in-flight.ts';
import { readWholePage, type WholePage } from './read-page.ts';
import { RecentKeys } from './recent-keys.ts';
import { rowIdentity } from './row-form.ts';
import type { ResourceSettings } from './settings.ts';
import type { WalkCounters, WalkEnvironment } from './walk-environment.ts';
import { PageWindow } from './window.ts';

/** What all passes of a walk share. */
export interface PassContext {
  readonly settings: ResourceSettings;
  readonly environment: WalkEnvironment;
  readonly counters: WalkCounters;
  readonly readPage: PageReader;
  readonly warnings: string[];
  readonly keyKinds: KeyKinds;
  /** The state of the walk behind a page, to be committed with its rows. */
  readonly describeState: (page: number, moved: number, last: LastPage) => string;
}

/** Where a pass begins. */
export interface PassStart {
  readonly pass: number;
  readonly paginator: Paginator;
  readonly order: KeyOrder;
  /** Number of the last page that an earlier run took; 0 for none. */
  readonly page: number;
  readonly lastPage: LastPage;
  readonly marks: HeadMarks;
  /** Rows that changed places, as far as an earlier run saw. */
  readonly moved: number;
}

export interface PassEnd {
  readonly end: PaginationEnd;
  /** Whether the pass was cut off at the number of pages that a try may have. */
  readonly isCut: boolean;
  /** Number of the last page. */
  readonly page: number;
  /** Rows that stand at more than one place, as far as the pages showed. */
  readonly moved: number;
}

const NO_LINK: WholePage['link'] = { shared: 0, same: 0, ahead: 0, moved: 0, repeats: false };
const NOTHING: ReadonlySet<string> = new Set();

/** Goes through a resource once: batches of the pages that count, in page order. */
export class Pass {
  readonly #context: PassContext;
  readonly #start: PassStart;
  readonly #outlet: Outlet;
  readonly #window: PageWindow;
  readonly #fingerprints = new PageFingerprints();
  readonly #isLinking: boolean;
  #last: LastPage;
  #recent = new RecentKeys();
  /** Rows of the pages in front of the place where the chain began anew, to be known without evidence. */
  #recentBefore = new RecentKeys();
  readonly #marks: HeadMarks;
  /** Those of the page that is being read, as long as there are none. */
  #pageMarks = new HeadMarks();
  /** Those of the head's first page, and whether that comes next. */
  #headMarks = new HeadMarks();
  #isHeadBegin = true;
  /** The page of the head before, the one that is being read, and whether they share a row. */
  #lastOfHead = new LastPage();
  #pageOfHead = new LastPage();
  #isHeadLinked = false;
  #page: number;
  /** Whether a row that did not move was met on the page of the head. */
  #isAnchored = false;
  #unknownInHead = 0;
  /** Shared rows that came in the same form, less those that came in another. */
  #stable = 0;
  #moved: number;
  /** Whether rows of the page may be known although none of the recent pages had them: the first one after an interruption. */
  #isFirstAfterResume: boolean;

  constructor(context: PassContext, start: PassStart) {
    const { settings, environment, counters, readPage } = context;
    this.#context = context;
    this.#start = start;
    this.#isLinking = settings.verify === 'overlap';
    this.#last = start.lastPage;
    this.#recent.addPage([...start.lastPage.keys()]);
    this.#page = start.page;
    this.#marks = start.marks;
    this.#moved = start.moved;
    this.#isFirstAfterResume = start.page > 0;
    this.#outlet = new Outlet({
      ...environment,
      evidence: environment.evidence,
      counters,
      ...start,
    });
    this.#window = new PageWindow({ ...environment, settings, readPage, counters }, start.page + 1);
  }

  async *run(): AsyncGenerator<Batch, PassEnd> {
    const { paginator } = this.#start;
    const { counters, settings, environment } = this.#context;
    const { maxPages = Number.POSITIVE_INFINITY } = settings;
    try {
      let next = paginator.first();
      this.#window.follow(next);
      for (let page = this.#window.take(); page !== undefined; page = this.#window.take()) {
        environment.signal.throwIfAborted();
        this.#page = page.number;
        const whole = yield* this.#read(page);
        counters.pages++;
        failpoint('page.before');
        next = yield* this.#take(page.request, whole);
        failpoint('page.after');
        if (next.length > 0 && counters.pages >= maxPages) return this.#end(true);
        this.#window.follow(next);
      }
      return this.#end(false);
    } finally {
      this.#window.close();
    }
  }

  get page(): number {
    return this.#page;
  }

  #end(isCut: boolean): PassEnd {
    return { end: this.#start.paginator.end(), isCut, page: this.#page, moved: this.#moved };
  }

  #read(page: PageInFlight): AsyncGenerator<Batch, WholePage> {
    const isHead = page.request.role === 'head';
    this.#isAnchored = false;
    this.#unknownInHead = 0;
    this.#pageOfHead = new LastPage();
    this.#isHeadLinked = this.#lastOfHead.isEmpty;
    this.#pageMarks = new HeadMarks();
    this.#outlet.begin();
    const before = { page: this.#last, recent: this.#recent };
    return readWholePage(page, this.#start.pass, before, {
      leave: (judged) =>
        isHead ? this.#leaveHead(judged.batch) : this.#leave(judged, !this.#last.isEmpty),
      undo: () => {
        this.#pageMarks = new HeadMarks();
        this.#pageOfHead = new LastPage();
        this.#isHeadLinked = this.#lastOfHead.isEmpty;
        this.#outlet.undo();
      },
      // a long page of the head need not be read beyond a row that did not move
      isEnough: () => isHead && this.#isAnchored,
    });
  }

  /** Lets the paginator judge a page and sends what counts of it; gives the pages that come next. */
  async *#take(
    request: PageRequest,
    whole: WholePage,
  ): AsyncGenerator<Batch, readonly PageRequest[]> {
    const { paginator } = this.#start;
    const { counters, warnings } = this.#context;
    const { rowCount, envelope } = whole.end;
    warnings.push(...whole.end.warnings);
    if (request.role === 'head') {
      for (const { batch } of whole.held) yield* this.#leaveHead(batch);
    }
    const link = this.#isLinking ? this.#linkOf(whole) : NO_LINK;
    const facts: PageFacts = {
      request,
      rowCount,
      envelope,
      ...link,
      isAnchored: this.#isAnchored || this.#isHeadKnown(rowCount),
      isHeadLinked: this.#isHeadLinked,
    };
    const step = paginator.after(facts);
    counters.total = paginator.end().lastTotal;
    if (!step.takes) {
      this.#outlet.undo();
      if (whole.hasLeft) yield { ...emptyBatch(this.#start.pass, this.#page), restartsPage: true };
      return step.next;
    }
    if (request.role === 'head') this.#keepHead(rowCount, step);
    if (request.role === 'body') {
      const mayBeKnown = step.isBack === true || whole.link.shared > 0;
      for (const judged of whole.held) {
        yield* this.#leave(judged, mayBeKnown, step.isAnew === true);
      }
      if (rowCount > 0) this.#keep(step.isBack === true ? this.#beginAnew(whole) : whole);
    }
    yield* this.#checkpoint();
    this.#tell(rowCount);
    return step.next;
  }

  /**
   * Where rows differ from answer to answer although they stand still (signed links, ages), their form tells nothing: then
   * the head ends at a page that brings nothing new.
   */
  #isHeadKnown(rowCount: number): boolean {
    return this.#stable < 0 && rowCount > 0 && this.#unknownInHead === 0;
  }

  /**
   * A row that changed between two answers may have moved as well, as it does in feeds with the newest first: alone it
   * links nothing, unless rows differ at every answer anyway.
   */
  #linkOf({ link }: WholePage): WholePage['link'] {
    const isSure = link.same > 0 || link.shared > 1 || this.#stable < 0;
    return isSure ? link : { ...link, shared: 0 };
  }

  /** The first rows of the head stand for the beginning if it is read once more. */
  #keepHead(rowCount: number, { beginsHead = false, restartsHead = false }: PageStep): void {
    if (rowCount > 0) this.#lastOfHead = beginsHead ? new LastPage() : this.#pageOfHead;
    if (this.#isHeadBegin && rowCount > 0) {
      this.#headMarks = this.#pageMarks;
      this.#isHeadBegin = false;
    }
    if (!restartsHead) return;
    this.#marks.replace(this.#headMarks);
    this.#isHeadBegin = true;
  }

  /** The chain begins anew: the order of rows is told from here on, and staging knows which of them were met. */
  #beginAnew(whole: WholePage): WholePage {
    this.#recentBefore = this.#recent;
    this.#recent = new RecentKeys();
    return { ...whole, link: { ...whole.link, moved: 0 } };
  }

  #keep(whole: WholePage): void {
    this.#last = whole.keys;
    this.#moved += whole.link.moved + whole.keys.copies;
    this.#isFirstAfterResume = false;
    if (this.#isLinking) {
      this.#marks.extend(this.#pageMarks);
      this.#recent.addPage([...whole.keys.keys()]);
      return;
    }
    // without overlap, a row of the page before that comes again changed its place
    this.#moved += whole.link.shared;
    for (const { batch } of whole.held) this.#fingerprints.add(batch);
    const isShort = whole.end.rowCount < this.#context.settings.paginator.limit;
    if (this.#fingerprints.endPage(isShort)) throw noProgress();
  }

  /** Sends rows of a page. `mayBeKnown`: those in front of the first shared row may have been met further back. */
  async *#leave(
    { batch, roles }: JudgedBatch,
    mayBeKnown: boolean,
    isAnew = false,
  ): AsyncGenerator<Batch, void> {
    this.#context.keyKinds.add(batch);
    if (this.#isLinking && !this.#marks.isFull) this.#pageMarks.add(batch);
    for (const role of roles) {
      if (role === 'shared') this.#stable++;
      if (role === 'changed') this.#stable--;
    }
    if (!this.#isLinking) {
      yield* this.#outlet.rows({ batch, roles: batch.texts.map(() => 'new') });
      return;
    }
    // after an interruption rows of the last page that were shared are in no batch of it: the first page asks for all
    const isFirst = this.#isFirstAfterResume || isAnew;
    const asked = isFirst ? roles.map((role) => (role === 'new' ? 'front' : role)) : roles;
    // without evidence, rows that none of the recent pages had are taken for new
    const canAsk = this.#context.environment.evidence !== undefined && (mayBeKnown || isFirst);
    const front = batch.texts.map((_, i) => i).filter((i) => asked[i] === 'front');
    const identities = front.map((i) => rowIdentity(batch, i));
    const asksOf = canAsk ? identities : [];
    const unknown = asksOf.length === 0 ? NOTHING : yield* this.#unknown(asksOf);
    const isKnown = canAsk
      ? (identity: string): boolean => !unknown.has(identity)
      : (identity: string): boolean => this.#recentBefore.placeOf(identity) !== undefined;
    const known = new Set(identities.filter(isKnown));
    yield* this.#outlet.rows({ batch, roles: asked }, known);
  }

  /** Sends rows of the head: those that are known in their newer form. */
  async *#leaveHead(batch: Batch): AsyncGenerator<Batch, void> {
    this.#pageMarks.add(batch);
    this.#linkHead(batch);
    const identities = batch.texts.map((_, i) => rowIdentity(batch, i));
    const anchor = identities.findLastIndex((identity, i) =>
      this.#marks.isUnmoved(identity, batch.texts[i] as string),
    );
    const { evidence } = this.#context.environment;
    if (evidence !== undefined) {
      const unknown = yield* this.#unknown(identities);
      this.#unknownInHead += unknown.size;
      yield* this.#outlet.head(batch, unknown);
    } else {
      // without evidence, rows behind one that did not move count as known, and those of the first page are
      const front = this.#isAnchored ? [] : identities.slice(0, anchor < 0 ? undefined : anchor);
      const isKnown = (identity: string): boolean =>
        this.#marks.has(identity) || this.#recent.placeOf(identity) !== undefined;
      const unknown = new Set(front.filter((identity) => !isKnown(identity)));
      this.#unknownInHead += unknown.size;
      yield* this.#outlet.head(batch, unknown);
      this.#recent.addPage(identities);
    }
    if (anchor >= 0) this.#isAnchored = true;
  }

  /** A row that changed between two answers may have moved as well: it links nothing, unless rows differ at every answer. */
  #linkHead(batch: Batch): void {
    for (const [i, text] of batch.texts.entries()) {
      const role = this.#lastOfHead.roleOf(rowIdentity(batch, i), text);
      if (role === 'shared' || (role === 'changed' && this.#stable < 0)) this.#isHeadLinked = true;
    }
    this.#pageOfHead.add(batch);
  }

  /** Which rows were not met before; none, where there is no evidence to ask. */
  async *#unknown(identities: readonly string[]): AsyncGenerator<Batch, ReadonlySet<string>> {
    const { evidence } = this.#context.environment;
    if (evidence === undefined) return NOTHING;
    yield* this.#outlet.settled(this.#page);
    return evidence.unknown(identities);
  }

  *#checkpoint(): Generator<Batch> {
    if (this.#context.environment.evidence === undefined) return;
    const state = this.#context.describeState(this.#page, this.#moved, this.#last);
    yield { ...emptyBatch(this.#start.pass, this.#page), state };
  }

  #tell(rows: number): void {
    const { environment, settings, counters } = this.#context;
    const { received, total } = counters;
    const totals = total === undefined ? {} : { total };
    environment.onEvent({
      type: 'page',
      resource: settings.name,
      page: this.#page,
      rows,
      received,
      ...totals,
    });
  }
}
