import { expect, test } from 'vitest';
import { toJsonText } from '../../../src/parse/json-text.ts';
import { lastOfEachName, parseRow } from '../../../src/parse/row-object.ts';

test('integers beyond 2^53 become bigint, all others numbers', () => {
  expect(
    parseRow('{"a":9007199254740993,"b":-9007199254740993,"c":9007199254740991,"d":1.5,"e":[1e3]}'),
  ).toEqual({
    a: 9007199254740993n,
    b: -9007199254740993n,
    c: 9007199254740991,
    d: 1.5,
    e: [1000],
  });
});

test('a name like __proto__ is a member like any other, on both ways', () => {
  for (const digits of ['1', '12345678901234567890']) {
    const row = parseRow(`{"__proto__":{"x":${digits}},"y":"a"}`);
    expect(Object.keys(row)).toEqual(['__proto__', 'y']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  }
});

test('lastOfEachName keeps the place of the first copy and the value of the last, and the text of numbers', () => {
  expect(lastOfEachName('{"a":1.50,"b":{"c":1,"c":[{"d":"é\\n","d":null}]},"a":1e2}')).toBe(
    '{"a":1e2,"b":{"c":[{"d":null}]}}',
  );
});

test('toJsonText writes what JSON.stringify writes, and bigint', () => {
  const value = { a: [1, undefined, null], b: undefined, c: new Date(0), d: 'é"\n', e: -0 };
  expect(toJsonText(value)).toBe(JSON.stringify(value));
  expect(toJsonText({ n: 12345678901234567890n })).toBe('{"n":12345678901234567890}');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  'toJsonText refuses %s instead of writing null',
  (value) => {
    expect(() => toJsonText({ value })).toThrow(/cannot hold/);
  },
);

test('toJsonText refuses a cycle', () => {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  expect(() => toJsonText(value)).toThrow(/cycle/);
});
