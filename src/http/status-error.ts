import type { SourceError } from '../errors.ts';
import { type Fail, type Failure, NOTHING_KEPT, TRY_AGAIN } from './failure.ts';

export interface RefusedAnswer {
  readonly status: number;
  /** Number of the page, from 1. Default: it is not a page. */
  readonly page?: number;
  /** The API's own words, redacted; may be empty. */
  readonly text: string;
  /** Whether it was refused by a rate limit, whatever its status. */
  readonly isLimited: boolean;
  readonly retryAfterMs: number | undefined;
  /** What carried the secret, if there is one. */
  readonly carrier: string | undefined;
}

/** The error for a response that is no good one. */
export function statusError(answer: RefusedAnswer, fail: Fail): SourceError {
  const { status, text, isLimited, retryAfterMs } = answer;
  const retryable = isLimited || isRetryableStatus(status);
  return fail({
    code: isAboutAuth(answer) ? 'SOURCE_AUTH' : 'SOURCE_HTTP_STATUS',
    status,
    what: `answered ${status}${text === '' ? '' : ` (\`${text}\`)`}`,
    advice: adviceFor(answer, retryable),
    retryable,
    ...(retryable && retryAfterMs !== undefined ? { retryAfterMs } : {}),
  } satisfies Failure);
}

function isAboutAuth({ status, isLimited }: RefusedAnswer): boolean {
  return status === 401 || (status === 403 && !isLimited);
}

/** Whether the same request may get another answer later. */
function isRetryableStatus(status: number): boolean {
  if (status === 408 || status === 425 || status === 429) return true;
  return status >= 500 && status !== 501 && status !== 505;
}

function adviceFor(answer: RefusedAnswer, retryable: boolean): string {
  const { status, page = 1, carrier, retryAfterMs } = answer;
  if (isAboutAuth(answer)) {
    return carrier === undefined
      ? `\`client.auth\` is not set. ${NOTHING_KEPT}`
      : `The API refused ${carrier}: check its value and what it may read. ${NOTHING_KEPT}`;
  }
  if (retryable) {
    return retryAfterMs === undefined
      ? TRY_AGAIN
      : `The API asks to wait ${Math.ceil(retryAfterMs / 1_000)} s. ${TRY_AGAIN}`;
  }
  if (page > 1 && status >= 400 && status < 500) {
    return `The pages before it were read. If they are all, ignore this status in \`response_actions\`; else check what leads to this page. ${NOTHING_KEPT}`;
  }
  if (status === 404 || status === 410) return `Check \`endpoint.path\`. ${NOTHING_KEPT}`;
  if (status < 400) return `There is nothing to follow or to read. ${NOTHING_KEPT}`;
  return `Check \`endpoint.path\` and \`endpoint.params\`. ${NOTHING_KEPT}`;
}
