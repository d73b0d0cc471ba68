import { z } from 'zod';
import { JWT_ALGORITHMS, privateKeyProblem } from '../../http/auth/private-key.ts';
import type { OAuthSettings, TokenRequestSettings } from '../../http/client.ts';
import type {
  ClientCredentialsAuthConfig,
  JwtBearerAuthConfig,
  RefreshTokenAuthConfig,
} from './config-types.ts';
import { anyText, choice, mustBe, oneOrMore, seconds, text } from './fields.ts';
import { type KeyNotes, named, optional, optionalNotNull, required, told } from './key.ts';
import { member, section, type Typed } from './section.ts';
import { headerNameProblem, headerValueProblem, urlProblem } from './text-checks.ts';
import { asPlain, type Plain } from './values.ts';

/** The meaning of `type` in `auth`. */
export const TYPE = 'The way to authenticate.';
const DEFAULT_METHOD = 'client_secret_post';
const DEFAULT_EXPIRATION_SECONDS = 3600;
const DEFAULT_ALGORITHM = 'RS256';

/** Of a value that anybody may see. */
export const OPEN = { secrecy: 'open' } as const;
/** Of a value that authenticates by itself. */
export const NEEDED = { secrecy: 'secret', env: 'needed' } as const;

const secretText = () => text('the secret, a string that is not empty');
const CLIENT_SECRET = "The secret of the client, best as `secret('NAME')`.";

/** What the token request has. */
const tokenRequestKeys = {
  access_token_url: optionalNotNull(
    text('the URL that gives tokens', urlProblem),
    'The URL (http or https) that tokens are requested from.',
    { ...OPEN, env: 'needed' },
  ),
  client_id: optionalNotNull(text('the name of the client'), 'The name of the client.', {
    env: 'needed',
  }),
  auth_method: optional(
    named(
      choice(['client_secret_post', 'client_secret_basic']),
      'AuthMethodName',
      'How a client tells the server that issues tokens who it is.',
    ),
    'How the token request carries `client_id` and `client_secret`: in its form (`client_secret_post`) or in its header `Authorization` (`client_secret_basic`).',
    { ...OPEN, default: DEFAULT_METHOD },
  ),
  access_token: optional(
    text('a token, a string that is not empty', headerValueProblem),
    'A token to begin with.',
    { secrecy: 'secret', env: 'optional', otherwise: 'one is fetched before the first request' },
  ),
  access_token_request_data: optional(
    z.record(
      text('the name of a form field'),
      anyText('a string'),
      mustBe('an object of form fields'),
    ),
    "Laid over the form of the token request, as `{ scope: 'read' }`.",
    { secrecy: 'by field name', otherwise: 'nothing' },
  ),
  access_token_request_headers: optional(
    z.record(
      text('the name of a header', headerNameProblem),
      anyText('a string', headerValueProblem),
      mustBe('an object of header names and values'),
    ),
    'Headers of the token request.',
    { secrecy: 'by field name', otherwise: 'none of its own' },
  ),
  default_token_expiration: optional(
    seconds(),
    'Seconds that a token is valid if its response does not say.',
    { ...OPEN, env: 'optional', default: DEFAULT_EXPIRATION_SECONDS },
  ),
};

const { access_token_url, client_id, ...otherKeys } = tokenRequestKeys;
const firstKeys = { access_token_url, client_id };

const common = {
  refused: {
    session:
      'is an object of Python; the `dispatcher` of `restApiSource` carries token requests, too',
  },
  shared: {
    type: 'TokenRequestConfig',
    about: 'What the ways to authenticate have that ask for a token.',
    keys: tokenRequestKeys,
  },
};

const clientCredentials = section(
  'oauth2_client_credentials',
  member(
    'auth',
    'oauth2_client_credentials',
    'ClientCredentialsAuthConfig',
    'OAuth 2.0 with client credentials. One token serves the whole source; it is fetched anew when it ends.',
    common,
  ),
  {
    type: required(z.literal('oauth2_client_credentials'), TYPE, OPEN),
    ...firstKeys,
    client_secret: optionalNotNull(secretText(), CLIENT_SECRET, NEEDED),
    ...otherKeys,
  },
).superRefine(checkTokenRequest);

const refreshToken = section(
  'oauth2_refresh_token',
  member(
    'auth',
    'oauth2_refresh_token',
    'RefreshTokenAuthConfig',
    'OAuth 2.0 with a refresh token. If the server returns another one, it gets that the next time, within one run: it is written down nowhere.',
    common,
  ),
  {
    type: required(z.literal('oauth2_refresh_token'), TYPE, OPEN),
    ...firstKeys,
    client_secret: optional(secretText(), CLIENT_SECRET, { secrecy: 'secret', env: 'optional' }),
    refresh_token: optionalNotNull(
      text('the refresh token, a string that is not empty'),
      "The refresh token, best as `secret('NAME')`.",
      NEEDED,
    ),
    ...otherKeys,
  },
).superRefine(checkTokenRequest);

