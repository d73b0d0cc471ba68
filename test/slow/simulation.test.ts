import { beforeAll, describe, expect, test } from 'vitest';
import { KINDS, type Kind } from '../../scripts/simulate/kinds.ts';
import { brokenLaws, type Law } from '../../scripts/simulate/laws.ts';
import { describeScenario } from '../../scripts/simulate/render.ts';
import { PLAIN, type Scenario } from '../../scripts/simulate/scenario.ts';
import { type Observation, simulateWalk } from '../../scripts/simulate/simulate-walk.ts';
import {
  type Counterexample,
  createTally,
  isTooRare,
  simulateNext,
  type Tally,
} from '../../scripts/simulate/tally.ts';

/** Rows that the collections of one kind have together. */
const ROWS = 1_500;
const FIXED_SEED = 1;
const drawnSeed = Math.floor(Math.random() * 2 ** 32);

beforeAll(() => {
  console.log(`simulation seed ${drawnSeed}`);
});

async function simulateSome(
  kind: Kind,
  seed: number,
): Promise<{ tally: Tally; broken: Counterexample[] }> {
  const tally = createTally(kind);
  const broken: Counterexample[] = [];
  for (let rows = 0; rows < ROWS; ) {
    const found = await simulateNext(tally, seed);
    broken.push(...found);
    rows += tally.lastSize;
  }
  return { tally, broken };
}

function describeAll(broken: readonly Counterexample[]): readonly string[] {
  return broken.map(({ law, what, scenario }) => `${law}: ${what} ${describeScenario(scenario)}`);
}

describe('walks over collections that change', () => {
  test.each(KINDS)('say nothing false of: $name', async (kind) => {
    for (const seed of [FIXED_SEED, drawnSeed]) {
      const { tally, broken } = await simulateSome(kind, seed);
      expect(describeAll(broken), `seed ${seed}`).toEqual([]);
      if (seed === FIXED_SEED) expect(isTooRare(tally)).toBe(false);
    }
  });
});

describe('the simulation sees', () => {
  test('rows that are lost where pages are believed without a link', async () => {
    const kind = KINDS.find(({ name }) => name === 'fixed, runs of rows deleted') as Kind;
    const tally = createTally(kind);
    const laws: Law[] = [];
    while (laws.length === 0 && tally.walks < 300) {
      const found = await simulateNext(tally, FIXED_SEED, { links: 'trusted' });
      laws.push(...found.map(({ law }) => law));
    }
    expect(laws).toContain('complete means complete');
  });

  test.each<[Law, (seen: Observation) => Observation]>([
    [
      'complete means complete',
      (seen) => ({ ...seen, rows: seen.rows.filter((row) => row.key !== '7') }),
    ],
    ['a walk ends', (seen) => ({ ...seen, end: undefined })],
    ['a walk ends', (seen) => ({ ...seen, requests: 1e6 })],
    [
      'a verdict has its ground',
      (seen) => ({ ...seen, end: { outcome: { verdict: 'complete' }, warnings: [] } }),
    ],
    ['the last form wins', (seen) => ({ ...seen, newestRead: new Map([[1, 1]]) })],
    ['counts add up', (seen) => ({ ...seen, lateKeys: -1 })],
    [
      'places ascend',
      (seen) => ({
        ...seen,
        runs: seen.runs.map((run) => ({ ...run, sent: run.sent.toReversed() })),
      }),
    ],
    ['nothing leaves twice', (seen) => ({ ...seen, rows: [...seen.rows, ...seen.rows] })],
  ])('a walk that breaks "%s"', async (law, spoil) => {
    const seen = await simulateWalk(PLAIN);
    expect(brokenLaws(PLAIN, seen)).toEqual([]);
    expect(brokenLaws(PLAIN, spoil(seen)).map((broken) => broken.law)).toContain(law);
  });

  test('the same walk again for the same seed', async () => {
    const scenario: Scenario = { ...PLAIN, seed: 7, churn: 0.5, window: 5, interrupts: 2 };
    const histories: string[][] = [];
    for (let i = 0; i < 2; i++) {
      const history: string[] = [];
      await simulateWalk(scenario, (line) => history.push(line));
      histories.push(history);
    }
    expect(histories[0]).toContain(histories[1]?.find((line) => line.startsWith('-- interrupted')));
    expect(histories[0]).toEqual(histories[1]);
  });
});
