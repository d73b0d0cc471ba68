import type { JsonNode } from '../model.ts';
import * as words from './page-words.ts';
import { isPagingWord, plainName } from './page-words.ts';
import { toCount } from './total.ts';
import { membersOf } from './tree.ts';

export type Members = ReadonlyMap<string, JsonNode>;

/** Response headers, by lower-case name. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A member of the envelope, and the object that holds it. */
export interface Place {
  readonly names: readonly string[];
  readonly key: string;
  /** The key as {@link plainName} has it. */
  readonly plain: string;
  readonly node: JsonNode;
  readonly holder: Members;
}

/** An object in which a response tells of all its rows. */
export interface Frame {
  /** `body`: the top level. `wrapper`: it leads to the rows. `envelope`: it tells of pages by its name. */
  readonly kind: 'body' | 'wrapper' | 'envelope';
  readonly names: readonly string[];
  readonly members: Members;
  /** The name of the list of rows, if that stands right in a wrapper. */
  readonly rows?: string;
}

/** How many pages there are, or the number of the last one, and the number of the page itself. */
export interface ToldPages {
  readonly pages: number;
  /** Whether `pages` is the number of the last page: where pages count from 0, there is one more of them. */
  readonly isLast: boolean;
  readonly page?: number;
}

const NO_ROWS: readonly string[] = [];

/** Names that lead to the list of the selected rows; none if no objects lead there, or if the body is that list. */
function rowsPath(tree: JsonNode): readonly string[] {
  for (const { names, node } of membersOf(tree)) {
    if (node.kind === 'array' && node.isRows === true) return names;
  }
  return NO_ROWS;
}

/** A whole body with the mark that its outline has at the list of the rows. */
export function withRowsMarked(tree: JsonNode, outline: JsonNode | undefined): JsonNode {
  const path = outline === undefined ? NO_ROWS : rowsPath(outline);
  return path.length === 0 ? tree : marked(tree, path);
}

function marked(node: JsonNode, [name, ...rest]: readonly string[]): JsonNode {
  if (name === undefined) return node.kind === 'array' ? { ...node, isRows: true } : node;
  const member = node.kind === 'object' ? node.members.get(name) : undefined;
  if (node.kind !== 'object' || member === undefined) return node;
  return { ...node, members: new Map(node.members).set(name, marked(member, rest)) };
}

/** Detection and several witnesses look at each response: what they look at is gathered once. */
const knownPlaces = new WeakMap<JsonNode, readonly Place[]>();
const knownHeaders = new WeakMap<Headers, readonly Place[]>();

/**
 * The members of the envelope: those at the top, those one level down, those of objects that lead to the rows, and those of
 * objects that tell of pages. Lists are not entered.
 */
export function placesOf(tree: JsonNode): readonly Place[] {
  if (tree.kind !== 'object') return [];
  const known = knownPlaces.get(tree) ?? [...membersAt(tree.members, [], rowsPath(tree), 0)];
  knownPlaces.set(tree, known);
  return known;
}

/** `rows`: the names that lead from here to the rows. `depth`: names below the top, or below what leads to the rows. */
function* membersAt(
  holder: Members,
  path: readonly string[],
  rows: readonly string[],
  depth: number,
): Generator<Place> {
  for (const [key, node] of holder) {
    const names = [...path, key];
    const plain = plainName(key);
    yield { names, key, plain, node, holder };
    if (node.kind !== 'object') continue;
    const isEntered = depth === 0 || (depth < 3 && words.HOLDERS.has(plain));
    if (rows[0] === key) yield* membersAt(node.members, names, rows.slice(1), 1);
    else if (isEntered) yield* membersAt(node.members, names, NO_ROWS, depth + 1);
    else yield* deepHolders(node.members, names);
  }
}

/** What is in objects that tell of nothing but pages, further down: `data.orders.pageInfo`. */
function* deepHolders(holder: Members, path: readonly string[]): Generator<Place> {
  if (path.length > 4) return;
  for (const [key, node] of holder) {
    if (node.kind !== 'object') continue;
    const names = [...path, key];
    if (words.DEEP_HOLDERS.has(plainName(key))) {
      yield* membersAt(node.members, names, NO_ROWS, names.length);
    } else yield* deepHolders(node.members, names);
  }
}

