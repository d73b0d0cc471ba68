import { failpoint } from '../failpoint.ts';
import type { Batch, FlowItem } from '../model.ts';
import { isTooMuch, PageInFlight, type PageTools } from '../page/page-in-flight.ts';
import { PageWindow } from '../page/window.ts';
import type {
  PageRequest,
  PaginationEnd,
  Paginator,
  SmallerPages,
} from '../pagination/paginator.ts';
import type { PageReader } from '../parse/page.ts';
import type { PageRows } from '../proof/links.ts';
import type { KeyOrder } from '../proof/order.ts';
import { PassProof, type ProofRules, type WalkKeys } from '../proof/pass-proof.ts';
import type { SavedForms } from '../proof/row-memory.ts';
import type { WitnessedResponse } from '../proof/witness.ts';
import type { Witnesses } from '../proof/witnesses.ts';
import { pageRequestOf } from '../request/page-request.ts';
import { PassOutput } from './pass-output.ts';
import {
  isBeyondRange,
  isNoSuchPage,
  isRefusal,
  type JudgedPage,
  readJudged,
  refusedPage,
} from './read-judged.ts';
import type { ResourceSettings, WalkCounters, WalkEnvironment } from './walk-environment.ts';
import type { PassEnding, PassState } from './walk-state.ts';

/** What all passes of a walk share. */
export interface PassContext {
  readonly settings: ResourceSettings;
  readonly environment: WalkEnvironment;
  readonly counters: WalkCounters;
  readonly warnings: string[];
  readonly keys: WalkKeys;
  readonly witnesses: Witnesses;
  /** Paths of the envelope that the witnesses need. */
  readonly witnessPointers: readonly string[];
}

/** Where a pass begins. */
export interface PassStart {
  readonly pass: number;
  readonly paginator: Paginator;
  readonly readPage: PageReader;
  readonly order: KeyOrder;
  /** Number of the last page that an earlier run took; 0 for none. */
  readonly page: number;
  readonly lastPage: PageRows;
  readonly marks: SavedForms;
  /** Rows that changed places, as far as an earlier run saw. */
  readonly moved: number;
  /** How the pass ended in an earlier run. */
  readonly ended: PassEnding | undefined;
  /** Where the walk stands behind a page, to be committed with its rows; undefined if it may not be written down. */
  readonly describe: (state: PassState) => string | undefined;
}

export interface PassEnd {
  readonly end: PaginationEnd;
  /**
   * Whether the pass ended before its end: `cut` at the number of pages that a try may have, `ignored` at a response that a
   * response action ignores, `enough` if nothing behind it is wanted.
   */
  readonly left?: 'cut' | 'ignored' | 'enough';
  /** Number of the last page. */
  readonly page: number;
  /** Rows that stand at more than one place, as far as the pages showed. */
  readonly moved: number;
}

const MAX_EMPTY_PAGES = 100;
/** Goes through a resource once: reads its pages in order, lets each be judged, and sends what counts. */
export class Pass {
  readonly #context: PassContext;
  readonly #start: PassStart;
  readonly #proof: PassProof;
  readonly #tools: PageTools;
  readonly #window: PageWindow;
  readonly output: PassOutput;
  #page: number;

  constructor(context: PassContext, start: PassStart) {
    const { settings, environment, counters } = context;
    const { evidence } = environment;
    this.#context = context;
    this.#start = start;
    this.#page = start.page;
    const isResumed = start.page > 0;
    const rules = rulesOf(settings, evidence !== undefined);
    this.#proof = new PassProof(rules, context.keys, { ...start, isResumed });
    this.output = new PassOutput({ ...environment, evidence, counters, ...start });
    const { paginator, readPage } = start;
    const canShrink = (): boolean => paginator.canShrink?.() === true;
    this.#tools = { ...environment, settings, readPage, counters, canShrink };
    this.#window = new PageWindow(this.#tools, start.page + 1);
  }

  /** Number of the page that was read last. */
  get page(): number {
    return this.#page;
  }

