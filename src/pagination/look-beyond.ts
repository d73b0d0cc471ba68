/** Places that are looked at beyond the last row, in search of more up to a told total. */
const MAX_LOOKS = 100;
/** How many pages three, four, five and six looks reach across, each half as far again as the one before. */
const REACHES = [3, 4, 6, 10] as const;
const FEWEST_LOOKS = 3;
const MOST_LOOKS = 6;

export interface LookedFor {
  /** The place of the response that seems to be the end. */
  readonly from: number;
  /** How far apart pages stand. */
  readonly unit: number;
  /** Places that were asked for already. */
  readonly inFlight: readonly number[];
  /** Pages to look across, if no total tells where the end is; 0: only what is in flight. */
  readonly pages: number;
  /** The place behind the last row by the told total, if it lies further on. */
  readonly told?: number | undefined;
  /** Where the configuration ends the walk. */
  readonly maximum?: number | undefined;
}

/**
 * Where rows may stand behind a response that seems to be the end: some APIs leave rows out after a page was cut. First
 * what is in flight already; then up to a told total without a hole; else further and further, each place half as far
 * again. No place: the end is believed.
 */
export function placesBeyond(sought: LookedFor): number[] {
  const { from, unit, pages, told = from, maximum = Number.POSITIVE_INFINITY } = sought;
  const places = sought.inFlight.filter((place) => place > from);
  let last = places.at(-1) ?? from;
  const isTold = told > from + unit;
  const isOpen = (): boolean => {
    if (last >= maximum || places.length >= MAX_LOOKS) return false;
    return isTold ? last + unit < told : last - from < pages * unit;
  };
  while (isOpen()) {
    last += isTold ? unit : Math.max(unit, Math.floor((last - from) / 2));
    places.push(last);
  }
  return places.filter((place) => place < maximum);
}

/** The places in front of one where rows were seen, and that one: page by page, so that none of them is stepped over. */
export function placesUpTo(seen: number, from: number, stride: number): number[] {
  const step = Math.max(stride, Math.ceil((seen - from) / MAX_LOOKS), 1);
  const places: number[] = [];
  for (let place = from + step; place < seen; place += step) places.push(place);
  return [...places, seen];
}

/** A look beyond what seems to be the end, from page to page. An interruption ends it: the walk comes there again. */
export class LookBeyond {
  #places: readonly number[] = [];
  /** Whether rows were seen, so that all in front of them is read. */
  #isSeen = false;
  #from = 0;
  #isEarly = false;
  /** Places that were looked at early, with nothing there, and one that had rows. */
  #empty: readonly number[] = [];
  #filled: readonly number[] = [];

  /** Whether the response that may be the end is still to come. */
  get isEarly(): boolean {
    return this.#isEarly && this.isUnderWay;
  }

  /** The place of the response that seems to be the end. */
  get from(): number {
    return this.#from;
  }

  get isUnderWay(): boolean {
    return this.#places.length > 0;
  }

  /** Returns the places to ask for. */
  begin(sought: LookedFor): readonly number[] {
    this.#from = sought.from;
    this.#isSeen = false;
    this.#isEarly = false;
    const inFlight = [...this.#empty, ...this.#filled, ...sought.inFlight].sort((a, b) => a - b);
    const isOpen = (place: number): boolean => !this.#empty.includes(place);
    this.#places = placesBeyond({ ...sought, inFlight }).filter(isOpen);
    return this.#places;
  }

  /** Behind a page that may be the last one, what is in flight comes before the response that says so. */
  beginEarly(from: number, inFlight: readonly number[]): readonly number[] {
    this.begin({ from, inFlight, unit: 1, pages: 0 });
    this.#isEarly = true;
    return this.#places;
  }

  /** Keeps an early response in mind; returns the places that are left. Where rows are, the walk has not ended. */
  noteEarly(place: number, hasRows: boolean): readonly number[] {
    if (hasRows) this.#filled = [place];
    else this.#empty = [...this.#empty, place];
    this.#places = hasRows ? [] : this.#places.filter((other) => other > place);
    return this.#places;
  }

  /** The walk went on: what was looked at from an earlier place says nothing any more. */
  forget(): void {
    this.#empty = [];
    this.#filled = [];
  }

  /**
   * What follows from the response at a place: `here` if the walk goes on with its rows; else the places that are left, and
   * none at the end.
   */
  after(place: number, hasRows: boolean, stride: number): readonly number[] | 'here' {
    this.#places = this.#places.filter((other) => other > place);
    if (!hasRows) return this.#places;
    if (this.#isSeen) {
      this.#places = [];
      return 'here';
    }
    this.#isSeen = true;
    // an empty response may have been a hiccup: its place is the first of them
    this.#places = [this.#from, ...placesUpTo(place, this.#from, stride), ...this.#places];
    return this.#places;
  }
}

/**
 * How many pages a walk looks across behind its end: as far as a window of looks reaches, which takes no more time than one of
 * them; with a smaller window further the more pages it has read, so that a small collection stays cheap. Behind a full page
 * the end may as well be a gap.
 */
export function pagesToLook(pagesRead: number, window: number, isFull: boolean): number {
  const wanted = isFull ? MOST_LOOKS : Math.max(window, pagesRead + 2);
  const looks = Math.min(Math.max(wanted, FEWEST_LOOKS), MOST_LOOKS);
  return REACHES[looks - FEWEST_LOOKS] as number;
}
