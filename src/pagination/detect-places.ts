import { jsonPointer } from '../json-pointer.ts';
import type { JsonNode } from '../model.ts';
import { askedNumber, placesFor } from './asked.ts';
import type { OffsetSettings } from './offset.ts';
import { type FoundFlag, findFlag } from './page-flags.ts';
import * as words from './page-words.ts';
import { plainName } from './page-words.ts';
import type { AskedFacts } from './paginator.ts';
import { isEntity, isPageNumber, type Place, placesOf } from './places.ts';
import type { Detection, DetectionFacts, PageNumberSettings } from './settings.ts';
import { toCount } from './total.ts';
import type { ValuePlace } from './value-place.ts';

/** The first row of the page, and how many rows it was asked for. */
interface Window {
  readonly offset: number;
  readonly limit: number;
  readonly offsetPlace: ValuePlace;
  readonly limitPlace: ValuePlace;
  /** Whether rows are counted from 1. */
  readonly isFromOne: boolean;
}

/**
 * Page numbers, if the page tells its own, or the request has one: with `count`, up to a number of pages or to the last
 * page; with `more`, as long as a flag or a total says that there is more.
 */
export function countedPages(facts: DetectionFacts, by: 'count' | 'more'): Detection | undefined {
  const { tree, asked } = facts;
  if (isEntity(tree)) return undefined;
  const own = askedNumber(asked, words.PAGE_NUMBERS);
  const told = toldPage(tree);
  const number = own?.value ?? told?.number;
  if (number === undefined) return undefined;
  const end =
    by === 'count'
      ? pagesBeside(facts, number, told?.place)
      : moreBeside(facts, number, own !== undefined);
  if (end === undefined) return undefined;
  const [place, ...others] =
    own === undefined ? placesFor(pageParams(told?.place), asked) : [own.place];
  const at = (each: ValuePlace): PageNumberSettings => ({
    type: 'page_number',
    basePage: 0,
    page: 0,
    place: each,
    isTotalWritten: false,
    stopAfterEmptyPage: true,
    ...end,
  });
  return { settings: at(place), others: others.map(at), isGuess: false };
}

function toldPage(tree: JsonNode): { readonly place: Place; readonly number: number } | undefined {
  for (const place of placesOf(tree)) {
    const number = toCount(place.node);
    if (number !== undefined && isPageNumber(place.plain, place.holder)) return { place, number };
  }
  return undefined;
}

/** The parameter of a page's number: the name under which the page tells it, if that is one, and the usual ones. */
function pageParams(told: Place | undefined): readonly string[] {
  if (told === undefined || words.PAGE_ALIASES.has(told.plain)) return ['page'];
  // Strapi
  const isNested = told.names.at(-2) === 'pagination' && told.holder.has('pageCount');
  return [...new Set([...(isNested ? ['pagination[page]'] : []), told.key, 'page', 'p'])];
}

type PagesEnd = Pick<PageNumberSettings, 'totalPath' | 'hasMorePath'>;

/** A number of pages, or of the last one, beside the page's own, if it says that more follow. */
function pagesBeside(
  facts: DetectionFacts,
  page: number,
  told: Place | undefined,
): PagesEnd | undefined {
  const { tree, rowCount } = facts;
  const total = totalOf(tree);
  // what counts the pages by its name may count the rows of the page
  if (total !== undefined && rowCount !== undefined && total <= rowCount) return undefined;
  for (const { plain, names, node, holder } of placesOf(tree)) {
    if (told !== undefined && holder !== told.holder) continue;
    const isLast = words.LAST_PAGES.has(plain);
    if (!isLast && !words.PAGE_COUNTS.has(plain)) continue;
    const count = toCount(node);
    if (count === undefined) continue;
    if (isLast) {
      // the number of the last page is a number of pages only if they count from 1
      if (page < count) return { totalPath: page === 0 ? null : jsonPointer(names) };
    } else if (count > Math.max(page, 1)) {
      return { totalPath: jsonPointer(names) };
    }
  }
  return undefined;
}

/** A flag that says that more follow, or a total that exceeds what came so far. */
function moreBeside(facts: DetectionFacts, page: number, isOwn: boolean): PagesEnd | undefined {
  const { tree, rowCount, asked } = facts;
  if (rowCount === 0) return undefined;
  const flag = findFlag(tree);
  if (flag !== undefined) return flag.more ? { totalPath: null, ...morePath(flag) } : undefined;
  const total = totalOf(tree);
  const size = rowCount ?? toldLimit(tree, asked);
  if (total === undefined || size === undefined) return undefined;
  const hasSize = toldLimit(tree, asked) !== undefined;
  return (isOwn || hasSize) && total > Math.max(page, 1) * size ? { totalPath: null } : undefined;
}

/** A flag that is false at the end can be asked on each page. */
function morePath(flag: FoundFlag): { readonly hasMorePath?: string } {
  return flag.isInverted ? {} : { hasMorePath: jsonPointer(flag.names) };
}

function toldLimit(tree: JsonNode, asked: AskedFacts | undefined): number | undefined {
  const own = askedNumber(asked, words.LIMITS)?.value;
  if (own !== undefined && own > 0) return own;
  for (const { plain, node } of placesOf(tree)) {
    const number = words.LIMITS.has(plain) && plain !== 'count' ? toCount(node) : undefined;
    if (number !== undefined && number > 0) return number;
  }
  return undefined;
}

