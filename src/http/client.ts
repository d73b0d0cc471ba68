import type { Readable } from 'node:stream';
import type { JwtAlgorithm } from './auth/private-key.ts';
import type { RetrySettings } from './retry.ts';
import type { OnWait } from './wait.ts';

/** How the pages of a source are asked for. */
export interface HttpSettings {
  /** The origins that requests, and with them secrets, may go to. */
  readonly origins: readonly string[];
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: AuthSettings | undefined;
  /** Of the resources that do not authenticate as the others do; null: not at all. */
  readonly resourceAuth?: Readonly<Record<string, AuthSettings | null>>;
  readonly timeout: TimeoutSettings;
  /** Of token requests, and of the pause that a 429 without advice means to the whole source. Default: DEFAULT_RETRY. */
  readonly retry?: RetrySettings;
  /** Evenly spaced, shared by all resources of the source. */
  readonly rateLimit?: { readonly requests: number; readonly perMs: number };
  /** Pages in flight for the whole source. */
  readonly maxConcurrency: number;
  /** Decompressed bytes of one page. */
  readonly maxPageBytes: number;
  /** Values that must never leave through a message. */
  readonly secrets: readonly string[];
}

export interface TimeoutSettings {
  readonly connectMs: number;
  /** Without a byte of the response. */
  readonly idleMs: number;
  /** For one attempt in all, as long as Sluice itself does not hold the body back. */
  readonly totalMs: number;
}

export type AuthSettings =
  | ApiKeySettings
  | BearerSettings
  | BasicSettings
  | OAuthSettings
  | CustomAuthSettings;

export interface ApiKeySettings {
  readonly type: 'api_key';
  readonly name: string;
  readonly apiKey: string;
  readonly location: 'header' | 'query' | 'cookie';
}

export interface BearerSettings {
  readonly type: 'bearer';
  readonly token: string;
}

export interface BasicSettings {
  readonly type: 'http_basic';
  readonly username: string;
  readonly password: string;
}

/** A request for a token of OAuth 2.0. One token serves the whole source. */
export interface TokenRequestSettings {
  readonly accessTokenUrl: string;
  readonly clientId: string;
  /** Undefined where the client has none. */
  readonly clientSecret?: string;
  /** How the request carries them. Default: `client_secret_post`. */
  readonly authMethod?: 'client_secret_post' | 'client_secret_basic';
  /** A token to begin with. */
  readonly accessToken?: string;
  /** Laid over the form of the token request. */
  readonly requestData: Readonly<Record<string, string>>;
  /** Laid over its headers. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** How long a token is good that does not say so itself. */
  readonly defaultExpirationSeconds: number;
}

/** RFC 6749, section 4.4. */
export interface ClientCredentialsSettings extends TokenRequestSettings {
  readonly type: 'oauth2_client_credentials';
  readonly clientSecret: string;
}

/** RFC 6749, section 6. */
export interface RefreshTokenSettings extends TokenRequestSettings {
  readonly type: 'oauth2_refresh_token';
  readonly refreshToken: string;
}

/** RFC 7523, section 2.1. */
export interface JwtBearerSettings extends TokenRequestSettings {
  readonly type: 'oauth2_jwt_bearer';
  /** In PEM. */
  readonly privateKey: string;
  readonly passphrase?: string;
  readonly algorithm: JwtAlgorithm;
  readonly keyId?: string;
  /** Of the assertion, beside those that tell its time. */
  readonly claims: Readonly<Record<string, unknown>>;
}

export type OAuthSettings = ClientCredentialsSettings | RefreshTokenSettings | JwtBearerSettings;

/** What a request of one's own authentication is told, and may change. */
export interface CustomAuthRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Authentication of one's own: gives the request as it shall be sent. It is asked for each request, redirects included. */
export interface CustomAuth {
  authorize(
    request: CustomAuthRequest,
  ): Partial<CustomAuthRequest> | Promise<Partial<CustomAuthRequest>>;
}

export interface CustomAuthSettings {
  readonly type: 'own';
  readonly auth: CustomAuth;
}

/** A response as a response action sees it. */
export interface SeenAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The URL that was asked, without secrets. */
  readonly url: string;
  /** The parsed JSON, or the text where it is none. */
  readonly body: unknown;
}

/** Looks at a response; may give another in its place, or `ignore` to end the pages there. */
export type AnswerFunction = (answer: SeenAnswer) => AnswerChange | Promise<AnswerChange>;

/** What a response action makes of a response: another one in its place, the end of the pages, or nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function without a return statement returns void to the compiler
export type AnswerChange = SeenAnswer | 'ignore' | undefined | void;

/** What is done with answers of a kind. It acts where all conditions hold that it has. */
export interface AnswerAction {
  readonly statusCode?: number;
  /** A part of the body's text. */
  readonly content?: string;
  readonly action: 'ignore' | readonly AnswerFunction[];
}

export interface RequestBody {
  readonly text: string;
  /** Undefined: no content type is sent. */
  readonly contentType?: string | undefined;
}

export interface HttpRequest {
  /** For messages. */
  readonly resource: string;
  readonly page: number;
  /** Default: GET. */
  readonly method?: 'GET' | 'POST';
  /** With its query, without secrets. */
  readonly url: string;
  readonly body?: RequestBody | undefined;
  /** Looked at in order before the status is, for each attempt. Default: none. */
  readonly actions?: readonly AnswerAction[] | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Called for each request that goes out, redirects included. */
  readonly onSend?: () => void;
  /** Called before each pause; what it throws is what `send` rejects with. Default: every pause is waited for. */
  readonly onWait?: OnWait;
}

/** A good response (2xx), or one that a response action ignored or replaced by a good one. */
export interface HttpResponse {
  /** With 204 the body is empty, and that is whole. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether a response action said to ignore it: the body is empty, and it is the last page. */
  readonly isIgnored?: boolean;
  /** How the text of the body is encoded, as the content type says it. Default: UTF-8. */
  readonly charset?: string;
  /**
   * Decompressed, capped, under the idle and total timeouts. Reads ahead up to a bound by itself, then holds the
   * socket back. Fails with a {@link SourceError}; destroying it lets the socket go.
   */
  readonly body: Readable;
}

/** All requests of one source go through one of these. Whoever opened it closes it. */
export interface HttpClient {
  /** Takes one of `maxConcurrency` places, first come, first served; the page keeps it until its body is read. */
  acquire(signal?: AbortSignal): Promise<() => void>;
  /**
   * Waits for its turn in the rate budget, sends one request and resolves when a 2xx answer's headers are there.
   *
   * @throws {SourceError} for everything else, with `retryable` and `retryAfterMs`; redacted.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Replaces every form of every secret in a text. */
  redact(text: string): string;
  /**
   * A text of a resource's requests, as a link to a page, as it may be written down and sent again later; undefined where
   * that would take a secret out of it that the request needs.
   */
  toStored(resource: string, text: string): string | undefined;
  close(): Promise<void>;
}
