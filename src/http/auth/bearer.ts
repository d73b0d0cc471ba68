import type { BearerSettings } from '../client.ts';
import { type RequestHeaders, withHeader } from '../request-headers.ts';
import type { Authenticator } from './authenticator.ts';

/** A token in the header `Authorization`. */
export function bearerAuth({ token }: BearerSettings): Authenticator {
  return {
    carrier: 'the bearer token in header `Authorization`',
    authorize: (request) => ({ ...request, headers: withBearer(request.headers, token) }),
  };
}

export function withBearer(headers: RequestHeaders, token: string): RequestHeaders {
  return withHeader(headers, 'authorization', `Bearer ${token}`);
}
