import { createRandom, mixSeed, type Random } from './random.ts';
import { type LeftOut, PLAIN, type Scenario, type TotalTold } from './scenario.ts';

/** A kind of walk: one line of the table. */
export interface Kind {
  /** No two kinds have the same. */
  readonly name: string;
  /** The share of walks that must be called complete. */
  readonly minComplete?: number;
  /** What a walk must be called to count as complete in the table. Default: `complete`. */
  readonly counts?: 'complete' | 'exhausted by total';
  readonly draw: (random: Random) => Partial<Scenario>;
}

const SMALL = { from: 40, to: 440 };

function small(random: Random): Partial<Scenario> {
  return { size: random.between(SMALL.from, SMALL.to), window: random.between(1, 8) };
}

const HONEST_TOTALS: readonly TotalTold[] = [
  'true',
  'true',
  'true',
  'true, as text',
  'none',
  'null',
];
const TOTALS: readonly TotalTold[] = [
  ...HONEST_TOTALS,
  'too low',
  'too high',
  'of the page',
  'of the beginning',
];

/** Pages that are counted have one size: one that is too large for the API fails the walk. */
const COUNTED: Partial<Scenario> = { most: Number.POSITIVE_INFINITY };

/** All that an API may do to a walk, in any mixture. */
function odd(random: Random): Partial<Scenario> {
  const limit = random.pick([2, 3, 5, 10, 20, 50]);
  const mostRows = random.pick([3, limit + 1, limit * 3, limit * 12]);
  const total = random.pick(TOTALS);
  return {
    size: random.below(mostRows + 1),
    window: random.between(1, 8),
    limit,
    clamp: random.chance(0.3) ? random.between(2, limit) : Number.POSITIVE_INFINITY,
    shortPages: random.pick([0, 0, 0.05, 0.3]),
    hiccups: random.pick([0, 0, 0, 0.03]),
    failures: random.pick([0, 0, 0, 0.02]),
    ...(random.chance(0.2)
      ? {
          most: random.between(Math.max(2, Math.ceil(limit / 8)), limit),
          refusals: random.pick([0.3, 1]),
        }
      : {}),
    churn: random.pick([0, 0.02, 0.06, 0.3, 0.6]),
    longestRun: random.chance(0.3) ? limit * 3 : 1,
    total,
    // a named total is believed: one that lies while pages are short cannot be seen through
    totalIsWritten: ['true', 'true, as text'].includes(total) && random.chance(0.5),
    output: random.pick(['merged', 'staged', 'stream']),
  };
}

/** What makes an API say one thing and do another, on a collection that nobody changes. */
function faulty(random: Random): Partial<Scenario> {
  const size = random.between(SMALL.from, SMALL.to);
  return {
    size,
    tied: random.pick([0, 0.1, 0.9]),
    twins: random.pick(['none', 'none', 'beside', 'at the end']),
    ...(random.chance(0.4) ? { endsAfter: random.below(size) } : {}),
    total: random.pick(['true', 'true, as text', 'none']),
    output: random.pick(['merged', 'staged', 'stream']),
  };
}

/**
 * Rows that the API leaves out after it cut the page, in runs of up to two pages, which every walk looks across. Longer
 * ones are seen if enough rows follow; how many is told in ARCHITECTURE.md.
 */
function leftOut(random: Random): Partial<Scenario> {
  const limit = random.pick([2, 5, 10, 20]);
  const size = random.between(limit, limit * 15);
  const runs = Array.from({ length: random.between(1, 3) }, () => ({
    from: random.between(1, size),
    count: random.between(1, 2 * limit),
  }));
  return {
    ...{ limit, size, window: random.pick([1, 4, 8]) },
    // two runs that meet would be one that is longer
    leftOut: runs.filter((run, i) =>
      runs.every((other, j) => i <= j || isApart(run, other, limit)),
    ),
    total: random.pick(['none', 'none', 'true', 'of what is shown']),
    output: random.pick(['merged', 'staged', 'stream']),
  };
}

function isApart(a: LeftOut, b: LeftOut, distance: number): boolean {
  return a.from + a.count + distance < b.from || b.from + b.count + distance < a.from;
}

function oddInterrupted(random: Random): Partial<Scenario> {
  return {
    ...odd(random),
    output: random.pick(['merged', 'staged']),
    interrupts: random.between(1, 3),
  };
}

