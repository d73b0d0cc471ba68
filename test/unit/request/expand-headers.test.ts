import { describe, expect, test } from 'vitest';
import { expandHeaders } from '../../../src/request/expand.ts';
import type { Expression, TextTemplate } from '../../../src/request/template.ts';

const field: Expression = { kind: 'parent', field: '$.f' };
const start: Expression = { kind: 'incremental', attribute: 'start_value' };
const expand = (headers: readonly (readonly [TextTemplate, TextTemplate])[], f: unknown = '') =>
  expandHeaders(headers, {
    parent: new Map([['$.f', f]]),
    incremental: { attribute: () => undefined },
  });

describe('Headers', () => {
  test('one without a value is left out, in a longer text it is nothing', () => {
    expect(
      expand([
        [['A'], [start]],
        [['B'], ['since ', start]],
        [['C'], []],
      ]),
    ).toEqual({ B: 'since ', C: '' });
  });

  test.each([
    [5, '5'],
    [true, 'true'],
    ['{x}', '{x}'],
    ['é\t~', 'é\t~'],
    [{ a: 1 }, '{"a":1}'],
  ])('%o becomes `%s`', (f, value) => {
    expect(expand([[['A'], [field]]], f)).toEqual({ A: value });
  });

  test.each(['secret\r\nX-Evil: 1', 'secret\0', 'secret\x7f', 'secret 日'])(
    'a value that no header can hold is not told: %j',
    (f) => {
      const read = () => expand([[['Key'], [field]]], f);
      expect(read).toThrow(expect.objectContaining({ code: 'SOURCE_PARENT_FIELD' }));
      expect(read).toThrow(/^the header `Key` gets a character that no header can carry/);
      expect(read).not.toThrow(/secret/);
    },
  );

  test('a name that is none is told as it was written', () => {
    const read = () => expand([[['X-', field], ['a']]], 'secret one');
    expect(read).toThrow(/^the header `X-\{resources\.…\.f\}` gets a name that is none/);
    expect(read).not.toThrow(/secret/);
  });

  test('`__proto__` is a name like any other', () => {
    expect(Object.entries(expand([[['__proto__'], ['a']]]))).toEqual([['__proto__', 'a']]);
  });
});
