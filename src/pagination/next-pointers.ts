import type { JsonNode } from '../model.ts';
import { placesFor } from './asked.ts';
import { headerText } from './header-cursor.ts';
import { findLink } from './link-header.ts';
import { isAmongPaging, isContinued } from './page-flags.ts';
import * as words from './page-words.ts';
import { plainName, wordsOf } from './page-words.ts';
import type { AskedFacts, PageRequest } from './paginator.ts';
import { type Headers, isEntity, type Members, type Place, placesOf } from './places.ts';
import { toCount } from './total.ts';
import { placedRequest } from './value-place.ts';

/** A link or a cursor to a next page. */
export interface NextPointer {
  /** Where it stands, as a dotted path, or as the name of a header. */
  readonly place: string;
  readonly kind: 'link' | 'cursor';
  readonly value: string;
  /** Of a cursor that may stand on the last page as well: the request that shows whether rows follow. */
  readonly trial?: PageRequest;
}

/** A pointer with what detection needs to follow it. */
export interface FoundPointer extends NextPointer {
  /** Names that lead to it; the last but one of a list of links is the list. */
  readonly names: readonly string[];
  /** Of a cursor: the parameters under which it goes back. */
  readonly params: readonly string[];
  /** Of a member of a list of links: how it is told from the others. */
  readonly listed?: {
    readonly relation: string;
    readonly rel: string;
    readonly target: string;
    /** Whether it takes more than its address to follow it, such as a body. */
    readonly isBare: boolean;
  };
  /** Whether an object was met whose members are the parameters. */
  readonly isObject?: true;
  readonly endsEmpty?: true;
  /** Of a number. */
  readonly isNumber?: true;
}

/**
 * A link or a cursor to a next page, in the headers or in the envelope; `'null'` if there is such a field and it is empty, so
 * that the API says that there is none. What stands on the last page as well, such as a plain `cursor`, does not count.
 */
export function nextPointer(headers: Headers, tree: JsonNode): NextPointer | 'null' | undefined {
  return nextPointers(headers, tree)[0] ?? (isNextEmpty(headers, tree) ? 'null' : undefined);
}

/** All of them, in the order in which they are believed. */
export function nextPointers(headers: Headers, tree: JsonNode): readonly NextPointer[] {
  const found = [linkOfHeader(headers), ...findPointers(tree), headerPointer(headers)];
  return found.flatMap((pointer) => {
    if (pointer === undefined) return [];
    const { place, kind, value } = pointer;
    return [{ place, kind, value }];
  });
}

/** Cursors that may stand on the last page as well: what they lead to shows whether one follows. */
export function trialPointers(tree: JsonNode, asked?: AskedFacts): readonly NextPointer[] {
  return [...weakPointers(tree)].flatMap(({ place, kind, value, names, params }) => {
    // Facebook has them on each page, beside a link that says whether one follows
    if (isAmongCursors(names)) return [];
    const trial = placedRequest([[placesFor(params, asked)[0], value]]);
    return [{ place, kind, value, trial }];
  });
}

/** Whether a cursor stands in an object of cursors, to the page before and to the next one. */
export function isAmongCursors(names: readonly string[]): boolean {
  return /cursors$/i.test(names.at(-2) ?? '');
}

function linkOfHeader(headers: Headers): NextPointer | undefined {
  const value = findLink(headerText(headers, 'link'), 'next');
  return value === undefined || value === '' ? undefined : { place: 'Link', kind: 'link', value };
}

/** Links and cursors to a next page that stand in the envelope, in the order of the document. */
export function* findPointers(tree: JsonNode): Generator<FoundPointer, undefined> {
  const continued = isContinued(tree);
  if (continued !== undefined) {
    const value = [...continued].map(([name, node]) => `${name}=${textOf(node)}`).join('&');
    const names = ['continue'];
    yield { place: 'continue', kind: 'cursor', value, names, params: [], isObject: true };
    return undefined;
  }
  if (isEntity(tree)) return undefined;
  for (const place of placesOf(tree)) yield* pointersAt(place);
  return undefined;
}

