import { z } from 'zod';
import { JWT_ALGORITHMS, privateKeyProblem } from '../../http/auth/private-key.ts';
import type { AuthSettings, OwnAuth, TokenRequestSettings } from '../../http/client.ts';
import type {
  ApiKeyAuthConfig,
  AuthConfig,
  AuthName,
  BearerAuthConfig,
  ClientCredentialsAuthConfig,
  HttpBasicAuthConfig,
  JwtBearerAuthConfig,
  RefreshTokenAuthConfig,
} from './config-types.ts';
import {
  anyText,
  choice,
  describeChoice,
  listNames,
  mustBe,
  oneOrMore,
  seconds,
  text,
} from './fields.ts';
import { headerNameProblem, headerValueProblem, urlProblem } from './http-texts.ts';
import { type MakeAuth, type RegisteredName, Registry } from './registry.ts';
import {
  group,
  type Key,
  type KeyNotes,
  keysOf,
  named,
  optional,
  optionalNotNull,
  required,
  type SectionNotes,
  section,
} from './section.ts';
import { asPlain, type Plain } from './values.ts';

const TYPE = 'The way to authenticate.';
const DEFAULT_TYPE = 'bearer';
const DEFAULT_NAME = 'Authorization';
const DEFAULT_LOCATION = 'header';
const DEFAULT_METHOD = 'client_secret_post';
const DEFAULT_EXPIRATION_SECONDS = 3600;
const DEFAULT_ALGORITHM = 'RS256';

group('auth', { where: 'in `auth`', what: 'auth', near: ['client'] });

/** What all of these sections have in common. */
function way(name: string, type: string, about: string): SectionNotes {
  const what = `auth of type \`${name}\``;
  return { type, about, where: `to ${what}`, what, group: 'auth', near: ['client'] };
}

const NEEDED = { secrecy: 'secret', env: 'needed' } as const;
const OPEN = { secrecy: 'open' } as const;

const bearer = section(
  'bearer',
  way(
    'bearer',
    'BearerAuthConfig',
    'A token that is sent as `Authorization: Bearer …`. The type of an object without one.',
  ),
  {
    type: optionalNotNull(z.literal('bearer'), TYPE, { ...OPEN, default: DEFAULT_TYPE }),
    token: optionalNotNull(
      text('the token, a string that is not empty', headerValueProblem),
      "The token, best as `secret('NAME')`.",
      NEEDED,
    ),
  },
);

const apiKey = section(
  'api_key',
  way(
    'api_key',
    'ApiKeyAuthConfig',
    'A key that is sent with every request, to the origins that the configuration names and nowhere else.',
  ),
  {
    type: required(z.literal('api_key'), TYPE, OPEN),
    api_key: optionalNotNull(
      text('the key, a string that is not empty'),
      "The key itself, best as `secret('NAME')`.",
      NEEDED,
    ),
    name: optionalNotNull(
      text('the name of a header, parameter or cookie'),
      'The header, query parameter or cookie that carries it.',
      { ...OPEN, env: 'optional', default: DEFAULT_NAME },
    ),
    location: optionalNotNull(
      choice(['header', 'query', 'param', 'cookie']),
      'Where it goes; `param` is another word for `query`.',
      { ...OPEN, env: 'optional', default: DEFAULT_LOCATION },
    ),
  },
).superRefine(({ name, api_key: key, location }, context) => {
  if (location === 'query' || location === 'param') return;
  // a cookie is a header, too, and its name has the characters of one
  const problems = {
    name: name === undefined ? undefined : headerNameProblem(name),
    api_key: key === undefined ? undefined : headerValueProblem(key),
  };
  for (const [at, message] of Object.entries(problems)) {
    if (message !== undefined) context.addIssue({ code: 'custom', path: [at], message });
  }
});

const httpBasic = section(
  'http_basic',
  way('http_basic', 'HttpBasicAuthConfig', 'A name and a password (RFC 7617).'),
  {
    type: required(z.literal('http_basic'), TYPE, OPEN),
    username: optionalNotNull(
      anyText('the name of the user', (name) =>
        name.includes(':') ? 'must not hold a colon: none can be sent in a user name' : undefined,
      ),
      "The user's name.",
      { env: 'needed' },
    ),
    password: optionalNotNull(
      anyText('the password'),
      "The password, best as `secret('NAME')`.",
      NEEDED,
    ),
  },
);

const secretText = () => text('the secret, a string that is not empty');
const CLIENT_SECRET = "The secret of the client, best as `secret('NAME')`.";

/** The keys of the token request that come first. */
const server = (clientId = 'The name of the client.') => ({
  access_token_url: optionalNotNull(
    text('the URL that gives tokens', urlProblem),
    'The URL (http or https) that gives tokens.',
    { ...OPEN, env: 'needed' },
  ),
  client_id: optionalNotNull(text('the name of the client'), clientId, { env: 'needed' }),
});

/** The keys of the token request that come last. */
const request = (form = "Laid over the form of the token request, as `{ scope: 'read' }`.") => ({
  auth_method: optional(
    named(choice(['client_secret_post', 'client_secret_basic']), 'AuthMethodName', AUTH_METHOD),
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
    form,
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
    'Seconds that a token is good whose answer does not say it.',
    { ...OPEN, env: 'optional', default: DEFAULT_EXPIRATION_SECONDS },
  ),
});

const AUTH_METHOD = 'How a client says to the server that gives tokens who it is.';

/** What the sections have in common that ask for a token. */
function grant(name: string, type: string, about: string): SectionNotes {
  const session =
    'is an object of Python; the `dispatcher` of `restApiSource` carries token requests, too';
  return { ...way(name, type, about), refused: { session } };
}