/** The kinds of walk that are simulated. Names stand for themselves; the order is that of the table. */
export const KINDS: readonly Kind[] = [
  {
    name: 'fixed, quiet, limit 100, 2 300 rows',
    minComplete: 0.9,
    draw: (random) => ({ size: 2300, limit: 100, window: random.between(1, 8) }),
  },
  {
    name: 'fixed, quiet, limit 20, 1 000 rows',
    minComplete: 0.9,
    draw: (random) => ({ size: 1000, window: random.between(1, 8) }),
  },
  {
    name: 'fixed, quiet',
    minComplete: 0.9,
    draw: (random) => ({ ...small(random), total: random.pick(HONEST_TOTALS) }),
  },
  {
    name: 'fixed, quiet, to a stream',
    minComplete: 0.9,
    draw: (random) => ({ ...small(random), output: 'stream', total: random.pick(HONEST_TOTALS) }),
  },
  {
    name: 'fixed, quiet, some rows twice',
    minComplete: 0.9,
    // a total of rows contradicts their keys, and is then right to
    draw: (random) => ({
      ...small(random),
      twins: random.pick(['beside', 'at the end']),
      total: 'none',
    }),
  },
  {
    name: 'fixed, rows come and go anywhere',
    minComplete: 0.9,
    draw: (random) => ({ ...small(random), churn: 0.06 }),
  },
  {
    name: 'fixed, limit 20 clamped to 7',
    minComplete: 0.9,
    draw: (random) => ({ ...small(random), churn: 0.06, clamp: 7 }),
  },
  {
    name: 'fixed, no total told',
    minComplete: 0.9,
    draw: (random) => ({ ...small(random), churn: 0.06, total: 'none' }),
  },
  { name: 'fixed, heavy churn', draw: (random) => ({ ...small(random), churn: 0.3 }) },
  {
    name: 'fixed, to a stream',
    draw: (random) => ({ ...small(random), churn: 0.06, output: 'stream' }),
  },
  {
    name: 'fixed, interrupted',
    minComplete: 0.9,
    draw: (random) => ({ ...small(random), churn: 0.06, interrupts: random.between(1, 3) }),
  },
  {
    name: 'fixed, runs of rows deleted',
    draw: (random) => ({ ...small(random), churn: 0.06, longestRun: 60 }),
  },
  { name: 'fixed, odd APIs', draw: odd },
  { name: 'fixed, odd APIs, interrupted', draw: oddInterrupted },
  {
    name: 'newest first',
    draw: (random) => ({ ...small(random), order: 'newest first', churn: 0.06 }),
  },
  {
    name: 'newest first, limit 20 clamped to 7',
    draw: (random) => ({ ...small(random), order: 'newest first', churn: 0.06, clamp: 7 }),
  },
  {
    name: 'newest first, heavy churn',
    draw: (random) => ({ ...small(random), order: 'newest first', churn: 0.3 }),
  },
  {
    name: 'newest first, to a stream',
    draw: (random) => ({ ...small(random), order: 'newest first', churn: 0.06, output: 'stream' }),
  },
  {
    name: 'newest first, interrupted',
    draw: (random) => ({
      ...small(random),
      order: 'newest first',
      churn: 0.06,
      interrupts: random.between(1, 3),
    }),
  },
  { name: 'newest first, odd APIs', draw: (random) => ({ ...odd(random), order: 'newest first' }) },
  {
    name: 'newest first, odd APIs, interrupted',
    draw: (random) => ({ ...oddInterrupted(random), order: 'newest first' }),
  },
  {
    name: 'changed rows go to the end',
    draw: (random) => ({ ...small(random), order: 'to the end', churn: 0.06 }),
  },
  {
    name: 'changed rows go anywhere',
    draw: (random) => ({ ...small(random), order: 'anywhere', churn: 0.06 }),
  },
  {
    name: 'all of these mixed',
    draw: (random) => ({ ...small(random), order: 'mixed', churn: 0.06 }),
  },
  {
    name: 'fixed, offsets rounded to whole pages',
    draw: (random) => ({ ...small(random), offsets: 'rounded', churn: random.pick([0, 0.06]) }),
  },
  {
    name: 'fixed, offsets ignored',
    draw: (random) => ({ ...small(random), offsets: 'ignored', churn: random.pick([0, 0.06]) }),
  },
  {
    name: '`passes`, fixed',
    draw: (random) => ({ ...small(random), verify: 'passes', churn: 0.06 }),
  },
  {
    name: '`passes`, fixed, quiet, odd APIs, interrupted',
    draw: (random) => ({
      ...oddInterrupted(random),
      ...COUNTED,
      verify: 'passes',
      churn: 0,
      total: 'true',
    }),
  },
  {
    name: '`passes`, changed rows go anywhere',
    draw: (random) => ({ ...small(random), verify: 'passes', order: 'anywhere', churn: 0.06 }),
  },
  {
    name: '`off`, fixed, odd APIs',
    draw: (random) => ({ ...odd(random), ...COUNTED, verify: 'off' }),
  },
  ...(['page_number', 'cursor', 'link'] as const).flatMap((paging): Kind[] => [
    {
      name: `\`${paging}\`, fixed, quiet`,
      counts: 'exhausted by total',
      minComplete: 0.9,
      draw: (random) => ({ ...small(random), paging }),
    },
    {
      name: `\`${paging}\`, quiet, tied rows, rows twice, early ends`,
      draw: (random) => ({ ...small(random), ...faulty(random), paging }),
    },
    {
      name: `\`${paging}\`, quiet, the same, by \`passes\``,
      draw: (random) => ({ ...small(random), ...faulty(random), paging, verify: 'passes' }),
    },
    {
      name: `\`${paging}\`, fixed, rows come and go`,
      counts: 'exhausted by total',
      draw: (random) => ({ ...small(random), paging, churn: 0.06 }),
    },
  ]),
  { name: 'rows left out, quiet', draw: leftOut },
  {
    name: 'rows left out, rows come and go',
    draw: (random) => ({ ...leftOut(random), churn: random.pick([0.02, 0.06]) }),
  },
  {
    name: '`passes`, rows left out, quiet',
    draw: (random) => ({
      ...{ ...leftOut(random), verify: 'passes', output: random.pick(['merged', 'staged']) },
      paging: random.pick(['offset', 'page_number']),
    }),
  },
  {
    name: 'tied rows, rows twice, early ends',
    draw: (random) => ({ ...small(random), ...faulty(random) }),
  },
  {
    name: 'counting instead (`total`), fixed',
    counts: 'exhausted by total',
    draw: (random) => ({ ...small(random), verify: 'total', churn: 0.06 }),
  },
];

/** The scenario of one walk: the same for the same seed, kind and index, always. */
export function scenarioOf(kind: Kind, seed: number, index: number): Scenario {
  const own = mixSeed(seed, KINDS.indexOf(kind), index);
  return { ...PLAIN, ...kind.draw(createRandom(own)), seed: own };
}
