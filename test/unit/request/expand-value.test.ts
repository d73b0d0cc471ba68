import { describe, expect, test } from 'vitest';
import { expandPairs, expandValue } from '../../../src/request/expand.ts';
import type { Expression, ValueTemplate } from '../../../src/request/template.ts';

const start = (spec?: string): Expression => ({
  kind: 'incremental',
  attribute: 'start_value',
  ...(spec === undefined ? {} : { format: { spec } }),
});
const text = (...parts: (string | Expression)[]): ValueTemplate => ({ kind: 'text', text: parts });
const values = (at: unknown) => ({ incremental: { attribute: () => at } });
const object = (...members: [string, ValueTemplate][]): ValueTemplate => ({
  kind: 'object',
  members: members.map(([name, value]) => [[name], value]),
});

describe('A JSON value without a value of the cursor', () => {
  test.each([[null], [undefined]])('leaves out members and keeps the places of items: %s', (at) => {
    const list: ValueTemplate = { kind: 'list', items: [text(start()), text('a')] };
    const template = object(
      ['whole', text(start())],
      ['formatted', text(start('04d'))],
      ['longer', text('>', start())],
      ['list', list],
      ['deep', object(['a', text(start())])],
      ['null', { kind: 'literal', value: null }],
    );
    expect(JSON.stringify(expandValue(template, values(at)))).toBe(
      '{"longer":">","list":[null,"a"],"deep":{},"null":null}',
    );
  });

  test('a false value, zero and an empty text are values', () => {
    for (const at of [false, 0, '', 0n]) {
      expect(expandValue(object(['a', text(start())]), values(at))).toEqual({ a: at });
    }
  });

  test('a format makes text of it', () => {
    expect(expandValue(object(['a', text(start('04d'))]), values(7))).toEqual({ a: '0007' });
  });
});

describe('Pairs', () => {
  test.each<[what: string, value: ValueTemplate, at: unknown, sent: string[]]>([
    ['what has no value', text(start()), null, []],
    ['an item that has none', { kind: 'list', items: [text(start()), text('a')] }, null, ['a']],
    ['a text with nothing in it', text(), null, ['']],
    ['an empty list', { kind: 'list', items: [] }, null, []],
    ['an object', object(['a', text(start())]), 1, ['{"a":1}']],
    [
      'a list in a list',
      { kind: 'list', items: [{ kind: 'list', items: [text('a'), text(start())] }] },
      1,
      ['["a",1]'],
    ],
    ['a large number', { kind: 'literal', value: 1e21 }, 1, ['1000000000000000000000']],
  ])('of %s', (_, value, at, sent) => {
    expect(expandPairs(['p'], value, values(at))).toEqual(sent.map((one) => ['p', one]));
  });
});