/** Whether a body is one entity: no list is in it, but fields that have nothing to do with pages. */
export function isEntity(tree: JsonNode): boolean {
  if (tree.kind !== 'object') return false;
  for (const { names, node } of membersOf(tree)) {
    if (node.kind === 'array' && names.length <= 3) return false;
  }
  for (const { names, plain, node } of placesOf(tree)) {
    const isField = names.length <= 2 && 'text' in node && node.kind !== 'null';
    if (isField && !isPagingWord(plain)) return true;
  }
  return false;
}

/** What headers tell of pages, by the names that bodies have: `X-Has-More` is `has-more`. */
export function headerPlaces(headers: Headers): readonly Place[] {
  const known = knownHeaders.get(headers) ?? headerPlacesOf(headers);
  knownHeaders.set(headers, known);
  return known;
}

function headerPlacesOf(headers: Headers): readonly Place[] {
  const holder = new Map<string, JsonNode>();
  const places: Place[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') continue;
    const key = name.replace(/^x-/, '').replace(/^(?:wp|pagination|paging)-/, '');
    const node = { kind: 'string', text: value.trim() } as const;
    holder.set(key, node);
    places.push({ names: [`header ${name}`], key, plain: plainName(key), node, holder });
  }
  return places;
}

/**
 * The objects in which a response tells how many rows and pages there are: the top level, what leads to the rows, and what
 * tells of pages by its name in one of them, or in another object of such a name.
 */
export function* framesOf(tree: JsonNode): Generator<Frame> {
  if (tree.kind !== 'object') return;
  let { members } = tree;
  const path = rowsPath(tree);
  yield { kind: 'body', names: [], members };
  yield* envelopesIn(members, [], path[0]);
  for (const [i, name] of path.slice(0, -1).entries()) {
    const node = members.get(name);
    if (node?.kind !== 'object') return;
    members = node.members;
    const names = path.slice(0, i + 1);
    const [next, isHolder] = [path[i + 1], i + 2 === path.length];
    yield {
      kind: 'wrapper',
      names,
      members,
      ...(isHolder && next !== undefined && { rows: next }),
    };
    yield* envelopesIn(members, names, next);
  }
}

function* envelopesIn(
  holder: Members,
  path: readonly string[],
  onWay: string | undefined,
  depth = 0,
): Generator<Frame> {
  for (const [name, node] of holder) {
    if (node.kind !== 'object' || name === onWay) continue;
    if (!words.TOTAL_HOLDERS.has(plainName(name))) continue;
    const names = [...path, name];
    yield { kind: 'envelope', names, members: node.members };
    if (depth === 0) yield* envelopesIn(node.members, names, undefined, 1);
  }
}

/** What an object of the envelope tells of pages; undefined if it does not tell how many there are. */
export function pagesIn(holder: Members): ToldPages | undefined {
  for (const [name, node] of holder) {
    const told = pagesAt(plainName(name), node, holder);
    if (told !== undefined) return told;
  }
  return undefined;
}

/** The same of one member of it. */
export function pagesAt(plain: string, node: JsonNode, holder: Members): ToldPages | undefined {
  const isLast = words.LAST_PAGES.has(plain);
  if (!isLast && !words.PAGE_COUNTS.has(plain)) return undefined;
  const pages = toCount(node);
  if (pages === undefined) return undefined;
  const page = pageNumberIn(holder);
  return { pages, isLast, ...(page !== undefined && { page }) };
}

/** The number of pages that a response tells, and which of them it says it is. */
export function toldPages(headers: Headers, tree: JsonNode): ToldPages | undefined {
  for (const { members } of framesOf(tree)) {
    const told = pagesIn(members);
    if (told !== undefined) return told;
  }
  const [header] = headerPlaces(headers);
  return header && pagesIn(header.holder);
}

/** The number that a page has by its own account; undefined if it tells none. */
export function pageNumber(headers: Headers, tree: JsonNode): number | undefined {
  for (const { plain, node, holder } of [...placesOf(tree), ...headerPlaces(headers)]) {
    if (isPageNumber(plain, holder)) return toCount(node);
  }
  return undefined;
}

function pageNumberIn(holder: Members): number | undefined {
  for (const [name, node] of holder) {
    const number = isPageNumber(plainName(name), holder) ? toCount(node) : undefined;
    if (number !== undefined) return number;
  }
  return undefined;
}

/** `number` is the number of a page only where its size stands beside it. */
export function isPageNumber(plain: string, holder: Members): boolean {
  if (plain === 'number') return [...holder.keys()].some((key) => plainName(key) === 'size');
  return words.PAGE_NUMBERS.has(plain);
}
