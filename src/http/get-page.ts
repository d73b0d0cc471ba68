import { type Dispatcher, request as undiciRequest } from 'undici';
import { untilAborted } from './abort.ts';
import { type Attempt, startAttempt } from './attempt.ts';
import type { Authenticator } from './auth/authenticator.ts';
import { openBody } from './body.ts';
import type { HttpRequest, HttpResponse, HttpSettings } from './client.ts';
import { contentEncoding } from './content-encoding.ts';
import { readErrorBody } from './error-body.ts';
import { errorText } from './error-text.ts';
import { createFail, type Fail, NOTHING_KEPT, TRY_AGAIN } from './failure.ts';
import { networkError, totalTimeoutError } from './network-error.ts';
import type { OriginGuard } from './origin-guard.ts';
import type { RateBudget } from './rate-budget.ts';
import type { Redact } from './redaction.ts';
import { createRedirects, isRedirect } from './redirect.ts';
import { requestHeaders } from './request-headers.ts';
import { rateLimitResetMs, retryAfterMs } from './retry-after.ts';
import { statusError } from './status-error.ts';

/** How far a body in flight is read ahead of its reader. */
const READ_AHEAD_BYTES = 1_048_576;

/** A body that is only thrown away. */
const DISCARD_LIMITS = { maxBytes: 65_536, maxMs: 1_000 };

export interface PageContext {
  readonly settings: HttpSettings;
  readonly dispatcher: Dispatcher;
  readonly guard: OriginGuard;
  readonly authenticator: Authenticator | undefined;
  readonly budgetOf: (origin: string) => RateBudget;
  readonly redact: Redact;
  /** Aborts when the client is closed. */
  readonly closing: AbortSignal;
}

/** One attempt at one page: follows redirects inside of the allowed origins, and makes errors of all but good answers. */
export async function getPage(request: HttpRequest, context: PageContext): Promise<HttpResponse> {
  const fail = createFail(request, context.redact);
  const start = context.guard(request.url);
  if ('refused' in start) {
    throw fail({
      code: 'CONFIG_INVALID',
      what: `was not sent: the URL ${start.refused}`,
      advice: `Nothing was sent there: only origins that the configuration names, in \`client.base_url\` or in a path that is a full URL, are asked. ${NOTHING_KEPT}`,
    });
  }
  const { timeout } = context.settings;
  const attempt = startAttempt({
    totalMs: timeout.totalMs,
    signals: [request.signal, context.closing],
    toTimeoutError: () => totalTimeoutError(timeout, fail),
  });
  try {
    const response = await followToPage(start.url, { request, context, attempt, fail });
    response.body.once('close', attempt.end);
    return response;
  } catch (error) {
    attempt.end();
    throw error;
  }
}

interface Walk {
  readonly request: HttpRequest;
  readonly context: PageContext;
  readonly attempt: Attempt;
  readonly fail: Fail;
}

async function followToPage(start: URL, walk: Walk): Promise<HttpResponse> {
  const { context, fail } = walk;
  const redirects = createRedirects(start, context.guard, fail);
  for (let url = start; ; ) {
    const answer = await ask(url, walk);
    if (!isRedirect(answer.statusCode, answer.headers)) return toPage(answer, walk);
    await readErrorBody(answer.body, DISCARD_LIMITS);
    url = redirects.next(url, answer.statusCode, answer.headers);
  }
}

/** Sends one request to an allowed origin and tells its budget how it was answered. */
async function ask(url: URL, walk: Walk): Promise<Dispatcher.ResponseData> {
  const { request, context, attempt, fail } = walk;
  const { settings, authenticator, dispatcher } = context;
  const budget = context.budgetOf(url.origin);
  const turn = await budget.take(attempt.signal);
  // Only now, so that a secret that expires has not grown old while it waited.
  const plain = { url, headers: requestHeaders(settings.headers, request.headers) };
  const authorized = (await authenticator?.authorize(plain)) ?? plain;
  request.onSend?.();
  try {
    const answer = await untilAborted(
      undiciRequest(authorized.url, {
        method: 'GET',
        headers: authorized.headers,
        dispatcher: dispatcher.compose(attempt.watch(turn.sent)),
        signal: attempt.signal,
        headersTimeout: settings.timeout.idleMs,
        bodyTimeout: settings.timeout.idleMs,
        highWaterMark: READ_AHEAD_BYTES,
      }),
      attempt.signal,
    );
    // Before anything else: it can fail at any time from here on.
    answer.body.on('error', () => {});
    const { statusCode: status, headers } = answer;
    const waitMs = retryAfterMs(headers);
    if (status === 429) budget.refused(turn, waitMs);
    else if (status === 503 && waitMs !== undefined) budget.refused(turn, waitMs);
    else budget.answered(turn);
    const resetMs = rateLimitResetMs(headers);
    if (resetMs !== undefined) budget.refused(turn, resetMs);
    return answer;
  } catch (cause) {
    attempt.signal.throwIfAborted();
    throw networkError(cause, settings.timeout, fail);
  }
}

async function toPage(answer: Dispatcher.ResponseData, walk: Walk): Promise<HttpResponse> {
  const { context, attempt, fail } = walk;
  const { statusCode: status, headers } = answer;
  const encoding = contentEncoding(headers);
  const isGood = status >= 200 && status < 300;
  if ('refused' in encoding) {
    answer.body.destroy();
    if (!isGood) throw refusal(answer, '', walk);
    throw fail({
      code: 'SOURCE_ENCODING',
      status,
      what: `answered with the content encoding \`${encoding.refused}\``,
      advice: `One layer of gzip, deflate or br can be decoded, and no other was asked for. ${NOTHING_KEPT}`,
    });
  }
  const { maxPageBytes, timeout } = context.settings;
  const body = openBody(answer.body, {
    encoding: encoding.layer,
    maxBytes: maxPageBytes,
    toNetworkError: (cause) =>
      attempt.signal.aborted ? attempt.signal.reason : networkError(cause, timeout, fail),
    toDecodeError: (cause) =>
      fail({
        code: 'SOURCE_ENCODING',
        status,
        what: `answered with a body that is no whole \`${encoding.layer}\`: ${cause.message}`,
        advice: TRY_AGAIN,
        cause,
        retryable: true,
      }),
    toTooLargeError: () =>
      fail({
        code: 'SOURCE_TOO_LARGE',
        status,
        what: `answered with more than ${maxPageBytes} bytes, decompressed (\`limits.page_bytes\`)`,
        advice: `Ask for fewer rows a page, or raise the limit. ${NOTHING_KEPT}`,
      }),
  });
  if (isGood) return { status, headers, body };
  const text = await readErrorBody(body);
  walk.request.signal?.throwIfAborted();
  throw refusal(answer, text, walk);
}

function refusal(answer: Dispatcher.ResponseData, body: string, walk: Walk): Error {
  const { redact, authenticator } = walk.context;
  return statusError(
    {
      status: answer.statusCode,
      text: errorText(body, redact),
      retryAfterMs: retryAfterMs(answer.headers),
      carrier: authenticator?.carrier,
    },
    walk.fail,
  );
}
