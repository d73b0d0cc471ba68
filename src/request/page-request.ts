import { SourceError } from '../errors.ts';
import type { RequestBody } from '../http/client.ts';
import type { PageRequest } from '../pagination/paginator.ts';
import { toJsonText } from '../parse/json-text.ts';
import type { BoundBody, BoundRequest } from './bind-request.ts';

/** What of a walk's request goes into each of its pages. */
export type WalkRequest = Pick<BoundRequest, 'url' | 'params'> &
  Partial<Pick<BoundRequest, 'method' | 'body'>>;

/** What is sent for one page. */
export interface SentRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body?: RequestBody | undefined;
}

/**
 * The request of one page: that of the walk with what the paginator adds. A link that the paginator follows takes the place
 * of the address and of all parameters of the walk, and is sent as it came; the body stays.
 *
 * @throws {SourceError} SOURCE_PAGE_FIELD if the paginator sets values in a body that has no place for them.
 */
export function pageRequestOf(request: WalkRequest, page: PageRequest): SentRequest {
  const body = bodyOf(request.body, page.body ?? []);
  return {
    method: request.method ?? 'GET',
    url: addressOf(request, page),
    body,
  };
}

function addressOf({ url, params }: WalkRequest, page: PageRequest): string {
  if (page.url === undefined) return requestUrl(url, params, page);
  // to write the query of a link anew could make a signature in it void
  return Object.keys(page.params).length === 0 ? page.url : requestUrl(page.url, [], page);
}

function bodyOf(
  body: BoundBody | undefined,
  changes: NonNullable<PageRequest['body']>,
): RequestBody | undefined {
  if (body?.kind === 'ready') {
    if (changes.length > 0) throw noJsonBody();
    const { text, contentType } = body;
    return { text, contentType };
  }
  if (body === undefined && changes.length === 0) return undefined;
  const value = changes.reduce<unknown>(
    (changed, [path, set]) => withValueAt(changed, path, set),
    body?.value ?? (changes.length > 0 ? {} : null),
  );
  return { text: toJsonText(value), contentType: 'application/json' };
}

function noJsonBody(): SourceError {
  return new SourceError(
    'SOURCE_PAGE_FIELD',
    'the paginator sets values in a JSON body, and `data` is none. Write the body under `json`; nothing was asked for.',
  );
}

/**
 * The address of a page: the query of the path first, as it is written there, then the parameters in order, with the
 * paginator's values in place of those of the same name. Form encoding, as HTML has it: a space becomes `+`.
 */
export function requestUrl(
  base: string,
  params: readonly (readonly [name: string, value: string])[],
  request: Pick<PageRequest, 'params'>,
): string {
  const { address, written } = partsOf(base);
  const overlay = new Map(
    Object.entries(request.params).map(([name, value]) => [name, String(value)]),
  );
  const used = new Set<string>();
  const put = (name: string, text: string): readonly string[] => {
    const value = overlay.get(name);
    if (value === undefined) return [text];
    if (used.has(name)) return [];
    used.add(name);
    return [formPair(name, value)];
  };
  const pairs = [
    ...written.flatMap((text) => put(nameOf(text), text)),
    ...params.flatMap(([name, value]) => put(name, formPair(name, value))),
  ];
  for (const [name, value] of overlay) if (!used.has(name)) pairs.push(formPair(name, value));
  return pairs.length === 0 ? address : `${address}?${pairs.join('&')}`;
}

/** An address without its query, and the pairs of that as they are written. */
interface AddressParts {
  readonly base: string;
  readonly address: string;
  readonly written: readonly string[];
}

/** The pages of a walk have the same one. */
let lastParts: AddressParts | undefined;

/** Written anew, a query could mean something else to an API that reads it in its own way. */
function partsOf(base: string): AddressParts {
  if (lastParts?.base === base) return lastParts;
  const url = new URL(base);
  const written = url.search.slice(1).split('&').filter(Boolean);
  url.search = '';
  url.hash = '';
  lastParts = { base, address: url.href, written };
  return lastParts;
}

function nameOf(pair: string): string {
  return [...new URLSearchParams(pair).keys()][0] ?? '';
}

function formPair(name: string, value: string): string {
  return new URLSearchParams([[name, value]]).toString();
}

/**
 * A copy of a JSON value in which another one stands under the names that lead to it. Objects on the way are made where
 * there is nothing, or null; what is beside the way is shared, and nothing is changed in place.
 *
 * @throws {SourceError} SOURCE_PAGE_FIELD if something other than an object stands on the way.
 */
export function withValueAt(value: unknown, path: readonly string[], set: unknown): unknown {
  return withValue(value, path, 0, set);
}

function withValue(value: unknown, path: readonly string[], at: number, set: unknown): unknown {
  const name = path[at];
  if (name === undefined) return set;
  const members = membersOf(value);
  if (members === undefined) throw blocked(path, at);
  const changed = new Map(members);
  changed.set(name, withValue(changed.get(name), path, at + 1, set));
  return Object.fromEntries(changed);
}

/** Undefined for what has none. */
function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (value === null || value === undefined) return [];
  return typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : undefined;
}

function blocked(path: readonly string[], at: number): SourceError {
  const place = at === 0 ? 'the body itself' : `\`${path.slice(0, at).join('.')}\` in the body`;
  return new SourceError(
    'SOURCE_PAGE_FIELD',
    `the paginator sets \`${path.join('.')}\` in the JSON body, and ${place} is not an object. Correct \`json\` or the paginator's path; nothing was asked for.`,
  );
}
