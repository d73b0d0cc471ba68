import { describe, expect, test } from 'vitest';
import type { ResourcePlan } from '../../../src/config/plan/plan.ts';
import { resolveSource } from '../../../src/config/plan/resolve-source.ts';
import { env } from '../../../src/config/secrets/variable.ts';

type Json = Readonly<Record<string, unknown>>;

/** A child of `parents` with an endpoint. */
function source(endpoint: Json, more: Json = {}): Json {
  return {
    client: { base_url: 'https://x/v1', headers: { Accept: '{a}' } },
    resources: ['parents', { name: 'rows', ...more, endpoint }],
  };
}

function planOf(endpoint: Json, more: Json = {}, variables = {}): ResourcePlan {
  const { resources } = resolveSource(source(endpoint, more), { env: variables });
  const plan = resources.find(({ name }) => name === 'rows');
  if (plan === undefined) throw new Error('no resource');
  return plan;
}

const parent = (field: string, rest = {}): object => ({ kind: 'parent', field, ...rest });
const text = (...parts: unknown[]): object => ({ kind: 'text', text: parts });
const literal = (value: unknown): object => ({ kind: 'literal', value });

describe('A request', () => {
  test.each<[what: string, endpoint: Json, template: Json]>([
    ['a path', { path: 'a/b?c=d' }, { path: ['a/b?c=d'] }],
    ['no path but the name', {}, { path: ['rows'] }],
    ['an empty path', { path: '' }, { path: [] }],
    ['braces in a path', { path: 'a/{{{{b}}}}/{{c}}' }, { path: ['a/{b}/{c}'] }],
    [
      'a field of the parent in the path',
      { path: 'p/{resources.parents.a.id}/x' },
      { path: ['p/', parent('$.a.id'), '/x'] },
    ],
    [
      'a resolved parameter',
      {
        path: 'p/{id}/x',
        params: { id: { type: 'resolve', resource: 'parents', field: "a['b c']" }, q: 1 },
      },
      {
        path: ['p/', parent('$.a["b c"]'), '/x'],
        params: [[['q'], { kind: 'value', value: literal(1) }]],
      },
    ],
    [
      'written parameters in the path, which leave the query',
      { path: '{kind}/{n}/{kind}', params: { kind: 'big', n: 7, q: null } },
      { path: ['big', '/', '7', '/', 'big'], params: [] },
    ],
    [
      'a written parameter that holds a placeholder',
      { path: 'p/{id}', params: { id: 'x-{resources.parents.id}' } },
      { path: ['p/', 'x-', parent('$.id')], params: [] },
    ],
    [
      'placeholders in names and values of parameters',
      { params: { '{resources.parents.key}': ['{resources.parents.id:04d}', 1, null] } },
      {
        params: [
          [
            [parent('$.key')],
            {
              kind: 'value',
              value: {
                kind: 'list',
                items: [
                  text(parent('$.id', { format: { spec: '04d' } })),
                  literal(1),
                  literal(null),
                ],
              },
            },
          ],
        ],
      },
    ],
    [
      'placeholders in headers, which the client has none of',
      { headers: { 'X-{resources.parents.a}': 'b {{c}} {resources.parents.d}' } },
      {
        headers: [
          [
            ['X-', parent('$.a')],
            ['b {c} ', parent('$.d')],
          ],
        ],
      },
    ],
    [
      'a JSON body of any depth',
      {
        method: 'POST',
        json: { a: [{ 'k{resources.parents.k}': '{resources.parents.v}' }, 1.5, null], b: true },
      },
      {
        method: 'POST',
        body: {
          kind: 'json',
          value: {
            kind: 'object',
            members: [
              [
                ['a'],
                {
                  kind: 'list',
                  items: [
                    { kind: 'object', members: [[['k', parent('$.k')], text(parent('$.v'))]] },
                    literal(1.5),
                    literal(null),
                  ],
                },
              ],
              [['b'], literal(true)],
            ],
          },
        },
      },
    ],
    [
      'an empty JSON body, with GET too',
      { json: {} },
      { method: 'GET', body: { kind: 'json', value: { kind: 'object', members: [] } } },
    ],
    [
      'a form',
      { data: { a: '{resources.parents.id}', b: [1, 2] } },
      {
        body: {
          kind: 'form',
          pairs: [
            [['a'], text(parent('$.id'))],
            [['b'], { kind: 'list', items: [literal(1), literal(2)] }],
          ],
        },
      },
    ],
    [
      'a form with one name twice',
      {
        data: [
          ['a', 1],
          ['a', 'x'],
        ],
      },
      {
        body: {
          kind: 'form',
          pairs: [
            [['a'], literal(1)],
            [['a'], text('x')],
          ],
        },
      },
    ],
    [
      'a raw body',
      { data: 'a={resources.parents.id}' },
      { body: { kind: 'raw', text: ['a=', parent('$.id')] } },
    ],
    [
      'an empty JSON body and data, of which data is sent',
      { json: {}, data: 'x' },
      { body: { kind: 'raw', text: ['x'] } },
    ],
    [
      'the ends of an incremental, one in place of a parameter',
      {
        params: { since: 'x', q: 1 },
        incremental: { cursor_path: 'at', start_param: 'since', end_param: 'until' },
      },
      {
        params: [
          [['since'], { kind: 'start' }],
          [['q'], { kind: 'value', value: literal(1) }],
          [['until'], { kind: 'end' }],
        ],
      },
    ],
    [
      'an incremental parameter',
      { params: { since: { type: 'incremental', cursor_path: 'at' } } },
      { params: [[['since'], { kind: 'start' }]] },
    ],
    [
      'values of an incremental',
      {
        path: 'x/{incremental.start_value}/y',
        incremental: { cursor_path: 'at' },
        json: { lag: '{incremental.lag}' },
      },
      {
        path: ['x/', { kind: 'incremental', attribute: 'start_value' }, '/y'],
        body: {
          kind: 'json',
          value: {
            kind: 'object',
            members: [[['lag'], text({ kind: 'incremental', attribute: 'lag' })]],
          },
        },
      },
    ],
  ])('has %s', (_, endpoint, template) => {
    expect(planOf(endpoint).request).toMatchObject(template);
  });

  test.each([{ data: {} }, { data: [] }, { data: '' }, { data: null }, {}])(
    'has no body by %j',
    (endpoint) => {
      expect(planOf(endpoint).request).not.toHaveProperty('body');
    },
  );

  test('takes the value of a variable for no placeholder', () => {
    const plan = planOf({ params: { a: env('A') } }, {}, { A: '{resources.parents.id}' });
    expect(plan.request.params).toEqual([
      [['a'], { kind: 'value', value: text('{resources.parents.id}') }],
    ]);
    expect(plan.parent).toBeUndefined();
    const body = planOf({ json: { a: env('A') } }, {}, { A: '{x}' }).request.body;
    expect(body).toEqual({
      kind: 'json',
      value: { kind: 'object', members: [[['a'], text('{x}')]] },
    });
  });
});
