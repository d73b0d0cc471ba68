import { describe, expect, test } from 'vitest';
import { secret } from '../../../src/config/secrets/variable.ts';
import { config, issuesOf } from '../../support/config-issues.ts';

const offset = { type: 'offset', limit: 10 };
const UPSERT = { write_disposition: { disposition: 'merge', strategy: 'upsert' } };

describe('A refusal', () => {
  test('names all problems at once', () => {
    const issues = issuesOf({
      client: { base_url: 'ftp://x', max_concurrency: 0 },
      resources: [
        'a',
        {
          name: 'b',
          params: {},
          endpoint: { paginator: { type: 'offset', limit: 0 }, data_selector: 'b' },
        },
        { name: 'b', endpoint: { paginator: offset, data_selector: 'b' } },
      ],
    });
    expect(Object.keys(issues).sort()).toEqual([
      'client.base_url',
      'client.max_concurrency',
      'resources[1].endpoint.paginator.limit',
      'resources[1].params',
      'resources[2].name',
    ]);
  });

  test('of two resources with one table names the second, whatever the case of the names', () => {
    const common = { endpoint: { data_selector: 'x', paginator: offset } };
    const refused = {
      client: { base_url: 'https://x' },
      resources: [
        { ...common, name: 'userTags' },
        { ...common, name: 'user_tags' },
        { ...common, name: 'other', table_name: 'USER_TAGS', naming: 'direct' },
      ],
    };
    expect(issuesOf(refused)).toEqual({
      'resources[1].table_name': expect.stringContaining(
        '`user_tags` is the table of resources[0] too',
      ),
      'resources[2].table_name': expect.stringContaining(
        '`USER_TAGS` is the table of resources[0] too',
      ),
    });
  });

  test('does not meet a resource that is not selected and shares a table', () => {
    const common = { table_name: 'x', endpoint: { data_selector: 'x', paginator: offset } };
    const fine = {
      client: { base_url: 'https://x' },
      resources: [
        { ...common, name: 'a' },
        { ...common, name: 'b', selected: false },
      ],
    };
    expect(() => issuesOf(fine)).toThrow('was not refused');
  });

  test.each([
    [{ clent: {}, resources: ['a'] }, ['clent']],
    [{ client: { base_url: 'https://x' }, resource: [] }, ['resource']],
    [{ client: { baseurl: 'https://x' }, resources: ['a'] }, ['client.baseurl']],
    [
      {
        client: { base_url: 'https://x', rate_limit: { request: 1, per_second: 2 } },
        resources: [],
      },
      ['client.rate_limit.request', 'client.rate_limit.per_second'],
    ],
  ])('tells a slip of the client and of the top once: %j', (written, paths) => {
    expect(Object.keys(issuesOf(written))).toEqual(paths);
  });

  test('tells what is wrong with a key that is there, whatever is written like it', () => {
    const written = {
      client: { base_url: 5, baseurl: 'https://x' },
      resources: [{ name: 'a', primary_key: 7, primarykey: 'id', ...UPSERT }],
      sources: [],
    };
    expect(Object.keys(issuesOf(written))).toEqual([
      'client.base_url',
      'client.baseurl',
      'resources[0].primary_key',
      'resources[0].primarykey',
      'sources',
    ]);
  });

  test('tells problems in the order of the file, whatever finds them', () => {
    const issues = issuesOf({
      resources: [
        { name: 'b', endpoint: { path: 'x/{resources.nope.id}', methd: 'GET' }, foo: 1 },
        { primary_key: 5, name: 'b' },
        { endpoint: { params: { a: secret('UNSET'), b: [{}] } } },
      ],
      client: { retry: { attempts: 0 }, auth: { type: 'api_key' }, base_url: 'nope' },
    });
    expect(Object.keys(issues)).toEqual([
      'resources[0].endpoint.path',
      'resources[0].endpoint.methd',
      'resources[0].foo',
      'resources[1].primary_key',
      'resources[1].name',
      'resources[2].endpoint.params.a',
      'resources[2].endpoint.params.b[0]',
      'resources[2].name',
      'client.retry.attempts',
      'client.auth.api_key',
      'client.base_url',
    ]);
  });

  test('does not overflow on a configuration that holds itself', () => {
    const endless: Record<string, unknown> = { type: 'offset', limit: 1 };
    endless['offset'] = endless;
    expect(issuesOf(config({ endpoint: { paginator: endless } }))).toEqual({
      'resources[0].endpoint.paginator.offset': expect.stringContaining('got an endless object'),
    });
  });

  test('of what the defaults have is told once, where it is written', () => {
    const written = {
      client: { base_url: 'https://x' },
      resource_defaults: { endpoint: { params: { a: '{b}' } } },
      resources: ['one', 'two'],
    };
    expect(issuesOf(written)).toEqual({
      'resource_defaults.endpoint.params.a': expect.stringContaining('`{b}` is no placeholder'),
    });
  });

  test('tells all the places where a missing value was looked for', () => {
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

  test('tells everything that is missing at once', () => {
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