/** Offsets, if the page tells its own and its limit, or the request has both, and more rows are told than came. */
export function offsets(facts: DetectionFacts): Detection | undefined {
  const { tree, rowCount } = facts;
  if (isEntity(tree) || rowCount === 0) return undefined;
  const window = toldWindow(facts) ?? couchWindow(facts) ?? askedWindow(facts);
  if (window === undefined) return undefined;
  const { offset, limit, isFromOne } = window;
  const flag = findFlag(tree);
  const total = totalOf(tree);
  const reach = offset + (rowCount ?? limit) - (isFromOne ? 1 : 0);
  const isTold = flag === undefined ? total !== undefined && total > reach : flag.more;
  if (!isTold) return undefined;
  const size = rowCount === undefined ? limit : Math.min(limit, rowCount);
  const pages = pagesInstead(facts, size);
  if (pages !== undefined) return pages;
  const settings: OffsetSettings = {
    type: 'offset',
    limit: size,
    offset,
    ...offsetNames(window),
    // counted from 1, the total is not the offset behind the last row
    total: isFromOne || isFiltered(tree) ? { written: true, path: null } : { written: false },
    ...(flag === undefined ? {} : morePath(flag)),
  };
  return { settings, others: [], isGuess: false };
}

function offsetNames({
  offsetPlace,
  limitPlace,
}: Window): Pick<
  OffsetSettings,
  'offsetParam' | 'limitParam' | 'offsetBodyPath' | 'limitBodyPath'
> {
  return {
    offsetParam: offsetPlace.kind === 'param' ? offsetPlace.name : 'offset',
    limitParam: limitPlace.kind === 'param' ? limitPlace.name : 'limit',
    ...(offsetPlace.kind === 'body' ? { offsetBodyPath: offsetPlace.path } : {}),
    ...(limitPlace.kind === 'body' ? { limitBodyPath: limitPlace.path } : {}),
  };
}

/** The offset and the limit as the page tells them: their names are those of the parameters. */
function toldWindow({ tree, asked }: DetectionFacts): Window | undefined {
  const ownOffset = askedNumber(asked, words.OFFSETS);
  const ownLimit = askedNumber(asked, words.LIMITS);
  for (const { plain, key, node, holder } of placesOf(tree)) {
    if (!words.OFFSETS.has(plain)) continue;
    const offset = toCount(node);
    const limit = limitIn(holder);
    if (offset === undefined || limit === undefined) continue;
    const isStart =
      offset === (ownOffset?.value ?? offset) && (ownOffset !== undefined || offset <= 1);
    if (!isStart) continue;
    // SCIM tells its `count` as `itemsPerPage`
    const limitName = plainName(limit[0]) === 'itemsperpage' ? 'count' : limit[0];
    return {
      offset,
      limit: toCount(limit[1]) ?? 1,
      offsetPlace: ownOffset?.place ?? placesFor([key], asked)[0],
      limitPlace: ownLimit?.place ?? placesFor([limitName], asked)[0],
      isFromOne: ownOffset === undefined && offset === 1,
    };
  }
  return undefined;
}

/** The limit that an object tells, by its surest name; a `count` is mostly that of the rows. */
function limitIn(holder: Place['holder']): readonly [name: string, node: JsonNode] | undefined {
  for (const word of words.LIMITS) {
    const found = [...holder].find(([name]) => plainName(name) === word);
    if (found !== undefined && word !== 'count' && (toCount(found[1]) ?? 0) > 0) return found;
  }
  return undefined;
}

/** CouchDB tells `offset`, and takes `skip`; it gives all rows unless there is a `limit`. */
function couchWindow({ tree, asked, rowCount }: DetectionFacts): Window | undefined {
  const limit = askedNumber(asked, words.LIMITS);
  if (limit === undefined || !isCouch(tree) || (rowCount ?? 0) < limit.value) return undefined;
  const skip = askedNumber(asked, new Set(['skip']));
  const offset = skip?.value ?? 0;
  const offsetPlace = skip?.place ?? placesFor(['skip'], asked)[0];
  return { offset, limit: limit.value, offsetPlace, limitPlace: limit.place, isFromOne: false };
}

function isCouch(tree: JsonNode): boolean {
  if (tree.kind !== 'object') return false;
  return ['total_rows', 'offset', 'rows'].every((name) => tree.members.has(name));
}

/** Whether a total may count rows that the request leaves out. */
function isFiltered(tree: JsonNode): boolean {
  return isCouch(tree);
}

/** The request has both, and so the API knows them. */
function askedWindow({ asked }: DetectionFacts): Window | undefined {
  const offset = askedNumber(asked, words.OFFSETS);
  const limit = askedNumber(asked, words.LIMITS);
  if (offset === undefined || limit === undefined || limit.value === 0) return undefined;
  const places = { offsetPlace: offset.place, limitPlace: limit.place };
  return { offset: offset.value, limit: limit.value, ...places, isFromOne: false };
}

/** Auth0 tells the place of a page, and takes its number: `start`, `limit` and `length` are told together. */
function pagesInstead({ tree, asked }: DetectionFacts, size: number): Detection | undefined {
  const isPaged =
    tree.kind === 'object' &&
    ['start', 'limit', 'length', 'total'].every((name) => tree.members.has(name)) &&
    askedNumber(asked, new Set(['start'])) === undefined;
  if (!isPaged || size === 0) return undefined;
  const [place] = placesFor(['page'], asked);
  const settings = { type: 'page_number', basePage: 0, page: 0, place } as const;
  const ends = { totalPath: null, isTotalWritten: false, stopAfterEmptyPage: true } as const;
  return { settings: { ...settings, ...ends }, others: [], isGuess: false };
}

/** A total, only to see whether it exceeds the rows of the page; one that counts what a filter leaves goes before. */
function totalOf(tree: JsonNode): number | undefined {
  let total: number | undefined;
  for (const { plain, node } of placesOf(tree)) {
    const count = words.TOTALS.has(plain) ? toCount(node) : undefined;
    if (count === undefined) continue;
    if (plain.startsWith('filter')) return count;
    total ??= count;
  }
  return total;
}
