import { describe, expect, test } from 'vitest';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';

type Json = Readonly<Record<string, unknown>>;

const source = (...resources: unknown[]): Json => ({
  client: { base_url: 'https://x' },
  resources,
});
const child = (name: string, of: string, more: Json = {}): Json => ({
  name,
  ...more,
  endpoint: `${of}/{resources.${of}.id}/x`,
});

describe('A dependent resource', () => {
  test('knows its parent, the fields that it needs, and what it takes over', () => {
    const plan = resolveSource(
      source('my-parents', {
        name: 'rows',
        include_from_parent: ['id', 'meta', 'id'],
        on_null_parent: 'skip',
        endpoint: {
          path: 'p/{id}/x',
          params: {
            id: { type: 'resolve', resource: 'my-parents', field: 'id' },
            again: '{resources.my-parents.$.id}',
            first: '{resources.my-parents.tags[0].name}',
          },
        },
      }),
      { env: {} },
    );
    expect(plan.resources[1]?.parent).toEqual({
      resource: 'my-parents',
      fields: ['$.id', '$.tags[0].name'],
      include: [
        ['id', '_my-parents_id'],
        ['meta', '_my-parents_meta'],
      ],
      onNull: 'skip',
    });
  });

  test('by default takes null in the parent row for an error, and nothing over', () => {
    const { resources } = resolveSource(source('a', child('b', 'a')), { env: {} });
    expect(resources[1]?.parent).toEqual({
      resource: 'a',
      fields: ['$.id'],
      include: [],
      onNull: 'error',
    });
    expect(resources[0]).not.toHaveProperty('parent');
  });

  test.each<[what: string, resources: unknown[], order: string[]]>([
    ['already in order', ['a', child('b', 'a'), 'c'], ['a', 'b', 'c']],
    ['behind its parent', ['c', child('b', 'a'), 'd', 'a'], ['c', 'a', 'b', 'd']],
    ['in a chain', [child('c', 'b'), child('b', 'a'), 'x', 'a'], ['a', 'b', 'c', 'x']],
    ['one of two', [child('b', 'a'), child('c', 'a'), 'a'], ['a', 'b', 'c']],
    [
      'with a parent that is not selected',
      [child('b', 'a'), { name: 'a', selected: false }],
      ['a', 'b'],
    ],
  ])('comes after its parent: %s', (_, resources, order) => {
    const plan = resolveSource(source(...resources), { env: {} });
    expect(plan.resources.map(({ name }) => name)).toEqual(order);
  });

  test('is refused for a circle, which is named', () => {
    const resources = [child('a', 'c'), child('b', 'a'), child('c', 'b'), child('d', 'a')];
    expect(() => resolveSource(source(...resources), { env: {} })).toThrow(
      /resources\[0\]\.endpoint\S*: goes in a circle: `a` needs `c` needs `b` needs `a`/,
    );
  });
});
