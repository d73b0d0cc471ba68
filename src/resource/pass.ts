import { SourceError } from '../errors.ts';
import { failpoint } from '../failpoint.ts';
import type { Batch } from '../model.ts';
import type { PageFacts, PageRequest, PaginationEnd, Paginator } from '../pagination/paginator.ts';
import type { PageReader } from '../parse/page.ts';
import type { KeyCount } from '../proof/key-count.ts';
import type { WitnessedResponse, Witnesses } from '../proof/witnesses.ts';
import { emptyBatch } from './empty-batch.ts';
import { emptyPages, noProgress, PageFingerprints } from './fingerprint.ts';
import { HeadCheck } from './head-check.ts';
import type { HeadMarks } from './head-marks.ts';
import type { KeyKinds } from './key-kinds.ts';
import type { KeyOrder } from './key-order.ts';
import type { LastPage } from './last-page.ts';
import { type JudgedBatch, Outlet } from './outlet.ts';
import { PageInFlight, type PageTools } from './page-in-flight.ts';
import { readWholePage, refusedPage, type WholePage } from './read-page.ts';
import { RecentKeys } from './recent-keys.ts';
import { pageRequestOf } from './request/page-request.ts';
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
  readonly witnesses: Witnesses;
  /** Paths of the envelope that the witnesses need. */
  readonly witnessPointers: readonly string[];
  readonly keys: KeyCount;
  /** The state of the walk behind a page, to be committed with its rows; undefined where it may not be written down. */
  readonly describeState: (
    page: number,
    moved: number,
    last: LastPage,
    ended: PassEnding | undefined,
  ) => string | undefined;
}

/** How a pass ended of itself: at its end, at an answer that a response action ignores, or where nothing more is wanted. */
export type PassEnding = 'end' | 'ignored' | 'enough';

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
  /** How the pass ended in an earlier run. */
  readonly ended: PassEnding | undefined;
}

export interface PassEnd {
  readonly end: PaginationEnd;
  /**
   * Whether the pass ended before its end: `cut` at the number of pages that a try may have, `ignored` at an answer that a
   * response action ignores, `enough` where nothing behind it is wanted.
   */
  readonly left?: 'cut' | 'ignored' | 'enough';
  /** Number of the last page. */
  readonly page: number;
  /** Rows that stand at more than one place, as far as the pages showed. */
  readonly moved: number;
}

const NO_LINK: WholePage['link'] = { shared: 0, same: 0, ahead: 0, moved: 0, repeats: false };
const NOTHING: ReadonlySet<string> = new Set();
const MAX_EMPTY_PAGES = 100;
/** How APIs answer for a page that they do not have. */
const RANGE_NOT_SATISFIABLE = 416;
const NO_SUCH_PAGE: ReadonlySet<unknown> = new Set([400, 404, 410, RANGE_NOT_SATISFIABLE, 422]);

