import { describe, test } from 'vitest';
import { config, expectRefusal, inClient, type Refusal } from '../../support/config-issues.ts';

const apiKey = { type: 'api_key', api_key: 'k' };

describe('A client is refused at the exact path', () => {
  test.each<Refusal>([
    {
      name: 'no base_url',
      config: { ...config(), client: {} },
      path: 'client.base_url',
      message: /must be the URL of the API.*but it is missing/,
    },
    inClient(
      'base_url null',
      { base_url: null },
      'base_url',
      /must be the URL of the API.*got `null`/,
    ),
    inClient(
      'base_url without a scheme',
      { base_url: 'api.example.com' },
      'base_url',
      /must be an absolute http or https URL, got `api.example.com`/,
    ),
    inClient(
      'base_url with another scheme',
      { base_url: 'ftp://x' },
      'base_url',
      /must begin with http:\/\/ or https:\/\/, got `ftp:\/\/x`/,
    ),
    inClient(
      'base_url with a query',
      { base_url: 'https://x?a=b' },
      'base_url',
      /must not have a query/,
    ),
    inClient(
      'base_url with a fragment',
      { base_url: 'https://x/#a' },
      'base_url',
      /must not hold a fragment/,
    ),
    inClient(
      'base_url without a host',
      { base_url: 'https:///x' },
      'base_url',
      /must be an absolute http or https URL/,
    ),
    {
      name: 'an empty base_url and a path',
      config: config({ client: { base_url: '' } }),
      path: 'resources[0].endpoint.path',
      message: /must be a full URL, because `client.base_url` is empty/,
    },
    inClient('an unknown key', { base_uri: 'x' }, 'base_uri', /Did you mean `base_url`\?/),
    inClient('params', { params: {} }, 'params', /`params` belongs in `endpoint`/),
    inClient(
      'data_selector',
      { data_selector: 'x' },
      'data_selector',
      /`data_selector` belongs in `endpoint`/,
    ),
    inClient('a bare token', { api_key: 'x' }, 'api_key', /`api_key` belongs in `auth`/),
    inClient(
      'a header that is a number',
      { headers: { a: 1 } },
      'headers.a',
      /must be a string, got `1`/,
    ),
    inClient(
      'a header with a line break',
      { headers: { 'X-A': 'a\nb' } },
      "headers['X-A']",
      /holds a character that no header can carry/,
    ),
    inClient(
      'a name that no header has',
      { headers: { 'a b': 'x' } },
      "headers['a b']",
      /is no name for a header/,
    ),
    inClient(
      'concurrency 0',
      { max_concurrency: 0 },
      'max_concurrency',
      /must be a whole number from 1, got `0`/,
    ),
    inClient(
      'concurrency as text',
      { max_concurrency: '4' },
      'max_concurrency',
      /must be a whole number from 1, got `'4'`/,
    ),
    inClient(
      'half a rate limit',
      { rate_limit: { requests: 5 } },
      'rate_limit.per_seconds',
      /must be a number of seconds.*but it is missing/,
    ),
    inClient(
      'a timeout that no timer holds',
      { timeout: { idle_seconds: 3e9 } },
      'timeout.idle_seconds',
      /up to 2147483, got `3000000000`/,
    ),
    inClient(
      'a short name in timeout',
      { timeout: { idle: 3 } },
      'timeout.idle',
      /Did you mean `idle_seconds`\?/,
    ),
    inClient(
      'no attempts',
      { retry: { attempts: 0 } },
      'retry.attempts',
      /must be a whole number from 1/,
    ),
    inClient(
      'a depth of 0',
      { limits: { depth: 0 } },
      'limits.depth',
      /must be a whole number from 1/,
    ),
    inClient(
      'auth as an unknown text',
      { auth: 'x' },
      'auth',
      /must be an object such as \{ type: 'api_key'/,
    ),
    inClient(
      'auth as short form',
      { auth: 'api_key' },
      'auth',
      /`api_key` alone.*not available yet/,
    ),
    inClient(
      'auth as later short form',
      { auth: 'bearer' },
      'auth',
      /`bearer` alone.*not available yet/,
    ),
    inClient(
      'auth without a type',
      { auth: { token: 'x' } },
      'auth.type',
      /without a `type` this is `bearer`, which is not available yet/,
    ),
    inClient(
      'auth of a later type',
      { auth: { type: 'bearer', token: 'x' } },
      'auth.type',
      /`bearer` is not available yet/,
    ),
    inClient(
      'auth of a misspelt type',
      { auth: { type: 'apikey' } },
      'auth.type',
      /must be `api_key`.*Did you mean `api_key`\?/,
    ),
    inClient(
      'auth without a key',
      { auth: { type: 'api_key' } },
      'auth.api_key',
      /must be the key.*but it is missing/,
    ),
    inClient(
      'auth with an empty key',
      { auth: { ...apiKey, api_key: '' } },
      'auth.api_key',
      /must be the key/,
    ),
    inClient(
      'auth in a cookie',
      { auth: { ...apiKey, location: 'cookie' } },
      'auth.location',
      /`cookie` is not available yet/,
    ),
    inClient(
      'auth in an unknown place',
      { auth: { ...apiKey, location: 'headers' } },
      'auth.location',
      /must be one of `header`, `query`, `param`.*Did you mean `header`\?/,
    ),
    inClient(
      'auth with a name that no header has',
      { auth: { ...apiKey, name: 'Api Token' } },
      'auth.name',
      /is no name for a header/,
    ),
    inClient(
      'auth with a key of two lines',
      { auth: { ...apiKey, api_key: 'a\nb' } },
      'auth.api_key',
      /holds a character that no header can carry/,
    ),
    inClient(
      'auth with an unknown key',
      { auth: { ...apiKey, apikey: 'x' } },
      'auth.apikey',
      /Did you mean `api_key`\?/,
    ),
  ])('$name', expectRefusal);
});
