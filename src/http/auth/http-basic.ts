import type { BasicSettings } from '../client.ts';
import { withHeader } from '../request-headers.ts';
import type { Authenticator } from './authenticator.ts';

/** User name and password in the header `Authorization`, in UTF-8. */
export function httpBasicAuth(settings: BasicSettings): Authenticator {
  const pair = Buffer.from(basicPair(settings), 'utf8').toString('base64');
  return {
    carrier: 'user name and password in header `Authorization`',
    authorize: (request) => ({
      ...request,
      headers: withHeader(request.headers, 'authorization', `Basic ${pair}`),
    }),
  };
}

/** What is sent in base64. */
export function basicPair({ username, password }: BasicSettings): string {
  return `${username}:${password}`;
}
