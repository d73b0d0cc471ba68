import type { JsonNode } from '../model.ts';
import { headerText } from './header-cursor.ts';
import { findLink } from './link-header.ts';
import type { DetectionFacts, PageNumberSettings, PaginatorSettings } from './settings.ts';
import { toCount } from './total.ts';
import { membersOf, pointerOf } from './tree.ts';

const PAGES_KEYS = new Set(['total_pages', 'pages', 'totalpages']);
const PAGE_KEYS = new Set([
  'page',
  'current_page',
  'currentpage',
  'page_number',
  'pagenumber',
  'page_index',
  'pageindex',
]);
const MORE_KEYS = new Set(['has_more', 'hasmore']);
/** The end of a name that counts something: `next_count`, `nextTotal`. */
const COUNTER = /(?:_count|_total|Count|Total)$/;

interface Candidate {
  readonly pointer: string;
  readonly key: string;
  readonly kind: 'string' | 'number' | 'boolean';
  readonly text: string;
}

/**
 * How an API pages, by its first answer: the Link header, a link in the body, a number of pages, a cursor, in this order;
 * else its one page is all. The order and the names are those of dlt; but a value that is no link does not hide one
 * that stands behind it.
 */
export function detectPaginator({ headers, tree }: DetectionFacts): PaginatorSettings {
  const linked = findLink(headerText(headers, 'link'), 'next');
  if (linked !== undefined && linked !== '') return { type: 'header_link', linksNextKey: 'next' };
  const candidates = [...nextCandidates(tree)];
  const link = candidates.find(
    ({ kind, text }) => kind === 'string' && /^(?:http|[/?])/.test(text),
  );
  if (link !== undefined) return { type: 'json_link', nextUrlPath: link.pointer };
  const pages = pagesPointer(tree);
  if (pages !== undefined) return numbered(pages);
  const cursor =
    candidates.find(({ kind }) => kind === 'string') ??
    candidates.find(({ key, kind }) => kind === 'number' && !COUNTER.test(key)) ??
    candidates.find(({ kind }) => kind === 'boolean');
  if (cursor === undefined) return { type: 'single_page' };
  return {
    type: 'cursor',
    cursorPath: cursor.pointer,
    place: { kind: 'param', name: 'cursor' },
    stopAfterEmptyPage: false,
  };
}

/** The number that the first page has by its own account; undefined where it tells none that a first page can have. */
export function firstPageNumber(tree: JsonNode): 0 | 1 | undefined {
  for (const { key, node } of membersOf(tree)) {
    if (!PAGE_KEYS.has(key.toLowerCase())) continue;
    const page = node.kind === 'object' || node.kind === 'array' ? undefined : toCount(node);
    if (page === 0 || page === 1) return page;
  }
  return undefined;
}

/** Whether an answer says in so many words that more follow (`has_more`). */
export function tellsMore(tree: JsonNode): boolean {
  for (const { key, node } of membersOf(tree)) {
    if (MORE_KEYS.has(key.toLowerCase()) && node.kind === 'boolean') return node.text === 'true';
  }
  return false;
}

/** Values under names that begin with `next`, or under `href…` and `url…` of an object that has such a name. */
function* nextCandidates(tree: JsonNode): Generator<Candidate> {
  for (const { names, key, node } of membersOf(tree)) {
    if (!key.toLowerCase().startsWith('next')) continue;
    if (node.kind !== 'object') {
      yield* candidate(names, key, node);
      continue;
    }
    for (const [inner, member] of node.members) {
      if (/^(?:href|url)/i.test(inner)) yield* candidate([...names, inner], key, member);
    }
  }
}

function* candidate(names: readonly string[], key: string, node: JsonNode): Generator<Candidate> {
  if (node.kind === 'object' || node.kind === 'array' || node.kind === 'null') return;
  if (node.text === '' || node.text === 'false') return;
  yield { pointer: pointerOf(names), key, kind: node.kind, text: node.text };
}

function pagesPointer(tree: JsonNode): string | undefined {
  for (const { names, key, node } of membersOf(tree)) {
    if (!PAGES_KEYS.has(key.toLowerCase())) continue;
    if (node.kind === 'object' || node.kind === 'array') continue;
    if (toCount(node) !== undefined) return pointerOf(names);
  }
  return undefined;
}

/** All defaults of the format, where pages are counted from 0. */
function numbered(totalPath: string): PageNumberSettings {
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

/** Stub until the recognisers are in. */
export function moreFlag(
  _tree: JsonNode,
): { readonly more: boolean; readonly place: string } | undefined {
  return undefined;
}
export function nextPointers(
  _headers: DetectionFacts['headers'],
  _tree: JsonNode,
): readonly { readonly place: string; readonly kind: 'link' | 'cursor'; readonly value: string }[] {
  return [];
}
