import type { AuthSettings } from '../http/client.ts';
import { isOwnAuth } from './own-object.ts';
import { asPlain } from './plain.ts';
import { optionsOf } from './registered-problem.ts';
import { authMaker } from './registry.ts';
import type {
  ApiKeyAuthConfig,
  AuthConfig,
  BearerAuthConfig,
  ClientCredentialsAuthConfig,
  HttpBasicAuthConfig,
} from './rest-api-config.ts';

type TypedAuth =
  | BearerAuthConfig
  | ApiKeyAuthConfig
  | HttpBasicAuthConfig
  | ClientCredentialsAuthConfig;

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
        accessTokenUrl: known(auth.access_token_url),
        clientId: known(auth.client_id),
        clientSecret: known(auth.client_secret),
        ...(auth.access_token == null ? {} : { accessToken: auth.access_token }),
        requestData: auth.access_token_request_data ?? {},
        defaultExpirationSeconds: auth.default_token_expiration ?? 3600,
      };
    default:
      return { type: 'bearer', token: known(auth.token) };
  }
}

function known(value: string | undefined): string {
  if (value === undefined) throw new TypeError('an authentication that lacks a value passed');
  return value;
}
