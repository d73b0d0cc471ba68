import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Kind } from '../../../src/model.ts';
import { isIntegerText, numberFacts, plainDecimal } from '../../../src/parse/number.ts';

describe('numberFacts', () => {
  test.each([
    ['0', Kind.integer, 1, 0],
    ['-12', Kind.integer, 2, 0],
    ['9007199254740991', Kind.integer, 16, 0],
    ['9007199254740992', Kind.integer | Kind.wide, 16, 0],
    ['9223372036854775807', Kind.integer | Kind.wide, 19, 0],
    ['9223372036854775808', Kind.huge | Kind.wide, 19, 0],
    ['-9223372036854775808', Kind.integer | Kind.wide, 19, 0],
    ['-9223372036854775809', Kind.huge | Kind.wide, 19, 0],
    ['170141183460469231731687303715884105727', Kind.huge | Kind.wide, 39, 0],
    ['170141183460469231731687303715884105728', Kind.big | Kind.wide, 39, 0],
    ['1.0', Kind.fraction, 1, 0],
    ['0.1', Kind.fraction, 1, 1],
    ['1.10', Kind.fraction, 1, 1],
    ['12e2', Kind.fraction, 4, 0],
    ['1.5e-3', Kind.fraction, 1, 4],
    ['0.1000000000000000055', Kind.fraction | Kind.inexact, 1, 19],
    ['123456789012345678.123', Kind.fraction | Kind.inexact, 18, 3],
    ['1e-400', Kind.fraction | Kind.inexact, 1, 400],
    ['1e400', 0, 0, 0],
    ['-1e400', 0, 0, 0],
  ])('%s', (text, kinds, integerDigits, scale) => {
    expect(numberFacts(text)).toEqual({ kinds, integerDigits, scale });
  });

  test('calls every number that JavaScript writes exact', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = JSON.stringify(value);
        if (!isIntegerText(text)) expect(numberFacts(text).kinds).toBe(Kind.fraction);
      }),
    );
  });

  test('calls a fraction inexact just when reading and writing it gives another number', () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,24}$/);
    fc.assert(
      fc.property(digits, digits, (whole, rest) => {
        const text = `${whole}.${rest}`;
        const survives = plainDecimal(String(Number(text))) === plainDecimal(text);
        expect((numberFacts(text).kinds & Kind.inexact) === 0).toBe(survives);
      }),
    );
  });
});

describe('plainDecimal', () => {
  test.each([
    ['1', '1'],
    ['-0', '0'],
    ['0.0', '0'],
    ['1.50', '1.5'],
    ['1e3', '1000'],
    ['-1.25e1', '-12.5'],
    ['12.5e-4', '0.00125'],
    ['1e-9999999999', undefined],
  ])('%s is %s', (text, plain) => {
    expect(plainDecimal(text)).toBe(plain);
  });
});
