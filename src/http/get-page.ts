import type { Dispatcher } from 'undici';
import { startAttempt } from './attempt.ts';
import type { AuthorizableRequest } from './auth/authenticator.ts';
import type { HttpRequest, HttpResponse } from './client.ts';
import { discardBody } from './error-body.ts';
import { exchange, refuse } from './exchange.ts';
import { createFail, NOTHING_KEPT } from './failure.ts';
import { totalTimeoutError } from './network-error.ts';
import { type SettledAnswer, type SlowDown, settleAnswer } from './page-answer.ts';
import type { PageAttempt, PageContext } from './page-attempt.ts';
import { createRedirects, type Hop } from './redirect.ts';
import { type RequestHeaders, requestHeaders, withoutHeader } from './request-headers.ts';

/** One attempt at one page: follows redirects inside of the allowed origins, and makes errors of all but good responses. */
export async function getPage(request: HttpRequest, context: PageContext): Promise<HttpResponse> {
  const fail = createFail(request, context.redactor.redact);
  const start = context.guard(request.url);
  if ('refused' in start) {
    throw fail({
      code: 'SOURCE_PAGE_FIELD',
      what: `was not sent: the URL ${start.refused}`,
      advice: `Nothing was sent there: only origins that the configuration names, in \`client.base_url\`, in a path that is a full URL, or in \`client.allowed_hosts\`, are asked. ${NOTHING_KEPT}`,
    });
  }
  const { timeout } = context.settings;
  const attempt = startAttempt({
    totalMs: timeout.totalMs,
    signals: [request.signal, context.closing],
    toTimeoutError: () => totalTimeoutError(timeout, fail),
  });
  const authenticator = context.authenticatorOf(request.resource);
  try {
    const page = { request, context, authenticator, attempt, fail };
    const settled = await followToPage(start.url, page);
    if (settled.isStreaming) settled.response.body.once('close', attempt.end);
    else attempt.end();
    return settled.response;
  } catch (error) {
    attempt.end();
    throw error;
  }
}

async function followToPage(
  url: URL,
  page: PageAttempt,
): Promise<Extract<SettledAnswer, { isStreaming: boolean }>> {
  const { request, context, fail } = page;
  const { method = 'GET', body } = request;
  const start: Hop = { url, method, hasBody: body !== undefined };
  const redirects = createRedirects(start, context.guard, fail);
  let canRenew = true;
  for (let hop = start; ; ) {
    const { answer, sent, slowDown } = await ask(hop, page);
    // Before the actions: one that ignores a 401 must not take a token that ran out for the end.
    if (answer.statusCode === 401 && canRenew && page.authenticator?.renew?.(sent)) {
      canRenew = false;
      await discardBody(answer.body);
      continue;
    }
    const settled = await settleAnswer(answer, hop.url, page, slowDown);
    if (!('redirect' in settled)) return settled;
    hop = redirects.next(hop, settled.redirect.status, settled.redirect.headers);
  }
}

interface Asked {
  readonly answer: Dispatcher.ResponseData;
  readonly sent: AuthorizableRequest;
  readonly slowDown: SlowDown;
}

async function ask(hop: Hop, page: PageAttempt): Promise<Asked> {
  const { request, context, authenticator, attempt, fail } = page;
  const { onWait } = request;
  const call = { fail, signal: attempt.signal, onWait };
  await authenticator?.prepare?.(call);
  const budget = context.budgetOf(hop.url.origin);
  const turn = await budget.take(attempt.signal, onWait);
  // Only now, so that a secret that expires has not grown old while it waited.
  const plain = { method: hop.method, url: hop.url, headers: headersFor(hop, page) };
  const authorized = async (): Promise<AuthorizableRequest> =>
    (await authenticator?.authorize(plain, call)) ?? plain;
  const sent = await authorized().catch((error: unknown) => {
    turn.done();
    throw error;
  });
  request.onSend?.();
  const answer = await exchange(
    {
      url: sent.url,
      method: hop.method,
      headers: sent.headers,
      body: hop.hasBody ? request.body?.text : undefined,
    },
    {
      dispatcher: context.dispatcher,
      timeout: context.settings.timeout,
      budget,
      turn,
      attempt,
      fail,
    },
  );
  const slowDown: SlowDown = (adviceMs) => refuse(budget, turn, answer.statusCode, adviceMs);
  return { answer, sent, slowDown };
}

const NO_HEADERS: RequestHeaders = {};
/** The pages of a walk have the same headers. */
const merged = new WeakMap<RequestHeaders, { own: RequestHeaders; all: RequestHeaders }>();

function plainHeaders(own: RequestHeaders, headers: RequestHeaders): RequestHeaders {
  const known = merged.get(headers);
  if (known?.own === own) return known.all;
  const all = requestHeaders(own, headers);
  merged.set(headers, { own, all });
  return all;
}

function headersFor(hop: Hop, { request, context }: PageAttempt): RequestHeaders {
  const { body, headers } = request;
  const type = body?.contentType;
  const own = context.settings.headers;
  const all =
    type === undefined
      ? plainHeaders(own, headers ?? NO_HEADERS)
      : requestHeaders({ 'content-type': type }, own, headers);
  // A redirect took the body away: nothing is left that the header could speak of.
  return body !== undefined && !hop.hasBody ? withoutHeader(all, 'content-type') : all;
}
