import type { Basis, Verdict } from '../../src/model.ts';
import { isLeftOut, requestBound, type Scenario } from './scenario.ts';
import type { Observation, Run } from './simulate-walk.ts';
import type { StagedRow } from './staging.ts';

/** A law that a walk broke. */
export interface Violation {
  readonly law: Law;
  /** What two violations of one law have in common when they have the same cause, presumably. */
  readonly basis: string;
  readonly what: string;
}

export type Law =
  | 'complete means complete'
  | 'a told total is kept'
  | 'a walk ends'
  | 'the last form wins'
  | 'counts add up'
  | 'places ascend'
  | 'nothing leaves twice'
  | 'a verdict has its ground';

/** Whether `complete` is a promise for collections of this kind. For others it is what was seen. */
export function isPromised(scenario: Scenario): boolean {
  const { order, verify, tied, endsAfter, leftOut, churn, total } = scenario;
  if (tied > 0 || endsAfter !== undefined) return false;
  // without a total, rows behind a gap may move from a place that is still to be looked at to one that was
  if (leftOut.length > 0 && churn > 0 && total === 'none') return false;
  // two passes prove no order, but that none of them steps over a gap that can be seen
  if (leftOut.length > 0 && verify === 'passes') return true;
  return verify === 'overlap' && (order === 'fixed' || order === 'newest first');
}

/** Rows that were there throughout the walk and did not come out of it. */
export function lostRows(scenario: Scenario, { collection, rows }: Observation): readonly number[] {
  const met = new Set(rows.map((row) => Number(row.key)));
  return [...collection.throughout()].filter((id) => !met.has(id) && !isLeftOut(scenario, id));
}

export function brokenLaws(scenario: Scenario, seen: Observation): readonly Violation[] {
  const violations: Violation[] = [];
  const check = (law: Law, holds: boolean, what: () => string): void => {
    const { basis = 'none' } = seen.end?.outcome ?? {};
    if (!holds) violations.push({ law, basis, what: what() });
  };
  checkEnd(scenario, seen, check);
  if (seen.end === undefined) return violations;
  checkComplete(scenario, seen, check);
  checkTold(scenario, seen, check);
  checkForms(scenario, seen, check);
  for (const run of seen.runs) checkPlaces(run, check);
  checkCounts(scenario, seen, check);
  checkQuiet(scenario, seen, check);
  return violations;
}

const GROUNDS: Readonly<Record<Verdict, readonly (Basis | undefined)[]>> = {
  complete: ['overlap', 'passes', 'single'],
  exhausted: ['total', 'end'],
  drifted: [undefined],
  incomplete: [undefined],
};

type Check = (law: Law, holds: boolean, what: () => string) => void;

function checkEnd(scenario: Scenario, seen: Observation, check: Check): void {
  const { end, requests } = seen;
  const bound = requestBound(scenario);
  check('a walk ends', end !== undefined, () => 'it waits for something that never comes');
  check('a walk ends', requests <= bound, () => `${requests} requests and no end in sight`);
  if (end === undefined || requests > bound) return;
  const { verdict, basis, reason, error } = end.outcome;
  check(
    'a verdict has its ground',
    GROUNDS[verdict].includes(basis),
    () => `${verdict} on the basis of ${basis}`,
  );
  check(
    'a verdict has its ground',
    (verdict === 'incomplete') === (reason !== undefined) &&
      (reason === 'failed_page') === (error !== undefined),
    () => `${verdict}, reason ${reason}, error ${error?.message}`,
  );
  const isHonest = scenario.failures === 0 && scenario.offsets !== 'ignored';
  check('a walk ends', !isHonest || error === undefined, () => `it failed: ${error?.message}`);
}

function checkComplete(scenario: Scenario, seen: Observation, check: Check): void {
  const outcome = seen.end?.outcome;
  if (outcome?.verdict !== 'complete') return;
  const isOdd = scenario.tied > 0 || scenario.endsAfter !== undefined;
  if (!isPromised(scenario) && (outcome.basis !== 'single' || isOdd)) return;
  const lost = lostRows(scenario, seen);
  check(
    'complete means complete',
    lost.length === 0,
    () =>
      `${lost.length} of ${seen.collection.throughout().size} rows are lost (${lost.slice(0, 20).join(' ')}), although it is complete on the basis of ${outcome.basis}`,
  );
}

/**
 * A clean verdict under a told total never has a missing row, however the API pages, lays out ties, sends rows twice or ends
 * early. Where rows come and go a total counts others than those that were met: it proves nothing then.
 */