function* pointersAt(place: Place): Generator<FoundPointer> {
  const { names, plain, node } = place;
  if (node.kind === 'array') {
    const listed = words.LINK_LISTS.has(plain) ? listedLink(names, node.items) : undefined;
    if (listed !== undefined) yield listed;
  } else if (node.kind === 'object') {
    if (words.LINK_ENDING.test(plain)) yield* insidePointers(names, node.members);
  } else {
    const found = pointerOfText(place);
    if (found !== undefined) yield found;
  }
}

/** What is inside of `next: { href }`, `paging: { next: { after } }`. */
export function* insidePointers(
  names: readonly string[],
  members: Members,
): Generator<FoundPointer> {
  const linkOf = (patterns: readonly RegExp[]): FoundPointer | undefined => {
    for (const [key, node] of members) {
      if (node.kind === 'string' && node.text !== '' && patterns.some((each) => each.test(key))) {
        return pointer('link', [...names, key], node.text, []);
      }
    }
    return undefined;
  };
  const link = linkOf(words.LINK_MEMBERS);
  if (link !== undefined) {
    yield link;
    return;
  }
  for (const word of words.CURSOR_MEMBERS) {
    const found = [...members].find(([key, node]) => plainName(key) === word && isValue(node));
    if (found === undefined) continue;
    const [key, node] = found;
    yield { ...pointer('cursor', [...names, key], textOf(node), [key]), ...numberMark(node) };
    return;
  }
  const late = linkOf(words.LATE_LINK_MEMBERS);
  if (late !== undefined) yield late;
}

function pointerOfText({ names, key, plain, node, holder }: Place): FoundPointer | undefined {
  if (!isValue(node) || isOtherNext(key)) return undefined;
  const { text } = node;
  if (node.kind === 'string') {
    if (words.LINK_NAME.test(plain) && !/\s/.test(text.trim()))
      return pointer('link', names, text, []);
    const isCursorName = /token|cursor|marker/.test(plain);
    if (words.LINK_ENDING.test(plain) && !isCursorName && isLinkText(text)) {
      return pointer('link', names, text, []);
    }
  }
  const word = wordFor(plain, names, holder);
  if (word === undefined) {
    // Airtable: a place that is not a number
    const isPlace = plain === 'offset' && node.kind === 'string' && !/^\d+$/.test(text);
    return isPlace ? pointer('cursor', names, text, [key]) : undefined;
  }
  if (word.needs !== undefined) return undefined;
  return {
    ...pointer('cursor', names, text, inManner(key, word.params)),
    ...(word.endsEmpty === undefined ? {} : { endsEmpty: true }),
    ...numberMark(node),
  };
}

/** Cursors that stand on the last page as well. */
export function* weakPointers(
  tree: JsonNode,
): Generator<FoundPointer & { readonly needs: 'flagged' | 'bare' }> {
  if (isEntity(tree)) return;
  for (const place of placesOf(tree)) {
    const { names, key, plain, node, holder } = place;
    const word = wordFor(plain, names, holder);
    if (word?.needs === undefined || !isValue(node) || !isAmongPaging(place)) continue;
    const found = pointer('cursor', names, node.text, inManner(key, word.params));
    yield { ...found, needs: word.needs };
  }
}

/** What one of the table's words means, by what stands around it. */
function wordFor(
  plain: string,
  names: readonly string[],
  holder: Members,
): words.CursorWord | undefined {
  const around = new Set([...holder.keys(), names.at(-2) ?? ''].map(plainName));
  return words.CURSOR_WORDS.find(
    ({ name, beside }) => name === plain && (beside === undefined || around.has(beside)),
  );
}

function inManner(key: string, params: readonly string[]): readonly string[] {
  return [...new Set(params.map((param) => words.inMannerOf(key, param)))];
}

function listedLink(
  names: readonly string[],
  items: readonly JsonNode[],
): FoundPointer | undefined {
  for (const item of items) {
    if (item.kind !== 'object') continue;
    for (const relation of words.RELATION_NAMES) {
      const rel = relationOf(item.members.get(relation));
      const target = words.TARGET_NAMES.find((name) => item.members.get(name)?.kind === 'string');
      if (rel === undefined || target === undefined) continue;
      const value = textOf(item.members.get(target));
      const isGet = /^(?:get)?$/i.test(textOf(item.members.get('method')));
      const isBare = isGet && item.members.get(relation)?.kind === 'string';
      return { ...pointer('link', names, value, []), listed: { relation, rel, target, isBare } };
    }
  }
  return undefined;
}

