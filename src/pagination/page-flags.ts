import type { JsonNode } from '../model.ts';
import * as words from './page-words.ts';
import { plainName } from './page-words.ts';
import { membersOf } from './tree.ts';

type Members = ReadonlyMap<string, JsonNode>;

/** What a flag of the envelope says: true, that more follow; false, that this is the end. */
export interface MoreFlag {
  readonly more: boolean;
  /** Where it stands, as a dotted path. */
  readonly place: string;
  /** Whether the number of the page says so beside that of all pages, and no flag. */
  readonly isByPages?: true;
}

/** A member of the envelope, and the object that holds it. */
export interface Place {
  readonly names: readonly string[];
  readonly key: string;
  /** The key as {@link plainName} has it. */
  readonly plain: string;
  readonly node: JsonNode;
  readonly holder: Members;
}

/** A flag with what detection needs to follow it. */
export interface FoundFlag extends MoreFlag {
  readonly names: readonly string[];
  /** Whether it is true at the end, as `isLast` is. */
  readonly isInverted: boolean;
  /** Whether entities have its name as well. */
  readonly isWeak: boolean;
}

/**
 * What a flag of the envelope says, by the usual names; undefined if there is none. Rows are not looked into.
 *
 * @param base the number of the API's first page, 0 or 1, if that is known
 */
export function moreFlag(tree: JsonNode, base?: number): MoreFlag | undefined {
  const found = findFlag(tree, base);
  if (found === undefined) return undefined;
  const { more, place, isByPages } = found;
  return { more, place, ...(isByPages && { isByPages }) };
}

/** The number that a page has by its own account; undefined if it tells none. */
export function pageNumber(tree: JsonNode): number | undefined {
  for (const { plain, node, holder } of placesOf(tree)) {
    if (isPageNumber(plain, holder)) return numberOf(node);
  }
  return undefined;
}

/**
 * The members of the envelope: those at the top, those one level down, and those of objects that tell of pages. Lists are
 * not entered.
 */
export function* placesOf(tree: JsonNode): Generator<Place> {
  if (tree.kind !== 'object') return;
  yield* membersAt(tree.members, []);
}

function* membersAt(holder: Members, path: readonly string[]): Generator<Place> {
  for (const [key, node] of holder) {
    const names = [...path, key];
    const plain = plainName(key);
    yield { names, key, plain, node, holder };
    if (node.kind !== 'object') continue;
    const isEntered = names.length === 1 || (names.length < 4 && words.HOLDERS.has(plain));
    if (isEntered) yield* membersAt(node.members, names);
    else yield* deepHolders(node.members, names);
  }
}

/** What is in objects that tell of nothing but pages, further down: `data.orders.pageInfo`. */
function* deepHolders(holder: Members, path: readonly string[]): Generator<Place> {
  if (path.length > 4) return;
  for (const [key, node] of holder) {
    if (node.kind !== 'object') continue;
    const isHolder = words.DEEP_HOLDERS.has(plainName(key));
    yield* (isHolder ? membersAt : deepHolders)(node.members, [...path, key]);
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
    if (isField && !isPageWord(plain)) return true;
  }
  return false;
}

const KNOWN: readonly ReadonlySet<string>[] = [
  words.HOLDERS,
  words.MORE_FLAGS,
  words.END_FLAGS,
  words.WEAK_MORE_FLAGS,
  words.WEAK_END_FLAGS,
  words.ONLY_MORE_FLAGS,
  words.PAGE_COUNTS,
  words.LAST_PAGES,
  words.PAGE_NUMBERS,
  words.PAGE_ALIASES,
  words.OFFSETS,
  words.LIMITS,
  words.TOTALS,
  words.ENVELOPE_WORDS,
  new Set(words.CURSOR_WORDS.map(({ name }) => name)),
];

function isPageWord(plain: string): boolean {
  return plain.startsWith('next') || KNOWN.some((set) => set.has(plain));
}

/** As {@link moreFlag}, for detection. */
export function findFlag(tree: JsonNode, base?: number): FoundFlag | undefined {
  if (isContinued(tree) !== undefined) {
    return { more: true, place: 'continue', names: ['continue'], isInverted: true, isWeak: true };
  }
  if (isEntity(tree)) return undefined;
  let weak: FoundFlag | undefined;
  for (const place of placesOf(tree)) {
    const found = flagAt(place, base);
    if (found === undefined) continue;
    if (!found.isWeak) return found;
    weak ??= found;
  }
  return weak;
}