function checkTold(scenario: Scenario, seen: Observation, check: Check): void {
  const { verdict } = seen.end?.outcome ?? {};
  const isTold = ['true', 'true, as text', 'of what is shown'].includes(scenario.total);
  // a number that is the limit is not taken for a total
  if (scenario.churn > 0 || !isTold || isLimit(scenario)) return;
  if (verdict !== 'complete' && verdict !== 'exhausted') return;
  const lost = lostRows(scenario, seen);
  check(
    'a told total is kept',
    lost.length === 0,
    () => `${lost.length} rows are missing, although the walk is ${verdict}`,
  );
}

function isLimit(scenario: Scenario): boolean {
  const { size, limit, leftOut, total } = scenario;
  const out = total === 'of what is shown' ? leftOut.reduce((sum, { count }) => sum + count, 0) : 0;
  return size - out === limit;
}

/** A form that is read later never gives way to an older one, where pages are read one after the other. */
function checkForms(scenario: Scenario, seen: Observation, check: Check): void {
  const { collection, newestRead } = seen;
  const unknown = seen.rows.find((row) => row.version >= collection.formsOf(Number(row.key)));
  check(
    'the last form wins',
    unknown === undefined,
    () => `row ${unknown?.key} never was like that`,
  );
  if (scenario.window > 1 || scenario.interrupts > 0 || scenario.output === 'stream') return;
  if (seen.end?.outcome.verdict !== 'complete') return;
  const last = lastForms(seen.rows);
  for (const [key, version] of last) {
    const newest = newestRead.get(Number(key)) ?? 0;
    check(
      'the last form wins',
      version >= newest,
      () => `row ${key} stays in form ${version}, although form ${newest} was read later`,
    );
  }
}

/** The form of each row at its greatest place. */
export function lastForms(rows: readonly StagedRow[]): ReadonlyMap<string, number> {
  const last = new Map<string, StagedRow>();
  for (const row of rows) {
    const before = last.get(row.key);
    if (before === undefined || comparePlaces(row, before) > 0) last.set(row.key, row);
  }
  return new Map([...last].map(([key, { version }]) => [key, version]));
}

/** Pages leave in order, and no place twice; within a page rows that were met before may leave last. */
function checkPlaces(run: Run, check: Check): void {
  const places = new Set<string>();
  let before = run.sent[0];
  for (const row of run.sent) {
    const place = `pass ${row.pass}, page ${row.page}, row ${row.row}`;
    check('places ascend', !places.has(place), () => `${place} leaves twice`);
    const isBehind = before === undefined || comparePages(row, before) >= 0;
    check('places ascend', isBehind, () => `${place} leaves behind page ${before?.page}`);
    places.add(place);
    before = row;
  }
}

function comparePages(a: StagedRow, b: StagedRow): number {
  return a.pass - b.pass || a.page - b.page;
}

function comparePlaces(a: StagedRow, b: StagedRow): number {
  return comparePages(a, b) || a.row - b.row;
}

function checkCounts(scenario: Scenario, seen: Observation, check: Check): void {
  const law = 'counts add up';
  for (const { counters, requests } of seen.runs) {
    check(
      law,
      counters.requests === requests,
      () => `${counters.requests} requests counted, ${requests} sent`,
    );
  }
  const run = seen.runs.at(-1) as Run;
  const { counters, sent, merged, carried = 0, carriedLate } = run;
  const first = countFirst(sent);
  check(law, counters.received === first, () => `${counters.received} rows counted, ${first} sent`);
  if (scenario.output === 'stream') return;
  const staged = countFirst(seen.rows);
  const late = seen.lateKeys;
  const distinct = new Set(seen.rows.map((row) => row.key)).size;
  const duplicates = staged + late - distinct;
  check(
    law,
    duplicates >= 0,
    () => `${staged} staged and ${late} late rows are ${distinct} distinct ones`,
  );
  const received = counters.received + late - carriedLate;
  check(
    law,
    received + carried === distinct + merged + duplicates,
    () =>
      `${received} received + ${carried} carried is not ${distinct} written + ${merged} + ${duplicates} duplicates`,
  );
}

/** Rows that count: those of the first pass that were not met before. */
function countFirst(rows: readonly StagedRow[]): number {
  return rows.filter((row) => row.pass === 1 && !row.isReread).length;
}

function checkQuiet(scenario: Scenario, seen: Observation, check: Check): void {
  if (scenario.churn > 0 || scenario.twins !== 'none' || scenario.tied > 0) return;
  // who steps by the rows that came meets rows again where some are left out
  if (scenario.leftOut.length > 0 && scenario.verify !== 'overlap') return;
  const rows = scenario.output === 'stream' ? seen.rows : seen.rows.filter((row) => !row.isReread);
  const met = new Set<string>();
  for (const { pass, key } of rows) {
    const place = scenario.output === 'stream' ? key : `${pass} ${key}`;
    check('nothing leaves twice', !met.has(place), () => `row ${key} of a quiet collection`);
    met.add(place);
  }
}