/** Goes through a resource once: batches of the pages that count, in page order. */
export class Pass {
  readonly #context: PassContext;
  readonly #start: PassStart;
  readonly #outlet: Outlet;
  readonly #tools: PageTools;
  readonly #window: PageWindow;
  readonly #fingerprints = new PageFingerprints();
  readonly #isLinking: boolean;
  #last: LastPage;
  #recent = new RecentKeys();
  /** Rows of the pages in front of the place where the chain began anew, to be known without evidence. */
  #recentBefore = new RecentKeys();
  readonly #head: HeadCheck;
  #page: number;
  /** Shared rows that came in the same form, less those that came in another. */
  #stable = 0;
  #moved: number;
  /** Pages without rows in a row. */
  #empty = 0;
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
    this.#head = new HeadCheck(start.marks);
    this.#moved = start.moved;
    this.#isFirstAfterResume = start.page > 0;
    this.#outlet = new Outlet({
      ...environment,
      evidence: environment.evidence,
      counters,
      ...start,
    });
    this.#tools = { ...environment, settings, readPage, counters };
    this.#window = new PageWindow(this.#tools, start.page + 1);
  }

  async *run(): AsyncGenerator<Batch, PassEnd> {
    const { paginator, ended } = this.#start;
    if (ended !== undefined) return this.#end(ended === 'end' ? undefined : ended);
    const { counters, settings, environment } = this.#context;
    const { maxPages = Number.POSITIVE_INFINITY } = settings;
    try {
      let next = paginator.first();
      this.#window.follow(next);
      for (let page = this.#window.take(); page !== undefined; page = this.#window.take()) {
        environment.signal.throwIfAborted();
        this.#page = page.number;
        const whole = yield* this.#readUnlessRefused(page);
        counters.pages++;
        failpoint('page.before');
        const isIgnored = whole.isIgnored && !this.#isBehindEnd(whole);
        if (isIgnored) yield* this.#checkpoint(false, 'ignored');
        else next = yield* this.#take(page.request, whole);
        failpoint('page.after');
        if (isIgnored) return this.#end('ignored');
        if (next.length > 0 && counters.pages >= maxPages) return this.#end('cut');
        if (next.length > 0 && environment.isEnough?.() === true) return this.#end('enough');
        this.#window.follow(next);
      }
      return this.#end();
    } finally {
      this.#window.close();
    }
  }

  get page(): number {
    return this.#page;
  }

  /**
   * Whether what nothing followed leads to a row that was not met. None of its rows leave.
   *
   * @param isSure whether it leads to another page without doubt, so that one that can't be read speaks, too
   */
  async *leadsToNew(request: PageRequest, isSure: boolean): AsyncGenerator<Batch, boolean> {
    const page = new PageInFlight(request, this.#page + 1, this.#tools);
    try {
      const batches = page.read(this.#start.pass);
      for (let next = await batches.next(); !next.done; next = await batches.next()) {
        if (yield* this.#hasNew(next.value)) return true;
      }
      return false;
    } catch (error) {
      // what cannot be read does not say that nothing stands there
      if (!isRefusal(error)) this.#context.environment.signal.throwIfAborted();
      return isSure && !isRefusal(error);
    } finally {
      page.close();
    }
  }

  async *#hasNew(batch: Batch): AsyncGenerator<Batch, boolean> {
    const { keys } = this.#context;
    const identities = batch.texts.map((_, i) => rowIdentity(batch, i));
    const unsure = identities.filter((identity) => keys.has(identity) === undefined);
    if (identities.some((identity) => keys.has(identity) === false)) return true;
    return unsure.length > 0 && (yield* this.#unknown(unsure)).size > 0;
  }

  #end(left?: 'cut' | 'ignored' | 'enough'): PassEnd {
    const end = this.#start.paginator.end();
    return { end, ...(left && { left }), page: this.#page, moved: this.#moved };
  }

  /** A page that the API refuses is an empty one, if the pages before told the end, or if the status says so itself. */
  async *#readUnlessRefused(page: PageInFlight): AsyncGenerator<Batch, WholePage> {
    try {
      return yield* this.#read(page);
    } catch (error) {
      if (!isRefusal(error) || page.number === 1) throw error;
      const status = Number(error.context['status']);
      if (status !== RANGE_NOT_SATISFIABLE && !this.#mayBeRefused) throw error;
      return refusedPage(status, this.#context.settings.url);
    }
  }

  get #mayBeRefused(): boolean {
    const { isEndTold } = this.#context.witnesses.more;
    return isEndTold || this.#start.paginator.isLooking?.() === true;
  }

  /** Whether an answer that is to be ignored is the refusal of a page that need not be there. */
  #isBehindEnd({ answer }: WholePage): boolean {
    return NO_SUCH_PAGE.has(answer?.status) && this.#mayBeRefused;
  }

  #read(page: PageInFlight): AsyncGenerator<Batch, WholePage> {
    const isHead = page.request.role === 'head';
    this.#head.beginPage();
    this.#outlet.begin();
    this.#fingerprints.begin();
    this.#context.keys.beginPage();
    const { needsTree = false, envelopePointers } = this.#start.paginator;
    const pointers = new Set([...envelopePointers, ...this.#context.witnessPointers]);
    const wanted = { needsTree, envelopePointers: [...pointers] };
    const before = { page: this.#last, recent: this.#recent, wanted };
    return readWholePage(page, this.#start.pass, before, {
      leave: (judged) => {
        if (!this.#isLinking) this.#fingerprints.add(judged.batch);
        return isHead ? this.#leaveHead(judged.batch) : this.#leave(judged, !this.#last.isEmpty);
      },
      undo: () => {
        this.#fingerprints.begin();
        this.#context.keys.beginPage();
        this.#head.restartPage();
        this.#outlet.undo();
      },
      // a long page of the head need not be read beyond a row that did not move
      isEnough: () => isHead && this.#head.isAnchored,
    });
  }

  /** Lets the paginator judge a page and sends what counts of it; gives the pages that come next. */
  async *#take(
    request: PageRequest,
    whole: WholePage,
  ): AsyncGenerator<Batch, readonly PageRequest[]> {
    const { paginator } = this.#start;
    const { counters, warnings, witnesses, keys } = this.#context;
    const { rowCount, envelope, outline } = whole.end;
    warnings.push(...whole.end.warnings);
    const response = this.#responseOf(request, whole);
    witnesses.note(response);
    if (request.role === 'head') {
      for (const { batch } of whole.held) yield* this.#leaveHead(batch);
    }
    const link = this.#isLinking
      ? this.#linkOf(whole)
      : { ...NO_LINK, repeats: whole.link.repeats };
    const facts: PageFacts = {
      request,
      rowCount,
      envelope,
      outline,
      told: witnesses.totals.told,
      toldSurely: witnesses.totals.toldSurely,
      ...(whole.answer && { answer: whole.answer }),
      ...link,
      isAnchored: this.#head.isAtEnd(rowCount, this.#isFormless),
      isHeadLinked: this.#head.isLinked,
    };
    const step = paginator.after(facts);
    counters.total = witnesses.totals.last;
    if (request.role === 'body' && (step.takes || rowCount > 0)) {
      witnesses.more.noteLast(response, step.isEndTold);
    }
    if (!step.takes) {
      this.#outlet.undo();
      if (whole.hasLeft) yield { ...emptyBatch(this.#start.pass, this.#page), restartsPage: true };
      return step.next;
    }
    if (step.next.length > 0) this.#guardEmpty(rowCount);
    if (request.role === 'head') this.#head.keepHead(rowCount, step);
    if (request.role === 'body') {
      const mayBeKnown = step.isBack === true || whole.link.shared > 0;
      for (const judged of whole.held) {
        yield* this.#leave(judged, mayBeKnown, step.isAnew === true);
      }
      if (rowCount > 0) this.#keep(step.isBack === true ? this.#beginAnew(whole) : whole);
    }
    keys.keepPage();
    const isEnough = this.#context.environment.isEnough?.() === true;
    const ending = step.next.length === 0 ? 'end' : isEnough ? 'enough' : undefined;
    yield* this.#checkpoint(whole.hasLeft, ending);
    this.#tell(rowCount);
    return step.next;
  }

  #responseOf(request: PageRequest, { end, answer }: WholePage): WitnessedResponse {
    const { settings } = this.#context;
    return {
      ...end,
      status: answer?.status ?? 200,
      page: this.#page,
      asked: answer?.asked,
      headers: answer?.headers ?? {},
      url: () => pageRequestOf(settings, request).url,
    };
  }

  /** Pages without rows, one after the other, for ever: whatever leads from one to the next leads nowhere. */
  #guardEmpty(rowCount: number): void {
    this.#empty = rowCount === 0 ? this.#empty + 1 : 0;
    const { maxEmptyPages = MAX_EMPTY_PAGES } = this.#context.settings;
    if (this.#empty > maxEmptyPages) throw emptyPages(this.#empty);
  }

  /** Whether shared rows differ more often than not, so that their form tells nothing. */
  get #isFormless(): boolean {
    return this.#stable < 0;
  }

  /**
   * A row that changed between two answers may have moved as well, as it does in feeds with the newest first: alone it
   * links nothing, unless rows differ at every answer anyway.
   */
  #linkOf({ link }: WholePage): WholePage['link'] {
    const isSure = link.same > 0 || link.shared > 1 || this.#isFormless;
    return isSure ? link : { ...link, shared: 0 };
  }

  /** The chain begins anew: the order of rows is told from here on, and staging knows which of them were met. */
  #beginAnew(whole: WholePage): WholePage {
    this.#recentBefore = this.#recent;
    this.#recent = new RecentKeys();
    return { ...whole, link: { ...whole.link, moved: 0 } };
  }

  #keep(whole: WholePage): void {
    const { paginator, primaryKey } = this.#context.settings;
    const hasKey = primaryKey.length > 0;
    this.#last = whole.keys;
    // rows without a key that are alike are two rows all the same
    if (hasKey) this.#moved += whole.link.moved + whole.keys.copies;
    this.#isFirstAfterResume = false;
    if (this.#isLinking) {
      this.#head.keepBody();
      this.#recent.addPage([...whole.keys.keys()]);
      return;
    }
    // without overlap, a row of the page before that comes again changed its place
    if (hasKey) this.#moved += whole.link.shared;
    for (const { batch } of whole.held) this.#fingerprints.add(batch);
    const isShort = paginator.type === 'offset' && whole.end.rowCount < paginator.limit;
    const limit = isShort ? paginator.limit : undefined;
    // where the API itself leads on, its pages may well be alike: a count for each day, and three days with nothing
    const isLed = paginator.type !== 'offset' && paginator.type !== 'page_number';
    if (this.#fingerprints.endPage(limit ?? (isLed ? 0 : undefined))) throw noProgress();
  }

  /** Sends rows of a page. `mayBeKnown`: those in front of the first shared row may have been met further back. */
  async *#leave(
    { batch, roles }: JudgedBatch,
    mayBeKnown: boolean,
    isAnew = false,
  ): AsyncGenerator<Batch, void> {
    this.#context.keyKinds.add(batch);
    this.#context.keys.add(batch);
    if (this.#isLinking) this.#head.addBody(batch);
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
    this.#context.keys.add(batch);
    const identities = batch.texts.map((_, i) => rowIdentity(batch, i));
    const anchor = this.#head.addHead(batch, this.#isFormless);
    let unknown: ReadonlySet<string>;
    if (this.#context.environment.evidence !== undefined) {
      // rows that did not reach staging (an incremental has them already) were met all the same
      const asked = identities.filter((identity) => !this.#wasMet(identity));
      unknown = asked.length === 0 ? NOTHING : yield* this.#unknown(asked);
    } else {
      // without evidence, rows behind one that did not move count as known, and those of the first page are
      const before = identities.slice(0, anchor < 0 ? undefined : anchor);
      const front = this.#head.isAnchored ? [] : before;
      unknown = new Set(front.filter((identity) => !this.#wasMet(identity)));
      this.#recent.addPage(identities);
    }
    this.#head.note(unknown.size, anchor >= 0);
    yield* this.#outlet.head(batch, unknown);
  }

  /** Whether a row is among those of this pass that are kept in mind. */
  #wasMet(identity: string): boolean {
    return this.#head.has(identity) || this.#recent.placeOf(identity) !== undefined;
  }

  /** Which rows were not met before; none, where there is no evidence to ask. */
  async *#unknown(identities: readonly string[]): AsyncGenerator<Batch, ReadonlySet<string>> {
    const { evidence } = this.#context.environment;
    if (evidence === undefined) return NOTHING;
    yield* this.#outlet.settled(this.#page);
    return evidence.unknown(identities);
  }

  /** `hasLeft`: rows of the page left before it had ended, and are certain now. `ended`: no page follows it. */
  *#checkpoint(hasLeft: boolean, ended: PassEnding | undefined): Generator<Batch> {
    if (this.#context.environment.evidence === undefined) {
      if (hasLeft) yield emptyBatch(this.#start.pass, this.#page);
      return;
    }
    const state = this.#context.describeState(this.#page, this.#moved, this.#last, ended);
    const batch = emptyBatch(this.#start.pass, this.#page);
    yield state === undefined ? batch : { ...batch, state };
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

function isRefusal(error: unknown): error is SourceError {
  return error instanceof SourceError && NO_SUCH_PAGE.has(error.context['status']);
}
