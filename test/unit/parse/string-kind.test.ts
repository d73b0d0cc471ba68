import { expect, test } from 'vitest';
import { Kind } from '../../../src/model.ts';
import { stringKind } from '../../../src/parse/string-kind.ts';

test.each(['2024-02-29', '0001-01-01', '9999-12-31'])('%s is a date', (text) => {
  expect(stringKind(text)).toBe(Kind.date);
});

test.each([
  '2024-02-29T00:00:00Z',
  '2019-09-06T11:29:48-05:00',
  '2019-09-06T11:29:48.123456+0530',
  '2019-09-06T23:59:59+01',
])('%s is an instant', (text) => {
  expect(stringKind(text)).toBe(Kind.instant);
});

test.each([
  '',
  '0000-00-00',
  '0000-01-01',
  '0000-00-00 00:00:00',
  '2023-02-29',
  '2023-13-01',
  '2023-04-31',
  '2019-11-22 14:15:37',
  '2019-11-22T14:15:37',
  '2019-11-22T24:00:00Z',
  '2019-11-22T14:15:60Z',
  '2019-11-22T14:15:37.1234567Z',
  '2019-11-22T14:15:37+15:00',
  '20191122',
  '2019-1-1',
  'x2019-11-22',
  '2019-11-22x',
])('%s is text', (text) => {
  expect(stringKind(text)).toBe(Kind.text);
});
