import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../src/model.ts';
import { toCursorValue } from '../../../src/transform/cursor-value.ts';
import { resolveRelative } from '../../../src/transform/relative-time.ts';

const NOW = Date.parse('2026-11-20T10:30:15.250Z');

describe('a time from now', () => {
  test.each([
    ['now', '2026-11-20T10:30:15Z'],
    ['30s', '2026-11-20T10:29:45Z'],
    ['15m', '2026-11-20T10:15:15Z'],
    ['12h', '2026-11-19T22:30:15Z'],
    ['7d', '2026-11-13T10:30:15Z'],
    ['-7d', '2026-11-13T10:30:15Z'],
    ['2w', '2026-11-06T10:30:15Z'],
  ])('%s is %s', (text, time) => {
    expect(resolveRelative(text, NOW)).toBe(time);
    expect(toCursorValue(text, undefined, NOW)).toBe(time);
  });

  test.each<[unknown]>([
    ['7 d'],
    ['d'],
    ['7y'],
    ['7dd'],
    ['Now'],
    ['2026-01-01'],
    ['+7d'],
    [7],
    [null],
  ])('%j is none', (value) => expect(resolveRelative(value, NOW)).toBe(value));

  test.each<[string, string, JsonValue, JsonValue]>([
    ['a date', '7d', '2024-01-01', '2026-11-13'],
    ['a date of digits', '7d', '20240101T000000Z', '20261113T103015Z'],
    [
      'a time with an offset',
      '1h',
      '2024-01-01T00:00:00.000+02:00',
      '2026-11-20T11:30:15.250+02:00',
    ],
    ['a time without a zone', '1h', '2024-01-01 00:00', '2026-11-20 09:30'],
    ['seconds', '1h', 1_700_000_000, 1_795_167_015],
    ['milliseconds', '1h', 1_700_000_000_000, 1_795_167_015_250],
    ['seconds as a bigint', 'now', 1_700_000_000n, 1_795_170_615],
    ['a text of another kind, of which it may be a value', '7d', 'v12', '7d'],
  ])('is written as the cursor is: %s', (_what, text, sample, expected) => {
    expect(toCursorValue(text, sample, NOW)).toBe(expected);
  });
});

describe('a value as it is', () => {
  test.each<[JsonValue, JsonValue | undefined]>([
    ['2026-01-01', undefined],
    ['2026-01-01T00:00:00Z', '2024-01-01'],
    ['2026-01-01', '2024-01-01T00:00:00Z'],
    ['12345', undefined],
    [5, undefined],
    [5, 3],
    [5, '2024-01-01'],
    ['yesterday', 'today'],
    ['b', 'a'],
    [true, false],
    [null, 3],
  ])('%j beside %j', (value, sample) => {
    expect(toCursorValue(value, sample, NOW)).toBe(value);
  });

  test('numbers as text, and dates, become numbers where the cursor is one', () => {
    expect(toCursorValue('12', 3, NOW)).toBe(12);
    expect(toCursorValue('1.5', 3, NOW)).toBe(1.5);
    expect(toCursorValue('12345678901234567890', 3, NOW)).toBe(12345678901234567890n);
    expect(toCursorValue('2026-01-01', 1_700_000_000, NOW)).toBe(1_767_225_600);
  });
});

describe('refused', () => {
  test.each<[string, JsonValue | undefined, RegExp]>([
    ['yesterday', undefined, /"yesterday"\) is not a date, or a number\. Write it as/],
    ['7y', undefined, /is not a date/],
    ['', undefined, /is not a date/],
    ['2026-02-30', undefined, /is not a date/],
    ['2026-13-01', '2024-01-01', /is not a date, and the cursor is one \(text \("2024-01-01"\)\)/],
    ['yesterday', '2024-01-01T00:00:00Z', /is not a date, and the cursor is one/],
    ['5', '2024-01-01', /is not a date/],
    ['yesterday', 5, /is not a number, but the cursor is a number \(5\)/],
    ['7d', 5, /is a time, but the cursor is a number \(5\)/],
    ['2026-01-01', 5, /is a time, but the cursor is a number \(5\)/],
  ])('%j beside %j', (text, sample, message) => {
    expect(() => toCursorValue(text, sample, NOW)).toThrow(message);
  });
});
