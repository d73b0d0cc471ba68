import { SourceError } from '../../errors.ts';
import { untilAborted } from '../abort.ts';
import type { OAuthSettings } from '../client.ts';
import { type Fail, NOTHING_KEPT } from '../failure.ts';
import { headerOf } from '../request-headers.ts';
import { DeadlineReached } from '../wait.ts';
import type { AuthCall, Authenticator } from './authenticator.ts';
import { withBearer } from './bearer.ts';
import type { KeptToken } from './kept-token.ts';

const BEARER = /^Bearer /;

/** What can be wrong, for messages. */
const CHECKED: Readonly<Record<OAuthSettings['type'], string>> = {
  oauth2_client_credentials: '`access_token_url`, `client_id` and `client_secret`',
  oauth2_refresh_token:
    '`access_token_url`, `client_id` and `refresh_token`; a refresh token that was used or revoked has to be given anew,',
  oauth2_jwt_bearer: '`access_token_url`, `client_id`, `private_key` and the claims',
};

/** OAuth 2.0: a token of the authorization server, sent as a bearer token. */
export function oauthAuth(token: KeptToken, { type }: Pick<OAuthSettings, 'type'>): Authenticator {
  const get = ({ fail, signal, onWait }: AuthCall): Promise<string> =>
    untilAborted(token.get(onWait), signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      if (cause instanceof DeadlineReached) throw cause;
      throw noToken(cause, fail, type);
    });
  return {
    carrier: 'the access token in header `Authorization`',
    prepare: async (call) => {
      await get(call);
    },
    authorize: async (request, call) => ({
      ...request,
      headers: withBearer(request.headers, await get(call)),
    }),
    renew: ({ headers }) => {
      token.drop((headerOf(headers, 'authorization') ?? '').replace(BEARER, ''));
      return true;
    },
  };
}

/** Not retryable: the token request has been retried by itself. */
function noToken(cause: unknown, fail: Fail, type: OAuthSettings['type']): Error {
  const status = cause instanceof SourceError ? cause.context['status'] : undefined;
  return fail({
    code: 'SOURCE_AUTH',
    what: `was not sent, for there is no access token: ${cause instanceof Error ? cause.message : String(cause)}`,
    advice: `Check ${CHECKED[type]} in \`auth\`. ${NOTHING_KEPT}`,
    cause,
    ...(typeof status === 'number' ? { status } : {}),
  });
}
