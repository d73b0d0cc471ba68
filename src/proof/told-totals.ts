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
import type { Accusation, Received, WitnessedResponse, WitnessRules } from './witness.ts';

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

/** Plain data, so that it goes with the state of a walk. */
export interface TotalsState {
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
}

/** Places that are remembered. */
const MAX_PLACES = 50;

/** What the API told of how many rows there are. */
export class ToldTotals {
  readonly #rules: WitnessRules;
  readonly state: TotalsState;
  #told: number | undefined;
  #toldSurely: number | undefined;
  /** A text of the API, which must not get into the state. */
  #unusable: string | undefined;

  constructor(rules: WitnessRules, earlier?: TotalsState) {
    this.#rules = rules;
    this.state = earlier ?? {
      responses: 0,
      written: null,
      usual: {},
      range: null,
      isMixed: false,
      lastTotal: null,
      lastPlace: null,
    };
  }

  /** The total that the last response told, for the paginator; undefined if it told none that counts rows. */
  get told(): number | undefined {
    return this.#told;
  }

  /** The same, if it cannot be the number of the page's own rows, by its name or because it was written. */
  get toldSurely(): number | undefined {
    return this.#toldSurely;
  }

  /** The total that the API told last. */
  get last(): number | undefined {
    return this.state.lastTotal ?? undefined;
  }

  /** What stood in the place of a total and is not one, in words. */
  get unusable(): string | undefined {
    return this.#unusable;
  }

  /** Takes note of a response, whichever page it is of. */
  note(response: WitnessedResponse): void {
    const { state } = this;
    const { total: totalPath } = this.#rules;
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
      this.#toldSurely = this.#told;
      if (this.#told !== undefined && hasRows) {
        state.written = again(state.written ?? undefined, this.#told);
      }
      state.lastPlace = placeName(path);
    }
    if (this.#told !== undefined) state.lastTotal = this.#told;
  }

  /** A total that exceeds what came. */
  against(received: Received): Accusation | undefined {
    const { distinct, skipped, isProved, isSingle } = received;
    const { responses, lastTotal } = this.state;
    if (responses === 0 && lastTotal !== null && lastTotal - skipped > distinct) {
      const { lastPlace, isMixed } = this.state;
      const isOther = isSingle && isMixed && isAmbiguousTotal(lastPlace ?? '');
      if (isOther && this.#rules.total === undefined) return undefined;
      return { reason: 'total_mismatch', what: this.text ?? '' };
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
  lower(received: Received): string | undefined {
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
  get text(): string | undefined {
    const { lastTotal, lastPlace } = this.state;
    return lastTotal === null ? undefined : totalText(lastTotal, lastPlace ?? '');
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

  /** Notes totals at the usual places. Returns the one that the paginator may go by. */
  #noteUsual(response: WitnessedResponse): UsualTotal | undefined {
    const { state } = this;
    const { rowCount, isList } = response;
    const numbers = usualNumbers(response.headers, response.outline);
    // what stands beside a row that is not in a list is the row's own
    if (!isList) state.isMixed = true;
    state.isMixed ||= numbers.isMixed;
    const { limit } = this.#rules;
    // overlapping pages end with a response of one row: no total is taken from that
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
    this.#toldSurely = undefined;
    if (!isList) return undefined;
    const sure = numbers.totals.filter(({ isSure }) => isSure);
    this.#toldSurely = (sure.find(({ isFiltered }) => isFiltered) ?? sure[0])?.count;
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

function totalText(count: number, place: string): string {
  return `tells a total of ${count} ${shownPlace(place)}`;
}
