import type { ApiKeySettings } from '../client.ts';
import { MASK } from '../redaction.ts';
import { headerOf, withHeader } from '../request-headers.ts';
import type { Authenticator } from './authenticator.ts';

/** A key of its own name: in a header, behind all other parameters of the query, or in a cookie beside the others. */
export function apiKeyAuth(settings: ApiKeySettings): Authenticator {
  const { name, apiKey, location } = settings;
  switch (location) {
    case 'header':
      return {
        carrier: `header \`${name}\``,
        authorize: (request) => ({
          ...request,
          headers: withHeader(request.headers, name, apiKey),
        }),
      };
    case 'query':
      return {
        carrier: `query parameter \`${name}\``,
        authorize: (request) => ({ ...request, url: withQueryKey(request.url, name, apiKey) }),
      };
    case 'cookie':
      return {
        carrier: `cookie \`${name}\``,
        authorize: (request) => {
          const cookies = withCookie(headerOf(request.headers, 'cookie'), name, apiKey);
          return { ...request, headers: withHeader(request.headers, 'cookie', cookies) };
        },
      };
  }
}

function withCookie(cookies: string | undefined, name: string, value: string): string {
  const others = (cookies ?? '')
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '' && !cookie.startsWith(`${name}=`));
  return [...others, `${name}=${value}`].join('; ');
}

/** Works on the text of the query: URLSearchParams would rewrite how the other parameters are encoded. */
function withQueryKey(url: URL, name: string, apiKey: string): URL {
  const pairs = url.search
    .slice(1)
    .split('&')
    // A redirect or a link to the next page may echo the key, and one that was written down has another text in its place.
    .filter((pair) => pair !== '' && !isPair(pair, name, apiKey) && !isPair(pair, name, MASK));
  const keyed = new URL(url);
  keyed.search = [...pairs, `${encodeURIComponent(name)}=${encodeURIComponent(apiKey)}`].join('&');
  return keyed;
}

/** Whether a pair of a query, as it is written there, has this name and value. */
export function isPair(pair: string, name: string, value: string): boolean {
  return new URLSearchParams(pair).get(name) === value;
}
