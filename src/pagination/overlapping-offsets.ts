import { demandHasMore } from './has-more.ts';
import { LookBeyond, pagesToLook } from './look-beyond.ts';
import {
  endOffset,
  type OffsetOptions,
  type OffsetSettings,
  offsetOf,
  offsetPointers,
  offsetRequest,
} from './offset.ts';
import {
  capStep,
  describeEnd,
  halvedLimit,
  halveLimit,
  initialState,
  MAX_HEAD_ROUNDS,
  MAX_REPEATS,
  MAX_STALE,
  noteTold,
  type OverlapState,
  offsetIgnored,
} from './overlap-state.ts';
import { noteSize } from './page-step.ts';
import type {
  PageFacts,
  PageRequest,
  PageStep,
  PaginationEnd,
  Paginator,
  SmallerPages,
} from './paginator.ts';
import { demandTotal } from './total.ts';

/**
 * Each page starts at the last row of the page before. Two pages that share a row hold together every row that survived
 * between them, whenever each was read, as long as rows keep their order; a chain of such pages from the beginning to an
 * end proves that nothing was stepped over. Where two pages share none, rows in front of that place were deleted: the
 * next response is asked for further back, until they share one. The end is a response that holds the shared row only, if
 * either its own total says that nothing lies behind it, or nothing new stands where the API would count the next page: some
 * APIs leave rows out after a page was cut. A total never ends the pass, it sizes the window and contradicts.
 */
export class OverlappingOffsets implements Paginator {
  readonly envelopePointers: readonly string[];
  #settings: OffsetSettings;
  readonly #window: number;
  readonly #isTrusting: boolean;
  readonly #state: OverlapState;
  readonly #look = new LookBeyond();
  /** Offsets that were asked for behind the page that comes next. */
  #inFlight: readonly number[] = [];

  constructor(settings: OffsetSettings, options: OffsetOptions) {
    this.#settings = settings;
    this.#window = options.window;
    this.#isTrusting = options.links === 'trusted';
    // what was tried once before an interruption says nothing of now
    const earlier = options.state as OverlapState | undefined;
    this.#state = earlier === undefined ? initialState(settings) : { ...earlier, tried: 'nothing' };
    this.#settings = { ...settings, limit: this.#state.limit ?? settings.limit };
    this.envelopePointers = offsetPointers(settings);
  }

  first(): readonly PageRequest[] {
    return this.#noteInFlight(this.#begin());
  }

