import { pipeline } from 'node:stream/promises';
import {
  type DestinationLoad,
  type LoadCounts,
  NO_COUNTS,
  type Settlement,
} from '../destination/destination.ts';
import { isClosedByReader } from '../destination/ndjson/closed-by-reader.ts';
import { DestinationError, SluiceError, toError } from '../errors.ts';
import type { CursorMove, ResourceReport, WalkOutcome } from '../model.ts';
import type { Family } from '../source/families.ts';
import { drain } from '../source/member.ts';
import { openFamily } from '../source/open-family.ts';
import { toReport } from '../source/report.ts';
import type { Run } from '../source/run.ts';
import { createResourceStream } from '../walk/resource-stream.ts';
import { abortedBy } from '../walk/walk-environment.ts';
import { familyCursors, trueWarnings } from './family-cursors.ts';
import {
  begin,
  type Earlier,
  factsOf,
  failed,
  type LoadContext,
  type Loading,
  openWriters,
  redactOutcome,
  unsettled,
  writersOf,
} from './loading.ts';
import { joinCounts } from './table-router.ts';

/**
 * Loads a resource and those that depend on it: stream -> merge -> destination for each, all at the same time, and then
 * settles them together. It does not throw: what goes wrong is in the reports, of which there is one for each resource
 * that was asked for.
 *
 * @param earlier - tells of rows that were settled before; the reports are about them, too
 */
export async function loadFamily(
  family: Family,
  context: LoadContext,
  earlier?: Earlier,
): Promise<ResourceReport[]> {
  const { use, settings, load } = context;
  const wanted = new Set(settings.resources);
  const members = openFamily(family, use);
  const loadings = members.map((member) => begin(member, use, earlier));
  const asked = loadings.filter(({ member }) => wanted.has(member.resource.name));
  if (use.signal.aborted) return asked.map((one) => unsettled(one, abortedBy(use.signal), use));

  const giveUp = async (error: unknown): Promise<ResourceReport[]> => {
    // what cannot be taken back is dropped by the next run; the error that led here tells more
    await Promise.allSettled(asked.flatMap(writersOf).map((writer) => writer.discard()));
    return asked.map((other) => unsettled(other, failed(error), use));
  };
  try {
    for (const one of asked) await openWriters(one, family.length > 1, context);
  } catch (error) {
    return giveUp(error);
  }
  const outcomes = await Promise.all(
    loadings.map(async (one) => {
      const isWanted = wanted.has(one.member.resource.name);
      return redactOutcome(await (isWanted ? run(one, context) : walk(one)), use.client);
    }),
  );
  const { moves, warnings } = familyCursors(family, members, { use, wanted });
  const [only] = asked;
  const [ended] = outcomes;
  if (only?.writer !== undefined && ended?.walked === 'earlier') {
    const settled = await settleEarlier(only, ended, moves.get(only.member.resource.name), use);
    if (settled instanceof Error) return [unsettled(only, failed(settled), use, settled)];
    return loadFamily(family, context, settled);
  }
  try {
    for (const { router } of asked) await router?.ensureOne();
  } catch (error) {
    return giveUp(error);
  }
  const settlements = loadings.flatMap((one, i): Settlement[] => {
    const writers = writersOf(one);
    const walked = outcomes[i];
    if (walked === undefined) return [];
    const { total } = one.member.counters;
    const outcome = total === undefined ? walked : { ...walked, total };
    let sum = one.earlier?.counts;
    // the last of several writers tells what all of them counted
    const toOwnReport: Settlement['toReport'] = (told) => {
      const counts = sum === undefined ? told : joinCounts(sum, told);
      sum = counts;
      const facts = factsOf(one, outcome, use);
      const more = trueWarnings(warnings.get(facts.name) ?? [], counts);
      const said = { ...counts, warnings: counts.warnings.map(use.client.redact) };
      return toReport({ ...facts, warnings: [...facts.warnings, ...more] }, said);
    };
    const cursors = moves.get(one.member.resource.name) ?? [];
    return writers.map((writer, at) => ({
      ...{ writer, outcome, toReport: toOwnReport },
      cursors: at === writers.length - 1 ? cursors : [],
    }));
  });
  try {
    return lastOfEach(await settle(settlements, load));
  } catch (error) {
    return asked.map((one) => {
      const own = asked.length === 1 ? error : undefined;
      return unsettled(one, failed(error), use, own);
    });
  }
}

