import type { EnvelopeFacts, EnvelopeValue, JsonNode } from '../model.ts';
import {
  type MoreFlag,
  moreFlag,
  type NextPointer,
  nextPointer,
  nextPointers,
  pageNumber,
} from '../pagination/detect.ts';
import { flagOf } from '../pagination/has-more.ts';
import { toldTotal } from '../pagination/total.ts';
import { placeName } from '../pagination/tree.ts';
import {
  contentRange,
  isAmbiguousTotal,
  isHeader,
  shownPlace,
  type UsualTotal,
  usualNumbers,
} from '../pagination/usual-totals.ts';

/** What a response says besides its rows. */
export interface WitnessedResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The URL that was requested, whole. */
  readonly url: () => string;
  /** The envelope, with nothing at the place of the rows. */
  readonly outline: JsonNode;
  /** What stands at the paths that were written. */
  readonly envelope: EnvelopeFacts;
  readonly rowCount: number;
  /** Whether the rows stand in a list. */
  readonly isList: boolean;
}

/** Which witnesses a walk listens to. Paths are RFC 6901 JSON pointers, or JSONPaths that begin with `$`. */
export interface WitnessRules {
  /** Where the total of rows stands; null: totals say nothing. Default: the usual places. */
  readonly total?: string | null;
  /** Where the body says whether more rows follow; null: flags and links say nothing. Default: the usual places. */
  readonly more?: string | null;
  /** Rows that one page is asked for, where the paginator says so. */
  readonly limit?: number;
  /** Where the paginator finds the number of pages, as messages name it: not a total of rows. */
  readonly pagesPlace?: { readonly place: string; readonly isWritten: boolean };
  /** Whether the selector leaves rows of the list out. A total that nobody wrote down counts them all. */
  readonly isFiltered: boolean;
}

/** A number that was told at one place, over the responses with rows. */
interface Told {
  first: number;
  last: number;
  least: number;
  /** Responses that told it. */
  times: number;
  /** Whether it was a limit, a number of pages, or the rows of one page: not a total then. */
  isSize: boolean;
  isFiltered: boolean;
  /** Whether it stands at the top level of the body. */
  isTop: boolean;
}

/** What the last page of a pass said of pages behind it. */
interface LastPage {
  readonly url: () => string;
  readonly hasRows: boolean;
  readonly flag?: MoreFlag;
  readonly pointers: readonly NextPointer[];
}

/** Plain data, so that it goes with the state of a walk. */
export interface WitnessState {
  /** Responses with rows. */
  responses: number;
  written: Told | null;
  usual: Record<string, Told>;
  /** The smallest total of a 206 that left something out, and its unit. */
  range: { unit: string; total: number } | null;
  /** Whether a number stood beside content that is neither rows nor envelope, or beside a row that stands alone. */
  isMixed: boolean;
  /** The last total of any response, with rows or without, and where it stood. */
  lastTotal: number | null;
  lastPlace: string | null;
  /** The number that the first response says it has; null if it tells none. */
  firstPage: number | null;
  /** Whether something stood at the paths that were written. */
  hasTotal: boolean;
  hasMore: boolean;
}

/** Places that are remembered. */
const MAX_PLACES = 50;

/** What the API says against a clean end. */
export interface Accusation {
  readonly reason: 'total_mismatch' | 'more_told';
  /** What was said, and where: the middle of a message. */
  readonly what: string;
}

/** What came of a walk, to be compared with what the API told. */
export interface Received {
  /** Different keys; rows, if they have no key. */
  readonly distinct: number;
  /** Rows that a written start leaves out. */
  readonly skipped: number;
  /** Whether one page is the whole walk: an object with other content may then hold a number that is not a total. */
  readonly isSingle: boolean;
  /** Whether overlapping pages prove the walk: only a total that never changed contradicts it. */
  readonly isProved: boolean;
}

/**
 * Listens to what the API itself says of how many rows there are, or that more follow. A clean verdict needs that none of it
 * speaks against the end. It is never read from a row.
 */