/** The relation as it is written, if it is `next`. Siren has a list of them. */
function relationOf(node: JsonNode | undefined): string | undefined {
  const nodes = node?.kind === 'array' ? node.items : node === undefined ? [] : [node];
  return nodes.map(textOf).find((text) => text.toLowerCase() === 'next');
}

/** Whether a name that begins with `next` tells of something else than pages. */
export function isOtherNext(key: string): boolean {
  const [first, ...rest] = wordsOf(key);
  return first === 'next' && rest.some((word) => words.OTHER_NEXT.has(word));
}

/** A URL, a path or a query. */
export function isLinkText(text: string): boolean {
  return (
    /^(?:https?:\/\/|[/?])/i.test(text) || /^[\w.~%()-]+(?:\/[\w.~%()-]+)*\?[^\s=]+=/.test(text)
  );
}

function isValue(node: JsonNode): node is Extract<JsonNode, { text: string }> {
  if (node.kind === 'number') return Number(node.text) !== 0;
  return node.kind === 'string' && node.text !== '';
}

function numberMark(node: JsonNode): { readonly isNumber?: true } {
  return toCount(node) === undefined ? {} : { isNumber: true };
}

function pointer(
  kind: 'link' | 'cursor',
  names: readonly string[],
  value: string,
  params: readonly string[],
): FoundPointer {
  return { place: names.join('.'), kind, value, names, params };
}

function textOf(node: JsonNode | undefined): string {
  return node !== undefined && 'text' in node ? node.text : '';
}

/** Headers whose name ends in one of these hold a URL, a cursor or the number of the next page. */
const HEADER_LINK = /next(?:page)?(?:link|url|uri|href)?$/;
const HEADER_CURSOR =
  /(next(?:page)?(?:cursor|token|marker|offset|start|batch|id)|continuationtoken|nextpage|^x?next)$/;

/** A link or a cursor in a header of its own. */
export function headerPointer(headers: Headers): FoundPointer | undefined {
  for (const name of Object.keys(headers)) {
    const plain = plainName(name);
    const value = headerText(headers, name).trim();
    if (value === '' || isOtherNext(name.replace(/^x-/i, ''))) continue;
    if (HEADER_LINK.test(plain) && isLinkText(value)) return pointer('link', [name], value, []);
    const word = HEADER_CURSOR.exec(plain)?.[1];
    if (word === undefined || /\s/.test(value)) continue;
    const params = words.CURSOR_WORDS.find(
      (each) => each.name === word && each.beside === undefined,
    )?.params;
    if (params === undefined) continue;
    const isNumber = /^\d+$/.test(value) ? ({ isNumber: true } as const) : {};
    const named = word === 'continuationtoken' ? ['continuationToken', ...params] : params;
    return { ...pointer('cursor', [name], value, named), ...isNumber };
  }
  return undefined;
}

/** Whether a field for a next page is there, and empty. */
function isNextEmpty(headers: Headers, tree: JsonNode): boolean {
  for (const name of Object.keys(headers)) {
    if (HEADER_CURSOR.test(plainName(name)) && headerText(headers, name).trim() === '') return true;
  }
  for (const { names, plain, node, holder } of placesOf(tree)) {
    if (node.kind === 'array') {
      if (words.LINK_LISTS.has(plain) && node.items.some(hasRelation)) return true;
      continue;
    }
    const isEmpty =
      node.kind === 'object'
        ? node.members.size === 0
        : node.kind === 'null' || node.text === '' || node.text === 'false' || node.text === '0';
    if (!isEmpty) continue;
    if (words.LINK_NAME.test(plain) || words.LINK_ENDING.test(plain)) return true;
    const word = node.kind === 'object' ? undefined : wordFor(plain, names, holder);
    if (word !== undefined && word.needs === undefined) return true;
  }
  return false;
}

function hasRelation(node: JsonNode): boolean {
  return node.kind === 'object' && words.RELATION_NAMES.some((name) => node.members.has(name));
}
