import { type ErrorCode, SourceError } from '../errors.ts';
import { shorten } from '../wording.ts';
import { replaceCredentials } from './credentials.ts';
import { redactError } from './redact-error.ts';
import { MASK, type Redact } from './redaction.ts';

/** Where a request failed. */
export interface RequestPlace {
  readonly resource: string;
  readonly page: number;
  /** Default: GET. */
  readonly method?: string;
  readonly url: string;
}

export interface Failure {
  readonly code: ErrorCode;
  /** What happened, with the value seen: the middle of the message. */
  readonly what: string;
  /** What to do and what became of the data: its end. */
  readonly advice: string;
  readonly status?: number;
  readonly cause?: unknown;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | undefined;
}

/** Makes the errors of one request, all of them redacted. */
export type Fail = (failure: Failure) => SourceError;

const MAX_URL_CHARS = 500;
const USER_INFO = /\/\/[^/?#]*@/;

export const NOTHING_KEPT: string = 'Nothing of this page was kept';
export const TRY_AGAIN: string = `${NOTHING_KEPT}; the same request may succeed when it is sent again`;

export function createFail(place: RequestPlace, redact: Redact): Fail {
  const url = shownUrl(place.url, redact);
  const method = place.method ?? 'GET';
  return ({ code, what, advice, status, cause, retryable = false, retryAfterMs }) =>
    new SourceError(
      code,
      redact(`${place.resource}, page ${place.page}: ${method} ${url} ${what}. ${advice}.`),
      {
        context: {
          resource: place.resource,
          page: place.page,
          url,
          ...(status === undefined ? {} : { status }),
        },
        ...(cause === undefined ? {} : { cause: redactCause(cause, redact) }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        retryable,
      },
    );
}

/** A URL as messages show it. */
export function shownUrl(url: string, redact: Redact): string {
  // Redacted first: what is taken out by its name may hold a part of a secret only.
  // The parameters of a link of the API may authenticate, too: their values are in no configuration.
  const shown = replaceCredentials(redact(url).replace(USER_INFO, '//***@'), () => MASK);
  return shorten(shown, MAX_URL_CHARS);
}

export function redactCause(cause: unknown, redact: Redact): unknown {
  return cause instanceof Error ? redactError(cause, redact) : redact(String(cause));
}
