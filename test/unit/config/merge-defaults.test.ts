import { describe, expect, test } from 'vitest';
import { mergeDefaults } from '../../../src/config/plan/merge-defaults.ts';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';

const offset = (limit: number): object => ({ type: 'offset', limit });

describe('Defaults', () => {
  test.each<[what: string, defaults: unknown, resource: unknown, merged: object]>([
    ['a name', null, 'users', { name: 'users', endpoint: { path: 'users', params: {} } }],
    ['a name alone', {}, { name: 'u' }, { name: 'u', endpoint: { path: 'u', params: {} } }],
    [
      'a path in short',
      {},
      { name: 'u', endpoint: 'x/y' },
      { name: 'u', endpoint: { path: 'x/y', params: {} } },
    ],
    [
      'a path that is null',
      {},
      { name: 'u', endpoint: { path: null } },
      { name: 'u', endpoint: { path: 'u', params: {} } },
    ],
    [
      'keys of the resource',
      { primary_key: 'id', selected: false },
      { name: 'u', primary_key: ['a'] },
      { name: 'u', primary_key: ['a'], selected: false, endpoint: { path: 'u', params: {} } },
    ],
    [
      'a null that resets',
      { primary_key: 'id' },
      { name: 'u', primary_key: null },
      { name: 'u', primary_key: null, endpoint: { path: 'u', params: {} } },
    ],
    [
      'keys of the endpoint, whole',
      {
        endpoint: {
          headers: { a: '1', b: '2' },
          paginator: { type: 'offset', limit: 1, offset: 5 },
          data_selector: 'd',
        },
      },
      { name: 'u', endpoint: { headers: { a: '3' }, paginator: { type: 'offset', limit: 2 } } },
      {
        name: 'u',
        endpoint: {
          path: 'u',
          params: {},
          headers: { a: '3' },
          paginator: { type: 'offset', limit: 2 },
          data_selector: 'd',
        },
      },
    ],
    [
      'a selector that is reset',
      { endpoint: { data_selector: 'd' } },
      { name: 'u', endpoint: { data_selector: null } },
      { name: 'u', endpoint: { path: 'u', params: {}, data_selector: null } },
    ],
    [
      'the first level of params and json, and no deeper',
      { endpoint: { params: { a: 1, b: 1 }, json: { f: { x: 1 }, g: 1 } } },
      { name: 'u', endpoint: { params: { b: null }, json: { f: { y: 2 } } } },
      {
        name: 'u',
        endpoint: { path: 'u', params: { a: 1, b: null }, json: { f: { y: 2 }, g: 1 } },
      },
    ],
    [
      'a body of the defaults alone',
      { endpoint: { json: { a: 1 }, data: 'x' } },
      { name: 'u', endpoint: { data: null } },
      { name: 'u', endpoint: { path: 'u', params: {}, json: { a: 1 }, data: null } },
    ],
    [
      'everything else of the endpoint, whole',
      {
        endpoint: {
          auth: 'bearer',
          incremental: { cursor_path: 'a', lag: 1 },
          response_actions: [{ status_code: 404, action: 'ignore' }],
        },
      },
      {
        name: 'u',
        endpoint: { auth: null, incremental: { cursor_path: 'b' }, response_actions: [] },
      },
      {
        name: 'u',
        endpoint: {
          path: 'u',
          params: {},
          auth: null,
          incremental: { cursor_path: 'b' },
          response_actions: [],
        },
      },
    ],
    [
      'columns hint by hint, in either form',
      { columns: { a: { data_type: 'text', nullable: true }, b: { unique: true } } },
      { name: 'u', columns: [{ name: 'a', data_type: 'date' }, { name: 'c' }] },
      {
        name: 'u',
        columns: {
          a: { name: 'a', data_type: 'date', nullable: true },
          b: { unique: true },
          c: { name: 'c' },
        },
        endpoint: { path: 'u', params: {} },
      },
    ],
    [
      'columns that are reset',
      { columns: { a: {} } },
      { name: 'u', columns: null },
      { name: 'u', columns: null, endpoint: { path: 'u', params: {} } },
    ],
    [
      'a path of the defaults, which is none',
      { endpoint: { path: 'x' } },
      { name: 'u', endpoint: { headers: {} } },
      { name: 'u', endpoint: { path: 'u', params: {}, headers: {} } },
    ],
  ])('merge with %s', (_, defaults, resource, merged) => {
    expect(mergeDefaults(defaults, resource)).toEqual(merged);
  });

  test('come first among the parameters, and one that is overridden keeps its place', () => {
    const merged = mergeDefaults(
      { endpoint: { params: { a: 1, b: 2, c: 3 } } },
      { name: 'u', endpoint: { params: { d: 4, b: 5, c: null } } },
    );
    const params = Reflect.get(Object(merged['endpoint']), 'params');
    expect(Object.entries(Object(params))).toEqual([
      ['a', 1],
      ['b', 5],
      ['c', null],
      ['d', 4],
    ]);
  });

  test.each([
    ['the endpoint', { client: 1, defaults: 2, endpoint: 3 }, 3],
    ['the defaults', { client: 1, defaults: 2 }, 2],
    ['the client', { client: 1 }, 1],
    [
      'the client, where the resource resets the defaults',
      { client: 1, defaults: 2, endpoint: null },
      1,
    ],
  ])('give way: the paginator comes from %s', (_, limits: Record<string, number | null>, limit) => {
    const paginator = (of: string): object => {
      const written = limits[of];
      return written === undefined ? {} : { paginator: written === null ? null : offset(written) };
    };
    const plan = resolveSource(
      {
        client: { base_url: 'https://x', ...paginator('client') },
        resource_defaults: { endpoint: paginator('defaults') },
        resources: [{ name: 'u', endpoint: { data_selector: '$', ...paginator('endpoint') } }],
      },
      { env: {} },
    );
    expect(plan.resources[0]?.paginator).toMatchObject({ limit });
  });
});
