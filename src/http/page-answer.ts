import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { type ActedAnswer, applyActions } from './actions/apply-actions.ts';
import { charsetOf } from './charset.ts';
import type { AnswerAction, HttpResponse } from './client.ts';
import { contentEncoding } from './content-encoding.ts';
import { decodedBody } from './decoded-body.ts';
import { discardBody, readErrorBody } from './error-body.ts';
import { errorText } from './error-text.ts';
import type { PageAttempt } from './page-attempt.ts';
import { isRedirect } from './redirect.ts';
import type { ResponseHeaders } from './response-headers.ts';
import { pushBackOf, retryAfterMs } from './retry-after.ts';
import { statusError } from './status-error.ts';

export type SettledAnswer =
  | { readonly response: HttpResponse; readonly isStreaming: boolean }
  | { readonly redirect: { readonly status: number; readonly headers: ResponseHeaders } };

/** Tells the budget of the origin that a response pushed back, which its headers did not. */
export type SlowDown = (adviceMs: number | undefined) => void;

/** Lets the response actions look at a response, then makes a page, a redirect or an error of it. */
export async function settleAnswer(
  answer: Dispatcher.ResponseData,
  url: URL,
  page: PageAttempt,
  slowDown: SlowDown,
): Promise<SettledAnswer> {
  const { attempt, fail, context } = page;
  const { statusCode: status, headers } = answer;
  let opened: Readable | undefined;
  const open = (): Readable => {
    const { maxPageBytes: maxBytes, timeout } = context.settings;
    opened ??= decodedBody(answer, { maxBytes, timeout, attempt, fail });
    return opened;
  };
  const acted = await applyActions(answerOf(status, headers), actionsFor(answer, page), {
    url: () => context.redactor.redact(url.href),
    open,
    fail,
    signal: attempt.signal,
  });
  if (acted === 'ignored') {
    await discardBody(opened ?? answer.body);
    const body = Readable.from([]);
    return { response: { status, headers, isIgnored: true, body }, isStreaming: false };
  }
  if (isRedirect(acted.status, acted.headers)) {
    await discardBody(opened ?? answer.body);
    return { redirect: acted };
  }
  if (acted.status < 200 || acted.status >= 300) {
    throw await refusal(acted, answer, open, page, slowDown);
  }
  if (acted.status === 204) {
    await discardBody(opened ?? answer.body);
    const { status: noContent, headers: newHeaders } = acted;
    const body = Readable.from([]);
    return {
      response: { status: noContent, headers: newHeaders, body },
      isStreaming: false,
    };
  }
  if (acted.body === undefined) {
    const response = { status, headers, body: open(), ...charset(charsetOf(headers)) };
    return { response, isStreaming: true };
  }
  const body = Readable.from(acted.body.bytes.length === 0 ? [] : [acted.body.bytes]);
  const { status: newStatus, headers: newHeaders } = acted;
  return {
    response: { status: newStatus, headers: newHeaders, body, ...charset(acted.body.charset) },
    isStreaming: false,
  };
}

function charset(charset: string | undefined): Pick<HttpResponse, 'charset'> {
  return charset === undefined ? {} : { charset };
}

function answerOf(status: number, headers: ResponseHeaders): ActedAnswer {
  return { status, headers };
}

/** A redirect is followed before anything looks at it, save what names its very status. */
function actionsFor(
  { statusCode: status, headers }: Dispatcher.ResponseData,
  { request }: PageAttempt,
): readonly AnswerAction[] {
  const actions = request.actions ?? [];
  if (!isRedirect(status, headers)) return actions;
  return actions.some(({ statusCode }) => statusCode === status) ? actions : [];
}

async function refusal(
  { status, headers, body }: ActedAnswer,
  answer: Dispatcher.ResponseData,
  open: () => Readable,
  { context, request, authenticator, fail }: PageAttempt,
  slowDown: SlowDown,
): Promise<Error> {
  const { redact } = context.redactor;
  let text = '';
  if (body !== undefined) {
    text = await readErrorBody(Readable.from([body.bytes]), redact, { charset: body.charset });
  } else if ('refused' in contentEncoding(answer.headers)) answer.body.destroy();
  else text = await readErrorBody(open(), redact, { charset: charsetOf(answer.headers) });
  request.signal?.throwIfAborted();
  const pushBack = pushBackOf(status, headers, text);
  const isTold = pushBackOf(answer.statusCode, answer.headers) !== undefined;
  if (pushBack !== undefined && !isTold) slowDown(pushBack.waitMs);
  return statusError(
    {
      status,
      page: request.page,
      text: errorText(text, redact),
      isLimited: pushBack !== undefined,
      retryAfterMs: pushBack?.waitMs ?? retryAfterMs(headers),
      carrier: authenticator?.carrier,
    },
    fail,
  );
}
