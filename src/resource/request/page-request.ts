import { SourceError } from '../../errors.ts';
import type { RequestBody } from '../../http/client.ts';
import type { PageRequest } from '../../pagination/paginator.ts';
import { toJsonText } from '../../parse/json-text.ts';
import type { BoundBody, BoundRequest } from './bound-request.ts';
import { requestUrl } from './request-url.ts';
import { withValueAt } from './with-value-at.ts';

/** What of a walk's request goes into each of its pages. */
export type WalkRequest = Pick<BoundRequest, 'url' | 'params'> &
  Partial<Pick<BoundRequest, 'method' | 'body'>>;

/** What is sent for one page. */
export interface SentRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body?: RequestBody;
}

/**
 * The request of one page: that of the walk with what the paginator adds. A link that the paginator follows takes the place
 * of the address and of all parameters of the walk, and is sent as it came; the body stays.
 *
 * @throws {SourceError} SOURCE_PAGE_FIELD where the paginator sets values in a body that has no place for them.
 */
export function pageRequestOf(request: WalkRequest, page: PageRequest): SentRequest {
  const body = bodyOf(request.body, page.body ?? []);
  return {
    method: request.method ?? 'GET',
    url: addressOf(request, page),
    ...(body === undefined ? {} : { body }),
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
    return { text, ...(contentType === undefined ? {} : { contentType }) };
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
