import type { Dispatcher } from 'undici';
import { SourceError, toError } from '../../errors.ts';
import type { Clock } from '../../model.ts';
import { startAttempt } from '../attempt.ts';
import type { OAuthSettings, TimeoutSettings } from '../client.ts';
import { decodedBody } from '../decoded-body.ts';
import { readErrorBody } from '../error-body.ts';
import { errorText } from '../error-text.ts';
import { exchange, refuse } from '../exchange.ts';
import { type Fail, redactCause, shownUrl } from '../failure.ts';
import { totalTimeoutError } from '../network-error.ts';
import type { OriginGuard } from '../origin-guard.ts';
import type { RateBudget } from '../rate-budget.ts';
import type { LearningRedactor } from '../redaction.ts';
import { requestHeaders } from '../request-headers.ts';
import { DEFAULT_RETRY, type RetrySettings, retryDelayMs, shouldRetry } from '../retry.ts';
import { pushBackOf, retryAfterMs } from '../retry-after.ts';
import { statusError } from '../status-error.ts';
import { DeadlineReached, type OnWait } from '../wait.ts';
import { grantToken } from './grant-token.ts';
import type { AccessToken } from './kept-token.ts';

/** No response to a token request is as long as this. */
const MAX_ANSWER_BYTES = 1_048_576;

export interface TokenTools {
  readonly timeout: TimeoutSettings;
  readonly retry?: RetrySettings | undefined;
  readonly dispatcher: Dispatcher;
  readonly guard: OriginGuard;
  readonly budgetOf: (origin: string) => RateBudget;
  readonly redactor: LearningRedactor;
  readonly clock: Clock;
  /** Aborts when the client is closed. */
  readonly closing: AbortSignal;
}

/**
 * Asks for a token, again and again as a page is asked for.
 *
 * @throws {SourceError} `SOURCE_AUTH`, without the place of a page: others may wait for the same token.
 */
export async function requestToken(
  settings: OAuthSettings,
  tools: TokenTools,
  onWait?: OnWait,
): Promise<AccessToken> {
  const { retry = DEFAULT_RETRY, clock, closing } = tools;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askOnce(settings, tools, onWait);
    } catch (error) {
      if (closing.aborted || !shouldRetry(error, attempt, retry)) throw error;
      const asked = error instanceof SourceError ? error.retryAfterMs : undefined;
      const failed = { attempt, retryAfterMs: asked };
      const ms = retryDelayMs(failed, retry, clock.random);
      onWait?.({ ms, why: toError(error).message, isAsked: asked !== undefined });
      await clock.sleep(ms, closing);
    }
  }
}

async function askOnce(
  settings: OAuthSettings,
  tools: TokenTools,
  onWait: OnWait | undefined,
): Promise<AccessToken> {
  const { timeout, clock, closing } = tools;
  const fail = createTokenFail(settings.accessTokenUrl, tools.redactor);
  const target = tools.guard(settings.accessTokenUrl);
  if ('refused' in target) {
    throw fail({
      code: 'SOURCE_AUTH',
      what: `was not sent: the URL ${target.refused}`,
      advice: '',
    });
  }
  const attempt = startAttempt({
    totalMs: timeout.totalMs,
    signals: [closing],
    toTimeoutError: () => totalTimeoutError(timeout, fail),
  });
  const { url } = target;
  const send = async (
    form: URLSearchParams,
    headers: Record<string, string>,
  ): Promise<Response> => {
    const budget = tools.budgetOf(url.origin);
    const turn = await budget.take(attempt.signal, onWait);
    const outgoing = {
      url,
      method: 'POST',
      headers: requestHeaders(headers),
      body: `${form}`,
    } as const;
    const answer = await exchange(outgoing, { ...tools, budget, turn, attempt, fail });
    const body = decodedBody(answer, { maxBytes: MAX_ANSWER_BYTES, timeout, attempt, fail });
    const { statusCode: status } = answer;
    if (status < 200 || status >= 300) {
      const { redact } = tools.redactor;
      const said = await readErrorBody(body, redact);
      const text = errorText(said, redact);
      const pushBack = pushBackOf(status, answer.headers, said);
      if (pushBack !== undefined) refuse(budget, turn, status, pushBack.waitMs);
      const waitMs = pushBack?.waitMs ?? retryAfterMs(answer.headers);
      const refused = { status, text, isLimited: pushBack !== undefined, retryAfterMs: waitMs };
      throw statusError({ ...refused, carrier: undefined }, fail);
    }
    const text = Buffer.concat(await body.toArray()).toString('utf8');
    return Response.json(tokenAnswer(text, status, tools.redactor, fail));
  };
  try {
    const askedAt = clock.now();
    const told = await grantToken(settings, { url, send, learn: tools.redactor.learn });
    const { access_token: value, expires_in: seconds, refresh_token: refreshToken } = told;
    const lifeMs = (seconds || settings.defaultExpirationSeconds) * 1_000;
    return { value, askedAt, lifeMs, refreshToken };
  } catch (error) {
    closing.throwIfAborted();
    if (error instanceof SourceError || error instanceof DeadlineReached) throw error;
    // Its cause holds the whole response; the message says enough.
    const text = error instanceof Error ? error.message : String(error);
    throw fail({ code: 'SOURCE_AUTH', what: `gave no usable access token: ${text}`, advice: '' });
  } finally {
    attempt.end();
  }
}

/** What counts of a response, with the type that some servers leave out. The token is a secret from here on. */
function tokenAnswer(
  text: string,
  status: number,
  { learn, redact }: LearningRedactor,
  fail: Fail,
): object {
  const fields = new Map<string, unknown>(Object.entries(parsed(text)));
  const token = fields.get('access_token');
  if (typeof token !== 'string' || token === '') {
    // Only what says an error: the rest may hold a token under another name.
    const said = ['error', 'error_description', 'message'].flatMap((name) =>
      typeof fields.get(name) === 'string' ? [[name, fields.get(name)]] : [],
    );
    const words =
      said.length === 0 ? '' : errorText(JSON.stringify(Object.fromEntries(said)), redact);
    throw fail({
      code: 'SOURCE_AUTH',
      status,
      what: `answered ${status} without an \`access_token\`${words === '' ? '' : ` (\`${words}\`)`}`,
      advice: '',
    });
  }
  learn(token);
  const refresh = fields.get('refresh_token');
  const isRefreshed = typeof refresh === 'string' && refresh !== '';
  if (isRefreshed) learn(refresh);
  const life = Number(fields.get('expires_in') ?? 0);
  return {
    access_token: token,
    token_type: fields.get('token_type') ?? 'bearer',
    ...(Number.isFinite(life) && life > 0 ? { expires_in: life } : {}),
    ...(isRefreshed ? { refresh_token: refresh } : {}),
  };
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function createTokenFail(accessTokenUrl: string, { redact }: LearningRedactor): Fail {
  const url = shownUrl(accessTokenUrl, redact);
  return ({ what, status, cause, retryable = false, retryAfterMs: waitMs }) =>
    new SourceError('SOURCE_AUTH', redact(`POST ${url} ${what}`), {
      context: { url, ...(status === undefined ? {} : { status }) },
      cause: cause === undefined ? undefined : redactCause(cause, redact),
      retryAfterMs: waitMs,
      retryable,
    });
}
