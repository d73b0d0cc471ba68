import { isDecodable } from './content-encoding.ts';
import { USER_AGENT } from './user-agent.ts';

export type RequestHeaders = Readonly<Record<string, string>>;

const DEFAULT_HEADERS: RequestHeaders = {
  'user-agent': USER_AGENT,
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
  const wanted = Object.entries(headers).find(([name]) => isSameName(name, 'accept-encoding'));
  return wanted !== undefined && isDecodable(wanted[1])
    ? headers
    : withHeader(headers, 'accept-encoding', ACCEPT_ENCODING);
}

/** The headers with one set, in place of any of that name. */
export function withHeader(headers: RequestHeaders, name: string, value: string): RequestHeaders {
  const others = Object.entries(headers).filter(([other]) => !isSameName(other, name));
  return Object.fromEntries([...others, [name, value]]);
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
