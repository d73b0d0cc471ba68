import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ResourcePlan } from './config/plan.ts';
import {
  type DestinationLoad,
  type LoadCounts,
  NO_COUNTS,
  type ResourceWriter,
  type Settlement,
} from './destination/destination.ts';
import { isClosedByReader } from './destination/ndjson/closed-by-reader.ts';
import { DestinationError, toError } from './errors.ts';
import { familyCursors } from './family-cursors.ts';
import type { HttpClient } from './http/client.ts';
import { redactError } from './http/redact-error.ts';
import type { ResourceReport, WalkOutcome } from './model.ts';
import { type ResourceFacts, toReport } from './report.ts';
import { abortedBy } from './resource/deadline.ts';
import { createResourceStream, type ResourceStream } from './resource/resource-stream.ts';
import { resourceTarget } from './resource-target.ts';
import type { Family } from './source/families.ts';
import { drain, type Member } from './source/member.ts';
import { openFamily } from './source/open-family.ts';
import type { SourceUse } from './source/source-use.ts';
import type { SyncSettings } from './sync-options.ts';
import { createTableRouter, joinCounts, type TableRouter } from './table-router.ts';
import { createMergeStage, type MergeStage } from './transform/merge.ts';

/** What all resources of a load share. */
export interface LoadContext {
  readonly use: SourceUse;
  readonly settings: SyncSettings;
  readonly load: DestinationLoad;
  /** Ends the whole load: nobody reads its output any more. */
  readonly abandon: () => void;
}

/** One resource on its way into the destination. */
interface Loading {
  readonly member: Member;
  readonly merge: MergeStage;
  readonly startedAt: number;
  writer: ResourceWriter | undefined;
  /** In place of a writer, where the rows tell their table. */
  router: TableRouter | undefined;
  rows: ResourceStream | undefined;
}

/**
 * Loads a resource and those that depend on it: stream -> merge -> destination for each, all at the same time, and then
 * settles them together. It does not throw: what goes wrong is in the reports, of which there is one for each resource
 * that was asked for.
 */
