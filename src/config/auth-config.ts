import type { OwnAuth } from '../http/client.ts';
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
  /** A token to begin with. Default: one is fetched before the first request. */
  readonly access_token?: string | null;
  /** Laid over the form of the token request, as `{ scope: 'read' }`. Default: nothing. */
  readonly access_token_request_data?: Readonly<Record<string, string>> | null;
  /** Seconds that a token is good whose answer does not say it. Default: 3600. */
  readonly default_token_expiration?: number | null;
}

/** What is registered with `registerAuth` or `registerPaginator`, by its name, with options of its own. */
export interface RegisteredConfig {
  readonly type: RegisteredName;
  readonly [option: string]: unknown;
}

/** A way to authenticate by its name. Every value is then looked up in the environment. */
export type AuthName = 'bearer' | 'api_key' | 'http_basic' | 'oauth2_client_credentials';

export type AuthConfig =
  | BearerAuthConfig
  | ApiKeyAuthConfig
  | HttpBasicAuthConfig
  | ClientCredentialsAuthConfig
  | AuthName
  | RegisteredName
  | RegisteredConfig
  | OwnAuth;
