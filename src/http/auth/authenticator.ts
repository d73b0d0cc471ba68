import type { Fail } from '../failure.ts';
import type { RequestHeaders } from '../request-headers.ts';
import type { OnWait } from '../wait.ts';

/** A request whose origin was found to be allowed. */
export interface AuthorizableRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: RequestHeaders;
}

/** On whose behalf a secret is asked for. */
export interface AuthCall {
  /** Makes the errors of that request. */
  readonly fail: Fail;
  /** Ends the wait, not what others wait for, too. */
  readonly signal: AbortSignal;
  /** Told of pauses before a secret is asked for. */
  readonly onWait?: OnWait | undefined;
}

/** Adds the secret to each request, redirects included. */
export interface Authenticator {
  /** What carries the secret, for messages: ``header `Api-Token` ``. */
  readonly carrier: string;
  /** Gets what may take long, before the request waits for its turn in the rate budget. */
  prepare?(call: AuthCall): Promise<void>;
  /**
   * Returns the request with the secret; the given one stays as it is.
   *
   * @throws {SourceError} `SOURCE_AUTH` where there is no secret to be had.
   */
  authorize(
    request: AuthorizableRequest,
    call: AuthCall,
  ): AuthorizableRequest | Promise<AuthorizableRequest>;
  /** After a 401 to a request that went out like this: whether another secret is to be had for it. */
  renew?(refused: AuthorizableRequest): boolean;
}
