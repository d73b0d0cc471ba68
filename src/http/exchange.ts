import { type Dispatcher, request as undiciRequest } from 'undici';
import { untilAborted } from './abort.ts';
import type { Attempt } from './attempt.ts';
import type { TimeoutSettings } from './client.ts';
import type { Fail } from './failure.ts';
import { networkError } from './network-error.ts';
import type { RateBudget, Turn } from './rate-budget.ts';
import type { RequestHeaders } from './request-headers.ts';
import { pushBackOf, toldLimits } from './retry-after.ts';
import { whyOfStatus } from './wait.ts';

/** How far a body in flight is read ahead of its reader. */
const READ_AHEAD_BYTES = 1_048_576;

export interface OutgoingRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: RequestHeaders;
  readonly body?: string | undefined;
}

export interface ExchangeTools {
  readonly dispatcher: Dispatcher;
  readonly timeout: TimeoutSettings;
  readonly budget: RateBudget;
  readonly turn: Turn;
  readonly attempt: Attempt;
  readonly fail: Fail;
}

/** Sends one request to an allowed origin and tells its budget how it was answered. */
export async function exchange(
  outgoing: OutgoingRequest,
  tools: ExchangeTools,
): Promise<Dispatcher.ResponseData> {
  const { dispatcher, timeout, budget, turn, attempt, fail } = tools;
  try {
    const answer = await untilAborted(
      undiciRequest(outgoing.url, {
        method: outgoing.method,
        headers: outgoing.headers,
        body: outgoing.body ?? null,
        dispatcher: dispatcher.compose(attempt.watch(turn.sent)),
        signal: attempt.signal,
        headersTimeout: timeout.idleMs,
        bodyTimeout: timeout.idleMs,
        highWaterMark: READ_AHEAD_BYTES,
      }),
      attempt.signal,
    );
    // Before anything else: it can fail at any time from here on.
    answer.body.on('error', () => {});
    tellBudget(answer, budget, turn);
    return answer;
  } catch (cause) {
    turn.done();
    attempt.signal.throwIfAborted();
    throw networkError(cause, timeout, fail);
  }
}

/**
 * Tells a budget what the status and the headers of a response say. A 403 whose headers tell nothing is neither an answer nor a
 * refusal: its body may tell of a limit, and that is read later.
 */
export function tellBudget(
  { statusCode: status, headers }: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>,
  budget: RateBudget,
  turn: Turn,
): void {
  turn.done();
  const pushBack = pushBackOf(status, headers);
  if (pushBack !== undefined) refuse(budget, turn, status, pushBack.waitMs);
  else if (status !== 403) budget.answered(turn);
  budget.told(toldLimits(headers));
}

/** Tells the budget of a response that pushed back. */
export function refuse(
  budget: RateBudget,
  turn: Turn,
  status: number,
  waitMs: number | undefined,
): void {
  budget.refused(turn, waitMs, whyOfStatus(status, waitMs !== undefined));
}
