import { describe, test } from 'vitest';
import { config, expectRefusal, inClient, type Refusal } from '../../support/config-issues.ts';

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
      'an unknown way to verify',
      { verify: 'overlaps' },
      'verify',
      /must be one of `overlap`, `passes`, `total`, `off`, got `overlaps`. Did you mean `overlap`\?/,
    ),
    inClient('no pass', { max_passes: 0 }, 'max_passes', /must be a whole number from 1, got `0`/),
    inClient(
      'a deadline of 0',
      { deadline_seconds: 0 },
      'deadline_seconds',
      /must be a number of seconds above 0 and up to 2147483, got `0`/,
    ),
    inClient(
      'a deadline in short',
      { deadline: 5 },
      'deadline',
      /Did you mean `deadline_seconds`\?/,
    ),
    inClient(
      'an empty error path',
      { error_path: '' },
      'error_path',
      /must be a path into the body, got `''`/,
    ),
    inClient(
      'an error path to the whole body',
      { error_path: '$' },
      'error_path',
      /must lead to a value inside of the body, got `\$`/,
    ),
    inClient(
      'an error path with a wildcard',
      { error_path: 'errors[*]' },
      'error_path',
      /must be names with dots between them: it has to lead to one place/,
    ),
    inClient(
      'an error path into the rows',
      { error_path: 'rows.error' },
      'error_path',
      /leads into the rows of resources\[0\], where no error is looked for/,
    ),
    inClient(
      'an error path to the rows',
      { error_path: "$['rows']" },
      'error_path',
      /must lead to what good bodies do not have, but the rows of resources\[0\] stand there/,
    ),
    inClient(
      'hosts that are no list',
      { allowed_hosts: 'a.example.com' },
      'allowed_hosts',
      /must be a list of hosts, got `a.example.com`/,
    ),
    ...(
      [
        ['a wildcard', '*.example.com', /must be one host; there are no wildcards/],
        ['a host with a path', 'a.example.com/b', /must be a host.*without a path/],
        ['a URL with a path', 'https://a.example.com/b', /must be an origin: without a path/],
        ['another scheme', 'ftp://a.example.com', /must be an origin that begins with http/],
        ['a user name', 'https://u:p@a.example.com', /must be an origin: without.*a user name/],
        ['an empty host', '', /must be a host such as/],
      ] as const
    ).map(([name, host, message]) =>
      inClient(`allowed_hosts: ${name}`, { allowed_hosts: [host] }, 'allowed_hosts[0]', message),
    ),
    inClient(
      'a key of resources',
      { on_missing: 'delete' },
      'on_missing',
      /`on_missing` belongs on the resource/,
    ),
  ])('$name', expectRefusal);
});
