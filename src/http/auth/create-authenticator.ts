import { isDeepStrictEqual } from 'node:util';
import { untilAborted } from '../abort.ts';
import type { AuthSettings, HttpSettings, OAuthSettings, OwnAuthSettings } from '../client.ts';
import { MIN_LITERAL_LENGTH, secretParts } from '../credentials.ts';
import { type Fail, NOTHING_KEPT } from '../failure.ts';
import type { OriginGuard } from '../origin-guard.ts';
import type { OnWait } from '../wait.ts';
import { apiKeyAuth } from './api-key.ts';
import type { Authenticator, AuthorizableRequest } from './authenticator.ts';
import { bearerAuth } from './bearer.ts';
import { httpBasicAuth } from './http-basic.ts';
import { type AccessToken, createKeptToken, type KeptToken } from './kept-token.ts';
import { oauthAuth } from './oauth.ts';
import { requestToken, type TokenTools } from './request-token.ts';

/** How a resource authenticates, if it does. */
export type AuthenticatorOf = (resource: string) => Authenticator | undefined;

type AuthOfAll = Pick<HttpSettings, 'auth' | 'resourceAuth'>;

/** The settings that a resource authenticates with; null or undefined: not at all. */
export function authOf(
  { auth, resourceAuth = {} }: AuthOfAll,
  resource: string,
): AuthSettings | null | undefined {
  return Object.hasOwn(resourceAuth, resource) ? resourceAuth[resource] : auth;
}

/** Builds what the settings name. Resources whose settings are equal share one, and with it their token. */
export function createAuthenticators(settingsOfAll: AuthOfAll, tools: TokenTools): AuthenticatorOf {
  const made: (readonly [AuthSettings, Authenticator])[] = [];
  return (resource) => {
    const settings = authOf(settingsOfAll, resource);
    if (settings == null) return undefined;
    const known = made.find(([other]) => isSame(other, settings));
    if (known !== undefined) return known[1];
    const authenticator = createAuthenticator(settings, tools);
    made.push([settings, authenticator]);
    return authenticator;
  };
}

export function createAuthenticator(settings: AuthSettings, tools: TokenTools): Authenticator {
  switch (settings.type) {
    case 'api_key':
      return apiKeyAuth(settings);
    case 'bearer':
      return bearerAuth(settings);
    case 'http_basic':
      return httpBasicAuth(settings);
    case 'oauth2_client_credentials':
    case 'oauth2_refresh_token':
    case 'oauth2_jwt_bearer':
      return oauthAuth(keptToken(settings, tools), settings);
    case 'own':
      return ownAuth(settings, tools.guard, tools.redactor.learn);
  }
}

function keptToken(settings: OAuthSettings, tools: TokenTools): KeptToken {
  let current = settings;
  const fetchToken = async (onWait?: OnWait): Promise<AccessToken> => {
    const token = await requestToken(current, tools, onWait);
    const { refreshToken } = token;
    if (refreshToken !== undefined && current.type === 'oauth2_refresh_token') {
      current = { ...current, refreshToken };
    }
    return token;
  };
  return createKeptToken(fetchToken, tools.clock, settings.accessToken);
}

/** Objects with behaviour are the same only where they are one object. */
function isSame(a: AuthSettings, b: AuthSettings): boolean {
  return a.type === 'own' || b.type === 'own' ? a === b : isDeepStrictEqual(a, b);
}

/** Authentication that the configuration brings along. It may change URL and headers, and go to no other place. */
function ownAuth(
  { auth }: OwnAuthSettings,
  guard: OriginGuard,
  learn: (secret: string) => void,
): Authenticator {
  return {
    carrier: 'what your own `auth` sent',
    authorize: async (request, { fail, signal }) => {
      const { method, url, headers } = request;
      const asked = { method, url: url.href, headers: { ...headers } };
      const changed = await untilAborted(call(auth, asked), signal).catch((cause: unknown) => {
        signal.throwIfAborted();
        const text = cause instanceof Error ? cause.message : String(cause);
        throw refusal(fail, `your own \`auth\` failed: ${text}`, cause);
      });
      const target = guard(String(changed?.url ?? url.href));
      if ('refused' in target) {
        throw refusal(fail, `the URL that your own \`auth\` gave ${target.refused}`);
      }
      const authorized = { method, url: target.url, headers: { ...(changed?.headers ?? headers) } };
      for (const secret of additions(request, authorized)) learn(secret);
      return authorized;
    },
  };
}

/** Inside of a promise, so that what is thrown at once is caught, too. It may give nothing, whatever its type says. */
async function call(
  auth: OwnAuthSettings['auth'],
  asked: Parameters<OwnAuthSettings['auth']['authorize']>[0],
): Promise<Awaited<ReturnType<OwnAuthSettings['auth']['authorize']>> | undefined> {
  return auth.authorize(asked);
}

function refusal(fail: Fail, reason: string, cause?: unknown): Error {
  return fail({
    code: 'SOURCE_AUTH',
    what: `was not sent: ${reason}`,
    advice: `Check \`auth\`. ${NOTHING_KEPT}`,
    cause,
  });
}

/** Whatever it added may be a secret: the values of headers and of the query that were not there. */
function additions(before: AuthorizableRequest, after: AuthorizableRequest): string[] {
  const known = new Set([...Object.values(before.headers), ...before.url.searchParams.values()]);
  const values = [...Object.values(after.headers), ...after.url.searchParams.values()]
    .map(String)
    .filter((value) => !known.has(value))
    .flatMap((value) => [value, ...secretParts(value)]);
  return values.filter((value) => value.length >= MIN_LITERAL_LENGTH);
}