export async function loadFamily(family: Family, context: LoadContext): Promise<ResourceReport[]> {
  const { use, settings, load } = context;
  const wanted = new Set(settings.resources);
  const members = openFamily(family, use);
  const loadings = members.map((member) => begin(member, use));
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
  try {
    for (const { router } of asked) await router?.ensureOne();
  } catch (error) {
    return giveUp(error);
  }
  const { moves, warnings } = familyCursors(family, members, { use, wanted });
  const settlements = loadings.flatMap((one, i): Settlement[] => {
    const writers = writersOf(one);
    const outcome = outcomes[i];
    if (outcome === undefined) return [];
    let sum: LoadCounts | undefined;
    // the last of several writers tells what all of them counted
    const toOwnReport: Settlement['toReport'] = (told) => {
      const counts = sum === undefined ? told : joinCounts(sum, told);
      sum = counts;
      const facts = factsOf(one, outcome, use);
      const more = warnings.get(facts.name) ?? [];
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
    const staged = stagedIn(error);
    return asked.map((one) => {
      const counts = asked.length === 1 ? { ...NO_COUNTS, staged } : NO_COUNTS;
      return toReport(factsOf(one, failed(error), use), counts);
    });
  }
}

/** Of a resource with several tables, the report that tells of all of them. */
function lastOfEach(reports: readonly ResourceReport[]): ResourceReport[] {
  return [...new Map(reports.map((report) => [report.name, report])).values()];
}

async function openWriters(one: Loading, isFamily: boolean, context: LoadContext): Promise<void> {
  const { resource } = one.member;
  const { load } = context;
  if (resource.tableOf === undefined) {
    one.writer = await load.writer(resourceTarget(resource, isFamily, context));
    return;
  }
  // several tables are gone on with as little as several resources are
  const target = resourceTarget(resource, true, context);
  one.router = createTableRouter(resource, (table) => load.writer({ ...target, table }));
}

function writersOf({ writer, router }: Loading): readonly ResourceWriter[] {
  return router?.writers ?? (writer === undefined ? [] : [writer]);
}

/** Rows that wait in staging although their fold failed. */
function stagedIn(error: unknown): number {
  const staged = error instanceof DestinationError ? error.context['staged'] : undefined;
  return typeof staged === 'number' ? staged : 0;
}

function begin(member: Member, { clock }: SourceUse): Loading {
  const { primaryKey, parent, write, tableOf } = member.resource;
  const isApart = parent !== undefined || tableOf !== undefined;
  // copies under several parents, or in several tables, and rows that are added as they come are not reduced on the way
  // nor are copies of which a column decides, not the order in which they came
  const isSorted = member.resource.columns.some(({ dedupSort }) => dedupSort !== undefined);
  const keeps = isApart || isSorted || write === 'append' || primaryKey.length === 0;
  return {
    member,
    merge: keeps ? createPassage() : createMergeStage(),
    startedAt: clock.now(),
    writer: undefined,
    router: undefined,
    rows: undefined,
  };
}

function createPassage(): MergeStage {
  return { stream: new PassThrough({ objectMode: true, highWaterMark: 2 }), duplicates: 0 };
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

/** Reads a resource to its destination; gives how its walk ended, or why its pipeline broke. */
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
      ...(evidence === undefined ? {} : { evidence }),
      ...(resume === undefined ? {} : { resume }),
    });
  }, member.counters);
  const broken = await pipeline(one.rows.stream, merge.stream, sink).then(() => undefined, toError);
  // a destination that breaks before its first batch ends the pipeline before anything is read
  if (!hasBegun) member.leave();
  if (isClosedByReader(broken)) context.abandon();
  if (broken === undefined && one.rows.end !== undefined) return one.rows.end.outcome;
  const isOwn = broken instanceof DestinationError && !isClosedByReader(broken);
  if (!isOwn && (use.signal.aborted || broken === undefined)) return abortedBy(use.signal);
  return { verdict: 'incomplete', reason: 'failed_page', error: broken };
}

/** Reads a parent that nobody asked for, for the resources that depend on it. */
async function walk({ member }: Loading): Promise<WalkOutcome> {
  return (await drain(member.batches())).outcome;
}

function factsOf(one: Loading, outcome: WalkOutcome, use: SourceUse): ResourceFacts {
  const { member, merge, writer, rows, startedAt } = one;
  const { client, clock } = use;
  const found = writersOf(one).flatMap(({ warnings }) => warnings);
  return {
    name: member.resource.name,
    outcome: redactOutcome(outcome, client),
    counters: member.counters,
    rows: member.rows,
    duplicates: merge.duplicates,
    warnings: [...found, ...(rows?.end?.warnings ?? []), ...planWarnings(member.resource)].map(
      client.redact,
    ),
    seconds: (clock.now() - startedAt) / 1000,
    ...(writer?.resume === undefined ? {} : { carried: writer.resume.rows }),
  };
}

/** What a configuration asks for is done, also where it is hardly meant. */
function planWarnings({ name, write, incremental }: ResourcePlan): readonly string[] {
  if (write !== 'replace' || incremental === undefined) return [];
  return [
    `${name}: is incremental and replaces its table: the table holds no more than what is new since the load before. Write merge or append to keep the rest.`,
  ];
}

function unsettled(one: Loading, outcome: WalkOutcome, use: SourceUse): ResourceReport {
  return toReport(factsOf(one, outcome, use), NO_COUNTS);
}

function failed(error: unknown): WalkOutcome {
  return { verdict: 'incomplete', reason: 'failed_page', error: toError(error) };
}

function redactOutcome(outcome: WalkOutcome, client: HttpClient): WalkOutcome {
  if (outcome.error === undefined) return outcome;
  return { ...outcome, error: redactError(outcome.error, client.redact) };
}
