import type { AuthSectionName, Section, SectionName } from './section-name.ts';

const AUTH_NEAR: readonly SectionName[] = [
  'bearer',
  'api_key',
  'http_basic',
  'oauth2_client_credentials',
  'oauth2_refresh_token',
  'oauth2_jwt_bearer',
  'client',
];

const TOKEN_REQUEST = [
  'auth_method',
  'access_token',
  'access_token_request_data',
  'access_token_request_headers',
  'default_token_expiration',
] as const;

/** The keys of the ways to authenticate. */
export const AUTHS: Readonly<Record<AuthSectionName, Section>> = {
  bearer: authOf('bearer', ['token']),
  api_key: authOf('api_key', ['api_key', 'name', 'location']),
  http_basic: authOf('http_basic', ['username', 'password']),
  oauth2_client_credentials: oauthOf('oauth2_client_credentials', []),
  oauth2_refresh_token: oauthOf('oauth2_refresh_token', ['refresh_token']),
  oauth2_jwt_bearer: oauthOf('oauth2_jwt_bearer', [
    'private_key',
    'private_key_passphrase',
    'algorithm',
    'key_id',
    'subject',
    'audience',
    'scopes',
    'claims',
  ]),
};

/** Those that ask for a token have what that request needs, and keys of their own. */
function oauthOf(type: string, keys: readonly string[]): Section {
  return {
    ...authOf(type, ['access_token_url', 'client_id', 'client_secret', ...keys, ...TOKEN_REQUEST]),
    refused: {
      session:
        'is an object of Python; the `dispatcher` of `restApiSource` carries token requests, too',
    },
  };
}

function authOf(type: string, keys: readonly string[]): Section {
  return {
    where: `to auth of type \`${type}\``,
    what: `auth of type \`${type}\``,
    keys: ['type', ...keys],
    later: [],
    near: AUTH_NEAR,
  };
}
