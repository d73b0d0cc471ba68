import { describe, expect, test } from 'vitest';
import { parseTemplate } from '../../../src/request/template.ts';

const parent = (field: string, format?: object) => ({
  kind: 'parent',
  resource: 'p',
  field,
  ...(format === undefined ? {} : { format }),
});

describe('A text is taken apart', () => {
  test.each([
    ['', []],
    ['a', ['a']],
    ['{{a}}', ['{a}']],
    ['{{{{a}}}}', ['{{a}}']],
    ['{{}}', ['{}']],
    ['{resources.p.id}', [parent('id')]],
    ['{{{resources.p.id}}}', ['{', parent('id'), '}']],
    ['a{resources.p.id}b{resources.p.n}', ['a', parent('id'), 'b', parent('n')]],
    ['{resources.p.a.b.c}', [parent('a.b.c')]],
    ['{resources.p.items[0].id}', [parent('items[0].id')]],
    ["{resources.p.a['b c']}", [parent("a['b c']")]],
    ["{resources.p.a['b.c}:!d']}", [parent("a['b.c}:!d']")]],
    ["{resources.p.a['it\\'s]}']}", [parent("a['it\\'s]}']")]],
    ["{resources.p.a[?(@.k!='x')].v}", [parent("a[?(@.k!='x')].v")]],
    ['{resources.p.a[1:3]}', [parent('a[1:3]')]],
    ['{resources.p.größe 日}', [parent('größe 日')]],
    ['{resources.p.id:04d}', [parent('id', { spec: '04d' })]],
    ['{resources.p.id!r}', [parent('id', { conversion: 'r' })]],
    ['{resources.p.id!s:>10}', [parent('id', { conversion: 's', spec: '>10' })]],
    ['{resources.p.id:}', [parent('id')]],
    ['{incremental.lag}', [{ kind: 'incremental', attribute: 'lag' }]],
  ])('%s', (text, parts) => {
    expect(parseTemplate(text, { isPath: false })).toEqual({ parts });
  });

  test('the name of a parent may hold a hyphen', () => {
    expect(parseTemplate('{resources.a-b.id}', { isPath: false })).toEqual({
      parts: [{ kind: 'parent', resource: 'a-b', field: 'id' }],
    });
  });

  test.each([
    ['{{a}}', ['{a}']],
    ['{{{{a}}}}', ['{a}']],
    ['{{{{{resources.p.id}}}}}', ['{', parent('id'), '}']],
    ['x/{id}', ['x/', { kind: 'param', name: 'id' }]],
    ['{user-id:03d}', [{ kind: 'param', name: 'user-id', format: { spec: '03d' } }]],
    ['{resources}', [{ kind: 'param', name: 'resources' }]],
    [
      'p/{resources.p.id}/{incremental.end_value}',
      ['p/', parent('id'), '/', { kind: 'incremental', attribute: 'end_value' }],
    ],
  ])('of a path: %s', (text, parts) => {
    expect(parseTemplate(text, { isPath: true })).toEqual({ parts });
  });
});

describe('A text is refused', () => {
  test.each([
    ['{', 'single brace'],
    ['}', 'single brace'],
    ['a{b', 'single brace'],
    ['{{a}', 'single brace'],
    ['{resources.p.id}}', 'single brace'],
    ['{resources.p.{id}}', 'single brace'],
    ["{resources.p.a['b}", 'single brace'],
    ['{}', 'names nothing'],
    ['{:04d}', 'names nothing'],
    ['{id}', '`{resources.<name>.<field>}` and `{incremental.<attribute>}`'],
    ['{ resources.p.id}', 'is no placeholder'],
    ['{user.id}', 'is no placeholder'],
    ["{resources['p'].id}", 'is no placeholder'],
    ['{resources.p}', 'must name a field'],
    ['{resources.p.}', 'must name a field'],
    ['{resources..id}', 'must name a field'],
    ['{incremental.}', 'must name one attribute'],
    ['{incremental.a.b}', 'must name one attribute'],
    ['{resources.p.id!x}', 'conversion `!x`'],
    ['{resources.p.id!}', 'conversion `!`'],
    ['{resources.p.id:04c}', 'not supported'],
    ['{resources.p.id:9999}', 'not supported'],
    ['{resources.p.id!r:04d}', 'formatted as a number'],
    ['{resources.p.id:+s}', 'given for a text'],
    ['{resources.p.id:#d}', 'goes only with'],
    ['{resources.p.id:.2d}', 'precision'],
    ['{resources.p.id:,x}', 'decimal'],
    ['{resources.p.id:08,d}', 'at once'],
  ])('%s', (text, problem) => {
    const parsed = parseTemplate(text, { isPath: false });
    expect('problem' in parsed && parsed.problem).toContain(problem);
  });

  test('in a path a name with a dot is no parameter, and the message names that form', () => {
    const parsed = parseTemplate('{user.id}', { isPath: true });
    expect('problem' in parsed && parsed.problem).toContain('`{<name of a parameter>}`');
  });
});
