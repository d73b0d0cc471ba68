import { expect, test } from 'vitest';
import type { ResourceTarget } from '../../../src/destination/destination.ts';
import { writeRule } from '../../../src/destination/write-rule.ts';
import { fateOf } from '../../../src/load/fate.ts';
import type { WalkOutcome } from '../../../src/model.ts';
import { contacts } from '../../support/duckdb-load.ts';

const keyless = (over: Partial<ResourceTarget> = {}) => contacts({ primaryKey: [], ...over });

test.each<[string, ResourceTarget, string]>([
  ['nothing', contacts(), 'merge'],
  ['merge without a key', keyless({ write: 'merge' }), 'append'],
  ['merge with a merge key', keyless({ mergeKey: ['day'] }), 'groups'],
  ['insert_only', contacts({ write: 'insert_only', mergeKey: ['day'] }), 'insert_only'],
  ['insert_only without a key', keyless({ write: 'insert_only' }), 'append'],
  ['replace', keyless({ write: 'replace', mergeKey: ['day'] }), 'replace'],
])('%s is written by its rule', (_name, target, rule) => {
  expect(writeRule(target)).toBe(rule);
});

const WALKED: readonly WalkOutcome[] = [
  { verdict: 'drifted' },
  { verdict: 'incomplete', reason: 'total_mismatch' },
  { verdict: 'incomplete', reason: 'max_pages' },
];
const BROKEN: readonly WalkOutcome[] = [
  { verdict: 'incomplete', reason: 'failed_page' },
  { verdict: 'incomplete', reason: 'deadline' },
  { verdict: 'incomplete', reason: 'aborted' },
];

test.each([...WALKED, ...BROKEN])('$verdict $reason decides what becomes of rows', (outcome) => {
  const isBroken = BROKEN.includes(outcome);
  const merged = isBroken ? 'staged' : 'written';
  const others = isBroken ? 'staged' : 'discarded';
  expect(fateOf(contacts(), outcome)).toBe(merged);
  expect(fateOf(contacts({ write: 'insert_only' }), outcome)).toBe(merged);
  expect(fateOf(contacts({ write: 'replace' }), outcome)).toBe(others);
  expect(fateOf(contacts({ write: 'append' }), outcome)).toBe(others);
  expect(fateOf(contacts({ mergeKey: ['day'] }), outcome)).toBe(others);
  expect(fateOf(contacts({ isFamily: true }), outcome)).toBe(isBroken ? 'discarded' : 'written');
});
