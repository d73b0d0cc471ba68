import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonNode } from '../../../../src/model.ts';
import { readTree } from '../../../../src/parse/tree.ts';
import { coerce, typeInNames, typeOfValue } from '../../../../src/schema/dlt/coercion.ts';
import { dateTimeOf } from '../../../../src/schema/dlt/date-times.ts';
import { pythonDouble } from '../../../../src/schema/dlt/numbers.ts';
import type { DltType } from '../../../../src/schema/dlt/tables.ts';
import { COERCED, DATE_TIMES, TYPES } from './recorded-values.ts';

const coerced = (json: string, type: DltType) => coerce(readTree(json), type) ?? null;

describe('as in dlt', () => {
  test.each(DATE_TIMES)('%j is the date-time %j', (text, utc) => {
    expect(dateTimeOf(text)).toBe(utc);
  });

  test.each(COERCED)('%s is taken by the types that dlt takes it for', (json, ...wanted) => {
    const got = TYPES.map((dataType) => {
      const cell = coerced(String(json), { dataType });
      // the text of a double stays as it was written
      const isNumber = dataType === 'double' && typeof cell === 'string' && /\d/.test(cell);
      return isNumber ? pythonDouble(Number(cell)) : cell;
    });
    expect(got).toEqual(wanted);
  });
});

describe('beyond dlt', () => {
  test.each([
    ['9223372036854775807', 'bigint'],
    ['9223372036854775808', 'wei'],
    ['-9223372036854775809', 'wei'],
    ['12345678901234567890123456789012345678', 'wei'],
    ['123456789012345678901234567890123456789', 'text'],
    ['1e308', 'double'],
    ['1e309', 'text'],
    [`${'9'.repeat(400)}.5`, 'text'],
  ] as const)('%s makes a column of type %s', (json, type) => {
    expect(typeOfValue(readTree(json))).toBe(type);
    expect(coerced(json, { dataType: type })).toBe(json);
  });

  test.each<[string, DltType, string | null]>([
    ['128', { dataType: 'bigint', precision: 8 }, null],
    ['-128', { dataType: 'bigint', precision: 8 }, '-128'],
    ['2147483648', { dataType: 'bigint', precision: 32 }, null],
    ['9223372036854775808', { dataType: 'bigint', precision: 128 }, '9223372036854775808'],
    ['99999999.994', { dataType: 'decimal', precision: 10, scale: 2 }, '99999999.99'],
    ['99999999.995', { dataType: 'decimal', precision: 10, scale: 2 }, null],
    ['-1.005', { dataType: 'decimal', precision: 10, scale: 2 }, '-1.01'],
    ['-0.001', { dataType: 'decimal', precision: 10, scale: 2 }, '0.00'],
    ['1e-300', { dataType: 'decimal' }, '0.000000000'],
    ['1e999999999', { dataType: 'decimal' }, null],
    ['123456789012345678901.5', { dataType: 'decimal' }, '123456789012345678901.500000000'],
    ['9007199254740993.0', { dataType: 'bigint' }, '9007199254740993'],
    ['0.1234567890123456789', { dataType: 'text' }, '0.1234567890123456789'],
    ['"99999999999999999999"', { dataType: 'bigint' }, null],
    ['"null"', { dataType: 'json' }, 'null'],
    ['"{ \\"a b\\" : 1.50 }"', { dataType: 'json' }, '{"a b":1.50}'],
    [
      '"2024-01-01T10:00:00Z"',
      { dataType: 'timestamp', timezone: false },
      '2024-01-01 10:00:00.000000',
    ],
  ])('%s in %j is %j', (json, type, cell) => {
    expect(coerced(json, type)).toBe(cell);
  });
});

const scalars: fc.Arbitrary<JsonNode> = fc.oneof(
  fc.string().map((text): JsonNode => ({ kind: 'string', text })),
  fc.boolean().map((value): JsonNode => ({ kind: 'boolean', text: String(value) })),
  fc.bigInt(-(10n ** 45n), 10n ** 45n).map((n): JsonNode => ({ kind: 'number', text: String(n) })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((n): JsonNode => ({ kind: 'number', text: JSON.stringify(n) })),
);

test('every value has a type that takes it', () => {
  fc.assert(
    fc.property(scalars, (node) => {
      expect(coerce(node, { dataType: typeOfValue(node) })).toBeDefined();
      expect(typeInNames(node)).not.toBe('timestamp');
    }),
  );
});

test('a column of text takes every value, and a text as it is', () => {
  fc.assert(
    fc.property(scalars, (node) => {
      const cell = coerce(node, { dataType: 'text' });
      if (node.kind === 'string') expect(cell).toBe(node.text);
      else expect(cell).toBeDefined();
    }),
  );
});

test('a double is written so that it can be read again', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(pythonDouble(value))).toBe(value);
    }),
  );
});
