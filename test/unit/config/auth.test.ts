import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { authSettings, registerAuth } from '../../../src/config/format/auth.ts';
import type { AuthConfig } from '../../../src/config/format/config-types.ts';
import { expandVariables } from '../../../src/config/secrets/expand-variables.ts';
import { secret } from '../../../src/config/secrets/variable.ts';

const config = (auth: unknown): unknown => ({
  client: { base_url: 'https://x', auth },
  resources: [],
});

function expand(auth: unknown, env: Record<string, string> = {}, source?: string) {
  const { config: whole, ...rest } = expandVariables(config(auth), env, source);
  const found = (whole as { client: { auth: AuthConfig } }).client.auth;
  return { ...rest, auth: found, settings: () => authSettings(found) };
}

describe('An authentication', () => {
  test.each<[string, unknown, unknown]>([
    ['a token without a type', { token: 't' }, { type: 'bearer', token: 't' }],
    ['a bearer', { type: 'bearer', token: 't' }, { type: 'bearer', token: 't' }],
    [
      'a key with its defaults',
      { type: 'api_key', api_key: 'k' },
      { type: 'api_key', name: 'Authorization', apiKey: 'k', location: 'header' },
    ],
    [
      'a key of a parameter',
      { type: 'api_key', api_key: 'k', name: 'n', location: 'param' },
      { type: 'api_key', name: 'n', apiKey: 'k', location: 'query' },
    ],
    [
      'a key in a cookie',
      { type: 'api_key', api_key: 'k', name: 'n', location: 'cookie' },
      { type: 'api_key', name: 'n', apiKey: 'k', location: 'cookie' },
    ],
    [
      'a password that is empty',
      { type: 'http_basic', username: 'u', password: '' },
      { type: 'http_basic', username: 'u', password: '' },
    ],
    [
      'client credentials with their defaults',
      {
        type: 'oauth2_client_credentials',
        access_token_url: 'https://x/t',
        client_id: 'i',
        client_secret: 's',
      },
      {
        type: 'oauth2_client_credentials',
        accessTokenUrl: 'https://x/t',
        clientId: 'i',
        clientSecret: 's',
        requestData: {},
        defaultExpirationSeconds: 3600,
      },
    ],
    [
      'client credentials, written out',
      {
        type: 'oauth2_client_credentials',
        access_token_url: 'https://x/t',
        client_id: 'i',
        client_secret: 's',
        access_token: 'a',
        access_token_request_data: { scope: 'read' },
        default_token_expiration: 60,
      },
      {
        type: 'oauth2_client_credentials',
        accessTokenUrl: 'https://x/t',
        clientId: 'i',
        clientSecret: 's',
        accessToken: 'a',
        requestData: { scope: 'read' },
        defaultExpirationSeconds: 60,
      },
    ],
  ])('has every default in place: %s', (_, auth, settings) => {
    expect(expand(auth).settings()).toEqual(settings);
  });

  test.each([
    'SOURCES__REST_API__CRM__CREDENTIALS__',
    'SOURCES__REST_API__CREDENTIALS__',
    'SOURCES__CREDENTIALS__',
    'CREDENTIALS__',
  ])('by its name alone takes its values from %s…', (prefix) => {
    const env = { [`${prefix}USERNAME`]: 'somebody', [`${prefix}PASSWORD`]: 'pw' };
    const { settings, secrets, issues, shown } = expand('http_basic', env, 'crm');
    expect(issues).toEqual([]);
    expect(settings()).toEqual({ type: 'http_basic', username: 'somebody', password: 'pw' });
    expect(secrets).toEqual(['somebody', 'pw']);
    expect(inspect(shown, { depth: 9 })).not.toMatch(/somebody|'pw'/);
  });

  test('goes by what is written first, then by the nearest variable', () => {
    const env = {
      CREDENTIALS__USERNAME: 'far',
      SOURCES__CREDENTIALS__USERNAME: 'near',
      CREDENTIALS__PASSWORD: 'unused',
    };
    const { settings } = expand(
      { type: 'http_basic', password: secret('PW') },
      { ...env, PW: 'p' },
    );
    expect(settings()).toEqual({ type: 'http_basic', username: 'near', password: 'p' });
  });

  test('takes optional values of the environment, too, and reads numbers', () => {
    const { settings, secrets } = expand('oauth2_client_credentials', {
      CREDENTIALS__ACCESS_TOKEN_URL: 'https://x/t',
      CREDENTIALS__CLIENT_ID: 'client-1',
      CREDENTIALS__CLIENT_SECRET: 's',
      CREDENTIALS__ACCESS_TOKEN: 'a',
      CREDENTIALS__DEFAULT_TOKEN_EXPIRATION: '60',
    });
    expect(settings()).toMatchObject({ accessToken: 'a', defaultExpirationSeconds: 60 });
    // an address is none: to mask it would mask what messages are about
    expect(secrets).toEqual(['client-1', 's', 'a']);
  });

  test('keeps what is no secret readable: words of a token request, short user names', () => {
    const data = { scope: 'read', client_secret: 'x' };
    const { secrets } = expand({
      type: 'oauth2_client_credentials',
      access_token_url: 'https://x/t',
      client_id: 'me',
      client_secret: 's',
      access_token_request_data: data,
    });
    expect(secrets).toEqual(['s', 'x']);
  });

  test('of somebody stays the very object that it is', () => {
    const plain = { authorize: () => ({}) };
    const instance = new (class Own {
      authorize = () => ({});
    })();
    expect(expand(plain).settings()).toEqual({ type: 'own', auth: plain });
    expect(expand(plain).auth).toBe(plain);
    expect(expand(instance).auth).toBe(instance);
  });

  test('that was registered gets its options with the variables in place', () => {
    const made = { authorize: () => ({}) };
    const seen: unknown[] = [];
    registerAuth('signed', (options) => {
      seen.push(options);
      return made;
    });
    const { settings, secrets } = expand(
      { type: 'signed', key: secret('K'), size: 3 },
      { K: 'k1' },
    );
    expect(settings()).toEqual({ type: 'own', auth: made });
    expect(seen).toEqual([{ key: 'k1', size: 3 }]);
    expect(secrets).toEqual(['k1']);
    expect(expand('signed').settings()).toEqual({ type: 'own', auth: made });
  });
});
