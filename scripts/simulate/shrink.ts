import { brokenLaws } from './laws.ts';
import { mixSeed } from './random.ts';
import { PLAIN, type Scenario } from './scenario.ts';
import { simulateWalk } from './simulate-walk.ts';
import type { Counterexample } from './tally.ts';

/** Seeds that are tried with each smaller scenario. */
const SEEDS = 30;

/** Looks for a smaller scenario that breaks the same law: smaller and quieter in each of its values, under several seeds. */
export async function shrink(found: Counterexample, untilMs: number): Promise<Counterexample> {
  let best = found;
  for (;;) {
    const smaller = await firstBroken(best, untilMs);
    if (smaller === undefined) return best;
    best = smaller;
  }
}

async function firstBroken(
  from: Counterexample,
  untilMs: number,
): Promise<Counterexample | undefined> {
  for (const change of smallerBy(from.scenario)) {
    for (let i = 0; i < SEEDS; i++) {
      if (performance.now() > untilMs) return undefined;
      const seed = i === 0 ? from.scenario.seed : mixSeed(from.scenario.seed, i);
      const scenario = { ...from.scenario, ...change, seed };
      const broken = brokenLaws(scenario, await simulateWalk(scenario));
      const same = broken.find(({ law, basis }) => law === from.law && basis === from.basis);
      if (same !== undefined) return { ...from, ...same, scenario };
    }
  }
  return undefined;
}

/** What might be taken out of a scenario, what matters most first. */
function smallerBy(scenario: Scenario): readonly Partial<Scenario>[] {
  const { size, churn, window, limit, longestRun, interrupts, clamp } = scenario;
  const changes: Partial<Scenario>[] = [
    { size: Math.floor(size / 2) },
    { size: Math.floor(size * 0.8) },
    { size: size - 1 },
    { limit: Math.max(2, Math.floor(limit / 2)) },
    { limit: Math.max(2, limit - 1) },
    { interrupts: Math.max(0, interrupts - 1) },
    { window: Math.floor(window / 2) || 1 },
    { window: Math.max(1, window - 1) },
    { longestRun: Math.ceil(longestRun / 2) },
    { clamp: PLAIN.clamp },
    { clamp: Math.max(2, Math.floor(clamp / 2)) },
    { shortPages: 0 },
    { hiccups: 0 },
    { failures: 0 },
    { churn: 0 },
    { churn: churn / 2 },
    { total: 'true', totalIsWritten: false },
    { totalIsWritten: false },
    { output: 'staged' },
    { output: 'stream', interrupts: 0 },
    { order: 'fixed' },
    { leftOut: scenario.leftOut.slice(1) },
    { leftOut: scenario.leftOut.slice(0, -1) },
  ];
  return changes.filter((change) => isSmaller(scenario, change));
}

function isSmaller(scenario: Scenario, change: Partial<Scenario>): boolean {
  if (change.size !== undefined && change.size < 1) return false;
  if (change.output !== undefined && scenario.output !== 'merged') return false;
  if (change.churn !== undefined && change.churn > 0 && change.churn < 0.005) return false;
  return Object.entries(change).some(
    ([name, value]) => scenario[name as keyof Scenario] !== value && !Number.isNaN(value),
  );
}
