import { describe, expect, test } from 'vitest';
import { bindRequest } from '../../../src/request/bind-request.ts';
import { pageRequestOf } from '../../../src/request/page-request.ts';
import {
  parseTemplate,
  type RequestTemplate,
  type TextTemplate,
} from '../../../src/request/template.ts';

/** A text as a configuration has it, read and ready to be bound. */
function read(text: string, isPath = false): TextTemplate {
  const parsed = parseTemplate(text, { isPath });
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.parts.map((part) => {
    if (typeof part !== 'object' || part.kind !== 'parent') return part as TextTemplate[number];
    const { field, format } = part;
    return { kind: 'parent', field, ...(format === undefined ? {} : { format }) };
  });
}

function bind(template: Partial<RequestTemplate>, row: Readonly<Record<string, unknown>>) {
  const whole = { method: 'GET', baseUrl: 'https://x.test', path: [], params: [], headers: [] };
  return bindRequest({ ...whole, ...template } as RequestTemplate, {
    parent: new Map(Object.entries(row)),
  });
}

const ROW = {
  id: 1,
  zero: 0,
  minus: -7,
  big: 12345678901234567890n,
  large: 1e21,
  half: 0.5,
  yes: true,
  no: false,
  name: 'Ada',
  empty: '',
  blank: ' ',
  odd: 'a\\b"c\'d\n\t/?#&=%',
  braces: '{resources.p.id}',
  wide: 'größe 日本 🎉',
  list: [1, 'a', null, { b: 2 }],
  object: { a: { b: [true] } },
  'a.b': 'dotted',
  'user-id': 'u1',
};

describe('Texts with placeholders', () => {
  test.each<[text: string, whole: string]>([
    ['', ''],
    ['plain', 'plain'],
    ['a {resources.p.id} b', 'a 1 b'],
    ['{resources.p.id}{resources.p.name}', '1Ada'],
    ['{resources.p.id}-{resources.p.id}', '1-1'],
    ['{resources.p.user-id}', 'u1'],
    ['{resources.p.a.b}', 'dotted'],
    ['{{resources.p.id}}', '{resources.p.id}'],
    ['{{{resources.p.id}}}', '{1}'],
    ['{{{{resources.p.id}}}}', '{{resources.p.id}}'],
    ['{{{{{resources.p.id}}}}}', '{{1}}'],
    ['{{"id": {resources.p.id}}}', '{"id": 1}'],
    ['{{}}', '{}'],
    ['x{resources.p.zero}', 'x0'],
    ['x{resources.p.minus}', 'x-7'],
    ['x{resources.p.big}', 'x12345678901234567890'],
    ['x{resources.p.large}', 'x1000000000000000000000'],
    ['x{resources.p.half}', 'x0.5'],
    ['x{resources.p.yes}{resources.p.no}', 'xtruefalse'],
    ['x{resources.p.empty}', 'x'],
    ['x{resources.p.blank}y', 'x y'],
    ['x{resources.p.odd}', 'xa\\b"c\'d\n\t/?#&=%'],
    ['x{resources.p.braces}', 'x{resources.p.id}'],
    ['日{resources.p.wide}', '日größe 日本 🎉'],
    ['x{resources.p.list}', 'x[1,"a",null,{"b":2}]'],
    ['x{resources.p.object}', 'x{"a":{"b":[true]}}'],
    ['{resources.p.id:04d}', '0001'],
    ['{resources.p.half:.2f}', '0.50'],
    ['{resources.p.name:>5}', '  Ada'],
    ['{resources.p.name!r}', "'Ada'"],
    ['{resources.p.name!s:*^7}', '**Ada**'],
  ])('%s become the same in a parameter, a form, a raw body and JSON', (text, whole) => {
    const parts = read(text);
    const value = { kind: 'text', text: parts } as const;
    const params = bind({ params: [[['p'], { kind: 'value', value }]] }, ROW).params;
    expect(params).toEqual([['p', whole]]);
    const form = bind({ body: { kind: 'form', pairs: [[['p'], value]] } }, ROW).body;
    expect(form).toMatchObject({ text: new URLSearchParams([['p', whole]]).toString() });
    const raw = bind({ body: { kind: 'raw', text: ['x', ...parts] } }, ROW).body;
    expect(raw).toEqual({ kind: 'ready', text: `x${whole}` });
    const list = { kind: 'list', items: [{ kind: 'text', text: ['x', ...parts] }] } as const;
    expect(bind({ body: { kind: 'json', value: list } }, ROW).body).toEqual({
      kind: 'json',
      value: [`x${whole}`],
    });
  });

  test.each(Object.keys(ROW).filter((name) => !name.includes('.')))(
    'a JSON string that is no more than `%s` keeps its type, and as a name it is text',
    (name) => {
      const text = read(`{resources.p.${name}}`);
      const value = ROW[name as keyof typeof ROW];
      const member = { kind: 'text', text } as const;
      const body = bind(
        { body: { kind: 'json', value: { kind: 'object', members: [[['m'], member]] } } },
        ROW,
      ).body;
      expect(body).toEqual({ kind: 'json', value: { m: value } });
      const named = bind(
        { body: { kind: 'json', value: { kind: 'object', members: [[text, member]] } } },
        ROW,
      ).body;
      const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
      const key = name === 'large' ? '1000000000000000000000' : shown;
      expect(named).toEqual({ kind: 'json', value: { [key]: value } });
    },
  );

  test.each([
    ['a/{resources.p.id}/b', 'https://x.test/a/1/b'],
    ['a/{resources.p.id:03d}', 'https://x.test/a/001'],
    ['{resources.p.odd}', "https://x.test/a%5Cb%22c'd%0A%09%2F%3F%23%26%3D%25"],
    ['{resources.p.wide}', 'https://x.test/gr%C3%B6%C3%9Fe%20%E6%97%A5%E6%9C%AC%20%F0%9F%8E%89'],
    ['{{{{a}}}}/{{b}}', 'https://x.test/%7Ba%7D/%7Bb%7D'],
    ['{resources.p.braces}', 'https://x.test/%7Bresources.p.id%7D'],
  ])('%s as a path', (path, url) => {
    const bound = bind({ path: read(path, true) }, ROW);
    expect(bound.url).toBe(url);
    // a walk sends the address of its path as it is
    expect(pageRequestOf(bound, { params: {}, role: 'body' }).url).toBe(url);
  });

  test('values in the query of a path stand in front of the parameters', () => {
    const value = { kind: 'literal', value: 5 } as const;
    const bound = bind(
      { path: read('a?q={resources.p.odd}', true), params: [[['n'], { kind: 'value', value }]] },
      ROW,
    );
    const { url } = pageRequestOf(bound, { params: {}, role: 'body' });
    expect([...new URL(url).searchParams]).toEqual([
      ['q', ROW.odd],
      ['n', '5'],
    ]);
  });
});
