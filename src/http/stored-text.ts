import { isPair } from './auth/api-key.ts';
import type { ApiKeySettings, AuthSettings } from './client.ts';
import { MASK, type Redact } from './redaction.ts';

/**
 * A text as it may be written down and sent again later. The key that goes into the query of each request anyway is
 * masked there. Undefined where another secret stands in it: with a mask in its place another page would be asked for.
 */
export function storedText(
  text: string,
  auth: AuthSettings | null | undefined,
  redact: Redact,
): string | undefined {
  const isInQuery = auth?.type === 'api_key' && auth.location === 'query';
  const masked = isInQuery ? maskPairs(text, auth) : text;
  return redact(masked) === masked ? masked : undefined;
}

function maskPairs(text: string, { name, apiKey }: ApiKeySettings): string {
  return text.replace(/([?&])([^?&#]*)/g, (all, mark: string, pair: string) =>
    isPair(pair, name, apiKey) ? `${mark}${encodeURIComponent(name)}=${MASK}` : all,
  );
}
