import type { OwnAuth } from '../../http/client.ts';
import type { RegisteredName } from './registry.ts';

/** A token that is sent as `Authorization: Bearer …`. The type of an object without one. */
export interface BearerAuthConfig {
  /** The way to authenticate. Default: `bearer`. */
  readonly type?: 'bearer';
  /** The token, best as `secret('NAME')`. Default: the one of the environment. */
  readonly token?: string;
}

/** A key that is sent with every request, to the origins that the configuration names and nowhere else. */
export interface ApiKeyAuthConfig {
  /** The way to authenticate. */
  readonly type: 'api_key';
  /** The key itself, best as `secret('NAME')`. Default: the one of the environment. */
  readonly api_key?: string;
  /** The header, query parameter or cookie that carries it. Default: `Authorization`. */
  readonly name?: string;
  /** Where it goes; `param` is another word for `query`. Default: `header`. */
  readonly location?: 'header' | 'query' | 'param' | 'cookie';
}

/** A name and a password (RFC 7617). */
export interface HttpBasicAuthConfig {
  /** The way to authenticate. */
  readonly type: 'http_basic';
  /** The user's name. Default: the one of the environment. */
  readonly username?: string;
  /** The password, best as `secret('NAME')`. Default: the one of the environment. */
  readonly password?: string;
}

/** How a client says to the server that gives tokens who it is. */
export type AuthMethodName = 'client_secret_post' | 'client_secret_basic';

/** OAuth 2.0 with client credentials. One token serves the whole source; it is fetched anew when it ends. */
export interface ClientCredentialsAuthConfig {
  /** The way to authenticate. */
  readonly type: 'oauth2_client_credentials';
  /** The URL (http or https) that gives tokens. Default: the one of the environment. */
  readonly access_token_url?: string;
  /** The name of the client. Default: the one of the environment. */
  readonly client_id?: string;
  /** The secret of the client, best as `secret('NAME')`. Default: the one of the environment. */
  readonly client_secret?: string;
  /**
   * How the token request carries `client_id` and `client_secret`: in its form (`client_secret_post`) or in its header
   * `Authorization` (`client_secret_basic`). Default: `client_secret_post`.
   */
  readonly auth_method?: AuthMethodName | null;
  /** A token to begin with. Default: one is fetched before the first request. */
  readonly access_token?: string | null;
  /** Laid over the form of the token request, as `{ scope: 'read' }`. Default: nothing. */
  readonly access_token_request_data?: Readonly<Record<string, string>> | null;
  /** Headers of the token request. Default: none of its own. */
  readonly access_token_request_headers?: Readonly<Record<string, string>> | null;
  /** Seconds that a token is good whose answer does not say it. Default: 3600. */
  readonly default_token_expiration?: number | null;
}

/**
 * OAuth 2.0 with a refresh token that somebody gave. A server that answers with another one gets that the next time, within one
 * run: it is written down nowhere.
 */
export interface RefreshTokenAuthConfig {
  /** The way to authenticate. */
  readonly type: 'oauth2_refresh_token';
  /** The URL (http or https) that gives tokens. Default: the one of the environment. */
  readonly access_token_url?: string;
  /** The name of the client. Default: the one of the environment. */
  readonly client_id?: string;
  /** The refresh token, best as `secret('NAME')`. Default: the one of the environment. */
  readonly refresh_token?: string;
  /** The secret of the client, best as `secret('NAME')`. Default: the one of the environment, else none. */
  readonly client_secret?: string | null;
  /**
   * How the token request carries `client_id` and `client_secret`: in its form (`client_secret_post`) or in its header
   * `Authorization` (`client_secret_basic`). Default: `client_secret_post`.
   */
  readonly auth_method?: AuthMethodName | null;
  /** A token to begin with. Default: one is fetched before the first request. */
  readonly access_token?: string | null;
  /** Laid over the form of the token request, as `{ scope: 'read' }`. Default: nothing. */
  readonly access_token_request_data?: Readonly<Record<string, string>> | null;
  /** Headers of the token request. Default: none of its own. */
  readonly access_token_request_headers?: Readonly<Record<string, string>> | null;
  /** Seconds that a token is good whose answer does not say it. Default: 3600. */
  readonly default_token_expiration?: number | null;
}

/** OAuth 2.0 with an assertion that a private key signs (RFC 7523), as service accounts have. */
export interface JwtBearerAuthConfig {
  /** The way to authenticate. */
  readonly type: 'oauth2_jwt_bearer';
  /** The URL (http or https) that gives tokens. Default: the one of the environment. */
  readonly access_token_url?: string;
  /** The name of the client, the issuer of the assertion. Default: the one of the environment. */
  readonly client_id?: string;
  /** The key that signs, PKCS #8 or PKCS #1 in PEM, best as `secret('NAME')`. Default: the one of the environment. */
  readonly private_key?: string;
  /** The passphrase of the key. Default: the one of the environment, else none. */
  readonly private_key_passphrase?: string | null;
  /** The algorithm of the signature. Default: `RS256`. */
  readonly algorithm?: JwtAlgorithmName | null;
  /** The name of the key, for the header of the assertion. Default: none. */
  readonly key_id?: string | null;
  /** For whom access is asked. Default: `client_id`. */
  readonly subject?: string | null;
  /** For whom the assertion is. Default: `access_token_url`. */
  readonly audience?: string | null;
  /** What access is asked for, one or several. Default: none. */
  readonly scopes?: string | readonly string[] | null;
  /** Laid over the claims of the assertion. Default: nothing. */
  readonly claims?: Readonly<Record<string, unknown>> | null;
  /** The secret of the client, if the request carries one too, best as `secret('NAME')`. Default: none. */
  readonly client_secret?: string | null;
  /**
   * How the token request carries `client_id` and `client_secret`: in its form (`client_secret_post`) or in its header
   * `Authorization` (`client_secret_basic`). Default: `client_secret_post`.
   */
  readonly auth_method?: AuthMethodName | null;
  /** A token to begin with. Default: one is fetched before the first request. */
  readonly access_token?: string | null;
  /** Laid over the form of the token request. Default: nothing. */
  readonly access_token_request_data?: Readonly<Record<string, string>> | null;
  /** Headers of the token request. Default: none of its own. */
  readonly access_token_request_headers?: Readonly<Record<string, string>> | null;
  /** Seconds that a token is good whose answer does not say it. Default: 3600. */
  readonly default_token_expiration?: number | null;
}

export type JwtAlgorithmName =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA';

/** What is registered with `registerAuth` or `registerPaginator`, by its name, with options of its own. */
export interface RegisteredConfig {
  readonly type: RegisteredName;
  readonly [option: string]: unknown;
}

/** A way to authenticate by its name. Every value is then looked up in the environment. */
export type AuthName =
  | 'bearer'
  | 'api_key'
  | 'http_basic'
  | 'oauth2_client_credentials'
  | 'oauth2_refresh_token'
  | 'oauth2_jwt_bearer';

export type AuthConfig =
  | BearerAuthConfig
  | ApiKeyAuthConfig
  | HttpBasicAuthConfig
  | ClientCredentialsAuthConfig
  | RefreshTokenAuthConfig
  | JwtBearerAuthConfig
  | AuthName
  | RegisteredName
  | RegisteredConfig
  | OwnAuth;
