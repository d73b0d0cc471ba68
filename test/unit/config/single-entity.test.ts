import { describe, expect, test } from 'vitest';
import type { ResourcePlan } from '../../../src/config/plan/plan.ts';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';
import { isSingleEntity } from '../../../src/config/plan/resource-plan.ts';

describe('A path to one entity', () => {
  test.each([
    'users/{user_id}',
    '/users/{user_id}',
    'api/v1/products/{product_id}/',
    'api/v1/products/{product_id}//',
    'api/v1/products/{product_id}?param1=value1',
    'api/v1/products/{product_id}#section',
    'users/{user_id}/posts/{post_id}',
    'users/{user_id}/posts/{post_id}/comments/{comment_id}',
    '{entity}',
    '/{entity}',
    'users/{user_123}',
    'users/{123}',
    'users/{user-id}',
    'users/{resources.users.id}',
    '{id}.json',
    'since/{incremental.start_value}',
    'https://x/users/{id}',
    'users/{id}?fields=a/b',
    'users/{id}?since={incremental.start_value}',
  ])('is %s', (path) => {
    expect(isSingleEntity(path)).toBe(true);
  });

  test.each([
    '',
    '/',
    'users/user_id',
    'users/{user_id}/details',
    'users/{}',
    'users?id={id}',
    'users?path=a/{id}',
    'users/?id={id}',
    'https://x/users?since={incremental.start_value}',
    'users/{user id}',
    'users/{user_id}/#section',
    'users/{id}}',
    'users/{{id}',
    'users/{{id}}',
    'users/{{{{id}}}}',
  ])('is not %s', (path) => {
    expect(isSingleEntity(path)).toBe(false);
  });
});

type Json = Readonly<Record<string, unknown>>;

function planOf(endpoint: Json, client: Json = {}, defaults: Json = {}): ResourcePlan {
  const plan = resolveSource(
    {
      client: { base_url: 'https://x', ...client },
      resource_defaults: { endpoint: defaults },
      resources: [{ name: 'a', endpoint }],
    },
    { env: {} },
  ).resources[0];
  if (plan === undefined) throw new Error('no resource');
  return plan;
}

const one = { path: 'a/{id}', params: { id: 1 } };
const many = { path: 'a/{id}/b', params: { id: 1 } };

describe('Rows are looked for', () => {
  test.each<[where: string, endpoint: Json, defaults: Json, selector: unknown]>([
    ['by what the first page tells', many, {}, 'auto'],
    ['so, too, where the selector is empty', { ...many, data_selector: '' }, {}, 'auto'],
    ['so, too, where it is null', { ...many, data_selector: null }, { data_selector: 'd' }, 'auto'],
    ['at a path of names', { ...many, data_selector: "$.a['b c']" }, {}, ['a', 'b c']],
    ['at the root', { ...many, data_selector: '$' }, {}, []],
    ['at any other path', { ...many, data_selector: 'a[*].b' }, {}, { path: '$.a[*].b' }],
    ['at a filter', { ...many, data_selector: "[?(@.k=='b')]" }, {}, { path: '$[?(@.k=="b")]' }],
    ['at the root, for one entity', one, {}, []],
    ['where one entity says', { ...one, data_selector: 'd' }, {}, ['d']],
    ['where the defaults say', one, { data_selector: 'd' }, ['d']],
    ['at the root, for one entity with a paginator', { ...one, paginator: 'json_link' }, {}, []],
  ])('%s', (_, endpoint, defaults, selector) => {
    expect(planOf(endpoint, {}, defaults).selector).toEqual(selector);
  });
});

describe('Pages are turned', () => {
  const link = { type: 'json_link', next_url_path: 'client' };
  test.each<[how: string, endpoint: Json, client: Json, defaults: Json, paginator: Json]>([
    ['as the first page tells', many, {}, {}, { type: 'auto' }],
    ['as the client says', many, { paginator: link }, {}, { type: 'json_link' }],
    [
      'as the defaults say, not the client',
      many,
      { paginator: link },
      { paginator: 'header_link' },
      { type: 'header_link' },
    ],
    [
      'as the endpoint says',
      { ...many, paginator: 'cursor' },
      { paginator: link },
      { paginator: 'header_link' },
      { type: 'cursor' },
    ],
    [
      'as the client says, where the endpoint resets the defaults',
      { ...many, paginator: null },
      { paginator: link },
      { paginator: 'header_link' },
      { type: 'json_link' },
    ],
    [
      'as the client says, where the endpoint says auto',
      { ...many, paginator: 'auto' },
      { paginator: link },
      { paginator: 'header_link' },
      { type: 'json_link' },
    ],
    [
      'as the first page tells, where only the endpoint says auto',
      { ...many, paginator: { type: 'auto' } },
      {},
      {},
      { type: 'auto' },
    ],
    [
      'as the first page tells, where the client says auto',
      many,
      { paginator: 'auto' },
      {},
      { type: 'auto' },
    ],
    ['not at all for one entity', one, {}, {}, { type: 'single_page' }],
    [
      'not at all for one entity, whatever the client says',
      one,
      { paginator: link },
      {},
      { type: 'single_page' },
    ],
    [
      'for one entity as the defaults say',
      one,
      { paginator: link },
      { paginator: 'header_link' },
      { type: 'header_link' },
    ],
    [
      'for one entity as the endpoint says',
      { ...one, paginator: 'cursor' },
      {},
      {},
      { type: 'cursor' },
    ],
    [
      'for one entity as the client says, where the endpoint says auto',
      { ...one, paginator: 'auto' },
      { paginator: link },
      {},
      { type: 'json_link' },
    ],
    [
      'not at all for one entity that resets the defaults',
      { ...one, paginator: null },
      { paginator: link },
      { paginator: 'header_link' },
      { type: 'single_page' },
    ],
  ])('%s', (_, endpoint, client, defaults, paginator) => {
    expect(planOf(endpoint, client, defaults).paginator).toMatchObject(paginator);
  });
});