function flagAt(place: Place, base: number | undefined): FoundFlag | undefined {
  const { names, plain } = place;
  const at = { place: names.join('.'), names };
  const byPages = pagesFlag(place, base);
  if (byPages !== undefined) {
    return { ...at, more: byPages, isInverted: true, isWeak: true, isByPages: true };
  }
  const flag = flagOf(place.node);
  if (flag === undefined) return undefined;
  if (words.MORE_FLAGS.has(plain)) return { ...at, more: flag, isInverted: false, isWeak: false };
  if (words.END_FLAGS.has(plain)) return { ...at, more: !flag, isInverted: true, isWeak: false };
  if (place.node.kind === 'boolean' && words.LINK_ENDING.test(plain)) {
    return { ...at, more: flag, isInverted: false, isWeak: false };
  }
  // what remains is true or false in entities, too
  if (place.node.kind !== 'boolean' || !isAmongPaging(place)) return undefined;
  if (words.WEAK_MORE_FLAGS.has(plain)) {
    return { ...at, more: flag, isInverted: false, isWeak: true };
  }
  if (words.ONLY_MORE_FLAGS.has(plain) && flag) {
    return { ...at, more: true, isInverted: true, isWeak: true };
  }
  return words.WEAK_END_FLAGS.has(plain)
    ? { ...at, more: !flag, isInverted: true, isWeak: true }
    : undefined;
}

/**
 * What the number of a page says beside that of the last one. Pages are counted from 0 or from 1: unless that is known, it says
 * nothing beside a number of pages that is higher by one.
 */
function pagesFlag({ plain, node, holder }: Place, base: number | undefined): boolean | undefined {
  if (!words.LAST_PAGES.has(plain) && !words.PAGE_COUNTS.has(plain)) return undefined;
  const last = numberOf(node);
  const page = [...holder].find(([key, value]) => {
    const name = plainName(key);
    return isPageNumber(name, holder) && numberOf(value) !== undefined;
  });
  const number = page === undefined ? undefined : numberOf(page[1]);
  if (last === undefined || number === undefined) return undefined;
  if (words.LAST_PAGES.has(plain)) return number < last;
  if (last <= 1) return false;
  if (number === last - 1) return base === undefined ? undefined : base === 1;
  return number < last - 1;
}

/** `number` is the number of a page only where its size stands beside it. */
export function isPageNumber(plain: string, holder: Members): boolean {
  if (plain === 'number') return [...holder.keys()].some((key) => plainName(key) === 'size');
  return words.PAGE_NUMBERS.has(plain);
}

/** Whether a member stands beside a list, in an object that tells of pages, or beside words that do. */
export function isAmongPaging({ names, holder, plain }: Place): boolean {
  const parent = names.at(-2);
  if (parent !== undefined && words.HOLDERS.has(plainName(parent))) return true;
  for (const [key, node] of holder) {
    const other = plainName(key);
    if (node.kind === 'array') return true;
    if (node.kind === 'object' && [...node.members.values()].some(({ kind }) => kind === 'array')) {
      return true;
    }
    if (other !== plain && (words.LIMITS.has(other) || words.OFFSETS.has(other))) return true;
  }
  return false;
}

function flagOf(node: JsonNode): boolean | undefined {
  if (node.kind === 'boolean') return node.text === 'true';
  if (node.kind === 'number')
    return node.text === '1' ? true : node.text === '0' ? false : undefined;
  if (node.kind !== 'string') return undefined;
  const text = node.text.toLowerCase();
  return text === 'true' || text === 'yes'
    ? true
    : text === 'false' || text === 'no'
      ? false
      : undefined;
}

/** A whole number, also as text. */
export function numberOf(node: JsonNode): number | undefined {
  if (node.kind !== 'number' && node.kind !== 'string') return undefined;
  const number = node.text.trim() === '' ? Number.NaN : Number(node.text);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** The parameters of the next page, as MediaWiki gives them: `continue: { cmcontinue, continue }`. */
export function isContinued(tree: JsonNode): Members | undefined {
  const node = tree.kind === 'object' ? tree.members.get('continue') : undefined;
  return node?.kind === 'object' && node.members.get('continue')?.kind === 'string'
    ? node.members
    : undefined;
}
