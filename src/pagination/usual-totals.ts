import { excerpt } from '../excerpt.ts';
import type { JsonNode } from '../model.ts';
import * as words from './page-words.ts';
import { plainName } from './page-words.ts';
import { toCount } from './total.ts';

/** A total of rows that a response tells at a place that nobody wrote down. */
export interface UsualTotal {
  /** `meta.total`, or the header `X-Total-Count`. */
  readonly place: string;
  readonly count: number;
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
  readonly unusable?: string;
  /**
   * Whether the top level of the body holds names besides the rows that speak neither of paging nor of the response, and no
   * limit, offset or number of pages that would make an envelope of it all the same.
   */
  readonly isMixed: boolean;
}

const HEADER = 'header ';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Every name that speaks of paging, of rows or of the response itself. */
const KNOWN: readonly ReadonlySet<string>[] = [
  words.HOLDERS,
  words.TOTAL_HOLDERS,
  words.TOTALS,
  words.COUNTS,
  words.FILTERED_COUNTS,
  words.LIMITS,
  words.OFFSETS,
  words.PAGE_COUNTS,
  words.LAST_PAGES,
  words.PAGE_NUMBERS,
  words.PAGE_ALIASES,
  words.MORE_FLAGS,
  words.END_FLAGS,
  words.WEAK_MORE_FLAGS,
  words.WEAK_END_FLAGS,
  words.ONLY_MORE_FLAGS,
  words.CURSOR_PARAMS,
  words.ENVELOPE_WORDS,
  words.RESPONSE_WORDS,
];

/** PostgREST leaves the unit out. */
const RANGE = /^\s*(?:([\w-]+)\s+)?(?:(\d+)-(\d+)|\*)\s*\/\s*(\d+)\s*$/;
const TOTAL_HEADER =
  /^(?:x-)?(?:(?:wp|pagination|results?|items?|records?|collection|list|query|search)-)?(?:total|count|total-(?:count|records|results|items|objects|entries|rows))$/;

/** The totals of a response at the usual places: the top level of the body, its words of paging, and the headers. */
export function usualNumbers(headers: Headers, outline: JsonNode): UsualNumbers {
  const totals: UsualTotal[] = [];
  const sizes: number[] = [];
  let [others, lists] = [0, 0];
  const beside = new Set<string>();
  if (outline.kind === 'object') {
    collect(outline.members, '', totals, sizes);
    for (const [name, member] of outline.members) {
      const word = toWord(name);
      if (countIn(member) !== undefined) beside.add(word);
      if (!isEnvelopeWord(word)) {
        if (member.kind === 'array') lists++;
        else others++;
      }
      if (words.TOTAL_HOLDERS.has(word) && member.kind === 'object') {
        collect(member.members, `${name}.`, totals, sizes);
      }
    }
  }
  for (const [name, value] of Object.entries(headers)) {
    const count = headerTotal(name, typeof value === 'string' ? value : (value?.join() ?? ''));
    if (count !== undefined) {
      totals.push({ place: `${HEADER}${name}`, count, isTop: false, isFiltered: false });
    }
  }
  // one list may be the rows, whatever its name
  const isMixed = !isSurelyPaged(beside) && (others > 0 || lists > 1);
  const unusable = outline.kind === 'object' ? unusableTotal(outline.members) : undefined;
  return { totals, sizes, isMixed, ...(unusable === undefined ? {} : { unusable }) };
}

/** A number without a fraction was meant, so whoever reads the report should know that it was not used. */
function unusableTotal(members: ReadonlyMap<string, JsonNode>, prefix = ''): string | undefined {
  for (const [name, node] of members) {
    const word = toWord(name);
    if (word === 'total' && node.kind !== 'null' && countIn(node) === undefined) {
      const value = 'text' in node ? `${node.kind} ${excerpt(node.text)}`.trim() : node.kind;
      return `the total at \`${prefix}${name}\` is ${value}, which is not a count, so it was not used.`;
    }
    const inner =
      prefix === '' && words.TOTAL_HOLDERS.has(word) && node.kind === 'object'
        ? unusableTotal(node.members, `${name}.`)
        : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** The number of pages that a response tells at a usual place, and which of them it says it is. */
export function usualPages(
  headers: Headers,
  outline: JsonNode,
): { readonly pages: number; readonly page?: number } | undefined {
  const top = outline.kind === 'object' ? outline.members : new Map<string, JsonNode>();
  const inner = [...top].flatMap(([name, node]) =>
    words.TOTAL_HOLDERS.has(toWord(name)) && node.kind === 'object' ? [node.members] : [],
  );
  for (const members of [top, ...inner]) {
    const find = (isMeant: (word: string) => boolean): number | undefined =>
      [...members].flatMap(([name, node]) => (isMeant(toWord(name)) ? [countIn(node)] : []))[0];
    const pages = find(isPageCount);
    if (pages === undefined) continue;
    const page = find((word) => words.PAGE_NUMBERS.has(word) || word === 'number');
    return page === undefined ? { pages } : { pages, page };
  }
  const header = headers['x-total-pages'] ?? headers['x-wp-totalpages'];
  const pages = typeof header === 'string' ? toCount({ kind: 'string', text: header }) : undefined;
  return pages === undefined ? undefined : { pages };
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

function collect(
  members: ReadonlyMap<string, JsonNode>,
  prefix: string,
  totals: UsualTotal[],
  sizes: number[],
): void {
  const found = new Map([...members].map(([name, node]) => [toWord(name), { name, node }]));
  // an estimate is not a total, and a sibling may be what says so
  const isVague = [...found].some(([word, { node }]) => isEstimate(word) && !isFalse(node));
  for (const [word, { name, node }] of found) {
    const count = countIn(node);
    if (count === undefined) continue;
    // `count` is a limit only as a parameter
    if ((words.LIMITS.has(word) && word !== 'count') || isPageCount(word)) sizes.push(count);
    const isFiltered = words.FILTERED_COUNTS.has(word);
    const isTotal = isFiltered || words.TOTALS.has(word) || words.COUNTS.has(word);
    if (!isTotal || isVague) continue;
    // an approximation, by the documentation of the APIs that write both names
    if (word === 'totalresults' && found.has('resultsperpage')) continue;
    const place = `${prefix}${name}${node.kind === 'object' ? '.value' : ''}`;
    totals.push({ place, count, isTop: prefix === '', isFiltered });
  }
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

function isEnvelopeWord(word: string): boolean {
  return word.startsWith('next') || KNOWN.some((set) => set.has(word));
}

/** `totalCount`, `total_count` and `@odata.totalCount` as one word, without the prefix of a vocabulary. */
function toWord(name: string): string {
  return plainName(name.replace(/^.*[.:]/, ''));
}
