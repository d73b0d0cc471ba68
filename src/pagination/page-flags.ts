import type { JsonNode } from '../model.ts';
import { flagIn } from './has-more.ts';
import * as words from './page-words.ts';
import { plainName } from './page-words.ts';
import {
  type Headers,
  headerPlaces,
  isEntity,
  type Members,
  type Place,
  pagesAt,
  placesOf,
} from './places.ts';

/** What a flag of the envelope says: true, that more follow; false, that this is the end. */
export interface MoreFlag {
  readonly more: boolean;
  /** Where it stands, as a dotted path. */
  readonly place: string;
  /** Whether the number of the page says so beside that of all pages, and no flag. */
  readonly isByPages?: true;
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
 * What a flag of a response says, by the usual names; undefined if there is none. Rows are not looked into.
 *
 * @param base the number of the API's first page, 0 or 1, if that is known
 */
export function moreFlag(headers: Headers, tree: JsonNode, base?: number): MoreFlag | undefined {
  const found = findFlag(tree, { headers, base });
  if (found === undefined) return undefined;
  const { more, place, isByPages } = found;
  return { more, place, ...(isByPages && { isByPages }) };
}

/** As {@link moreFlag}, for detection, which follows what stands in the body. */
export function findFlag(
  tree: JsonNode,
  { headers = {}, base }: { readonly headers?: Headers; readonly base?: number | undefined } = {},
): FoundFlag | undefined {
  if (isContinued(tree) !== undefined) {
    return { more: true, place: 'continue', names: ['continue'], isInverted: true, isWeak: true };
  }
  let weak: FoundFlag | undefined;
  for (const place of [...(isEntity(tree) ? [] : placesOf(tree)), ...headerPlaces(headers)]) {
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
  const flag = 'text' in place.node ? flagIn(place.node.text, 'found') : undefined;
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
  const { pages, isLast, page } = pagesAt(plain, node, holder) ?? {};
  if (pages === undefined || page === undefined) return undefined;
  if (isLast === true) return page < pages;
  if (pages <= 1) return false;
  if (page === pages - 1) return base === undefined ? undefined : base === 1;
  return page < pages - 1;
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

/** The parameters of the next page, as MediaWiki gives them: `continue: { cmcontinue, continue }`. */
export function isContinued(tree: JsonNode): Members | undefined {
  const node = tree.kind === 'object' ? tree.members.get('continue') : undefined;
  return node?.kind === 'object' && node.members.get('continue')?.kind === 'string'
    ? node.members
    : undefined;
}
