import { describe, expect, test } from 'vitest';
import { registerAuth } from '../../../src/config/format/auth.ts';
import {
  config,
  expectRefusal,
  inClient,
  inEndpoint,
  issuesOf,
  type Refusal,
} from '../../support/config-issues.ts';

const apiKey = { type: 'api_key', api_key: 'k' };
const client = {
  type: 'oauth2_client_credentials',
  access_token_url: 'https://x/token',
  client_id: 'id',
  client_secret: 's',
};

describe('An authentication is refused at the exact path', () => {
  registerAuth('broken', () => ({}) as never);
  registerAuth('picky', () => {
    throw new Error('no region');
  });

  test.each<Refusal>([
    inClient(
      'an unknown text, which may be the secret itself',
      { auth: 'my-token' },
      'auth',
      /must be one of `bearer`, `api_key`, `http_basic`, `oauth2_client_credentials`.*got `\*\*\*`/,
    ),
    inClient('a number', { auth: 5 }, 'auth', /must be the name of a way.*got `5`/),
    inClient(
      'a misspelt type',
      { auth: { type: 'apikey' } },
      'auth.type',
      /Did you mean `api_key`/,
    ),
    inClient(
      'an instance that can not authorize',
      { auth: new (class Own {})() },
      'auth',
      /is an instance that has no function `authorize`/,
    ),
    inClient('an empty token', { auth: { token: '' } }, 'auth.token', /must be the token/),
    inClient('a token with a line break', { auth: { token: 'a\nb' } }, 'auth.token', /no header/),
    inClient(
      'a key of another type',
      { auth: { api_key: 'k' } },
      'auth.api_key',
      /`api_key` belongs to auth of type `api_key`/,
    ),
    inClient('a misspelt key', { auth: { ...apiKey, apikey: 'x' } }, 'auth.apikey', /Did you mean/),
    inClient(
      'an empty key',
      { auth: { ...apiKey, api_key: '' } },
      'auth.api_key',
      /must be the key/,
    ),
    inClient(
      'an unknown place',
      { auth: { ...apiKey, location: 'headers' } },
      'auth.location',
      /must be one of `header`, `query`, `param`, `cookie`.*Did you mean `header`\?/,
    ),
    inClient(
      'a name that no header has',
      { auth: { ...apiKey, name: 'A b' } },
      'auth.name',
      /no name/,
    ),
    inClient(
      'a name that no cookie has',
      { auth: { ...apiKey, location: 'cookie', name: 'A b' } },
      'auth.name',
      /no name/,
    ),
    inClient(
      'a key of two lines',
      { auth: { ...apiKey, api_key: 'a\nb' } },
      'auth.api_key',
      /holds a character that no header can carry/,
    ),
    inClient(
      'a user name with a colon',
      { auth: { type: 'http_basic', username: 'a:b', password: 'p' } },
      'auth.username',
      /must not hold a colon/,
    ),
    inClient(
      'a token URL that is none',
      { auth: { ...client, access_token_url: 'x/token' } },
      'auth.access_token_url',
      /must be an absolute http or https URL, got `x\/token`/,
    ),
    inClient(
      'request data that are no texts',
      { auth: { ...client, access_token_request_data: { a: 1 } } },
      'auth.access_token_request_data.a',
      /must be a string/,
    ),
    inClient(
      'an expiration of 0',
      { auth: { ...client, default_token_expiration: 0 } },
      'auth.default_token_expiration',
      /above 0/,
    ),
    inClient('a session', { auth: { ...client, session: {} } }, 'auth.session', /`dispatcher`/),
    inClient(
      'something registered that makes nothing',
      { auth: 'broken' },
      'auth',
      /gives no object with a function `authorize`/,
    ),
    inClient(
      'something registered that refuses its options',
      { auth: { type: 'picky' } },
      'auth',
      /refuses its options \(no region\)/,
    ),
    inEndpoint(
      'the same of an endpoint',
      { auth: { token: '' } },
      'auth.token',
      /must be the token/,
    ),
  ])('$name', expectRefusal);

  test('with all the places where a missing value was looked for', () => {
    const places = [
      'SOURCES__REST_API__REST_API__CREDENTIALS__TOKEN',
      'SOURCES__REST_API__CREDENTIALS__TOKEN',
      'SOURCES__CREDENTIALS__TOKEN',
      'CREDENTIALS__TOKEN',
    ];
    const none = places.map((place) => `\`${place}\``).join(', ');
    const message = `is needed: it is not written here, and the environment has none of ${none}.`;
    expect(issuesOf(config({ client: { auth: 'bearer' } }))).toEqual({
      'client.auth.token': message,
    });
  });

  test('with everything that is missing at once', () => {
    const issues = issuesOf(
      config({ client: { auth: 'http_basic' }, endpoint: { auth: 'oauth2_client_credentials' } }),
      { CREDENTIALS__USERNAME: '' },
    );
    expect(Object.keys(issues)).toEqual([
      'client.auth.username',
      'client.auth.password',
      'resources[0].endpoint.auth.access_token_url',
      'resources[0].endpoint.auth.client_id',
      'resources[0].endpoint.auth.client_secret',
    ]);
  });
});
