import type { JsonNode } from '../model.ts';
import { excerpt } from '../wording.ts';
import * as words from './page-words.ts';
import { isEnvelopeWord, plainName } from './page-words.ts';
import { type Frame, framesOf, type Headers } from './places.ts';
import { toCount } from './total.ts';

/** A total of rows that a response tells at a place that nobody wrote down. */
export interface UsualTotal {
  /** `meta.total`, or the header `X-Total-Count`. */
  readonly place: string;
  readonly count: number;
  /** Whether it cannot be the number of the page's own rows: by its name, or because it is a header's. */
  readonly isSure: boolean;
  /** Whether it stands at the top level of the body. */
  readonly isTop: boolean;
  /** Whether it counts what a filter left over, so that it takes the place of a total beside it. */
  readonly isFiltered: boolean;
}

/** What a response says of its numbers, besides totals: sizes that a total must not be mistaken for. */
export interface UsualNumbers {
  readonly totals: readonly UsualTotal[];
  /** Limits and numbers of pages. */
  readonly sizes: readonly number[];
  /** What stands under `total` and is not a count, in words. */
  readonly unusable?: string | undefined;
  /**
   * Whether the top level of the body holds names besides the rows that speak neither of paging nor of the response, and no
   * limit, offset or number of pages that would make an envelope of it all the same.
   */
  readonly isMixed: boolean;
}

const HEADER = 'header ';

/** PostgREST leaves the unit out. */
const RANGE = /^\s*(?:([\w-]+)\s+)?(?:(\d+)-(\d+)|\*)\s*\/\s*(\d+)\s*$/;
const TOTAL_HEADER =
  /^(?:x-)?(?:(?:wp|pagination|results?|items?|records?|collection|list|query|search)-)?(?:total|count|total-(?:count|records|results|items|objects|entries|rows))$/;

/** The totals of a response at the usual places: the objects that tell of all rows, and the headers. */
export function usualNumbers(headers: Headers, outline: JsonNode): UsualNumbers {
  const totals: UsualTotal[] = [];
  const sizes: number[] = [];
  let isMixed = false;
  let unusable: string | undefined;
  for (const frame of framesOf(outline)) {
    const hasOther = frame.kind !== 'envelope' && hasOtherContent(frame);
    if (frame.kind === 'body') isMixed = hasOther;
    // what holds the rows may be an entity, an order with its positions, and then its numbers are its own
    const isEntity = frame.kind === 'wrapper' && hasOther;
    const found = numbersIn(frame);
    totals.push(...found.totals.filter(({ place }) => !(isEntity && isAmbiguousTotal(place))));
    sizes.push(...found.sizes);
    if (!isEntity) unusable ??= unusableTotal(frame);
  }
  for (const [name, value] of Object.entries(headers)) {
    const count = headerTotal(name, typeof value === 'string' ? value : (value?.join() ?? ''));
    if (count !== undefined) {
      totals.push({
        place: `${HEADER}${name}`,
        count,
        isSure: true,
        isTop: false,
        isFiltered: false,
      });
    }
  }
  return { totals, sizes, isMixed, unusable };
}

/** A number without a fraction was meant, so whoever reads the report should know that it was not used. */
function unusableTotal({ names, members }: Frame): string | undefined {
  for (const [name, node] of members) {
    if (toWord(name) !== 'total' || node.kind === 'null' || countIn(node) !== undefined) continue;
    const value = 'text' in node ? `${node.kind} ${excerpt(node.text)}`.trim() : node.kind;
    return `the total at \`${[...names, name].join('.')}\` is ${value}, which is not a count, so it was not used.`;
  }
  return undefined;
}

/**
 * Whether an object holds more than rows, words of paging and words of the response. Numbers that only paging has make an
 * envelope of it, whatever else it holds.
 */
function hasOtherContent({ kind, members, rows }: Frame): boolean {
  const counted = new Set<string>();
  let [others, lists] = [0, 0];
  for (const [name, node] of members) {
    const word = toWord(name);
    if (countIn(node) !== undefined) counted.add(word);
    if (name === rows || isEnvelopeWord(word)) continue;
    if (node.kind === 'array') lists++;
    else others++;
  }
  // one list at the top may be the rows, whatever its name
  return !isSurelyPaged(counted) && (others > 0 || lists > (kind === 'body' ? 1 : 0));
}