  async *run(): AsyncGenerator<FlowItem, PassEnd> {
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
        const read = yield* this.#read(page);
        if ('limit' in read) {
          this.#window.follow(read.next);
          continue;
        }
        counters.pages++;
        failpoint('page.before');
        const isIgnored = read.isIgnored && !this.#isBehindEnd(read);
        if (isIgnored) yield* this.#endPage(false, 'ignored');
        else next = yield* this.#take(page.request, read);
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

  #end(left?: 'cut' | 'ignored' | 'enough'): PassEnd {
    const end = this.#start.paginator.end();
    return { end, ...(left && { left }), page: this.#page, moved: this.#proof.moved };
  }

  async *#read(page: PageInFlight): AsyncGenerator<FlowItem, JudgedPage | SmallerPages> {
    const { pass } = this.#start;
    const parts = { pass, wanted: this.#wanted, proof: this.#proof, output: this.output };
    try {
      return yield* readJudged(page, parts);
    } catch (error) {
      const smaller = this.#smaller(page.request, error);
      if (smaller !== undefined) return smaller;
      const refused = page.number > 1 ? refusedPage(error, this.#context.settings.url) : undefined;
      if (refused === undefined || !(isBeyondRange(refused) || this.#mayBeRefused)) throw error;
      return refused;
    }
  }

  /** Shorter pages in place of one that was too much for the API. */
  #smaller(request: PageRequest, error: unknown): SmallerPages | undefined {
    if (!isTooMuch(error)) return undefined;
    const smaller = this.#start.paginator.smaller?.(request);
    if (smaller === undefined) return undefined;
    const { warnings, settings } = this.#context;
    const { limit } = smaller;
    warnings.push(
      `${settings.name}: the API could not give as many rows at once (${error.message.replace(/\.$/, '')}). Pages of ${limit} rows were asked for from there on; set \`limit\` to that to begin so.`,
    );
    return smaller;
  }

  get #mayBeRefused(): boolean {
    const { isEndTold } = this.#context.witnesses.more;
    return isEndTold || this.#start.paginator.isLooking?.() === true;
  }

  /** Whether a response that is to be ignored is the refusal of a page that need not be there. */
  #isBehindEnd({ answer }: JudgedPage): boolean {
    return isNoSuchPage(answer?.status) && this.#mayBeRefused;
  }

  get #wanted(): { readonly needsTree: boolean; readonly envelopePointers: readonly string[] } {
    const { needsTree = false, envelopePointers } = this.#start.paginator;
    const pointers = new Set([...envelopePointers, ...this.#context.witnessPointers]);
    return { needsTree, envelopePointers: [...pointers] };
  }

  /** Lets the paginator judge a page and sends what counts of it. Returns the pages that come next. */
  async *#take(
    request: PageRequest,
    read: JudgedPage,
  ): AsyncGenerator<FlowItem, readonly PageRequest[]> {
    const { paginator } = this.#start;
    const { counters, warnings, witnesses } = this.#context;
    const { role } = request;
    const { rowCount, envelope, outline } = read.end;
    warnings.push(...read.end.warnings);
    const response = this.#responseOf(request, read);
    witnesses.note(response);
    if (role === 'head') {
      for (const { batch } of read.held) yield* this.output.rows(batch, this.#proof.askHead(batch));
    }
    const step = paginator.after({
      ...{ request, rowCount, envelope, outline },
      ...{ told: witnesses.totals.told, toldSurely: witnesses.totals.toldSurely },
      ...(read.answer && { answer: read.answer }),
      ...this.#proof.facts(rowCount),
    });
    counters.total = witnesses.totals.last;
    if (role === 'body' && (step.takes || rowCount > 0)) {
      witnesses.more.noteLast(response, step.isEndTold);
    }
    if (!step.takes) {
      yield* this.output.refuse(this.#page, read.hasLeft);
      return step.next;
    }
    if (role === 'body') {
      for (const judged of read.held) {
        yield* this.output.rows(judged.batch, this.#proof.askBody(judged, step));
      }
    }
    this.#proof.keepPage(role, rowCount, step);
    const isEnough = this.#context.environment.isEnough?.() === true;
    const ending = step.next.length === 0 ? 'end' : isEnough ? 'enough' : undefined;
    yield* this.#endPage(read.hasLeft, ending);
    this.#tell(rowCount);
    return step.next;
  }

  #responseOf(request: PageRequest, { end, answer }: JudgedPage): WitnessedResponse {
    const { settings } = this.#context;
    // the last response is kept to the end of the pass
    const { tree: _tree, ...rest } = end;
    return {
      ...rest,
      status: answer?.status ?? 200,
      page: this.#page,
      asked: answer?.asked,
      headers: answer?.headers ?? {},
      url: () => pageRequestOf(settings, request).url,
    };
  }

  /** `ended`: no page follows. */
  #endPage(hasLeft: boolean, ended: PassEnding | undefined): Generator<FlowItem> {
    const { describe } = this.#start;
    return this.output.endPage(this.#page, hasLeft, () =>
      describe({ page: this.#page, ended, ...this.#proof.save() }),
    );
  }

  #tell(rows: number): void {
    const { environment, settings, counters } = this.#context;
    const { received, total } = counters;
    const totals = total === undefined ? {} : { total };
    const { name: resource } = settings;
    environment.onEvent({ type: 'page', resource, page: this.#page, rows, received, ...totals });
  }

  /**
   * Whether what nothing followed leads to a row that was not met. None of its rows leave.
   *
   * @param isSure whether it leads to another page without doubt, so that one that can't be read speaks, too
   */
  async *leadsToNew(request: PageRequest, isSure: boolean): AsyncGenerator<FlowItem, boolean> {
    const page = new PageInFlight(request, this.#page + 1, this.#tools);
    try {
      const parts = page.read(this.#start.pass);
      for (;;) {
        const next = await parts.next();
        for (const item of next.done ? next.value.held : [next.value]) {
          if (item.kind === 'rows' && (yield* this.#hasNew(item))) return true;
        }
        if (next.done) return false;
      }
    } catch (error) {
      // what cannot be read does not say that nothing stands there
      if (!isRefusal(error)) this.#context.environment.signal.throwIfAborted();
      return isSure && !isRefusal(error);
    } finally {
      page.close();
    }
  }

  async *#hasNew(batch: Batch): AsyncGenerator<FlowItem, boolean> {
    const { isSure, asks } = this.#proof.unmet(batch);
    if (isSure) return true;
    return asks.length > 0 && (yield* this.output.unknown(this.#page, asks)).size > 0;
  }
}

function rulesOf(settings: ResourceSettings, canAsk: boolean): ProofRules {
  const { paginator, verify, primaryKey, maxEmptyPages = MAX_EMPTY_PAGES } = settings;
  // if the API itself leads on, its pages may well be alike: a count for each day, and three days with nothing
  const isLed = paginator.type !== 'offset' && paginator.type !== 'page_number';
  return {
    isLinking: verify === 'overlap',
    hasKey: primaryKey.length > 0,
    canAsk,
    repeatable: (rowCount) => {
      if (paginator.type === 'offset' && rowCount < paginator.limit) return paginator.limit;
      return isLed ? 0 : undefined;
    },
    maxEmptyPages,
  };
}
