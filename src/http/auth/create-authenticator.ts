import { isDeepStrictEqual } from 'node:util';
import type { AuthSettings, HttpSettings, OAuthSettings } from '../client.ts';
import type { OnWait } from '../wait.ts';
import { apiKeyAuth } from './api-key.ts';
import type { Authenticator } from './authenticator.ts';
import { bearerAuth } from './bearer.ts';
import { customAuth } from './custom.ts';
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
      return customAuth(settings, tools.guard, tools.redactor.learn);
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
