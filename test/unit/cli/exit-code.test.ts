import { describe, expect, test } from 'vitest';
import {
  exitCodeOfError,
  exitCodeOfReport,
  exitCodeOfSignal,
  UsageError,
} from '../../../src/cli/exit-code.ts';
import { ConfigError, DestinationError } from '../../../src/errors.ts';
import type { ResourceReport } from '../../../src/model.ts';
import { resourceReport } from '../../support/sync-report.ts';

function unproved(verdict: 'drifted' | 'incomplete', over: Partial<ResourceReport> = {}) {
  const { basis: _, ...report } = resourceReport({ verdict, ...over });
  return report;
}

describe('exitCodeOfReport', () => {
  const good = resourceReport();
  const failed = unproved('incomplete', { reason: 'failed_page', error: new Error('x') });
  test.each([
    ['nothing to do', [], 0],
    ['complete and exhausted', [good, resourceReport({ verdict: 'exhausted', basis: 'end' })], 0],
    ['drifted', [good, unproved('drifted')], 3],
    ['incomplete', [unproved('incomplete', { reason: 'total_mismatch' }), good], 3],
    ['rejected rows', [resourceReport({ rejected: 1 })], 3],
    ['refused deletes', [resourceReport({ refusedDeletes: 1 })], 3],
    ['deletes that were done', [resourceReport({ deleted: 5, refusedDeletes: 0 })], 0],
    ['an error', [good, failed], 1],
    ['an error beside something drifted', [unproved('drifted'), failed], 1],
    [
      'an error in a complete walk, whose rows could not be written',
      [{ ...good, error: new Error('disk') }],
      1,
    ],
  ])('%s', (_name, resources, code) => {
    expect(exitCodeOfReport({ resources })).toBe(code);
  });

  const exhausted = resourceReport({ verdict: 'exhausted', basis: 'total' });
  test.each([
    ['complete', [good], 0],
    ['one that is exhausted only', [good, exhausted], 3],
    ['drifted', [unproved('drifted')], 3],
    ['an error beside something exhausted', [exhausted, failed], 1],
  ])('where complete is required, %s', (_name, resources, code) => {
    expect(exitCodeOfReport({ resources }, 'complete')).toBe(code);
  });
});

test.each([
  [new UsageError('x'), 2],
  [new ConfigError('CONFIG_INVALID', [{ path: 'a', message: 'b' }]), 2],
  [new ConfigError('CONFIG_NOT_FOUND', [{ path: '', message: 'b' }]), 2],
  [new DestinationError('DESTINATION_LOCKED', 'x'), 1],
  [Object.assign(new Error('x'), { code: 5 }), 1],
  ['a string', 1],
])('%s ends with its code', (error, code) => {
  expect(exitCodeOfError(error)).toBe(code);
});

test('a signal ends with 128 and its number', () => {
  expect([exitCodeOfSignal('SIGINT'), exitCodeOfSignal('SIGTERM')]).toEqual([130, 143]);
});