/** What a `Content-Range` tells (RFC 9110): how many there are of its unit, and whether the response holds all of them. */
export function contentRange(
  headers: Headers,
): { readonly unit: string; readonly total: number; readonly isWhole: boolean } | undefined {
  const value = headers['content-range'];
  const match = RANGE.exec(typeof value === 'string' ? value : (value?.join() ?? ''));
  if (match === null) return undefined;
  const [first, last, total] = [Number(match[2]), Number(match[3]), Number(match[4])];
  return {
    unit: match[1]?.toLowerCase() ?? 'rows',
    total,
    isWhole: first === 0 && last + 1 === total,
  };
}

/** Whether a place is that of a header. */
export function isHeader(place: string): boolean {
  return place.startsWith(HEADER);
}

/** A place for messages: ``at `meta.total` ``, ``in the header `X-Total-Count` ``. */
export function shownPlace(place: string): string {
  if (!isHeader(place)) return `at \`${place}\``;
  const name = place
    .slice(HEADER.length)
    .replaceAll(/(?<![^-])[a-z]/g, (letter) => letter.toUpperCase());
  return `in the header \`${name}\``;
}

/** Whether a name at the top level may be that of an amount or of a part, and not the number of rows: `total`. */
export function isAmbiguousTotal(place: string): boolean {
  return words.AMBIGUOUS_TOTALS.has(toWord(place));
}

function headerTotal(name: string, value: string): number | undefined {
  if (name === 'content-range') {
    const range = contentRange({ 'content-range': value });
    return range === undefined || range.unit === 'bytes' ? undefined : range.total;
  }
  return TOTAL_HEADER.test(name) ? toCount({ kind: 'string', text: value }) : undefined;
}

function numbersIn({ kind, names, members }: Frame): Pick<UsualNumbers, 'totals' | 'sizes'> {
  const found = [...members].flatMap(([name, node]) => {
    const count = countIn(node);
    return count === undefined ? [] : [{ name, word: toWord(name), node, count }];
  });
  const has = (isMeant: (word: string) => boolean): boolean =>
    found.some(({ word }) => isMeant(word));
  // an estimate is not a total, and a sibling may be what says so
  const isVague = [...members].some(([name, node]) => isEstimate(toWord(name)) && !isFalse(node));
  const hasTotal = has((word) => words.TOTALS.has(word));
  const totals = found.filter(({ word }) => {
    if (isVague || !isTotalWord(word)) return false;
    // beside a total, it counts the rows of the page, or is the limit
    if (word === 'count' && hasTotal) return false;
    // an approximation, by the documentation of the APIs that write both names
    return word !== 'totalresults' || !has((other) => other === 'resultsperpage');
  });
  return {
    totals: totals.map(({ name, word, node, count }) => ({
      place: [...names, name, ...(node.kind === 'object' ? ['value'] : [])].join('.'),
      count,
      isSure: !words.MAYBE_OF_PAGE.has(word),
      isTop: kind === 'body',
      isFiltered: words.FILTERED_COUNTS.has(word),
    })),
    // `count` is a limit only as a parameter
    sizes: found.flatMap(({ word, count }) =>
      (words.LIMITS.has(word) && word !== 'count') || isPageCount(word) ? [count] : [],
    ),
  };
}

function isTotalWord(word: string): boolean {
  return words.FILTERED_COUNTS.has(word) || words.TOTALS.has(word) || words.COUNTS.has(word);
}

/** A count, or the `value` of an object (`hits.total.value`). */
function countIn(node: JsonNode): number | undefined {
  const value = node.kind === 'object' ? node.members.get('value') : node;
  return value === undefined ? undefined : toCount(value);
}

/** Whether numbers at the top level make an envelope of it, whatever else it holds: a sure word of paging, or two others. */
function isSurelyPaged(beside: ReadonlySet<string>): boolean {
  const limits = [...beside].filter((word) => words.LIMITS.has(word));
  const offsets = [...beside].filter((word) => words.OFFSETS.has(word));
  return (
    [...beside].some(isPageCount) ||
    limits.some((word) => !words.AMBIGUOUS_LIMITS.has(word)) ||
    offsets.some((word) => !words.AMBIGUOUS_OFFSETS.has(word)) ||
    (limits.length > 0 && offsets.length > 0)
  );
}

function isFalse(node: JsonNode): boolean {
  return node.kind === 'null' || (node.kind === 'boolean' && node.text === 'false');
}

function isEstimate(word: string): boolean {
  return /estimat|approx/.test(word);
}

function isPageCount(word: string): boolean {
  return words.PAGE_COUNTS.has(word) || words.LAST_PAGES.has(word);
}

/** `totalCount`, `total_count` and `@odata.totalCount` as one word, without the prefix of a vocabulary. */
function toWord(name: string): string {
  return plainName(name.replace(/^.*[.:]/, ''));
}
