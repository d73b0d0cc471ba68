import type { EnvelopeValue } from '../model.ts';
import {
  type MoreFlag,
  moreFlag,
  type NextPointer,
  nextPointer,
  nextPointers,
  pageNumber,
  trialPointers,
} from '../pagination/detect.ts';
import { flagOf } from '../pagination/has-more.ts';
import { placeName } from '../pagination/tree.ts';
import type { Accusation, WitnessedResponse, WitnessRules } from './witness.ts';

/** Plain data, so that it goes with the state of a walk. */
export interface MoreState {
  /** The number that the first page says it has; null if it tells none. */
  firstPage: number | null;
  /** Whether the last page said that nothing follows. */
  isEndTold: boolean;
}

/** What the API told of pages that follow: flags, links and cursors. */
export class ToldMore {
  readonly #rules: WitnessRules;
  readonly state: MoreState;
  #last: WitnessedResponse | undefined;

  constructor(rules: WitnessRules, earlier?: MoreState) {
    this.#rules = rules;
    this.state = earlier ?? { firstPage: null, isEndTold: false };
  }

  /**
   * Whether the last page said itself that nothing follows: by a flag, by a link or cursor to the next page that is empty, or as its
   * paginator counts. If the API then refuses the next page (400, 404 and their like), that is the end and not a failure.
   */
  get isEndTold(): boolean {
    return this.state.isEndTold;
  }

  /**
   * Takes note of the last page of a pass, in page order; the head is none.
   *
   * @param isCountedOut whether nothing follows as the paginator counts pages or rows
   */
  noteLast(response: WitnessedResponse, isCountedOut = false): void {
    const { page, outline, headers } = response;
    if (page === 1) this.state.firstPage = pageNumber(headers, outline) ?? null;
    this.state.isEndTold = isCountedOut || saysEnd(response);
    if (this.#rules.more !== null) this.#last = response;
  }

  /** What stands where the configuration says that more is told. */
  get #written(): EnvelopeValue | undefined {
    const { more } = this.#rules;
    return typeof more === 'string' ? this.#last?.envelope.get(more) : undefined;
  }

  /** What the last page says of pages behind it by a flag. */
  get #flag(): MoreFlag | undefined {
    if (this.#last === undefined) return undefined;
    const written = this.#written;
    if (written === undefined) return this.#usualFlag(this.#last);
    return { more: isMore(written), place: placeName(this.#rules.more ?? '') };
  }

  #usualFlag({ headers, outline, page }: WitnessedResponse): MoreFlag | undefined {
    const { firstPage } = this.state;
    const base = firstPage === 0 || firstPage === 1 ? firstPage : undefined;
    const flag = moreFlag(headers, outline, base);
    // a number that every page has alike is not that of the page
    const isConstant = page > 1 && pageNumber(headers, outline) === firstPage;
    return flag?.isByPages === true && isConstant ? undefined : flag;
  }

  /**
   * A flag on the last page that says that more follow.
   *
   * @param isPlain whether a total agrees, or the place behind the last row brought nothing: numbers of pages tell nothing then
   */
  flagAgainst(isPlain: boolean): Accusation | undefined {
    const flag = this.#flag;
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
    if (last === undefined || last.rowCount === 0 || this.#flag?.more === false) return [];
    if (this.#written !== undefined) return [];
    const { headers, outline, asked, page } = last;
    // what led to other pages by itself is not doubted
    const trials = page > 1 ? [] : trialPointers(outline, asked);
    return [...nextPointers(headers, outline), ...trials].flatMap((pointer) => {
      const { place, kind, value } = pointer;
      if (followed.includes(place)) return [];
      if (kind === 'cursor') return [pointer];
      const link = leadsOn(value, last.url());
      return link === undefined ? [] : [{ place, kind, value: link }];
    });
  }
}

/** Whether a response says itself that nothing follows. */
function saysEnd({ headers, outline }: WitnessedResponse): boolean {
  const flag = moreFlag(headers, outline);
  if (flag !== undefined) return !flag.more;
  return nextPointer(headers, outline) === 'null';
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