export class Witnesses {
  readonly #rules: WitnessRules;
  readonly state: WitnessState;
  #last: LastPage | undefined;
  #told: number | undefined;
  /** A text of the API, which must not get into the state. */
  #unusable: string | undefined;

  constructor(rules: WitnessRules, earlier?: WitnessState) {
    this.#rules = rules;
    this.state = earlier ?? {
      responses: 0,
      written: null,
      usual: {},
      range: null,
      isMixed: false,
      lastTotal: null,
      lastPlace: null,
      firstPage: null,
      hasTotal: false,
      hasMore: false,
    };
  }

  /** The total that the last response told, for the paginator; undefined if it told none that counts rows. */
  get told(): number | undefined {
    return this.#told;
  }

  /** The total that the API told last. */
  get total(): number | undefined {
    return this.state.lastTotal ?? undefined;
  }

  /** What stood in the place of a total and is not one, in words. */
  get unusable(): string | undefined {
    return this.#unusable;
  }

  /** Takes note of a response, whichever page it is of. */
  note(response: WitnessedResponse): void {
    const { state } = this;
    const { total: totalPath, more: morePath } = this.#rules;
    if (state.responses === 0) state.firstPage = pageNumber(response.outline) ?? null;
    if (totalPath != null) state.hasTotal ||= response.envelope.has(totalPath);
    if (morePath != null) state.hasMore ||= response.envelope.has(morePath);
    if (totalPath === null) return;
    const hasRows = response.rowCount > 0;
    if (hasRows) state.responses++;
    this.#noteRange(response);
    const path = totalPath;
    if (path === undefined) {
      const usual = this.#noteUsual(response);
      this.#told = usual?.count;
      if (usual !== undefined) state.lastPlace = usual.place;
    } else {
      const told = toldTotal(response.envelope, path);
      this.#told = told.kind === 'count' ? told.count : undefined;
      if (this.#told !== undefined && hasRows) {
        state.written = again(state.written ?? undefined, this.#told);
      }
      state.lastPlace = placeName(path);
    }
    if (this.#told !== undefined) state.lastTotal = this.#told;
  }

  /** Takes note of the last page of a pass, in page order; the head is none. */
  noteLast({ url, rowCount, envelope, outline, headers }: WitnessedResponse): void {
    const { more } = this.#rules;
    if (more === null) return;
    const written = more === undefined ? undefined : envelope.get(more);
    const flag =
      written === undefined || more === undefined
        ? this.#usualFlag(outline)
        : { more: isMore(written), place: placeName(more) };
    this.#last = {
      url,
      hasRows: rowCount > 0,
      ...(flag === undefined ? {} : { flag }),
      pointers: written === undefined ? nextPointers(headers, outline) : [],
    };
  }

  #usualFlag(outline: JsonNode): MoreFlag | undefined {
    const { firstPage, responses } = this.state;
    const base = firstPage === 0 || firstPage === 1 ? firstPage : undefined;
    const flag = moreFlag(outline, base);
    // a number that every page has alike is not that of the page
    const isConstant = responses > 1 && pageNumber(outline) === firstPage;
    return flag?.isByPages === true && isConstant ? undefined : flag;
  }

  /** Written paths at which nothing stood on any response. */
  get unmet(): readonly ('total' | 'more')[] {
    const { total, more } = this.#rules;
    const { hasTotal, hasMore } = this.state;
    return [
      ...(total != null && !hasTotal ? (['total'] as const) : []),
      ...(more != null && !hasMore ? (['more'] as const) : []),
    ];
  }

