import type { AuthSectionName, Section, SectionName } from './section-name.ts';

const AUTH_NEAR: readonly SectionName[] = [
  'bearer',
  'api_key',
  'http_basic',
  'oauth2_client_credentials',
  'client',
];

/** The keys of the ways to authenticate. */
export const AUTHS: Readonly<Record<AuthSectionName, Section>> = {
  bearer: authOf('bearer', ['token']),
  api_key: authOf('api_key', ['api_key', 'name', 'location']),
  http_basic: authOf('http_basic', ['username', 'password']),
  oauth2_client_credentials: {
    ...authOf('oauth2_client_credentials', [
      'access_token_url',
      'client_id',
      'client_secret',
      'access_token',
      'access_token_request_data',
      'default_token_expiration',
    ]),
    refused: {
      session:
        'is an object of Python; the `dispatcher` of `restApiSource` carries token requests, too',
    },
  },
};

function authOf(type: string, keys: readonly string[]): Section {
  return {
    where: `to auth of type \`${type}\``,
    what: `auth of type \`${type}\``,
    keys: ['type', ...keys],
    later: [],
    near: AUTH_NEAR,
  };
}
