import { expect, test } from 'vitest';
import { lagBehind } from '../../../src/transform/lag.ts';

test.each([
  ['a number', 10, 3, 'max', undefined, 7],
  ['a number that runs down', 10, 3, 'min', undefined, 13],
  ['zero', 0, 3, 'max', undefined, -3],
  ['a wide integer', 9_007_199_254_740_993n, 3, 'max', undefined, 9_007_199_254_740_990n],
  ['a date by days', '2024-03-01', 1, 'max', undefined, '2024-02-29'],
  ['a date that runs down', '2024-02-28', 2, 'min', undefined, '2024-03-01'],
  ['a date-time by seconds', '2024-03-01T00:00:01Z', 2, 'max', undefined, '2024-02-29T23:59:59Z'],
  [
    'a date-time in its own form',
    '2024-03-01 02:00:00.250+02:00',
    3600,
    'max',
    undefined,
    '2024-03-01 01:00:00.250+02:00',
  ],
  [
    'a date-time that runs down',
    '2024-03-01T10:00:00Z',
    60,
    'min',
    undefined,
    '2024-03-01T10:01:00Z',
  ],
  [
    'a date-time by the days of its initial date',
    '2024-03-10T15:00:00Z',
    1,
    'max',
    '2024-01-01',
    '2024-03-09T00:00:00Z',
  ],
  [
    'a date-time to the end of the lagged day where it runs down',
    '2024-03-10T15:00:00.000Z',
    1,
    'min',
    '2024-12-01',
    '2024-03-11T23:59:59.999Z',
  ],
  [
    'the day in UTC, which is the one before where it was written',
    '2024-03-10T01:00:00+02:00',
    1,
    'max',
    '2024-01-01',
    '2024-03-08T02:00:00+02:00',
  ],
  [
    'the day in UTC, which is the next one where it was written',
    '2024-03-10T22:00:00-05:00',
    1,
    'max',
    '2024-01-01',
    '2024-03-09T19:00:00-05:00',
  ],
  [
    'the same day in UTC',
    '2024-03-10T12:00:00.5+0530',
    2,
    'max',
    '2024-01-01',
    '2024-03-08T05:30:00.0+0530',
  ],
  [
    'the day in UTC, to its end where it runs down',
    '2024-03-10T01:00:00+02:00',
    1,
    'min',
    '2024-12-01',
    '2024-03-11T01:59:59+02:00',
  ],
  [
    'a date by the seconds of its initial date-time, down to a whole day',
    '2024-03-10',
    3600,
    'max',
    '2024-01-01T00:00:00Z',
    '2024-03-09',
  ],
  [
    'a date by seconds, up to a whole day where it runs down',
    '2024-03-10',
    3600,
    'min',
    '2024-12-01T00:00:00Z',
    '2024-03-11',
  ],
  [
    'half a second, so that more rows come',
    '2024-03-10T00:00:00Z',
    0.5,
    'max',
    undefined,
    '2024-03-09T23:59:59Z',
  ],
  ['no further than the year 1', '0001-01-02', 10, 'max', undefined, '0001-01-01'],
] as const)('the lag of %s', (_, value, lag, lastValueFunc, initialValue, expected) => {
  const initial = initialValue === undefined ? {} : { initialValue };
  expect(lagBehind(value, { lag, lastValueFunc, ...initial })).toBe(expected);
});

test.each([['v1.2'], [true], [null]])('%j has no lag', (value) => {
  expect(() => lagBehind(value, { lag: 1, lastValueFunc: 'max' })).toThrow(/`lag` needs/);
});