  /** A total that exceeds what came. */
  totalAgainst(received: Received): Accusation | undefined {
    const { distinct, skipped, isProved, isSingle } = received;
    const { responses, lastTotal } = this.state;
    if (responses === 0 && lastTotal !== null && lastTotal - skipped > distinct) {
      const { lastPlace, isMixed } = this.state;
      const isOther = isSingle && isMixed && isAmbiguousTotal(lastPlace ?? '');
      if (isOther && this.#rules.total === undefined) return undefined;
      return { reason: 'total_mismatch', what: this.toldText ?? '' };
    }
    const against = this.#totals(received).find(({ told, isWritten }) => {
      const isSteady = told.least === told.first && told.last === told.first;
      const isEvery = told.times === this.state.responses;
      const mustBeSteady = isProved || !isWritten;
      return told.least - skipped > distinct && (!mustBeSteady || (isSteady && isEvery));
    });
    const { range } = this.state;
    if (against !== undefined) {
      return { reason: 'total_mismatch', what: totalText(against.told.least, against.place) };
    }
    if (range === null || (range.unit !== 'bytes' && range.total - skipped <= distinct)) {
      return undefined;
    }
    const what = `answers 206 with a \`Content-Range\` of ${range.total} ${range.unit}`;
    return { reason: 'total_mismatch', what };
  }

  /**
   * A total that is the number of what came, at the beginning and at the end.
   *
   * @param ofPage whether the number of the rows of the only page counts, too. Default: true.
   */
  agrees(received: Received, ofPage = true): boolean {
    const { distinct, skipped } = received;
    if (this.state.responses === 0) return this.state.lastTotal === 0;
    return this.#totals(received, ofPage).some(
      ({ told }) => told.first === told.last && told.last - skipped === distinct,
    );
  }

  /** A total that is lower than what came, in words. */
  lowerTotal(received: Received): string | undefined {
    if (this.agrees(received)) return undefined;
    const { distinct, skipped } = received;
    const { pagesPlace } = this.#rules;
    const lower = this.#totals(received).find(({ told, place }) => {
      if (place === pagesPlace?.place) return false;
      const isSteady = told.least === told.first && told.last === told.first;
      return isSteady && told.times === this.state.responses && told.last - skipped < distinct;
    });
    return lower && totalText(lower.told.last, lower.place);
  }

  /** The total that was told last, in words; undefined if none was. */
  get toldText(): string | undefined {
    const { lastTotal, lastPlace } = this.state;
    return lastTotal === null ? undefined : totalText(lastTotal, lastPlace ?? '');
  }

  /**
   * A flag on the last page that says that more follow.
   *
   * @param isPlain whether a total agrees, or the place behind the last row brought nothing: numbers of pages tell nothing then
   */
  flagAgainst(isPlain: boolean): Accusation | undefined {
    const { flag } = this.#last ?? {};
    if (flag?.more !== true || (flag.isByPages === true && isPlain)) return undefined;
    return {
      reason: 'more_told',
      what: `says on its last page, at \`${flag.place}\`, that more rows follow`,
    };
  }

  /**
   * A link or cursor on the last page that the walk did not follow, and that leads elsewhere.
   *
   * @param followed places that the paginator follows itself
   */
  pointersAgainst(followed: readonly string[]): readonly NextPointer[] {
    const last = this.#last;
    if (last === undefined || !last.hasRows || last.flag?.more === false) return [];
    return last.pointers.flatMap((pointer) => {
      const { place, kind, value } = pointer;
      if (followed.includes(place)) return [];
      if (kind === 'cursor') return [pointer];
      const link = leadsOn(value, last.url());
      return link === undefined ? [] : [{ place, kind, value: link }];
    });
  }

  /** The numbers that count rows, as far as is known; `ofPage`: also one that is the number of rows of the only page. */
  #totals(
    { isSingle }: Received,
    ofPage = false,
  ): { place: string; told: Told; isWritten: boolean }[] {
    const { total, isFiltered, pagesPlace } = this.#rules;
    const { written, usual, isMixed, responses } = this.state;
    if (typeof total === 'string') {
      return written === null ? [] : [{ place: placeName(total), told: written, isWritten: true }];
    }
    if (total === null || isFiltered) return [];
    // beside other content, a number may be about that
    const all = Object.entries(usual).filter(
      ([place, { isTop }]) =>
        !(isSingle && isMixed && isTop && isAmbiguousTotal(place)) &&
        (pagesPlace?.isWritten !== true || place !== pagesPlace.place),
    );
    // what counts the rows that a filter left over takes the place of a total beside it
    const filtered = all.filter(([, told]) => told.isFiltered);
    return (filtered.length > 0 ? filtered : all)
      .filter(([, told]) => !told.isSize || (ofPage && responses === 1))
      .map(([place, told]) => ({ place, told, isWritten: false }));
  }

  /** Notes totals at the usual places; gives the one that the paginator may go by. */
  #noteUsual(response: WitnessedResponse): UsualTotal | undefined {
    const { state } = this;
    const { rowCount, isList } = response;
    const numbers = usualNumbers(response.headers, response.outline);
    // what stands beside a row that is not in a list is the row's own
    if (!isList) state.isMixed = true;
    state.isMixed ||= numbers.isMixed;
    const { limit } = this.#rules;
    // an answer of one row, which overlapping pages end with, is not what a total is taken from
    const isOneRow = rowCount === 1 && state.responses > 1;
    const isSize = (count: number): boolean =>
      numbers.sizes.includes(count) || (count === rowCount && !isOneRow) || count === limit;
    for (const total of rowCount > 0 && isList ? numbers.totals : []) {
      const { place, count } = total;
      const known = state.usual[place];
      if (known === undefined && Object.keys(state.usual).length >= MAX_PLACES) continue;
      const told = again(known, count, total);
      // a header counts the collection, not its page
      told.isSize ||= isSize(count) && !(isHeader(place) && count === rowCount);
      state.usual[place] = told;
    }
    if (!isList) return undefined;
    this.#unusable ??= numbers.unusable;
    // the number of the rows of a full page may be just that; of a short or first one it is likelier the total
    const isFull =
      rowCount > 0 && (limit === undefined || (rowCount >= limit && state.responses > 1));
    const usable = numbers.totals.filter(
      ({ count }) => !numbers.sizes.includes(count) && !(isFull && count === rowCount),
    );
    return usable.find(({ isFiltered }) => isFiltered) ?? usable[0];
  }

  #noteRange({ status, headers }: WitnessedResponse): void {
    const range = status === 206 ? contentRange(headers) : undefined;
    if (range === undefined || (range.unit === 'bytes' && range.isWhole)) return;
    const { unit, total } = range;
    const least = this.state.range === null ? total : Math.min(total, this.state.range.total);
    this.state.range = { unit, total: least };
  }
}

