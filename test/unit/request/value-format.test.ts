import { describe, expect, test } from 'vitest';
import { formatValue, valueText } from '../../../src/request/value-format.ts';

describe('A value becomes text', () => {
  test.each([
    ['a', 'a'],
    ['', ''],
    [0, '0'],
    [-5, '-5'],
    [1.5, '1.5'],
    [1e21, '1000000000000000000000'],
    [1.25e22, '12500000000000000000000'],
    [1e-7, '0.0000001'],
    [-1.5e-9, '-0.0000000015'],
    [9007199254740993n, '9007199254740993'],
    [true, 'true'],
    [false, 'false'],
    [null, ''],
    [undefined, ''],
    [[1, 'a', null], '[1,"a",null]'],
    [{ a: { b: 2n } }, '{"a":{"b":2}}'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
  ])('%o', (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});

describe('A value is written in a format', () => {
  test.each([
    [5, '04d', '0005'],
    [-5, '04d', '-005'],
    [5, '04', '0005'],
    [5, '+d', '+5'],
    [5, ' d', ' 5'],
    [true, 'd', '1'],
    [9007199254740993n, 'd', '9007199254740993'],
    [255, 'x', 'ff'],
    [255, '#X', '0XFF'],
    [255, '#06x', '0x00ff'],
    [8, 'o', '10'],
    [5, 'b', '101'],
    [1234567, ',d', '1,234,567'],
    [1234567.5, ',', '1,234,567.5'],
    [1234567.5, '_.2f', '1_234_567.50'],
    [65535, '_b', '1111_1111_1111_1111'],
    [3.1234, '.2f', '3.12'],
    [2.675, '.2f', '2.67'],
    [0.125, '.2f', '0.12'],
    [0.375, '.2f', '0.38'],
    [0.5, '.0f', '0'],
    [1.5, '.0f', '2'],
    [2.5, '.0f', '2'],
    [3, 'f', '3.000000'],
    [1e22, '.1f', '10000000000000000000000.0'],
    [-1.5, '08.2f', '-0001.50'],
    [0.25, '.0%', '25%'],
    [1500, '.2e', '1.50e+03'],
    [1500, '.1E', '1.5E+03'],
    [1234567, 'g', '1.23457e+06'],
    [0.0001, 'g', '0.0001'],
    [100, 'g', '100'],
    [0, 'g', '0'],
    [12.345, '.3', '12.3'],
    [42, '>6', '    42'],
    [42, '<6', '42    '],
    [42, '^6', '  42  '],
    [42, '*^7', '**42***'],
    ['ab', '5', 'ab   '],
    ['ab', '>5', '   ab'],
    ['ab', '^5', ' ab  '],
    ['ab', '*<4s', 'ab**'],
    ['ab', '04', 'ab00'],
    ['abcdef', '.3', 'abc'],
    ['日本', '>3', ' 日本'],
    [true, '>5', ' true'],
    [[1], '>5', '  [1]'],
    [null, '04d', ''],
    [undefined, '>5', ''],
  ])('%o as `%s` is `%s`', (value, spec, text) => {
    expect(formatValue(value, { spec })).toEqual({ text });
  });

  test.each([
    ['a', 'r', undefined, "'a'"],
    ["it's", 'r', undefined, '"it\'s"'],
    ['a\n\\', 'r', undefined, "'a\\n\\\\'"],
    ['é', 'r', undefined, "'é'"],
    ['é日🎉', 'a', undefined, "'\\xe9\\u65e5\\U0001f389'"],
    [5, 'r', undefined, '5'],
    [true, 's', undefined, 'true'],
    ['a', 'r', '>5', "  'a'"],
    [5, 's', '<3', '5  '],
  ] as const)('%o with !%s and `%s` is `%s`', (value, conversion, spec, text) => {
    const format = spec === undefined ? { conversion } : { conversion, spec };
    expect(formatValue(value, format)).toEqual({ text });
  });

  test.each([
    ['12', '04d', 'a text cannot be written as `04d`'],
    [1.5, 'd', 'the number 1.5 cannot be written as `d`'],
    [[1], 'd', 'a list'],
    [{}, '.2f', 'a object'],
    ['a', '=5', 'a text'],
    ['a', ',', 'a text'],
  ])('%o cannot be written as `%s`', (value, spec, problem) => {
    const formatted = formatValue(value, { spec });
    expect('problem' in formatted && formatted.problem).toContain(problem);
  });
});
