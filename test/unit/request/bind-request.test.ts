import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { bindRequest } from '../../../src/request/bind-request.ts';
import type { BindValues } from '../../../src/request/expand.ts';
import type { Expression, RequestTemplate, ValueTemplate } from '../../../src/request/template.ts';

const field = (name: string, spec?: string): Expression => ({
  kind: 'parent',
  field: name,
  ...(spec === undefined ? {} : { format: { spec } }),
});
const last: Expression = { kind: 'incremental', attribute: 'last_value' };
const text = (...parts: (string | Expression)[]): ValueTemplate => ({ kind: 'text', text: parts });
const literal = (value: string | number | bigint | boolean | null): ValueTemplate => ({
  kind: 'literal',
  value,
});
const request = (parts: Partial<RequestTemplate>): RequestTemplate => ({
  method: 'GET',
  baseUrl: 'https://x.test/v1/',
  path: ['items'],
  params: [],
  headers: [],
  ...parts,
});
const values = (
  parent: Record<string, unknown>,
  incremental: Record<string, unknown> = {},
): BindValues => ({
  parent: new Map(Object.entries(parent)),
  incremental: {
    attribute: (name) => incremental[name],
    start: incremental['start'],
    end: incremental['end'],
  },
});
const bind = (parts: Partial<RequestTemplate>, parent = {}, incremental = {}) =>
  bindRequest(request(parts), values(parent, incremental));

describe('The path', () => {
  test.each([
    [['a/', field('f'), '/b'], 5, 'https://x.test/v1/a/5/b'],
    [[field('f')], 'a/b?c#d', 'https://x.test/v1/a%2Fb%3Fc%23d'],
    [['a/', field('f')], 'x y%é', 'https://x.test/v1/a/x%20y%25%C3%A9'],
    [['a/', field('f')], '{b}', 'https://x.test/v1/a/%7Bb%7D'],
    [['a/', field('f')], '\ud800', 'https://x.test/v1/a/%EF%BF%BD'],
    [['a/', field('f'), '.json'], '.', 'https://x.test/v1/a/..json'],
    [['a/', field('f', '04d')], 7, 'https://x.test/v1/a/0007'],
    [['a?q=', field('f')], '', 'https://x.test/v1/a?q='],
    [['a?q=', field('f')], 'b&c=..', 'https://x.test/v1/a?q=b%26c%3D..'],
    [[field('f')], 'https://y.test/a/b?c=1', 'https://y.test/a/b?c=1'],
    [['https://y.test/', field('f')], 'a', 'https://y.test/a'],
    [['a/', field('f')], 'https://y.test/', 'https://x.test/v1/a/https%3A%2F%2Fy.test%2F'],
    [['a/../b/', field('f')], 1, 'https://x.test/v1/b/1'],
    [[], 1, 'https://x.test/v1/'],
  ])('%j with %j is %s', (path, value, url) => {
    expect(bind({ path }, { f: value }).url).toBe(url);
  });

  test.each([
    [['a/', field('f')], ''],
    [['a/', field('f'), '/b'], ''],
    [['a/', field('f'), '?q=1'], ''],
    [['a/', field('f'), '/b'], '.'],
    [['a/', field('f'), '/b'], '..'],
    [['a/.', field('f'), '/b'], '.'],
    [['a/', field('f'), field('f')], '.'],
    [['a/%2e', field('f')], '.'],
  ])('%j refuses %j, which would be another address', (path, value) => {
    expect(() => bind({ path }, { f: value })).toThrow(SourceError);
    expect(() => bind({ path }, { f: value })).toThrow(/in the path .* another address/);
  });

  test('may end with an incremental that has no value yet', () => {
    expect(bind({ path: ['a/', last] }).url).toBe('https://x.test/v1/a/');
  });
});

describe('Parameters', () => {
  test.each([
    ['text', text('a', field('f'), 'b'), 1, ['a1b']],
    ['one placeholder', text(field('f')), true, ['true']],
    ['an object', text(field('f')), { a: 1 }, ['{"a":1}']],
    ['a list as a value', text(field('f')), [1, 2], ['[1,2]']],
    ['braces in values', text(field('f')), '{x}', ['{x}']],
    ['a format', text(field('f', '.2f')), 1.5, ['1.50']],
    ['an empty text', text(field('f')), '', ['']],
    [
      'a list',
      { kind: 'list', items: [literal(1), text(field('f')), literal(null)] } as const,
      2,
      ['1', '2'],
    ],
    ['null', literal(null), 0, []],
    ['a literal number', literal(5n), 0, ['5']],
    ['a literal truth', literal(false), 0, ['false']],
    ['an incremental without a value', text(last), 0, []],
    ['an incremental without a value in a text', text('>', last, '!'), 0, ['>!']],
  ])('hold %s', (_, value, parent, sent) => {
    const { params } = bind({ params: [[['p'], { kind: 'value', value }]] }, { f: parent });
    expect(params).toEqual(sent.map((one) => ['p', one]));
  });

  test('keep their order, and names may hold placeholders', () => {
    const value = { kind: 'value', value: literal('') } as const;
    const params = [
      [['b'], value],
      [['x', field('f')], value],
      [['a'], value],
    ] as const;
    expect(bind({ params }, { f: 1 }).params.map(([name]) => name)).toEqual(['b', 'x1', 'a']);
  });

  test('send the ends of an incremental where there are any', () => {
    const params = [
      [['from'], { kind: 'start' }],
      [['to'], { kind: 'end' }],
    ] as const;
    expect(bind({ params }, {}, { start: 0, end: '2024' }).params).toEqual([
      ['from', '0'],
      ['to', '2024'],
    ]);
    expect(bind({ params }, {}, { start: null }).params).toEqual([]);
    expect(bindRequest(request({ params }), {}).params).toEqual([]);
  });

  test('a value that does not fit its format is refused by its field', () => {
    const params = [[['p'], { kind: 'value', value: text(field('f', '04d')) }]] as const;
    expect(() => bind({ params }, { f: 'a' })).toThrow(
      /`{resources.….f:04d}` .* cannot be written as `04d`/,
    );
  });
});

