import { z } from 'zod';
import { JWT_ALGORITHMS, privateKeyProblem } from '../../http/auth/private-key.ts';
import type { OwnAuth } from '../../http/client.ts';
import type { AuthConfig, RegisteredConfig } from './config-types.ts';
import {
  anyText,
  choice,
  describeChoice,
  JS_TYPE,
  mustBe,
  type Problem,
  seconds,
  text,
} from './fields.ts';
import { headerNameProblem, headerValueProblem } from './header.ts';
import { urlProblem } from './join-url.ts';
import { isOwnAuth } from './own-object.ts';
import { asPlain, type Plain } from './plain.ts';
import { refusedBy } from './registered-problem.ts';
import { AUTH_NAMES, authMaker, type RegisteredName, registeredAuths } from './registry.ts';
import { section } from './section.ts';

const SHAPE =
  "must be the name of a way to authenticate or an object such as { type: 'bearer', token: … }";

const bearerSchema = section('bearer', {
  type: z.literal('bearer').exactOptional(),
  token: text('the token, a string that is not empty', headerValueProblem).exactOptional(),
});

const apiKeySchema = section('api_key', {
  type: z.literal('api_key'),
  api_key: text('the key, a string that is not empty').exactOptional(),
  name: text('the name of a header, parameter or cookie').exactOptional(),
  location: choice(['header', 'query', 'param', 'cookie']).exactOptional(),
}).superRefine(({ name, api_key: key, location }, context) => {
  if (location === 'query' || location === 'param') return;
  // a cookie is a header, too, and its name has the characters of one
  const problems = {
    name: name === undefined ? undefined : headerNameProblem(name),
    api_key: key === undefined ? undefined : headerValueProblem(key),
  };
  for (const [at, found] of Object.entries(problems)) {
    if (found !== undefined)
      context.addIssue({ code: 'custom', path: [at], message: found.problem });
  }
});

const httpBasicSchema = section('http_basic', {
  type: z.literal('http_basic'),
  username: anyText('the name of the user', userNameProblem).exactOptional(),
  password: anyText('the password').exactOptional(),
});

const secretText = text('the secret, a string that is not empty');

const tokenRequest = {
  access_token_url: text('the URL that gives tokens', tokenUrlProblem).exactOptional(),
  client_id: text('the name of the client').exactOptional(),
  auth_method: choice(['client_secret_post', 'client_secret_basic']).nullable().exactOptional(),
  access_token: text('a token, a string that is not empty', headerValueProblem)
    .nullable()
    .exactOptional(),
  access_token_request_data: z
    .record(
      text('the name of a form field'),
      anyText('a string'),
      mustBe('an object of form fields'),
    )
    .nullable()
    .exactOptional(),
  access_token_request_headers: z
    .record(
      text('the name of a header', headerNameProblem),
      anyText('a string', headerValueProblem),
      mustBe('an object of header names and values'),
    )
    .nullable()
    .exactOptional(),
  default_token_expiration: seconds().nullable().exactOptional(),
};

const clientCredentialsSchema = section('oauth2_client_credentials', {
  type: z.literal('oauth2_client_credentials'),
  client_secret: secretText.exactOptional(),
  ...tokenRequest,
}).superRefine(checkTokenRequest);

const refreshTokenSchema = section('oauth2_refresh_token', {
  type: z.literal('oauth2_refresh_token'),
  client_secret: secretText.nullable().exactOptional(),
  refresh_token: text('the refresh token, a string that is not empty').exactOptional(),
  ...tokenRequest,
}).superRefine(checkTokenRequest);

const word = (what: string) => text(what).nullable().exactOptional();

const jwtBearerSchema = section('oauth2_jwt_bearer', {
  type: z.literal('oauth2_jwt_bearer'),
  client_secret: secretText.nullable().exactOptional(),
  private_key: text('the key in PEM').exactOptional(),
  private_key_passphrase: word('the passphrase of the key'),
  algorithm: choice(JWT_ALGORITHMS).nullable().exactOptional(),
  key_id: word('the name of the key'),
  subject: word('a name'),
  audience: word('a name or a URL'),
  scopes: z
    .union(
      [text('a scope'), z.array(text('a scope')).readonly()],
      mustBe('a scope, or a list of such'),
    )
    .nullable()
    .exactOptional(),
  claims: z
    .record(z.string(), z.unknown(), mustBe('an object of claims'))
    .nullable()
    .exactOptional(),
  ...tokenRequest,
})
  .superRefine(checkTokenRequest)
  .superRefine(({ private_key: pem, private_key_passphrase: passphrase, algorithm }, context) => {
    if (pem === undefined) return;
    const message = privateKeyProblem(pem, passphrase ?? undefined, algorithm ?? 'RS256');
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

const typed = z.discriminatedUnion(
  'type',
  [
    bearerSchema,
    apiKeySchema,
    httpBasicSchema,
    clientCredentialsSchema,
    refreshTokenSchema,
    jwtBearerSchema,
  ],
  { error: ({ code, input }) => (code === 'invalid_union' ? describeType(input) : SHAPE) },
);

const short = z.enum(AUTH_NAMES, { error: ({ input }) => describeName(input) });

const registered = z
  .custom<RegisteredName | RegisteredConfig>(
    (value) => authMaker(typeOf(value)) !== undefined,
    mustBe('the name of a way to authenticate that was registered'),
  )
  .superRefine((value, context) => {
    const make = authMaker(typeOf(value));
    const problem = refusedBy(make, asPlain(value), isOwnAuth, 'authorize');
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  })
  .meta({ [JS_TYPE]: 'what was registered' });

const own = z.custom<OwnAuth>(isOwnAuth, mustBe('an object with a function `authorize`')).meta({
  [JS_TYPE]: 'an object with a function `authorize`',
});

/**
 * A way to authenticate: described, by name, registered, or one of somebody's own. What the environment knows stands in
 * its place already: a value that is needed and missing was reported there.
 */
export const authSchema: z.ZodType<AuthConfig> = z.union([typed, short, registered, own], {
  error: ({ input }) => describeName(input),
});

function typeOf(value: unknown): unknown {
  return typeof value === 'string' ? value : asPlain(value)['type'];
}

function describeType(input: unknown): string {
  return describeChoice(asPlain(input)['type'], [...AUTH_NAMES, ...registeredAuths()], []);
}

/** The text is not looked at for a name that was meant: it may be the secret itself. */
function describeName(input: unknown): string {
  if (typeof input !== 'string') return SHAPE;
  const names = [...AUTH_NAMES, ...registeredAuths()].map((name) => `\`${name}\``).join(', ');
  return `must be one of ${names}, or an object such as { type: 'bearer', token: … }`;
}

function userNameProblem(name: string): Problem | undefined {
  return name.includes(':')
    ? { problem: 'must not hold a colon: none can be sent in a user name', isLater: false }
    : undefined;
}

function tokenUrlProblem(url: string): Problem | undefined {
  const problem = urlProblem(url);
  return problem === undefined ? undefined : { problem, isLater: false };
}
