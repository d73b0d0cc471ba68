import { PLAIN, type Scenario } from './scenario.ts';
import type { Counterexample, Tally } from './tally.ts';

const HEADS = ['order', 'churn', 'walks', 'complete', 'with a lost row', 'requests'] as const;

/** The table: a line for each kind of walk, requests against those of the plain walk. */
export function renderTable(tallies: readonly Tally[]): string {
  const lines = [HEADS, ...tallies.map(cellsOf)];
  const widths = HEADS.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

function cellsOf(tally: Tally): readonly string[] {
  const { kind, walks, complete, lossy, requests, plainRequests } = tally;
  return [
    kind.name,
    churnOf(tally),
    String(walks),
    walks === 0 ? '-' : percent(complete / walks),
    `${lossy} of ${complete}`,
    plainRequests === 0 ? '-' : (requests / plainRequests).toFixed(2),
  ];
}

function churnOf({ churns }: Tally): string {
  const [least, most] = [Math.min(...churns), Math.max(...churns)];
  if (churns.size === 0) return '-';
  return least === most ? percent(least) : `${percent(least)} to ${percent(most)}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}

/** A tally as plain JSON. */
export function toJson(tally: Tally): Record<string, unknown> {
  const { kind, churns, outcomes, tookMs, walks, complete, lossy, requests, plainRequests } = tally;
  return {
    kind: kind.name,
    churn: [...churns],
    walks,
    complete,
    lossy,
    requests,
    plainRequests,
    seconds: Math.round(tookMs) / 1000,
    outcomes: Object.fromEntries(outcomes),
  };
}

/** What was found, how to get it again, and the history in words. */
export function renderCounterexample(
  found: Counterexample,
  smallest: Counterexample,
  seed: number,
  history: readonly string[],
): string {
  return [
    `BROKEN: ${found.law}`,
    `  ${found.kind.name}: ${found.what}`,
    `  again: npm run simulate -- --seed ${seed} --only '${found.kind.name}' --index ${found.index}${found.scenario.links === 'trusted' ? ' --trust-links' : ''}`,
    `  smallest: ${smallest.what}`,
    `  ${describeScenario(smallest.scenario)}`,
    ...history.map((line) => `  | ${line}`),
  ].join('\n');
}

/** A scenario as the flag that gets it again: what differs from the plain one. */
export function describeScenario(scenario: Scenario): string {
  const { clamp, ...rest } = scenario;
  const { clamp: _, ...plain } = PLAIN;
  const differs = Object.entries(Number.isFinite(clamp) ? scenario : rest).filter(
    ([name, value]) => value !== plain[name as keyof typeof plain],
  );
  return `--scenario '${JSON.stringify(Object.fromEntries(differs))}'`;
}
