import { pipeline } from 'node:stream/promises';
import type { ResourcePlan, SourcePlan } from './config/resolve-source.ts';
import {
  type DestinationLoad,
  NO_COUNTS,
  type ResourceTarget,
  type ResourceWriter,
} from './destination/destination.ts';
import { isClosedByReader } from './destination/ndjson/closed-by-reader.ts';
import { DestinationError } from './errors.ts';
import type { SluiceEvent } from './events.ts';
import type { HttpClient } from './http/client.ts';
import { redactError } from './http/redact-error.ts';
import type { Clock, ResourceReport, Verify, WalkOutcome } from './model.ts';
import { type ResourceFacts, toReport } from './report.ts';
import { abortedBy } from './resource/deadline.ts';
import { createResourceStream, type ResourceStream } from './resource/resource-stream.ts';
import { createCounters } from './resource/walk-environment.ts';
import { walkSettings } from './source/source-internals.ts';
import type { SyncSettings } from './sync-options.ts';
import { createMergeStage } from './transform/merge.ts';

/** What all resources of a load share. */
export interface LoadContext {
  readonly plan: SourcePlan;
  readonly settings: SyncSettings;
  readonly load: DestinationLoad;
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** When to stop asking, by the clock. */
  readonly deadlineAt?: number;
  readonly onEvent: (event: SluiceEvent) => void;
  /** Ends the whole load: nobody reads its output any more. */
  readonly abandon: () => void;
}

/** Loads one resource: stream -> merge -> destination. It does not throw: what goes wrong is in the report. */
export async function loadResource(
  resource: ResourcePlan,
  context: LoadContext,
): Promise<ResourceReport> {
  const { client, load, clock, signal } = context;
  const startedAt = clock.now();
  const merge = createMergeStage();
  let writer: ResourceWriter | undefined;
  let rows: ResourceStream | undefined;
  const facts = (outcome: WalkOutcome): ResourceFacts => ({
    name: resource.name,
    outcome: redactOutcome(outcome, client),
    counters: rows?.counters ?? createCounters(),
    duplicates: merge.duplicates,
    warnings: [...(writer?.warnings ?? []), ...(rows?.end?.warnings ?? [])].map(client.redact),
    seconds: (clock.now() - startedAt) / 1000,
    ...(writer?.resume === undefined ? {} : { carried: writer.resume.rows }),
  });
  const failed = (error: unknown): ResourceReport =>
    toReport(
      facts({ verdict: 'incomplete', reason: 'failed_page', error: toError(error) }),
      NO_COUNTS,
    );
  if (signal.aborted) return toReport(facts(abortedBy(signal)), NO_COUNTS);

  try {
    writer = await load.writer(targetOf(resource, context));
  } catch (error) {
    return failed(error);
  }
  rows = openStream(resource, context, writer);
  const broken = await pipeline(rows.stream, merge.stream, writer.stream).then(
    () => undefined,
    toError,
  );
  if (isClosedByReader(broken)) context.abandon();
  const outcome = outcomeOf(rows, broken, signal);
  try {
    return await writer.settle(outcome, (counts) => toReport(facts(outcome), counts));
  } catch (error) {
    return failed(error);
  }
}

function verifyOf(resource: ResourcePlan, { settings }: LoadContext): Verify {
  return settings.verify ?? resource.verify ?? 'overlap';
}

function targetOf(resource: ResourcePlan, context: LoadContext): ResourceTarget {
  // pages that were asked for in another way prove something else: such a walk is not gone on with
  const planHash = `${resource.planHash} ${verifyOf(resource, context)}`;
  return { ...resource, resource: resource.name, full: context.settings.full, planHash };
}

function openStream(
  resource: ResourcePlan,
  context: LoadContext,
  writer: ResourceWriter,
): ResourceStream {
  const { plan, settings } = context;
  const verify = verifyOf(resource, context);
  return createResourceStream(walkSettings(plan, resource, verify, settings.maxPages), {
    ...context,
    ...(writer.resume === undefined ? {} : { resume: writer.resume }),
    ...(writer.evidence === undefined ? {} : { evidence: writer.evidence }),
  });
}

/** How the walk ended, or why its pipeline broke. */
function outcomeOf(
  rows: ResourceStream,
  broken: Error | undefined,
  signal: AbortSignal,
): WalkOutcome {
  if (broken === undefined && rows.end !== undefined) return rows.end.outcome;
  const isOwn = broken instanceof DestinationError && !isClosedByReader(broken);
  if (!isOwn && (signal.aborted || broken === undefined)) return abortedBy(signal);
  return { verdict: 'incomplete', reason: 'failed_page', error: broken };
}

function redactOutcome(outcome: WalkOutcome, client: HttpClient): WalkOutcome {
  if (outcome.error === undefined) return outcome;
  return { ...outcome, error: redactError(outcome.error, client.redact) };
}

export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
