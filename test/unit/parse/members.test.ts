import fc from 'fast-check';
import { expect, test } from 'vitest';
import { membersOf } from '../../../src/parse/members.ts';

test.each<[string, [string, string][]]>([
  ['{}', []],
  ['{"a":1}', [['a', '1']]],
  [
    '{"a":{"b":[1,{"c":"}"}]},"d":"\\"]}","":null}',
    [
      ['a', '{"b":[1,{"c":"}"}]}'],
      ['d', '"\\"]}"'],
      ['', 'null'],
    ],
  ],
  [
    '{"a\\\\":"\\\\","b\\"":[]}',
    [
      ['a\\', '"\\\\"'],
      ['b"', '[]'],
    ],
  ],
  [
    '{"n":12345678901234567890.10,"m":-1e5}',
    [
      ['n', '12345678901234567890.10'],
      ['m', '-1e5'],
    ],
  ],
])('the members of %s', (text, expected) => {
  const members = membersOf(text);
  expect(members.map(({ name, value }) => [name, value])).toEqual(expected);
  expect(`{${members.map((member) => member.text).join(',')}}`).toBe(text);
});

test('are those that JSON.parse gives', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (row) => {
      const text = JSON.stringify(row);
      const members = membersOf(text).map(({ name, value }) => [name, JSON.parse(value)]);
      expect(members).toEqual(Object.entries(JSON.parse(text) as object));
    }),
  );
});