describe('Headers', () => {
  test('hold placeholders in names and values', () => {
    const headers = [
      [
        ['X-', field('n')],
        [field('f'), '!'],
      ],
      [['X-Empty'], []],
      [['X-Since'], [last]],
    ] as const;
    expect(bind({ headers }, { n: 'a', f: 1 }).headers).toEqual({ 'X-a': '1!', 'X-Empty': '' });
  });

  test('of two that come out the same, the later one counts', () => {
    const headers = [
      [['x-a'], ['1']],
      [['X-', field('n')], ['2']],
    ] as const;
    expect(bind({ headers }, { n: 'A' }).headers).toEqual({ 'X-A': '2' });
  });

  test.each(['a\r\nX-Evil: 1', 'a\n', '\0', '日'])('refuse the value %j', (f) => {
    expect(() => bind({ headers: [[['X'], [field('f')]]] }, { f })).toThrow(
      /the header `X` .* line break/,
    );
  });

  test.each(['a b', 'a:', '\n'])('refuse the name %j', (f) => {
    expect(() => bind({ headers: [[[field('f')], ['x']]] }, { f })).toThrow(
      /a name that is none for a header/,
    );
  });
});

describe('The body', () => {
  test.each([
    [true],
    [false],
    [0],
    [-1],
    [1.5],
    [9007199254740993n],
    [''],
    ['é'],
    [[1, [2]]],
    [{ a: 1 }],
  ])('in JSON a string that is one placeholder keeps %o', (value) => {
    const body = {
      kind: 'json',
      value: { kind: 'object', members: [[['a'], text(field('f'))]] },
    } as const;
    expect(bind({ body }, { f: value }).body).toEqual({ kind: 'json', value: { a: value } });
  });

  test('in JSON longer texts, names and formats become text, and what has no value is left out', () => {
    const inner = {
      kind: 'list',
      items: [text('x', field('f')), text(field('f', '03d')), literal(1)],
    } as const;
    const body = {
      kind: 'json',
      value: {
        kind: 'object',
        members: [
          [['k', field('f')], inner],
          [['n'], text(last)],
        ],
      },
    } as const;
    expect(bind({ body }, { f: 5 }).body).toEqual({
      kind: 'json',
      value: { k5: ['x5', '005', 1] },
    });
  });

  test('an empty JSON object is a body, and `__proto__` a name like any other', () => {
    const empty = { kind: 'json', value: { kind: 'object', members: [] } } as const;
    expect(bind({ body: empty }).body).toEqual({ kind: 'json', value: {} });
    const proto = {
      kind: 'json',
      value: { kind: 'object', members: [[['__proto__'], literal(1)]] },
    } as const;
    const bound = bind({ body: proto }).body;
    expect(bound?.kind === 'json' && JSON.stringify(bound.value)).toBe('{"__proto__":1}');
  });

  test('a form repeats lists, drops null and keeps its order', () => {
    const list = { kind: 'list', items: [literal(1), literal(2)] } as const;
    const pairs = [
      [['b'], list],
      [['a'], text('x ', field('f'))],
      [['n'], literal(null)],
      [['b'], literal('')],
    ] as const;
    expect(bind({ body: { kind: 'form', pairs } }, { f: '&' }).body).toEqual({
      kind: 'ready',
      text: 'b=1&b=2&a=x+%26&b=',
      contentType: 'application/x-www-form-urlencoded',
    });
  });

  test('an empty form, an empty text and no body send nothing', () => {
    expect(bind({ body: { kind: 'form', pairs: [] } })).not.toHaveProperty('body');
    expect(bind({ body: { kind: 'raw', text: [] } })).not.toHaveProperty('body');
    expect(bind({})).not.toHaveProperty('body');
  });

  test('a text is sent without a content type', () => {
    expect(bind({ body: { kind: 'raw', text: ['a=', field('f')] } }, { f: true }).body).toEqual({
      kind: 'ready',
      text: 'a=true',
    });
  });
});
