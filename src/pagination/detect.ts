import { jsonPointer } from '../json-pointer.ts';
import { askedNumber, placesFor } from './asked.ts';
import { cursor, guessedCursor, headerCursor, namedCursor, weakCursor } from './detect-cursors.ts';
import { countedPages, offsets } from './detect-places.ts';
import { headerText } from './header-cursor.ts';
import { findLink } from './link-header.ts';
import { isSelf, nextCandidates } from './next-candidates.ts';
import { type FoundPointer, findPointers, headerPointer, isLinkText } from './next-pointers.ts';
import { DLT_PAGE_COUNTS, PAGE_ALIASES, PAGE_NUMBERS, plainName } from './page-words.ts';
import { isEntity, isPageNumber, placesOf } from './places.ts';
import type { Detection, DetectionFacts, PaginatorSettings } from './settings.ts';
import { toCount } from './total.ts';
import { membersOf } from './tree.ts';

export { type NextPointer, nextPointer, nextPointers, trialPointers } from './next-pointers.ts';
export { type MoreFlag, moreFlag } from './page-flags.ts';
export { pageNumber } from './places.ts';

type Rule = (facts: DetectionFacts) => Detection | undefined;

/**
 * The ways in which an API tells of the next page; the first one that it tells counts. Links, numbers of pages and cursors
 * stand in the order of dlt, with its names. What dlt does not know stands behind or beside them.
 */
const RULES: readonly Rule[] = [
  linkHeader,
  linkInBody,
  linkInHeader,
  namedCursor,
  pagesOfDlt,
  cursor,
  (facts) => countedPages(facts, 'count'),
  offsets,
  headerCursor,
  weakCursor,
  (facts) => countedPages(facts, 'more'),
  guessedCursor,
];

/** How an API pages, by its first page; `single_page` if that tells no way to another one. */
export function detectPaginator(facts: DetectionFacts): PaginatorSettings {
  return recognise(facts).settings;
}

/** As {@link detectPaginator}, with what is worth trying if the API ignores what it is asked for. */
export function recognise(facts: DetectionFacts): Detection {
  for (const rule of RULES) {
    const found = rule(facts);
    if (found !== undefined) return found;
  }
  return sure({ type: 'single_page' });
}

/** The number that the first page has, by its own account or by its request; undefined if neither tells. */
export function firstPageNumber({
  tree,
  asked,
}: Pick<DetectionFacts, 'tree' | 'asked'>): number | undefined {
  const own = askedNumber(asked, PAGE_NUMBERS);
  if (own !== undefined) return own.value;
  for (const { key, node, holder } of membersOf(tree)) {
    if (!isPageNumber(plainName(key), holder)) continue;
    const page = toCount(node);
    if (page === 0 || page === 1) return page;
  }
  return undefined;
}

function linkHeader(facts: DetectionFacts): Detection | undefined {
  const linked = findLink(headerText(facts.headers, 'link'), 'next');
  if (linked === undefined || linked === '' || isSelf(linked, facts)) return undefined;
  return sure({ type: 'header_link', linksNextKey: 'next' });
}

function linkInBody(facts: DetectionFacts): Detection | undefined {
  const { tree } = facts;
  const known = [...nextCandidates(tree)].find(
    ({ key, kind, text }) => kind === 'string' && isLink(key, text) && !isSelf(text, facts),
  );
  if (known !== undefined) return sure({ type: 'json_link', nextUrlPath: known.pointer });
  for (const found of findPointers(tree)) {
    if (found.kind !== 'link' || isSelf(found.value, facts)) continue;
    const nextUrlPath = linkPath(found);
    if (nextUrlPath !== undefined) return sure({ type: 'json_link', nextUrlPath });
  }
  return undefined;
}

/** A cursor may begin with a slash as well: where the name says that it is one, only a whole URL is a link. */
function isLink(key: string, text: string): boolean {
  return /token|cursor|marker/i.test(key) ? /^https?:\/\//i.test(text) : isLinkText(text);
}

/** The path to a link; undefined if the link needs more than its address, or if no path tells it from the others. */
function linkPath({ names, listed }: FoundPointer): string | undefined {
  if (listed === undefined) return jsonPointer(names);
  if (!listed.isBare || names.some((name) => /['\\]/.test(name))) return undefined;
  const list = names.map((name) => `['${name}']`).join('');
  return `$${list}[?(@.${listed.relation}=='${listed.rel}')].${listed.target}`;
}

function linkInHeader(facts: DetectionFacts): Detection | undefined {
  const found = headerPointer(facts.headers);
  if (found?.kind !== 'link' || isSelf(found.value, facts)) return undefined;
  return sure({ type: 'header_link', linksNextKey: 'next', header: found.place });
}

/** A number of pages under a name that dlt knows. */
function pagesOfDlt(facts: DetectionFacts): Detection | undefined {
  const { tree, asked } = facts;
  if (isEntity(tree)) return undefined;
  for (const { names, key, node } of membersOf(tree)) {
    if (!DLT_PAGE_COUNTS.has(key.toLowerCase()) || !('text' in node)) continue;
    if (toCount(node) === undefined) continue;
    const told = placesOf(tree).find(({ plain, holder }) => isPageNumber(plain, holder));
    const echoed = told === undefined || PAGE_ALIASES.has(told.plain) ? [] : [told.key];
    const own = askedNumber(asked, PAGE_NUMBERS);
    const names_ = [...new Set(['page', ...echoed])];
    const [place, ...others] = own === undefined ? placesFor(names_, asked) : [own.place];
    const settings = numbered(jsonPointer(names));
    const at = (each: typeof place): PaginatorSettings => ({ ...settings, place: each });
    return { settings: at(place), others: others.map(at), isGuess: false };
  }
  return undefined;
}

/** All defaults of the format, where pages are counted from 0. */
function numbered(totalPath: string | null): Extract<PaginatorSettings, { type: 'page_number' }> {
  return {
    type: 'page_number',
    basePage: 0,
    page: 0,
    place: { kind: 'param', name: 'page' },
    totalPath,
    isTotalWritten: false,
    stopAfterEmptyPage: true,
  };
}

function sure(settings: PaginatorSettings): Detection {
  return { settings, others: [], isGuess: false };
}