const word = (what: string, about: string, notes: KeyNotes) => optional(text(what), about, notes);

const jwtBearer = section(
  'oauth2_jwt_bearer',
  member(
    'auth',
    'oauth2_jwt_bearer',
    'JwtBearerAuthConfig',
    'OAuth 2.0 with an assertion that a private key signs (RFC 7523), as service accounts have.',
    common,
  ),
  {
    type: required(z.literal('oauth2_jwt_bearer'), TYPE, OPEN),
    ...firstKeys,
    client_id: told(client_id, 'The name of the client, the issuer of the assertion.'),
    client_secret: optional(
      secretText(),
      "The secret of the client, if the request carries one too, best as `secret('NAME')`.",
      { secrecy: 'secret', otherwise: 'none' },
    ),
    private_key: optionalNotNull(
      text('the key in PEM'),
      "The key that signs, PKCS #8 or PKCS #1 in PEM, best as `secret('NAME')`.",
      NEEDED,
    ),
    private_key_passphrase: word('the passphrase of the key', 'The passphrase of the key.', {
      secrecy: 'secret',
      env: 'optional',
    }),
    algorithm: optional(
      named(choice(JWT_ALGORITHMS), 'JwtAlgorithmName'),
      'The algorithm of the signature.',
      { ...OPEN, default: DEFAULT_ALGORITHM },
    ),
    key_id: word('the name of the key', 'The name of the key, for the header of the assertion.', {
      ...OPEN,
      otherwise: 'none',
    }),
    subject: word('a name', 'For whom access is asked.', { ...OPEN, otherwise: '`client_id`' }),
    audience: word('a name or a URL', 'For whom the assertion is.', {
      ...OPEN,
      otherwise: '`access_token_url`',
    }),
    scopes: optional(oneOrMore('a scope'), 'What access is asked for, one or several.', {
      ...OPEN,
      otherwise: 'none',
    }),
    claims: optional(
      z.record(z.string(), z.unknown(), mustBe('an object of claims')),
      'Laid over the claims of the assertion.',
      { secrecy: 'by field name', otherwise: 'nothing' },
    ),
    ...otherKeys,
    access_token_request_data: told(
      otherKeys.access_token_request_data,
      'Laid over the form of the token request.',
    ),
  },
)
  .superRefine(checkTokenRequest)
  .superRefine(({ private_key: pem, private_key_passphrase: passphrase, algorithm }, context) => {
    if (pem === undefined) return;
    const message = privateKeyProblem(pem, passphrase ?? undefined, algorithm ?? DEFAULT_ALGORITHM);
    if (message !== undefined) context.addIssue({ code: 'custom', path: ['private_key'], message });
  });

/** Headers that the token request has by itself. */
const FORM_HEADERS: readonly string[] = ['content-type', 'content-length', 'host'];

function checkTokenRequest(auth: Plain, context: z.RefinementCtx): void {
  const { type, auth_method: method, client_secret: secret } = auth;
  const isBasic = method === 'client_secret_basic';
  // of client credentials it is told anyway that a secret is needed
  if (isBasic && secret == null && type !== 'oauth2_client_credentials') {
    const message = 'needs a `client_secret`';
    context.addIssue({ code: 'custom', path: ['auth_method'], message });
  }
  for (const name of Object.keys(asPlain(auth['access_token_request_headers']))) {
    const lower = name.toLowerCase();
    const isTaken = FORM_HEADERS.includes(lower) || (isBasic && lower === 'authorization');
    if (!isTaken) continue;
    const message = 'is a header that the token request has by itself. Remove it';
    context.addIssue({ code: 'custom', path: ['access_token_request_headers', name], message });
  }
}

export type OAuthConfig =
  | ClientCredentialsAuthConfig
  | RefreshTokenAuthConfig
  | JwtBearerAuthConfig;

/** The sections of OAuth 2.0, each with a token request. */
export const oauthSections: readonly [
  Typed<ClientCredentialsAuthConfig>,
  Typed<RefreshTokenAuthConfig>,
  Typed<JwtBearerAuthConfig>,
] = [clientCredentials, refreshToken, jwtBearer];

/** A checked way that asks for a token, with every default in place. */
export function oauthSettings(auth: OAuthConfig): OAuthSettings {
  switch (auth.type) {
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
        algorithm: auth.algorithm ?? DEFAULT_ALGORITHM,
        ...(auth.key_id == null ? {} : { keyId: auth.key_id }),
        claims: claimsOf(auth),
      };
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
    defaultExpirationSeconds: auth.default_token_expiration ?? DEFAULT_EXPIRATION_SECONDS,
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

/** A value that was needed, and so was looked up if it was not written. */
export function known(value: string | undefined): string {
  if (value === undefined) throw new TypeError('an authentication that lacks a value passed');
  return value;
}
