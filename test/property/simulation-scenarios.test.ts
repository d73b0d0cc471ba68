import { expect, test } from 'vitest';
import { brokenLaws } from '../../scripts/simulate/laws.ts';
import { PLAIN, type Scenario } from '../../scripts/simulate/scenario.ts';
import { simulateWalk } from '../../scripts/simulate/simulate-walk.ts';

/** Histories that the simulation found, each shrunk, and what went wrong in them once. */
const SCENARIOS: readonly (readonly [what: string, scenario: Partial<Scenario>])[] = [
  [
    'two pages of the head shared no row, and the rows between them were lost',
    {
      seed: 594842100,
      order: 'newest first',
      size: 20,
      churn: 0.6,
      longestRun: 9,
      limit: 3,
      shortPages: 0.3,
      window: 6,
      output: 'staged',
    },
  ],
  [
    'a chain that began anew took rows for new that were staged',
    {
      seed: 1900962258,
      size: 444,
      limit: 41,
      clamp: 12,
      shortPages: 0.05,
      hiccups: 0.03,
      total: 'null',
      window: 5,
      output: 'staged',
      interrupts: 1,
    },
  ],
  [
    'a chain that began anew took rows for new that had left to a stream',
    {
      seed: 3779257755,
      size: 81,
      limit: 9,
      shortPages: 0.3,
      hiccups: 0.03,
      total: 'too high',
      window: 4,
      output: 'stream',
    },
  ],
  [
    'after an interruption behind a page without a new row, rows lost their order',
    {
      seed: 392088905,
      size: 3,
      limit: 3,
      shortPages: 0.3,
      hiccups: 0.03,
      output: 'staged',
      interrupts: 1,
    },
  ],
  [
    'a row is seen behind rows that are left out, and goes to a place that the walk does not ask for again',
    {
      seed: 27316465,
      size: 30,
      churn: 0.02,
      limit: 2,
      leftOut: [{ from: 29, count: 1 }],
      output: 'staged',
    },
  ],
  [
    'the told total counts the rows that are shown, and rows were left out before the end',
    {
      seed: 3912419439,
      size: 31,
      churn: 0.0075,
      limit: 3,
      total: 'of what is shown',
      leftOut: [
        { from: 27, count: 4 },
        { from: 16, count: 1 },
      ],
      output: 'staged',
    },
  ],
  [
    'a row of a page that shared none went behind rows that are left out, and the total counts those shown',
    {
      seed: 719337251,
      size: 8,
      churn: 0.06,
      limit: 2,
      total: 'of what is shown',
      leftOut: [
        { from: 9, count: 2 },
        { from: 1, count: 1 },
      ],
      output: 'staged',
    },
  ],
  [
    'the last row comes again and again behind rows that are left out',
    {
      seed: 871756115,
      size: 291,
      leftOut: [{ from: 253, count: 38 }],
      verify: 'passes',
      output: 'staged',
    },
  ],
  [
    'the last row comes again and again behind a first page of one row',
    {
      seed: 4055809723,
      size: 23,
      limit: 13,
      leftOut: [{ from: 2, count: 21 }],
      verify: 'passes',
      output: 'staged',
    },
  ],
  [
    'a first page of one row does not make the looks behind the end short',
    {
      seed: 35098169,
      size: 36,
      limit: 2,
      total: 'none',
      leftOut: [{ from: 2, count: 5 }],
      verify: 'passes',
      output: 'staged',
    },
  ],
];

test.each(SCENARIOS)('%s: not again', async (_, changes) => {
  const scenario = { ...PLAIN, ...changes };
  expect(brokenLaws(scenario, await simulateWalk(scenario))).toEqual([]);
});
