/**
 * `npm run simulate`: the real walk over simulated collections that change while they are read, thousands of times, and
 * whether what it says of them is true.
 */
import { parseArgs } from 'node:util';
import { KINDS, type Kind } from './kinds.ts';
import { brokenLaws } from './laws.ts';
import { renderCounterexample, renderTable, toJson } from './render.ts';
import { PLAIN, type Scenario } from './scenario.ts';
import { shrink } from './shrink.ts';
import { simulateWalk } from './simulate-walk.ts';
import {
  type Counterexample,
  createTallies,
  isTooRare,
  simulateNext,
  type Tally,
} from './tally.ts';

const USAGE = `Walks simulated collections that change while they are read, and checks what the walks claim.

  npm run simulate -- [flags]

  --minutes <n>      how long (default 1)
  --seed <n>         the same seed, the same walks (default: drawn, and printed)
  --only <text>      kinds of walk whose name contains it
  --index <n>        only the walk of this number, with its history in words
  --scenario <json>  only this one walk, with its history in words
  --trust-links      believe pages that share no row: the simulation must find the rows that this loses
  --json
  --help

Exit code 1: a law was broken; a smallest counterexample is printed.`;

const FLAGS = {
  minutes: { type: 'string', default: '1' },
  seed: { type: 'string' },
  only: { type: 'string', default: '' },
  index: { type: 'string' },
  scenario: { type: 'string' },
  'trust-links': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Walks of a kind, below which its share of complete ones says nothing. */
const ENOUGH_WALKS = 50;
const SHRINK_MS = 10_000;
const HISTORY_LINES = 200;

type Flags = ReturnType<typeof parseFlags>;

function parseFlags() {
  return parseArgs({ options: FLAGS, allowPositionals: false }).values;
}

async function main(): Promise<void> {
  const flags = parseFlags();
  if (flags.help) {
    console.error(USAGE);
    return;
  }
  const minutes = Number(flags.minutes);
  const seed = Number(flags.seed ?? Math.floor(Math.random() * 2 ** 32));
  const kinds = kindsNamed(flags.only);
  if (!(minutes > 0)) throw new RangeError(`--minutes must be above 0, got \`${flags.minutes}\`.`);
  if (!Number.isSafeInteger(seed))
    throw new RangeError(`--seed must be a whole number, got \`${flags.seed}\`.`);
  if (kinds.length === 0)
    throw new RangeError(`--only names no kind of walk, got \`${flags.only}\`.`);
  const change: Partial<Scenario> = flags['trust-links'] ? { links: 'trusted' } : {};

  if (flags.scenario !== undefined) {
    await tellOne({ ...PLAIN, ...(JSON.parse(flags.scenario) as Partial<Scenario>) });
    return;
  }
  console.error(`seed ${seed}`);
  const tallies = createTallies(kinds);
  if (flags.index !== undefined) {
    await tellIndexed(tallies, seed, Number(flags.index), change);
    return;
  }
  const found = await simulateFor(minutes * 60_000, tallies, seed, change);
  report(flags, seed, tallies, found);
}

/** The kind of that name, or those whose name contains the text. */
function kindsNamed(text: string): readonly Kind[] {
  const exact = KINDS.filter(({ name }) => name === text);
  return exact.length > 0 ? exact : KINDS.filter(({ name }) => name.includes(text));
}

/** Gives each kind an equal share of the time, and one walk at least. */
async function simulateFor(
  forMs: number,
  tallies: readonly Tally[],
  seed: number,
  change: Partial<Scenario>,
): Promise<readonly Counterexample[]> {
  const found: Counterexample[] = [];
  const untilMs = performance.now() + forMs;
  const isOver = (): boolean =>
    performance.now() >= untilMs && tallies.every(({ walks }) => walks > 0);
  while (!isOver()) {
    const next = tallies.reduce((a, b) => (b.tookMs < a.tookMs ? b : a));
    for (const broken of await simulateNext(next, seed, change)) {
      if (found.some(({ law, kind }) => law === broken.law && kind === broken.kind)) continue;
      found.push(broken);
      await tell(broken, seed, Math.min(SHRINK_MS, forMs));
    }
  }
  return found;
}

async function tell(found: Counterexample, seed: number, shrinkMs: number): Promise<void> {
  const smallest = await shrink(found, performance.now() + shrinkMs);
  const history: string[] = [];
  await simulateWalk(smallest.scenario, (line) => history.push(line));
  console.error(renderCounterexample(found, smallest, seed, history.slice(-HISTORY_LINES)));
}

async function tellIndexed(
  tallies: readonly Tally[],
  seed: number,
  index: number,
  change: Partial<Scenario>,
): Promise<void> {
  for (const tally of tallies) {
    tally.walks = index;
    const broken = await simulateNext(tally, seed, change);
    for (const found of broken) await tell(found, seed, SHRINK_MS);
    if (broken.length === 0) console.error(`${tally.kind.name}: no law is broken`);
    else process.exitCode = 1;
  }
}

async function tellOne(scenario: Scenario): Promise<void> {
  const seen = await simulateWalk(scenario, (line) => console.error(line));
  console.error(JSON.stringify(seen.end?.outcome));
  for (const { law, what } of brokenLaws(scenario, seen)) {
    console.error(`BROKEN: ${law}\n  ${what}`);
    process.exitCode = 1;
  }
}

function report(
  flags: Flags,
  seed: number,
  tallies: readonly Tally[],
  found: readonly Counterexample[],
): void {
  const rare = tallies.filter((tally) => tally.walks >= ENOUGH_WALKS && isTooRare(tally));
  if (flags.json) {
    const broken = found.map(({ law, what, kind, index }) => ({
      law,
      what,
      kind: kind.name,
      index,
    }));
    console.log(JSON.stringify({ seed, kinds: tallies.map(toJson), broken }, null, 2));
  } else console.log(renderTable(tallies));
  for (const { kind, complete, walks } of rare) {
    console.error(`BROKEN: too few are complete: ${kind.name}: ${complete} of ${walks}`);
  }
  if (found.length > 0 || rare.length > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(
    `simulate: ${error instanceof Error ? error.message : error} See npm run simulate -- --help.`,
  );
  process.exitCode = 2;
}