/**
 * Settles what an earlier run had staged up to the end of its walk: what it proved says nothing of today, and the walk is
 * made anew. Returns the error if the rows wait in staging still.
 */
async function settleEarlier(
  one: Loading,
  outcome: WalkOutcome,
  cursors: readonly CursorMove[] | undefined,
  use: Run,
): Promise<Earlier | Error> {
  const { writer, member, startedAt } = one;
  const carried = writer?.resume?.rows ?? 0;
  let counts: LoadCounts = { ...NO_COUNTS, discarded: carried };
  const before = { carried, startedAt };
  // until the walk of this run has ended, that is what is known of the resource
  const interim: WalkOutcome = { verdict: 'incomplete', reason: 'aborted' };
  const toInterim: Settlement['toReport'] = (told) => {
    counts = told;
    return toReport(factsOf(one, interim, use), told);
  };
  try {
    await writer?.settle(outcome, toInterim, cursors);
    return { ...before, counts, warnings: [] };
  } catch (error) {
    if (!(error instanceof DestinationError) || error.context['rowsRefused'] !== true) {
      return toError(error);
    }
    return {
      ...before,
      counts: { ...NO_COUNTS, discarded: carried },
      warnings: [`${member.resource.name}: rows that an earlier run had staged: ${error.message}`],
    };
  }
}

/** Of a resource with several tables, the report that tells of all of them. */
function lastOfEach(reports: readonly ResourceReport[]): ResourceReport[] {
  return [...new Map(reports.map((report) => [report.name, report])).values()];
}

async function settle(
  settlements: readonly Settlement[],
  load: DestinationLoad,
): Promise<readonly ResourceReport[]> {
  if (settlements.length > 1 && load.settleFamily !== undefined) {
    return load.settleFamily(settlements);
  }
  const reports: ResourceReport[] = [];
  for (const { writer, outcome, toReport: toOwnReport, cursors } of settlements) {
    reports.push(await writer.settle(outcome, toOwnReport, cursors));
  }
  return reports;
}

/** Reads a resource to its destination; returns how its walk ended, or why its pipeline broke. */
async function run(one: Loading, context: LoadContext): Promise<WalkOutcome> {
  const { member, merge, writer, router } = one;
  const { use } = context;
  const sink = (router ?? writer)?.stream;
  if (sink === undefined) return abortedBy(use.signal);
  const { evidence, resume } = writer ?? {};
  let hasBegun = false;
  one.rows = createResourceStream((signal) => {
    hasBegun = true;
    return member.batches({
      signal,
      evidence,
      resume,
    });
  }, member.counters);
  const broken = await pipeline(one.rows.stream, merge.stream, sink).then(() => undefined, toError);
  // a destination that breaks before its first batch ends the pipeline before anything is read
  if (!hasBegun) member.leave();
  if (isClosedByReader(broken)) context.abandon();
  if (broken === undefined && one.rows.end !== undefined) return one.rows.end.outcome;
  const isOwn = broken instanceof DestinationError && !isClosedByReader(broken);
  if (!isOwn && (use.signal.aborted || broken === undefined)) return abortedBy(use.signal);
  const isOfRows = broken instanceof SluiceError && !(broken instanceof DestinationError);
  return isOfRows ? { ...failed(broken), reason: 'failed_page' } : failed(broken);
}

/** Reads a parent that nobody asked for, for the resources that depend on it. */
async function walk({ member }: Loading): Promise<WalkOutcome> {
  return (await drain(member.batches())).outcome;
}
