import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FieldFacts, Kind } from '../../../src/model.ts';
import {
  type ColumnType,
  columnType,
  isAtLeast,
  widenType,
} from '../../../src/schema/column-type.ts';
import { mergeFacts, NO_FACTS } from '../../../src/schema/facts.ts';
import { factsOfValue, RawNumber } from '../../support/json-facts.ts';

const COLUMN = { isKey: false, detectDates: true };

function typeOf(values: readonly unknown[], options = COLUMN): ColumnType | undefined {
  return columnType(factsOf(values), options);
}

function factsOf(values: readonly unknown[]): FieldFacts {
  return values.map(factsOfValue).reduce(mergeFacts, NO_FACTS);
}

const raw = (text: string): RawNumber => new RawNumber(text);

test.each<[unknown[], ColumnType | undefined]>([
  [[], undefined],
  [[null], undefined],
  [[true, null], 'BOOLEAN'],
  [[1, -5], 'BIGINT'],
  [[raw('9007199254740993')], 'BIGINT'],
  [[raw('9223372036854775808')], 'HUGEINT'],
  [[raw('9'.repeat(40))], 'VARCHAR'],
  [[1, 1.5], 'DOUBLE'],
  [[raw('1.0')], 'DOUBLE'],
  [[1.5, raw('9007199254740993')], 'DECIMAL(38,1)'],
  [[raw('12345678901234567890.123')], 'DECIMAL(38,3)'],
  [[raw('12345678901234567890.123'), raw('1e-30')], 'VARCHAR'],
  [['x'], 'VARCHAR'],
  [['2024-02-29'], 'DATE'],
  [['2024-02-29', '2023-02-29'], 'VARCHAR'],
  [['2024-02-29T12:00:00Z', null], 'TIMESTAMPTZ'],
  [['2024-02-29T12:00:00Z', '2024-02-29'], 'VARCHAR'],
  [[true, 1], 'VARCHAR'],
  [[1, '1'], 'VARCHAR'],
  [[{}], 'JSON'],
  [[[], {}], 'JSON'],
  [[[raw('0.12345678901234567890')]], 'JSON'],
  [[1, []], 'JSON'],
])('values %j make the type %s', (values, type) => {
  expect(typeOf(values)).toBe(type);
});

describe('a key column', () => {
  const key = { isKey: true, detectDates: true };
  test.each<[unknown[], ColumnType]>([
    [[1], 'BIGINT'],
    [[1, '1'], 'VARCHAR'],
    [[1, raw('1.0')], 'VARCHAR'],
    [['2024-02-29'], 'VARCHAR'],
    [['2024-02-29T12:00:00Z'], 'VARCHAR'],
  ])('of values %j is %s', (values, type) => {
    expect(typeOf(values, key)).toBe(type);
  });
});

test('dates stay text where they are not to be detected', () => {
  expect(typeOf(['2024-02-29'], { isKey: false, detectDates: false })).toBe('VARCHAR');
});

const numbers = fc
  .constantFrom(
    '1',
    '1.5',
    '9007199254740993',
    '9223372036854775808',
    '1e22',
    '0.1234567890123456789',
    '9'.repeat(40),
    '1e-20',
    '123456789012345678901.5',
  )
  .map(raw);
const values = fc.array(
  fc.oneof(
    fc.constant(null),
    fc.boolean(),
    numbers,
    fc.constantFrom('x', '2024-02-29', '2024-02-29T12:00:00Z'),
    fc.constantFrom([], {}, [raw('0.1234567890123456789')]),
  ),
  { maxLength: 5 },
);
const options = fc.record({ isKey: fc.boolean(), detectDates: fc.boolean() });

test('more facts never make a narrower type', () => {
  fc.assert(
    fc.property(values, values, options, (some, more, flags) => {
      const [before, after] = [typeOf(some, flags), typeOf([...some, ...more], flags)];
      if (before === undefined) return;
      expect(after !== undefined && isAtLeast(after, before), `${before} -> ${after}`).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('facts merge in any order and grouping', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      expect(mergeFacts(factsOf(a), factsOf(b))).toEqual(factsOf([...b, ...a]));
      expect(mergeFacts(factsOf(a), factsOf(a))).toEqual(factsOf(a));
    }),
  );
});

const types: ColumnType[] = [
  'BOOLEAN',
  'BIGINT',
  'HUGEINT',
  'DOUBLE',
  'DECIMAL(38,0)',
  'DECIMAL(38,9)',
  'DATE',
  'TIMESTAMPTZ',
  'VARCHAR',
  'JSON',
];

test('the order of widening is a partial order, and widening goes up in it', () => {
  for (const a of types) {
    for (const b of types) {
      if (a !== b) expect(isAtLeast(a, b) && isAtLeast(b, a), `${a} ${b}`).toBe(false);
      expect(isAtLeast(widenType(a, b), a) && isAtLeast(widenType(a, b), b)).toBe(true);
      for (const c of types) {
        if (isAtLeast(a, b) && isAtLeast(b, c)) expect(isAtLeast(a, c)).toBe(true);
      }
    }
  }
});

test('the kinds of a nested value inside of a column do not count for its type', () => {
  expect(
    columnType({ kinds: Kind.object | Kind.inexact, integerDigits: 0, scale: 0 }, COLUMN),
  ).toBe('JSON');
});
