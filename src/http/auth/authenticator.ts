import type { RequestHeaders } from '../request-headers.ts';

/** A request whose origin was found to be allowed. */
export interface AuthorizableRequest {
  readonly url: URL;
  readonly headers: RequestHeaders;
}

/** Adds the secret to each request, redirects included. */
export interface Authenticator {
  /** What carries the secret, for messages: ``header `Api-Token` ``. */
  readonly carrier: string;
  /** Returns the request with the secret; the given one stays as it is. */
  authorize(request: AuthorizableRequest): AuthorizableRequest | Promise<AuthorizableRequest>;
}
