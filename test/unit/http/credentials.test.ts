import { describe, expect, test } from 'vitest';
import {
  isCredentialName,
  replaceCredentials,
  secretParts,
} from '../../../src/http/credentials.ts';

describe('the name of a credential', () => {
  test.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'PRIVATE-TOKEN',
    'X-Shopify-Access-Token',
    'Ocp-Apim-Subscription-Key',
    'X-Auth-Key',
    'X-Amz-Security-Token',
    'X-Amz-Signature',
    'X-Amz-Credential',
    'X-Goog-Api-Key',
    'X-RapidAPI-Key',
    'X-Parse-REST-API-Key',
    'DD-APPLICATION-KEY',
    'x-functions-key',
    'X-CMC_PRO_API_KEY',
    'AWSAccessKeyId',
    'signature',
    'sig',
    'hapikey',
    'appid',
    'key',
    'api_key',
    'apiKey',
    'APIKEY2',
    'accessToken',
    'access.token',
    'oauth_token',
    'id_token',
    'X-CSRF-Token',
    'client_secret',
    'clientSecret',
    'userPassword',
    'passwd',
    'pass',
    'X-Auth',
    'jwt',
    'client_assertion',
    'JSESSIONID',
    'session_id',
    'X-API-Sign',
    'apisig',
    'userkey',
    'consumerKey',
    'X-GitHub-OTP',
  ])('%s', (name) => expect(isCredentialName(name)).toBe(true));

  test.each([
    'accept',
    'status',
    'keyword',
    'monkey',
    'author',
    'sort_key',
    'sortKey',
    'partitionKey',
    'primary_key',
    'page_token',
    'nextPageToken',
    'continuation-token',
    'sync_token',
    'max_tokens',
    'token_type',
    'auth_mode',
    'signature_version',
    'secret_name',
    'password_policy',
    'X-Amz-Algorithm',
    'passenger',
    'design',
    'session_type',
    'signature_date',
    'token_status',
    'design_key_time',
  ])('%s is none', (name) => expect(isCredentialName(name)).toBe(false));
});

test.each([
  ['abcdefgh', []],
  ['Bearer abcdefgh', ['abcdefgh']],
  ['Token token="abcdefgh", email="x"', ['token="abcdefgh", email="x"', 'abcdefgh']],
  [
    'Basic dXNlcm5hbWU6cGFzc3dvcmQ=',
    ['dXNlcm5hbWU6cGFzc3dvcmQ=', 'username:password', 'username', 'password'],
  ],
  ['lang=en; session=abcdefgh', ['abcdefgh']],
  ['Bearer short', []],
])('what of %j is a secret by itself', (value, parts) => {
  expect(secretParts(value)).toEqual(parts);
});

test.each([
  ['items?api_key=a/b=&page=2#x', 'items?api_key=!&page=2#x'],
  ['user=me&password=a+b', 'user=me&password=!'],
  ['{"user": "me", "pass" : "a\\"b"}', '{"user": "me", "pass" : "!"}'],
  ['https://x/items?page=2', 'https://x/items?page=2'],
  ['?X%2DAuth%2DKey=1', '?X%2DAuth%2DKey=!'],
])('the credentials in %s', (text, replaced) => {
  expect(replaceCredentials(text, () => '!')).toBe(replaced);
});