const clientCredentials = section(
  'oauth2_client_credentials',
  grant(
    'oauth2_client_credentials',
    'ClientCredentialsAuthConfig',
    'OAuth 2.0 with client credentials. One token serves the whole source; it is fetched anew when it ends.',
  ),
  {
    type: required(z.literal('oauth2_client_credentials'), TYPE, OPEN),
    ...server(),
    client_secret: optionalNotNull(secretText(), CLIENT_SECRET, NEEDED),
    ...request(),
  },
).superRefine(checkTokenRequest);

const refreshToken = section(
  'oauth2_refresh_token',
  grant(
    'oauth2_refresh_token',
    'RefreshTokenAuthConfig',
    'OAuth 2.0 with a refresh token that somebody gave. A server that answers with another one gets that the next time, within one run: it is written down nowhere.',
  ),
  {
    type: required(z.literal('oauth2_refresh_token'), TYPE, OPEN),
    ...server(),
    client_secret: optional(secretText(), CLIENT_SECRET, { secrecy: 'secret', env: 'optional' }),
    refresh_token: optionalNotNull(
      text('the refresh token, a string that is not empty'),
      "The refresh token, best as `secret('NAME')`.",
      NEEDED,
    ),
    ...request(),
  },
).superRefine(checkTokenRequest);

const word = (what: string, about: string, notes: KeyNotes) => optional(text(what), about, notes);

const jwtBearer = section(
  'oauth2_jwt_bearer',
  grant(
    'oauth2_jwt_bearer',
    'JwtBearerAuthConfig',
    'OAuth 2.0 with an assertion that a private key signs (RFC 7523), as service accounts have.',
  ),
  {
    type: required(z.literal('oauth2_jwt_bearer'), TYPE, OPEN),
    ...server('The name of the client, the issuer of the assertion.'),
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
    ...request('Laid over the form of the token request.'),
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

const SHAPE =
  "must be the name of a way to authenticate or an object such as { type: 'bearer', token: … }";

const typed = z.discriminatedUnion(
  'type',
  [bearer, apiKey, httpBasic, clientCredentials, refreshToken, jwtBearer],
  { error: ({ code, input }) => (code === 'invalid_union' ? describeType(input) : SHAPE) },
);

/** The ways to authenticate that are there without being registered. */
const NAMES = [
  'bearer',
  'api_key',
  'http_basic',
  'oauth2_client_credentials',
  'oauth2_refresh_token',
  'oauth2_jwt_bearer',
] as const satisfies readonly AuthName[];

/** What there is by a name. */
export const auths: Registry<OwnAuth> = new Registry(
  'auths',
  'a way to authenticate',
  'authorize',
  NAMES,
);

/** What is said of the keys of a built-in way, in their order; undefined for any other. */
export function authKeys(type: unknown): ReadonlyMap<string, Key> | undefined {
  const name = NAMES.find((one) => one === type);
  return name === undefined ? undefined : keysOf(name);
}

/** What a key of any of these ways says of its value. */
export function secrecyOf(key: string): Key['secrecy'] {
  return NAMES.map((name) => keysOf(name).get(key)).find((found) => found !== undefined)?.secrecy;
}

/**
 * Adds a way to authenticate that configurations name as `type`. Registering a name again replaces it.
 *
 * @param make gets the options that stand beside `type`, and gives the authentication
 * @returns the name, for configurations in TypeScript: `auth: { type: MINE, key: secret('KEY') }`
 * @throws {ConfigError} when the name is that of a built-in way, or empty.
 */
export function registerAuth(name: string, make: MakeAuth): RegisteredName {
  return auths.register('registerAuth', name, make);
}

const short = named(
  z.enum(NAMES, { error: ({ input }) => describeName(input) }),
  'AuthName',
  'A way to authenticate by its name. Every value is then looked up in the environment.',
);

/**
 * A way to authenticate: described, by name, registered, or one of somebody's own. What the environment knows stands in
 * its place already: a value that is needed and missing was reported there.
 */
export const authSchema: z.ZodType<AuthConfig> = named(
  z.union([typed, short, ...auths.schemas('OwnAuth')], {
    error: ({ input }) => describeName(input),
  }),
  'AuthConfig',
);

function describeType(input: unknown): string {
  return describeChoice(asPlain(input)['type'], auths.names);
}

/** The text is not looked at for a name that was meant: it may be the secret itself. */
function describeName(input: unknown): string {
  if (typeof input !== 'string') return SHAPE;
  return `must be one of ${listNames(auths.names)}, or an object such as { type: 'bearer', token: … }`;
}

/** A checked way to authenticate with every default in place. What is registered is made anew here. */
export function authSettings(auth: AuthConfig): AuthSettings {
  const own = auths.resolve(auth);
  if (own !== undefined) return { type: 'own', auth: own };
  // what is none of these was checked to be of a built-in type
  return typedSettings((typeof auth === 'string' ? { type: auth } : auth) as TypedAuth);
}

type OAuthConfig = ClientCredentialsAuthConfig | RefreshTokenAuthConfig | JwtBearerAuthConfig;
type TypedAuth = BearerAuthConfig | ApiKeyAuthConfig | HttpBasicAuthConfig | OAuthConfig;

function typedSettings(auth: TypedAuth): AuthSettings {
  switch (auth.type) {
    case 'api_key': {
      const { name = DEFAULT_NAME, location = DEFAULT_LOCATION } = auth;
      return {
        type: 'api_key',
        name,
        apiKey: known(auth.api_key),
        location: location === 'param' ? 'query' : location,
      };
    }
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
        algorithm: auth.algorithm ?? DEFAULT_ALGORITHM,
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

function known(value: string | undefined): string {
  if (value === undefined) throw new TypeError('an authentication that lacks a value passed');
  return value;
}
