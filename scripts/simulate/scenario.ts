import type { Verify } from '../../src/model.ts';

/** What becomes of the order of a collection when its rows change. */
export type Order =
  /** Rows are inserted and deleted anywhere and keep their order. */
  | 'fixed'
  /** New and changed rows go to the front. */
  | 'newest first'
  /** New and changed rows go to the end. */
  | 'to the end'
  /** New and changed rows go anywhere. */
  | 'anywhere'
  /** Each step is one of the others. */
  | 'mixed';

/** What the API tells of the total. */
export type TotalTold =
  | 'true'
  | 'true, as text'
  | 'none'
  | 'null'
  | 'too low'
  | 'too high'
  /** The number of rows of the page itself. */
  | 'of the page'
  /** What the collection had when the walk began. */
  | 'of the beginning'
  /** The rows that the API does not leave out. */
  | 'of what is shown';

/** Where the rows of a walk go. */
export type Output =
  /** To a staging table, through the merge stage: the whole way of a `sync` into a database. */
  | 'merged'
  /** To a staging table as they come. */
  | 'staged'
  /** To something that cannot be looked into: NDJSON, `stream()`. */
  | 'stream';

/** A run of rows, by their ids. */
export interface LeftOut {
  readonly from: number;
  readonly count: number;
}

/** One walk over one collection with its history; everything in it follows from these values. */
export interface Scenario {
  readonly seed: number;
  readonly order: Order;
  /** Rows at the beginning. */
  readonly size: number;
  /** The probability of a step of the history before each answer. */
  readonly churn: number;
  /** The greatest run of rows that one step may delete. */
  readonly longestRun: number;
  /** Whether the API sends every tenth row twice, and where the second copy stands. */
  readonly twins: 'none' | 'beside' | 'at the end';
  /** Rows asked for. */
  readonly limit: number;
  /** Rows that the API gives at most. */
  readonly clamp: number;
  /** Rows beyond which the API refuses a page as too large, and how likely it is to do so then. */
  readonly most: number;
  readonly refusals: number;
  /** The probability that an answer holds fewer rows than it could. */
  readonly shortPages: number;
  /** The fewest rows of such an answer. */
  readonly shortest: number;
  /** The probability that an answer is empty for no reason. */
  readonly hiccups: number;
  /** The probability that a request fails and may be tried again. */
  readonly failures: number;
  readonly total: TotalTold;
  /** Whether the user wrote where the total stands. */
  readonly totalIsWritten: boolean;
  /** How the API pages. Cursors and links hold the place of the next row, so that they shift as offsets do. */
  readonly paging: 'offset' | 'page_number' | 'cursor' | 'link';
  /** The share of rows that are tied, and laid out anew for each answer. */
  readonly tied: number;
  /** Rows behind which the API ends, although it tells of all; undefined: it gives all of them. */
  readonly endsAfter?: number;
  /** Rows that the API leaves out of its answers after it cut the page, in runs. */
  readonly leftOut: readonly LeftOut[];
  /** What the API makes of an offset. */
  readonly offsets: 'exact' | 'rounded' | 'ignored';
  /** Pages in flight. */
  readonly window: number;
  readonly verify: Verify;
  readonly maxPasses: number;
  readonly output: Output;
  /** How often the walk is interrupted and taken up again. */
  readonly interrupts: number;
  /** For the test that the simulation sees: pages are believed without a link. */
  readonly links: 'checked' | 'trusted';
}

/** A quiet collection behind an honest API; what a kind of walk changes of it is laid over. */
export const PLAIN: Scenario = {
  seed: 1,
  order: 'fixed',
  size: 200,
  churn: 0,
  longestRun: 1,
  twins: 'none',
  limit: 20,
  clamp: Number.POSITIVE_INFINITY,
  most: Number.POSITIVE_INFINITY,
  refusals: 1,
  shortPages: 0,
  shortest: 2,
  hiccups: 0,
  failures: 0,
  total: 'true',
  totalIsWritten: false,
  paging: 'offset',
  tied: 0,
  leftOut: [],
  offsets: 'exact',
  window: 1,
  verify: 'overlap',
  maxPasses: 3,
  output: 'merged',
  interrupts: 0,
  links: 'checked',
};

/** Whether the API never shows a row. */
export function isLeftOut({ leftOut }: Scenario, id: number): boolean {
  return leftOut.some(({ from, count }) => id >= from && id < from + count);
}

/** Rows of a whole answer. */
export function pageSize(scenario: Scenario): number {
  return Math.min(scenario.limit, scenario.clamp);
}

/** The requests of a walk that believes what it gets: its pages, and the answer that says that there are no more. */
export function plainRequests(scenario: Scenario): number {
  return Math.ceil(scenario.size / pageSize(scenario)) + 1;
}

/** Far more than any walk needs: one that gets there does not end. */
export function requestBound(scenario: Scenario): number {
  const passes =
    scenario.verify === 'overlap' || scenario.verify === 'passes' ? scenario.maxPasses : 1;
  const pages =
    scenario.size / Math.max(1, Math.min(pageSize(scenario), scenario.shortest) - 1) + 10;
  const rows = Number.isFinite(scenario.most) ? 2 : pageSize(scenario);
  const usual = scenario.size / Math.max(1, rows - 1) + 10;
  const perPass = scenario.shortPages > 0 ? pages : usual;
  // where rows stand elsewhere in each answer, pages seldom link
  const stitches = scenario.tied > 0 ? 10 : 1;
  return Math.ceil(
    perPass * passes * (scenario.interrupts + 1) * (20 + scenario.window) * stitches,
  );
}