/** Whether a response says itself that nothing follows: by a flag, or by a link or cursor to the next page that is empty. */
export function isEndTold({ headers, outline }: WitnessedResponse): boolean {
  const flag = moreFlag(outline);
  if (flag !== undefined) return !flag.more;
  return nextPointer(headers, outline) === 'null';
}

function again(
  told: Told | undefined,
  count: number,
  { isFiltered = false, isTop = false }: Partial<UsualTotal> = {},
): Told {
  if (told === undefined) {
    const all = { first: count, last: count, least: count };
    return { ...all, times: 1, isSize: false, isFiltered, isTop };
  }
  const least = Math.min(told.least, count);
  return { ...told, last: count, least, times: told.times + 1 };
}

/** A flag, also in words; anything else that is not empty leads somewhere. */
function isMore(value: EnvelopeValue): boolean {
  const flag = flagOf(value);
  if (flag !== undefined) return flag;
  if (value.kind === 'object' || value.kind === 'array') return value.isEmpty !== true;
  return value.kind !== 'null' && value.text !== '';
}

/** A link as an address, if it leads to another page of the same origin. */
function leadsOn(link: string, page: string): string | undefined {
  if (!URL.canParse(link, page)) return undefined;
  const target = new URL(link, page);
  const [to, from] = [new URL(target), new URL(page)];
  if (to.origin !== from.origin) return undefined;
  for (const each of [to, from]) {
    each.hash = '';
    each.searchParams.sort();
  }
  return to.href === from.href ? undefined : target.href;
}

function totalText(count: number, place: string): string {
  return `tells a total of ${count} ${shownPlace(place)}`;
}
