import { expect, test } from 'vitest';
import { rateLimitResetMs, retryAfterMs } from '../../../src/http/retry-after.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const wallClock = (): number => NOW;

test.each([
  ['30', 30_000],
  [' 1 ', 1_000],
  ['86400', 86_400_000],
  ['0', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e9', undefined],
  ['soon', undefined],
  ['', undefined],
  ['86401', 86_401_000],
  ['2678400', 2_678_400_000],
  ['2678401', undefined],
  ['99999999999999999999', undefined],
  ['Fri, 02 Jan 2026 03:04:35 GMT', 30_000],
  ['Friday, 02-Jan-26 03:04:35 GMT', 30_000],
  ['Fri Jan  2 03:04:35 2026', 30_000],
  ['Fri, 02 Jan 2026 03:04:05 GMT', undefined],
  ['Thu, 01 Jan 2026 03:04:05 GMT', undefined],
  ['Fri, 02 Jan 2027 03:04:05 GMT', undefined],
  ['Fri, 99 Jan 2026 03:04:05 GMT', undefined],
  ['2026-01-02', undefined],
])('Retry-After: %s', (value, expected) => {
  expect(retryAfterMs({ 'retry-after': value }, wallClock)).toBe(expected);
});

test('a date is measured by the clock of the answer, not by the own one', () => {
  const headers = {
    date: 'Fri, 02 Jan 2026 05:00:00 GMT',
    'retry-after': 'Fri, 02 Jan 2026 05:00:10 GMT',
  };
  expect(retryAfterMs(headers, wallClock)).toBe(10_000);
});

test('of several values the first counts, and of none nothing', () => {
  expect(retryAfterMs({ 'retry-after': ['2', '9'] }, wallClock)).toBe(2_000);
  expect(retryAfterMs({}, wallClock)).toBeUndefined();
});

test.each([
  [{ 'ratelimit-remaining': '0', 'ratelimit-reset': '86400' }, 86_400_000],
  [{ 'ratelimit-remaining': '0', 'ratelimit-reset': '86401' }, undefined],
  [{ 'ratelimit-remaining': '0', 'ratelimit-reset': '7' }, 7_000],
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7' }, 7_000],
  [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 9) }, 9_000],
  [{ 'ratelimit-remaining': '1', 'ratelimit-reset': '7' }, undefined],
  [{ 'ratelimit-remaining': '0' }, undefined],
  [{ 'ratelimit-remaining': '0', 'ratelimit-reset': 'later' }, undefined],
  [{ 'ratelimit-remaining': '0', 'ratelimit-reset': '0' }, undefined],
])('%o', (headers, expected) => {
  expect(rateLimitResetMs(headers, wallClock)).toBe(expected);
});
