import type { AuthSettings } from '../client.ts';
import { withHeader } from '../request-headers.ts';
import type { Authenticator } from './authenticator.ts';

type ApiKeySettings = Extract<AuthSettings, { type: 'api_key' }>;

/** A key of its own name, in a header or behind all other parameters of the query. */
export function apiKeyAuth(settings: ApiKeySettings): Authenticator {
  const { name, apiKey, location } = settings;
  switch (location) {
    case 'header':
      return {
        carrier: `header \`${name}\``,
        authorize: ({ url, headers }) => ({ url, headers: withHeader(headers, name, apiKey) }),
      };
    case 'query':
      return {
        carrier: `query parameter \`${name}\``,
        authorize: ({ url, headers }) => ({ url: withQueryKey(url, name, apiKey), headers }),
      };
  }
}

/** Works on the text of the query: URLSearchParams would rewrite how the other parameters are encoded. */
function withQueryKey(url: URL, name: string, apiKey: string): URL {
  const pairs = url.search
    .slice(1)
    .split('&')
    // A redirect may echo the key.
    .filter((pair) => pair !== '' && !isPair(pair, name, apiKey));
  const keyed = new URL(url);
  keyed.search = [...pairs, `${encodeURIComponent(name)}=${encodeURIComponent(apiKey)}`].join('&');
  return keyed;
}

function isPair(pair: string, name: string, value: string): boolean {
  return new URLSearchParams(pair).get(name) === value;
}
