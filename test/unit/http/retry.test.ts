import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { DEFAULT_RETRY, retryDelayMs, shouldRetry } from '../../../src/http/retry.ts';

const chance = fc.double({ min: 0, max: 0.999, noNaN: true });
const attempt = fc.integer({ min: 1, max: 2_000 });

test('the wait stays below the doubled base and the cap', () => {
  fc.assert(
    fc.property(attempt, chance, (number, random) => {
      const most = Math.min(30_000, 1_000 * 2 ** (number - 1));
      const delayMs = retryDelayMs({ attempt: number }, DEFAULT_RETRY, () => random);
      expect(delayMs).toBeGreaterThanOrEqual(0);
      expect(delayMs).toBeLessThanOrEqual(most);
      expect(delayMs).toBeCloseTo(random * most);
    }),
  );
});

test('what the API asks for is never cut short, also beyond the cap, and the jitter comes after it', () => {
  fc.assert(
    fc.property(attempt, chance, fc.integer({ min: 1, max: 86_400_000 }), (number, random, ms) => {
      const failure = { attempt: number, retryAfterMs: ms };
      const delayMs = retryDelayMs(failure, DEFAULT_RETRY, () => random);
      expect(delayMs).toBeGreaterThanOrEqual(ms);
      expect(delayMs).toBeLessThan(ms + 250);
    }),
  );
});

test.each([
  ['a passing error before the last attempt', true, 4, true],
  ['a passing error at the last attempt', true, 5, false],
  ['a lasting error', false, 1, false],
])('%s', (_, retryable, number, expected) => {
  const error = new SourceError('SOURCE_NETWORK', 'x', { retryable });
  expect(shouldRetry(error, number, DEFAULT_RETRY)).toBe(expected);
});

test('what is no error of Sluice is not retried, and no attempts mean one', () => {
  expect(shouldRetry(new Error('aborted'), 1, DEFAULT_RETRY)).toBe(false);
  const passing = new SourceError('SOURCE_NETWORK', 'x', { retryable: true });
  expect(shouldRetry(passing, 1, { ...DEFAULT_RETRY, attempts: 0 })).toBe(false);
});
