import { expect, test } from 'vitest';
import { describeDuration } from '../../src/wording.ts';

test.each([
  [0, '0 seconds'],
  [1_000, '1 second'],
  [119_999, '119 seconds'],
  [120_000, '2 minutes'],
  [7_199_999, '119 minutes'],
  [7_200_000, '2 hours'],
  [36 * 3_600_000, '36 hours'],
  [7 * 86_400_000, '7 days'],
])('%i ms are %s', (ms, text) => {
  expect(describeDuration(ms)).toBe(text);
});
