import { expect, test } from 'vitest';
import { formatMoment, parseMoment } from '../../../src/transform/moment.ts';

test.each([
  ['2024-01-01', '2024-01-01T00:00:00Z'],
  ['2024-01-01T10:00:00', '2024-01-01T10:00:00Z'],
  ['2024-01-01 10:00:00', '2024-01-01T10:00:00Z'],
  ['2024-01-01T12:00:00+02:00', '2024-01-01T10:00:00Z'],
  ['2024-01-01T12:00:00+0200', '2024-01-01T10:00:00Z'],
  ['2024-01-01T08:30:00-01:30', '2024-01-01T10:00:00Z'],
  ['2024-01-01T12+02', '2024-01-01T10:00:00Z'],
  ['2024-01-01T10:00Z', '2024-01-01T10:00:00.000Z'],
  ['20240101T100000Z', '2024-01-01T10:00:00Z'],
  ['2024-01-01T10:00:00,500Z', '2024-01-01T10:00:00.5Z'],
])('%s is the same instant as %s', (a, b) => {
  expect(parseMoment(a)?.nanos).toBe(parseMoment(b)?.nanos);
  expect(parseMoment(b)?.nanos).toBeDefined();
});

test('nanoseconds and years before 100 are told apart', () => {
  expect(parseMoment('2024-01-01T10:00:00.000000001Z')?.nanos).toBe(1_704_103_200_000_000_001n);
  expect(parseMoment('0001-01-01')?.nanos).toBe(-62_135_596_800_000_000_000n);
});

test.each([
  '20240101',
  '2024-02-30',
  '2024-13-01',
  '2024-01-01T24:00:00',
  '2024-1-1',
  'Mon, 01 Jan 2024 10:00:00 GMT',
  '0000-01-01',
  'abcdefghijk',
])('%s is no moment', (text) => {
  expect(parseMoment(text)).toBeUndefined();
});

test.each([
  '2024-02-29',
  '2024-02-29T10:00:00Z',
  '2024-02-29 10:00:00.125+02:00',
  '20240229T100000Z',
  '2024-02-29T10:30',
  '2024-02-29T10',
  '0001-01-01T00:00:00,1234567891',
])('%s is written as it was read', (text) => {
  const moment = parseMoment(text);
  const again = text.replace('1234567891', '1234567890');
  expect(moment && formatMoment(moment.nanos, moment.form, 'down')).toBe(again);
});
