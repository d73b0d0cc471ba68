import { VERSION } from '../version.ts';
import { isDecodable } from './content-encoding.ts';

export type RequestHeaders = Readonly<Record<string, string>>;

const DEFAULT_HEADERS: RequestHeaders = {
  'user-agent': `sluice/${VERSION}`,
  accept: 'application/json, */*;q=0.5',
};

const ACCEPT_ENCODING = 'gzip, deflate, br';

/**
 * Lays header sets over each other, later ones first; names differ by more than their case. `Accept-Encoding` is kept
 * only while it names nothing that could not be decoded.
 */
export function requestHeaders(...sets: readonly (RequestHeaders | undefined)[]): RequestHeaders {
  let headers = DEFAULT_HEADERS;
  for (const set of sets) {
    for (const [name, value] of Object.entries(set ?? {}))
      headers = withHeader(headers, name, value);
  }
  const wanted = headerOf(headers, 'accept-encoding');
  return wanted !== undefined && isDecodable(wanted)
    ? headers
    : withHeader(headers, 'accept-encoding', ACCEPT_ENCODING);
}

/** The headers with one set, in place of any of that name. */
export function withHeader(headers: RequestHeaders, name: string, value: string): RequestHeaders {
  return { ...withoutHeader(headers, name), [name]: value };
}

export function withoutHeader(headers: RequestHeaders, name: string): RequestHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([other]) => !isSameName(other, name)));
}

/** The value of a header, whatever the case of its name. */
export function headerOf(headers: RequestHeaders, name: string): string | undefined {
  return Object.entries(headers).find(([other]) => isSameName(other, name))?.[1];
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
