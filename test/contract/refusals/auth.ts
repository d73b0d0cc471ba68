import { registerAuth } from '../../../src/index.ts';
import {
  apiKey,
  atClient,
  atEndpoint,
  authenticated,
  ENDPOINT,
  inDefaults,
  inEndpoint,
  inResources,
  type Json,
  oauth,
  type Refusals,
  type Row,
  SECRET,
} from './rows.ts';

registerAuth('no_auth', () => ({ sign: () => undefined }) as never);
registerAuth('broken', () => ({}) as never);
registerAuth('picky', () => {
  throw new Error('no region');
});

const of = (endpoint: object): unknown => ({ name: 'a', endpoint });

export const auth: Refusals = {
  'An authentication with a value that is nowhere is refused with the places tried': [
    [
      'token',
      authenticated('bearer'),
      'client.auth.token',
      '`SOURCES__REST_API__REST_API__CREDENTIALS__TOKEN`',
      '`CREDENTIALS__TOKEN`',
    ],
    [
      'token of an object without type',
      authenticated({}),
      'client.auth.token',
      'CREDENTIALS__TOKEN',
    ],
    [
      'api_key',
      authenticated({ type: 'api_key' }),
      'client.auth.api_key',
      '`CREDENTIALS__API_KEY`',
    ],
    [
      'username',
      authenticated({ type: 'http_basic', password: SECRET }),
      'client.auth.username',
      '`CREDENTIALS__USERNAME`',
    ],
    [
      'password',
      authenticated({ type: 'http_basic', username: 'u' }),
      'client.auth.password',
      '`CREDENTIALS__PASSWORD`',
    ],
    ...['access_token_url', 'client_id', 'client_secret'].map((key): Row => {
      const { [key]: _, ...rest }: Json = oauth;
      return [
        key,
        authenticated(rest),
        `client.auth.${key}`,
        `\`CREDENTIALS__${key.toUpperCase()}\``,
      ];
    }),
    [
      'the same of an endpoint',
      inEndpoint({ auth: 'bearer' }),
      `${ENDPOINT}.auth.token`,
      'CREDENTIALS__TOKEN',
    ],
    [
      'and of the defaults',
      inDefaults({ endpoint: { auth: 'bearer' } }),
      'resource_defaults.endpoint.auth.token',
      'CREDENTIALS__TOKEN',
    ],
  ],
  'A key that is none is refused, with the one that was meant': [
    [
      'in auth',
      authenticated({ type: 'api_key', api_key: SECRET, location_: 'query' }),
      'client.auth.location_',
      'Did you mean `location`?',
    ],
    [
      'in auth that is short',
      authenticated({ token: SECRET, tokn: SECRET }),
      'client.auth.tokn',
      'Did you mean `token`?',
    ],
    [
      'in http_basic',
      authenticated({ type: 'http_basic', username: 'u', password: SECRET, user: 'u' }),
      'client.auth.user',
      'has no key `user`',
    ],
    [
      'in oauth',
      authenticated({ ...oauth, scope: 'read' }),
      'client.auth.scope',
      'has no key `scope`',
    ],
  ],
  'A value of the wrong type is refused, with what it must be and what it is': [
    [
      'auth, a number',
      authenticated(5),
      'client.auth',
      "type: 'bearer'",
      'got `5`',
      /must be the name of a way.*got `5`/,
    ],
    ['auth, a list', authenticated(['bearer']), 'client.auth', "type: 'bearer'", 'got a list'],
    ['auth, an instance', authenticated(new Date(0)), 'client.auth', 'no function `authorize`'],
  ],
  'A secret of the wrong type is refused, and not shown': [
    ...(['token', 'api_key', 'password'] as const).flatMap((key): Row[] => {
      const type = { token: 'bearer', api_key: 'api_key', password: 'http_basic' }[key];
      const rest = key === 'password' ? { username: 'u' } : {};
      const of = (value: unknown): Json => authenticated({ type, ...rest, [key]: value });
      return [
        [`${key}, a number`, of(90210777), `client.auth.${key}`, '***'],
        [`${key}, a list`, of([SECRET]), `client.auth.${key}`],
        [`${key}, an object`, of({ value: SECRET }), `client.auth.${key}`],
      ];
    }),
    [
      'client_secret, a number',
      authenticated({ ...oauth, client_secret: 90210777 }),
      'client.auth.client_secret',
      '***',
    ],
    [
      'access_token, a number',
      authenticated({ ...oauth, access_token: 90210777 }),
      'client.auth.access_token',
      '***',
    ],
    [
      'a token of two lines',
      authenticated({ token: `${SECRET}\n` }),
      'client.auth.token',
      'no header can carry',
    ],
    [
      'a key with a control character',
      authenticated({ type: 'api_key', api_key: `${SECRET}\u0000` }),
      'client.auth.api_key',
      'no header can carry',
    ],
    [
      'in place of the name of a way',
      authenticated(SECRET),
      'client.auth',
      '`bearer`, `api_key`, `http_basic`',
      '***',
    ],
    [
      'in a token URL',
      authenticated({ ...oauth, access_token_url: `https://u:${SECRET}@x` }),
      'client.auth.access_token_url',
      'a user name or a password',
    ],
  ],
  'A word that is none of those there are is refused with them': [
    [
      'an auth',
      authenticated('basic'),
      'client.auth',
      '`bearer`, `api_key`, `http_basic`, `oauth2_client_credentials`',
    ],
    [
      'the type of an auth',
      authenticated({ type: 'basic' }),
      'client.auth.type',
      '`http_basic`',
      'got `basic`',
    ],
    [
      'the place of a key',
      authenticated({ type: 'api_key', api_key: SECRET, location: 'body' }),
      'client.auth.location',
      '`header`, `query`, `param`, `cookie`',
      'got `body`',
    ],
  ],
  'An authentication that can not work is refused': [
    [
      'a value of another type',
      authenticated({ type: 'bearer', username: 'u', token: SECRET }),
      'client.auth.username',
      'belongs to auth of type `http_basic`',
    ],
    [
      'one that was not registered',
      authenticated({ type: 'mine', key: SECRET }),
      'client.auth.type',
      'got `mine`',
    ],
    [
      'one that was registered, and makes none',
      authenticated({ type: 'no_auth' }),
      'client.auth',
      'gives no object with a function `authorize`',
    ],
    [
      'a header that can not be one',
      authenticated({ type: 'api_key', api_key: SECRET, name: 'A b' }),
      'client.auth.name',
      'no name for a header',
      /no name/,
    ],
    [
      'a token URL that is none',
      authenticated({ ...oauth, access_token_url: '/token' }),
      'client.auth.access_token_url',
      'absolute http or https URL',
    ],
  ],
  'Further values are refused': [
    atClient(
      'an unknown text, which may be the secret itself',
      { auth: 'my-token' },
      'auth',
      /must be one of `bearer`, `api_key`, `http_basic`, `oauth2_client_credentials`.*got `\*\*\*`/,
    ),
    atClient(
      'a misspelt type',
      { auth: { type: 'apikey' } },
      'auth.type',
      /Did you mean `api_key`/,
    ),
    atClient(
      'an instance that can not authorize',
      { auth: new (class Own {})() },
      'auth',
      /is an instance that has no function `authorize`/,
    ),
    atClient('an empty token', { auth: { token: '' } }, 'auth.token', /must be the token/),
    atClient('a token with a line break', { auth: { token: 'a\nb' } }, 'auth.token', /no header/),
    atClient(
      'a key of another type',
      { auth: { api_key: 'k' } },
      'auth.api_key',
      /`api_key` belongs to auth of type `api_key`/,
    ),
    atClient('a misspelt key', { auth: { ...apiKey, apikey: 'x' } }, 'auth.apikey', /Did you mean/),
    atClient(
      'an empty key',
      { auth: { ...apiKey, api_key: '' } },
      'auth.api_key',
      /must be the key/,
    ),
    atClient(
      'an unknown place',
      { auth: { ...apiKey, location: 'headers' } },
      'auth.location',
      /must be one of `header`, `query`, `param`, `cookie`.*Did you mean `header`\?/,
    ),
    atClient(
      'a name that no cookie has',
      { auth: { ...apiKey, location: 'cookie', name: 'A b' } },
      'auth.name',
      /no name/,
    ),
    atClient(
      'a key of two lines',
      { auth: { ...apiKey, api_key: 'a\nb' } },
      'auth.api_key',
      /holds a character that no header can carry/,
    ),
    atClient(
      'a user name with a colon',
      { auth: { type: 'http_basic', username: 'a:b', password: 'p' } },
      'auth.username',
      /must not hold a colon/,
    ),
    atClient(
      'a token URL that is none',
      { auth: { ...oauth, access_token_url: 'x/token' } },
      'auth.access_token_url',
      /must be an absolute http or https URL, got `x\/token`/,
    ),
    atClient(
      'request data that are no texts',
      { auth: { ...oauth, access_token_request_data: { a: 1 } } },
      'auth.access_token_request_data.a',
      /must be a string/,
    ),
    atClient(
      'an expiration of 0',
      { auth: { ...oauth, default_token_expiration: 0 } },
      'auth.default_token_expiration',
      /above 0/,
    ),
    atClient('a session', { auth: { ...oauth, session: {} } }, 'auth.session', /`dispatcher`/),
    atClient(
      'something registered that makes nothing',
      { auth: 'broken' },
      'auth',
      /gives no object with a function `authorize`/,
    ),
    atClient(
      'something registered that refuses its options',
      { auth: { type: 'picky' } },
      'auth',
      /refuses its options \(no region\)/,
    ),
    atEndpoint(
      'the same of an endpoint',
      { auth: { token: '' } },
      'auth.token',
      /must be the token/,
    ),
  ],
  'A slip is told once, with what was meant': [
    [
      'a type of auth',
      inResources(of({ auth: { typ: 'api_key', api_key: 'k' } })),
      'resources[0].endpoint.auth.typ',
      /`type`/,
    ],
    [
      'a key of auth',
      inResources(of({ auth: { type: 'api_key', api_kye: 'k' } })),
      'resources[0].endpoint.auth.api_kye',
      /`api_key`/,
    ],
  ],
};
