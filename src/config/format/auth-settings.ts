import type { AuthSettings, TokenRequestSettings } from '../../http/client.ts';
import type {
  ApiKeyAuthConfig,
  AuthConfig,
  BearerAuthConfig,
  ClientCredentialsAuthConfig,
  HttpBasicAuthConfig,
  JwtBearerAuthConfig,
  RefreshTokenAuthConfig,
} from './config-types.ts';
import { isOwnAuth } from './own-object.ts';
import { asPlain } from './plain.ts';
import { optionsOf } from './registered-problem.ts';
import { authMaker } from './registry.ts';

type OAuthConfig = ClientCredentialsAuthConfig | RefreshTokenAuthConfig | JwtBearerAuthConfig;
type TypedAuth = BearerAuthConfig | ApiKeyAuthConfig | HttpBasicAuthConfig | OAuthConfig;

/** A checked way to authenticate with every default in place. What is registered is made anew here. */
export function authSettings(auth: AuthConfig): AuthSettings {
  if (isOwnAuth(auth)) return { type: 'own', auth };
  const written = typeof auth === 'string' ? { type: auth } : auth;
  const make = authMaker(written.type);
  if (make !== undefined) return { type: 'own', auth: make(optionsOf(asPlain(written))) };
  // what is none of these was checked to be of a built-in type
  return typedSettings(written as TypedAuth);
}

function typedSettings(auth: TypedAuth): AuthSettings {
  switch (auth.type) {
    case 'api_key':
      return {
        type: 'api_key',
        name: auth.name ?? 'Authorization',
        apiKey: known(auth.api_key),
        location: auth.location === 'param' ? 'query' : (auth.location ?? 'header'),
      };
    case 'http_basic':
      return {
        type: 'http_basic',
        username: known(auth.username),
        password: known(auth.password),
      };
    case 'oauth2_client_credentials':
      return {
        type: 'oauth2_client_credentials',
        ...tokenRequest(auth),
        clientSecret: known(auth.client_secret),
      };
    case 'oauth2_refresh_token':
      return {
        type: 'oauth2_refresh_token',
        ...tokenRequest(auth),
        refreshToken: known(auth.refresh_token),
      };
    case 'oauth2_jwt_bearer':
      return {
        type: 'oauth2_jwt_bearer',
        ...tokenRequest(auth),
        privateKey: known(auth.private_key),
        ...(auth.private_key_passphrase == null ? {} : { passphrase: auth.private_key_passphrase }),
        algorithm: auth.algorithm ?? 'RS256',
        ...(auth.key_id == null ? {} : { keyId: auth.key_id }),
        claims: claimsOf(auth),
      };
    default:
      return { type: 'bearer', token: known(auth.token) };
  }
}

/** What the ways to authenticate that ask for a token have in common. */
function tokenRequest(auth: OAuthConfig): TokenRequestSettings {
  const { client_secret: secret, access_token: token } = auth;
  const { access_token_request_headers: headers } = auth;
  return {
    accessTokenUrl: known(auth.access_token_url),
    clientId: known(auth.client_id),
    ...(secret == null ? {} : { clientSecret: secret }),
    ...(auth.auth_method == null ? {} : { authMethod: auth.auth_method }),
    ...(token == null ? {} : { accessToken: token }),
    requestData: auth.access_token_request_data ?? {},
    ...(headers == null ? {} : { requestHeaders: headers }),
    defaultExpirationSeconds: auth.default_token_expiration ?? 3600,
  };
}

function claimsOf(auth: JwtBearerAuthConfig): Readonly<Record<string, unknown>> {
  const scopes = [auth.scopes ?? []].flat();
  return {
    iss: known(auth.client_id),
    sub: auth.subject ?? known(auth.client_id),
    aud: auth.audience ?? known(auth.access_token_url),
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    ...auth.claims,
  };
}

function known(value: string | undefined): string {
  if (value === undefined) throw new TypeError('an authentication that lacks a value passed');
  return value;
}
