import { z } from 'zod';
import type { AuthSettings, CustomAuth } from '../../http/client.ts';
import type {
  ApiKeyAuthConfig,
  AuthConfig,
  AuthName,
  BearerAuthConfig,
  HttpBasicAuthConfig,
} from './config-types.ts';
import { anyText, choice, describeChoice, listNames, text } from './fields.ts';
import { type Key, named, optionalNotNull, required } from './key.ts';
import {
  known,
  NEEDED,
  type OAuthConfig,
  OPEN,
  oauthSections,
  oauthSettings,
  TYPE,
} from './oauth.ts';
import { type MakeAuth, type RegisteredName, Registry } from './registry.ts';
import { keysOf, member, section, typesOf } from './section.ts';
import { headerNameProblem, headerValueProblem } from './text-checks.ts';
import { asPlain } from './values.ts';

const DEFAULT_TYPE = 'bearer';
const DEFAULT_NAME = 'Authorization';
const DEFAULT_LOCATION = 'header';

const bearer = section(
  'bearer',
  member(
    'auth',
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
  member(
    'auth',
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
  member('auth', 'http_basic', 'HttpBasicAuthConfig', 'A name and a password (RFC 7617).'),
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

const SHAPE =
  "must be the name of a way to authenticate or an object such as { type: 'bearer', token: … }";

const sections = [bearer, apiKey, httpBasic, ...oauthSections] as const;

const typed = z.discriminatedUnion('type', sections, {
  error: ({ code, input }) => (code === 'invalid_union' ? describeType(input) : SHAPE),
});

/** What there is by a name. */
export const auths: Registry<CustomAuth> = new Registry(
  'auths',
  'a way to authenticate',
  'authorize',
  typesOf(sections),
);

/** What is said of the keys of a built-in way, in their order; undefined for any other. */
export function authKeys(type: unknown): ReadonlyMap<string, Key> | undefined {
  const name = auths.builtIn.find((one) => one === type);
  return name === undefined ? undefined : keysOf(name);
}

/** What a key of any of these ways says of its value. */
export function secrecyOf(key: string): Key['secrecy'] {
  return auths.builtIn.map((name) => keysOf(name).get(key)).find((found) => found !== undefined)
    ?.secrecy;
}

/**
 * Adds a way to authenticate that configurations name as `type`. Registering a name again replaces it.
 *
 * @param make receives the options beside `type`, and returns the authentication
 * @returns the name, for configurations in TypeScript: `auth: { type: MINE, key: secret('KEY') }`
 * @throws {ConfigError} when the name is that of a built-in way, or empty.
 */
export function registerAuth(name: string, make: MakeAuth): RegisteredName {
  return auths.register('registerAuth', name, make);
}

const isAuthName = (name: string): name is AuthName => auths.builtIn.includes(name);

const short = named(
  z.enum(auths.builtIn.filter(isAuthName), { error: ({ input }) => describeName(input) }),
  'AuthName',
  'A way to authenticate by its name. Every value is then looked up in the environment.',
);

/**
 * A way to authenticate: described, by name, registered, or one of somebody's own. What the environment knows stands in
 * its place already: a value that is needed and missing was reported there.
 */
export const authSchema: z.ZodType<AuthConfig> = named(
  z.union([typed, short, ...auths.schemas('CustomAuth')], {
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
    case 'oauth2_refresh_token':
    case 'oauth2_jwt_bearer':
      return oauthSettings(auth);
    default:
      return { type: 'bearer', token: known(auth.token) };
  }
}
