import { PassThrough } from 'node:stream';
import type { ResourcePlan } from '../config/plan/plan.ts';
import {
  type DestinationLoad,
  type LoadCounts,
  NO_COUNTS,
  type ResourceWriter,
} from '../destination/destination.ts';
import { DestinationError, toError } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import { redactError } from '../http/redact-error.ts';
import type { ResourceReport, WalkOutcome } from '../model.ts';
import type { Member } from '../source/member.ts';
import { wayToProof } from '../source/outcome.ts';
import { type ResourceFacts, toReport } from '../source/report.ts';
import type { Run } from '../source/run.ts';
import type { SyncSettings } from '../sync-options.ts';
import { createMergeStage, type MergeStage } from '../transform/merge.ts';
import type { ResourceStream } from '../walk/resource-stream.ts';
import { toSeconds } from '../wording.ts';
import { resourceTarget, tableNameOf } from './resource-target.ts';
import { createTableRouter, joinCounts, type TableRouter } from './table-router.ts';

/** What all resources of a load share. */
export interface LoadContext {
  readonly use: Run;
  readonly settings: SyncSettings;
  readonly load: DestinationLoad;
  /** Ends the whole load: nobody reads its output any more. */
  readonly abandon: () => void;
}

/** One resource on its way into the destination. */
export interface Loading {
  readonly member: Member;
  readonly merge: MergeStage;
  readonly startedAt: number;
  readonly earlier: Earlier | undefined;
  writer: ResourceWriter | undefined;
  /** In place of a writer, where the rows tell their table. */
  router: TableRouter | undefined;
  rows: ResourceStream | undefined;
}

/** What became of rows that an earlier run had staged up to the end of its walk, before this run walks anew. */
export interface Earlier {
  readonly counts: LoadCounts;
  readonly carried: number;
  readonly warnings: readonly string[];
  readonly startedAt: number;
}

/** Opens what the rows of a resource go into. */
export async function openWriters(
  one: Loading,
  isFamily: boolean,
  context: LoadContext,
): Promise<void> {
  const { resource } = one.member;
  const { load } = context;
  if (resource.tableOf === undefined) {
    one.writer = await load.writer(resourceTarget(resource, isFamily, context));
    return;
  }
  // several tables are gone on with as little as several resources are
  const target = resourceTarget(resource, true, context);
  one.router = createTableRouter(resource, {
    table: target.table,
    nameOf: (given) => tableNameOf(context.settings, resource.naming, given),
    open: (table) => load.writer({ ...target, table }),
  });
}

/** All tables that a resource writes to by now. */
export function writersOf({ writer, router }: Loading): readonly ResourceWriter[] {
  return router?.writers ?? (writer === undefined ? [] : [writer]);
}

/** Rows that wait in staging although their fold failed. */
function stagedIn(error: unknown): number {
  const staged = error instanceof DestinationError ? error.context['staged'] : undefined;
  return typeof staged === 'number' ? staged : 0;
}

/** A resource before its writers are open. */
export function begin(member: Member, { clock }: Run, earlier: Earlier | undefined): Loading {
  const { primaryKey, parent, write, tableOf } = member.resource;
  const isApart = parent !== undefined || tableOf !== undefined;
  // copies under several parents, or in several tables, and rows that are added as they come are not reduced on the way
  // nor are copies of which a column decides, not the order in which they came
  const isSorted = member.resource.columns.some(({ dedupSort }) => dedupSort !== undefined);
  const keeps = isApart || isSorted || write === 'append' || primaryKey.length === 0;
  return {
    member,
    merge: keeps ? createPassage() : createMergeStage(),
    startedAt: earlier?.startedAt ?? clock.now(),
    earlier,
    writer: undefined,
    router: undefined,
    rows: undefined,
  };
}

function createPassage(): MergeStage {
  return { stream: new PassThrough({ objectMode: true, highWaterMark: 2 }), duplicates: 0 };
}

/** What is known of a resource besides what its destination counted. */
export function factsOf(one: Loading, outcome: WalkOutcome, use: Run): ResourceFacts {
  const { member, merge, writer, rows, startedAt, earlier } = one;
  const { client, clock } = use;
  const { resume } = writer ?? {};
  const found = writersOf(one).flatMap(({ warnings }) => warnings);
  return {
    name: member.resource.name,
    outcome: redactOutcome(outcome, client),
    counters: member.counters,
    rows: member.rows,
    duplicates: merge.duplicates,
    deduplicated: member.resource.deduplicated === true,
    warnings: [
      ...(earlier?.warnings ?? []),
      ...found,
      ...(rows?.end?.warnings ?? []),
      ...planWarnings(member.resource),
    ].map(client.redact),
    seconds: toSeconds(clock.now() - startedAt),
    ...(resume === undefined && earlier === undefined
      ? {}
      : { carried: (resume?.rows ?? 0) + (earlier?.carried ?? 0) }),
    since: resume === undefined ? undefined : resume.since,
    toProve: wayToProof(member.resource, use.verifyOf(member.resource)),
  };
}

/** What a configuration asks for is done, also where it is hardly meant. */
function planWarnings({ name, write, incremental }: ResourcePlan): readonly string[] {
  if (write !== 'replace' || incremental === undefined) return [];
  return [
    `${name}: is incremental and replaces its table: the table holds no more than what is new since the load before. Write merge or append to keep the rest.`,
  ];
}

/**
 * The report of a resource of which nothing was settled.
 *
 * @param error - of the fold, which tells how many rows wait in staging for all that
 */
export function unsettled(
  one: Loading,
  outcome: WalkOutcome,
  use: Run,
  error?: unknown,
): ResourceReport {
  const counts = { ...NO_COUNTS, staged: stagedIn(error) };
  const sum = one.earlier === undefined ? counts : joinCounts(one.earlier.counts, counts);
  return toReport(factsOf(one, outcome, use), sum);
}

/** The end of a walk whose rows could not be written: no page failed. */
export function failed(error: unknown): WalkOutcome {
  return { verdict: 'incomplete', error: toError(error) };
}

export function redactOutcome(outcome: WalkOutcome, client: HttpClient): WalkOutcome {
  if (outcome.error === undefined) return outcome;
  return { ...outcome, error: redactError(outcome.error, client.redact) };
}