  #begin(): readonly PageRequest[] {
    switch (this.#state.phase) {
      case 'first':
        return [this.#at(this.#settings.offset)];
      case 'body':
        return this.#onward();
      case 'head':
        // taken up again in the middle, its page before is not known any more: it is read from its beginning
        this.#state.headAt = this.#settings.offset;
        this.#state.headPages = 0;
        return [offsetRequest(this.#settings, this.#state.headAt, 'head')];
      case 'done':
        return [];
      default:
        return this.#state.phase satisfies never;
    }
  }

  after(page: PageFacts): PageStep {
    if (page.request.role === 'head') return this.#head(page);
    const isFirst = this.#state.phase === 'first';
    demandTotal(this.#state.total, this.#settings.total, page);
    noteTold(this.#state, this.#settings, page.told, isFirst);
    const { hasMorePath } = this.#settings;
    if (page.rowCount > 0 && hasMorePath !== undefined) demandHasMore(page.envelope, hasMorePath);
    const step = isFirst ? this.#first(page) : this.#next(page);
    const capped = capStep(this.#state, this.#settings, step, this.#reach);
    return { ...capped, next: this.#noteInFlight(capped.next) };
  }

  #noteInFlight(next: readonly PageRequest[]): readonly PageRequest[] {
    this.#inFlight = next.slice(1).map((request) => offsetOf(this.#settings, request));
    return next;
  }

  /** Behind the last row an API may as well refuse an offset as answer with nothing. */
  isLooking = (): boolean => this.#look.isUnderWay;

  canShrink = (): boolean => halvedLimit(this.#state, this.#settings) !== undefined;

  /** The same place, and less of it: the proof holds for pages of any size. */
  smaller(request: PageRequest): SmallerPages | undefined {
    const settings = halveLimit(this.#state, this.#settings);
    if (settings === undefined) return undefined;
    this.#settings = settings;
    const next = [offsetRequest(settings, offsetOf(settings, request), request.role)];
    return { limit: settings.limit, next: this.#noteInFlight(next) };
  }

  end(): PaginationEnd {
    return describeEnd(this.#state, this.#settings);
  }

  state(): unknown {
    return this.#state;
  }

  #at(offset: number): PageRequest {
    return offsetRequest(this.#settings, offset);
  }

  /** The offset behind the last row of the last page. */
  get #reach(): number {
    return this.#state.start + this.#state.count;
  }

  /** Where the next page begins: at the last row of the last page, or behind it where that has one row only. */
  get #anchor(): number {
    const { start, count, isRounded } = this.#state;
    return isRounded ? this.#reach : start + Math.max(count - 1, 1);
  }

  #onward(): readonly PageRequest[] {
    const { step, isRounded, told } = this.#state;
    const anchor = this.#anchor;
    const stride = isRounded ? step.size : Math.max(step.size - 1, 1);
    const offsets = [anchor];
    // a page shorter than the others may be the last one: without a total nothing is asked for behind it ahead of time
    if (told === null && step.last < step.size) {
      const places = this.#look.beginEarly(anchor, this.#inFlight);
      return [...places, anchor].map((offset) => this.#at(offset));
    }
    // the last row by the total: the response that begins there is the one that ends the pass
    const lastRow = told === null ? Number.POSITIVE_INFINITY : told - 1;
    for (let at = anchor + stride; offsets.length < this.#window && at < lastRow; at += stride) {
      offsets.push(at);
    }
    const isAhead = told !== null && lastRow > anchor;
    if (isAhead && offsets.length < this.#window) offsets.push(lastRow);
    return offsets.map((offset) => this.#at(offset));
  }

  #goOn(takes: boolean): PageStep {
    return { takes, next: this.#onward(), isAnew: this.#state.isAnew === true };
  }

  /** The body is done. Unless the first response said itself that it is all, the beginning is looked at once more. */
  #finish(takes: boolean): PageStep {
    const state = this.#state;
    const needsHead = state.pages > 0 && !(state.isWhole && state.pages <= 1);
    if (!needsHead || state.isRounded || state.isShort || state.isLost) {
      state.phase = 'done';
      return { takes, next: [] };
    }
    state.phase = 'head';
    state.tried = 'nothing';
    state.headAt = this.#settings.offset;
    return { takes, next: [offsetRequest(this.#settings, state.headAt, 'head')] };
  }

  #take(offset: number, page: PageFacts): void {
    const state = this.#state;
    const longest = Math.max(state.longest, page.rowCount);
    if (page.ahead > 0 && state.count > 0 && state.count < longest) state.isOdd = true;
    state.start = offset;
    state.count = page.rowCount;
    if (page.ahead > 0) {
      state.pages++;
      state.isBeyond = false;
    }
    this.#look.forget();
    state.back = 0;
    state.repeats = 0;
    state.tried = 'nothing';
    state.longest = longest;
    state.halved = 0;
    noteSize(state.step, page.rowCount);
  }

  #first(page: PageFacts): PageStep {
    const state = this.#state;
    const { offset, limit, total } = this.#settings;
    const { rowCount } = page;
    if (rowCount === 0) {
      const again = this.#again(page);
      if (again !== undefined) return again;
      state.phase = 'body';
      return this.#lookBeyond(offset, offset);
    }
    this.#take(offset, page);
    state.phase = 'body';
    // an unwritten total may count the page's own rows; one that the user named is believed here
    const isNamed = total.written && total.path !== null;
    state.isWhole = isNamed && state.told === offset + rowCount && rowCount < limit;
    return state.isWhole ? this.#finish(true) : this.#goOn(true);
  }

  #next(page: PageFacts): PageStep {
    const state = this.#state;
    const offset = offsetOf(this.#settings, page.request);
    const looked = this.#look.isUnderWay ? this.#looked(page, offset) : undefined;
    if (looked !== undefined) return looked;
    if (state.isRounded) return this.#rounded(page, offset);
    const isLinked = page.rowCount > 0 && (page.shared > 0 || this.#isTrusting);
    state.stale = isLinked && page.ahead > 0 ? 0 : state.stale + 1;
    if (state.stale > MAX_STALE) return this.#giveUp(page);
    if (isLinked) return this.#linked(page, offset);
    if (state.count === 1 && state.back === 0) return this.#behindOneRow(page, offset);
    if (page.rowCount > 0) state.isBeyond = true;
    if (offset > this.#settings.offset) return this.#stitch();
    // nothing of what was read before is left in front: the chain begins here anew
    if (page.rowCount === 0) return this.#again(page) ?? this.#finish(true);
    this.#take(offset, page);
    state.isAnew = true;
    return { ...this.#goOn(true), isBack: true };
  }

  #linked(page: PageFacts, offset: number): PageStep {
    if (page.repeats && page.rowCount > 1 && this.#mayBeRounded(page, offset)) return this.#probe();
    const isLastRowOnly = page.rowCount === 1 && page.ahead === 0;
    if (isLastRowOnly) return this.#lookBeyond(offset, offset + 1);
    this.#take(offset, page);
    return this.#goOn(true);
  }

  /** An empty response may be a hiccup: it is asked for once more before it is believed. */
  #again({ request }: PageFacts): PageStep | undefined {
    if (this.#state.tried === 'again') return undefined;
    this.#state.tried = 'again';
    return { takes: true, next: [request] };
  }

  /** The chain broke: asks for the next page further back, half a page at first. */
  #stitch(): PageStep {
    const state = this.#state;
    const half = Math.max(Math.ceil(state.step.size / 2), 1);
    state.back = state.back === 0 ? half : state.back * 2;
    const back = this.#anchor - state.back;
    return { takes: false, next: [this.#at(Math.max(back, this.#settings.offset))] };
  }

  /** Rows that one page reaches over, as far as the API honours the limit. */
  get #reachOfPage(): number {
    const { pages, longest } = this.#state;
    return pages > 1 ? longest : this.#settings.limit;
  }

  /**
   * Nothing came at `offset` that is not known, and the last row ends at `end`. Places are the API's: rows that it leaves out
   * after a page was cut leave such a response in the middle, too. So the end is believed if its own total says so and
   * nothing was left out before, else after a look beyond; if nothing can be proved, at what is in flight only.
   */
  #lookBeyond(offset: number, end: number): PageStep {
    const state = this.#state;
    if (state.told === end && state.isOdd !== true) return this.#finish(true);
    const unit = this.#reachOfPage;
    const pages = pagesToLook(state.pages, this.#window, state.count >= unit);
    state.tried = 'nothing';
    const places = this.#look.begin({
      ...{ from: offset, unit, inFlight: this.#inFlight, pages: state.isRounded ? 0 : pages },
      ...{ told: state.told ?? undefined, maximum: this.#settings.maximumOffset },
    });
    return this.#lookOn(places, true);
  }

  #lookOn(places: readonly number[], takes: boolean): PageStep {
    const next = places.slice(0, this.#window).map((place) => this.#at(place));
    if (next.length > 0) return { takes, next };
    this.#state.isShort = (this.#state.told ?? 0) > this.#reach;
    return this.#finish(takes);
  }

  /**
   * Rows beyond the last row: either they came just now, or the API leaves out those in between. So the last row is asked for
   * once more; rows that share nothing with it prove nothing of what lies in between. Returns undefined if the page is read as
   * any other.
   */
  #looked(page: PageFacts, offset: number): PageStep | undefined {
    const state = this.#state;
    const isNew = page.ahead > 0 && !page.repeats;
    if (isNew) {
      state.longest = Math.max(state.longest, page.rowCount);
      state.isBeyond = true;
    }
    if (this.#look.isEarly) {
      const left = this.#look.noteEarly(offset, isNew);
      return { takes: false, next: [...left, this.#anchor].map((place) => this.#at(place)) };
    }
    const places = this.#look.after(offset, isNew, state.longest);
    if (places !== 'here') return this.#lookOn(places, page.rowCount === 0 && places.length === 0);
    if (offset <= this.#look.from) return undefined;
    if (page.shared === 0) state.isLinked = false;
    this.#take(offset, page);
    return this.#goOn(true);
  }

  /** Behind a page of one row nothing can be shared. */
  #behindOneRow(page: PageFacts, offset: number): PageStep {
    const state = this.#state;
    if (page.rowCount === 0) {
      return this.#again(page) ?? this.#lookBeyond(offset - 1, offset);
    }
    state.isLinked = false;
    this.#take(offset, page);
    return this.#goOn(true);
  }

  /** No end comes in sight: rows go faster than they are read, or the API answers nothing beyond some offset. */
  #giveUp(page: PageFacts): PageStep {
    const state = this.#state;
    state.isLinked = false;
    state.isShort = (this.#state.told ?? 0) > this.#reach;
    state.isLost = page.rowCount > 0;
    return this.#finish(false);
  }

  /** A short page behind others comes again wherever rows come in front; only whole pages, and the first, tell of rounding. */
  #mayBeRounded(page: PageFacts, offset: number): boolean {
    const state = this.#state;
    const movedOn = offset > state.start && state.back === 0 && state.tried === 'nothing';
    const isWhole = page.rowCount >= state.step.size || state.start === this.#settings.offset;
    return movedOn && isWhole;
  }

  /** The same page again, although the offset moved on: perhaps offsets are rounded to whole pages. */
  #probe(): PageStep {
    this.#state.isRounded = true;
    this.#state.tried = 'probe';
    return { takes: false, next: [this.#at(this.#reach)] };
  }

  #rounded(page: PageFacts, offset: number): PageStep {
    const state = this.#state;
    if (page.repeats) return this.#repeated(offset);
    if (state.tried !== 'nothing' && page.shared > 0) {
      // not rounded: as many rows as a page holds had come in front just then
      state.isRounded = false;
      state.tried = 'nothing';
      return this.#linked(page, offset);
    }
    if (page.rowCount > 0) {
      // also if it turns out that offsets are not rounded: this page links to nothing
      state.isLinked = false;
      this.#take(offset, page);
      return this.#goOn(true);
    }
    // what is in flight says as much as the same place once more, which would give it up
    const again = this.#inFlight.length > 0 ? undefined : this.#again(page);
    return again ?? this.#lookBeyond(offset, offset);
  }

  /**
   * The last page again. A short one is given as long as the offset lies within its whole page, and rows that come in
   * front can bring any page back: each time it is asked for further on.
   */
  #repeated(offset: number): PageStep {
    const state = this.#state;
    if (++state.repeats > MAX_REPEATS) throw offsetIgnored();
    state.tried = 'far';
    return { takes: false, next: [this.#at(Math.max(offset, state.start) + this.#settings.limit)] };
  }

  /**
   * Reads on from the beginning up to a row that did not move: rows that came or moved to the front stand in front of all
   * that did not. While a head of several pages is read, rows can move to its front in turn, so it is read once more, up
   * to its own first rows, until one page is enough.
   */
  #head(page: PageFacts): PageStep {
    const state = this.#state;
    const { offset } = this.#settings;
    const again = page.rowCount === 0 ? this.#again(page) : undefined;
    if (again !== undefined) return again;
    state.tried = 'nothing';
    state.headPages++;
    const isShortOfTotal = endOffset(this.#settings, page.told ?? 0) > state.headAt + 1;
    const isLastRow = page.rowCount === 1 && state.headPages > 1 && !isShortOfTotal;
    const isOver = page.rowCount === 0 || isLastRow;
    if ((page.isAnchored || isOver) && state.headPages === 1) return this.#done();
    const isStuck =
      state.headPages > 2 * state.pages + MAX_STALE || state.headRounds > MAX_HEAD_ROUNDS;
    if (isStuck) {
      state.isLost = true;
      return this.#done();
    }
    // more rows went than the pages of the head overlap: those in between may have been stepped over
    const isBroken = page.isHeadLinked === false;
    if (isBroken || page.isAnchored || isOver) {
      state.headRounds++;
      state.headPages = 0;
      state.headAt = offset;
      const next = [offsetRequest(this.#settings, offset, 'head')];
      return { takes: true, next, beginsHead: true, restartsHead: !isBroken };
    }
    // pages of the head overlap by half, so that a row that goes meanwhile steps over none
    state.headAt += Math.max(Math.floor(page.rowCount / 2), 1);
    return { takes: true, next: [offsetRequest(this.#settings, state.headAt, 'head')] };
  }

  #done(): PageStep {
    this.#state.phase = 'done';
    return { takes: true, next: [] };
  }
}
