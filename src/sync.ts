import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import pLimit from 'p-limit';
import type { ResourcePlan } from './config/resolve-source.ts';
import { type DestinationLoad, NO_COUNTS, type ResourceWriter } from './destination/destination.ts';
import { isClosedByReader } from './destination/ndjson/closed-by-reader.ts';
import type { SluiceEvent } from './events.ts';
import type { HttpClient } from './http/client.ts';
import { redactError } from './http/redact-error.ts';
import type { ResourceReport, SyncReport, WalkOutcome } from './model.ts';
import { toReport, worstVerdict } from './report.ts';
import { createResourceStream, type ResourceStream } from './resource/resource-stream.ts';
import { internalsOf, type RestApiSource } from './source/rest-api-source.ts';
import { joinSignals, walkSettings } from './source/source-internals.ts';
import { resolveSyncOptions, type SyncOptions, type SyncSettings } from './sync-options.ts';
import { createMergeStage } from './transform/merge.ts';

/** What all resources of a load share. */
interface LoadContext {
  readonly source: RestApiSource;
  readonly load: DestinationLoad;
  readonly client: HttpClient;
  readonly signal: AbortSignal;
  readonly onEvent: (event: SluiceEvent) => void;
  /** Ends the whole load: nobody reads its output any more. */
  readonly abandon: () => void;
}

/**
 * Loads the resources of a source: stream -> merge -> destination for each, under a limit. A resource that fails
 * carries its `error` in the report and does not stop the others; an aborted run resolves with what it has.
 *
 * @throws {ConfigError} for options that are wrong, and {@link DestinationError} where the destination can't be opened.
 * Nothing was asked for then.
 */
export async function sync(source: RestApiSource, options: SyncOptions = {}): Promise<SyncReport> {
  const settings = resolveSyncOptions(source, options);
  const internals = internalsOf(source);
  const { clock } = internals;
  const loadId = randomUUID();
  const startedAt = new Date().toISOString();
  const start = clock.now();
  const { destination, dataset } = settings;
  const load = await destination.open({ loadId, source: source.name, startedAt, dataset });
  const { client, release } = internals.useClient();
  const abandoned = new AbortController();
  try {
    settings.onEvent({
      type: 'load_started',
      loadId,
      resources: settings.resources,
      to: destination.name,
    });
    const resources = await loadResources(settings, {
      source,
      load,
      client,
      signal: joinSignals(internals.signal, settings.signal, abandoned.signal),
      onEvent: redactEvents(settings.onEvent, client),
      abandon: () => abandoned.abort(new DOMException('The reader has left', 'AbortError')),
    });
    const report: SyncReport = {
      loadId,
      source: source.name,
      verdict: worstVerdict(resources.map(({ verdict }) => verdict)),
      startedAt,
      seconds: (clock.now() - start) / 1000,
      resources,
    };
    const error = await load.close(report).then(() => undefined, toError);
    const final =
      error === undefined ? report : { ...report, error: redactError(error, client.redact) };
    settings.onEvent({ type: 'load_finished', report: final });
    return final;
  } finally {
    await release();
  }
}

async function loadResources(
  settings: SyncSettings,
  context: LoadContext,
): Promise<ResourceReport[]> {
  const limit = pLimit(settings.concurrency);
  const { plan } = internalsOf(context.source);
  const wanted = plan.resources.filter(({ name }) => settings.resources.includes(name));
  return Promise.all(
    wanted.map((resource) =>
      limit(async () => {
        context.onEvent({ type: 'resource_started', resource: resource.name });
        const report = await loadResource(resource, context);
        for (const message of report.warnings) {
          context.onEvent({ type: 'warning', resource: resource.name, message });
        }
        context.onEvent({ type: 'resource_finished', resource: resource.name, report });
        return report;
      }),
    ),
  );
}

async function loadResource(resource: ResourcePlan, context: LoadContext): Promise<ResourceReport> {
  const { source, load, client, signal, onEvent } = context;
  const { plan, clock } = internalsOf(source);
  const startedAt = clock.now();
  const settings = walkSettings(plan, resource);
  const rows = createResourceStream(settings, { client, clock, signal, onEvent });
  const merge = createMergeStage();
  let writer: ResourceWriter | undefined;
  const facts = (outcome: WalkOutcome): Parameters<typeof toReport>[0] => ({
    name: resource.name,
    outcome: redactOutcome(outcome, client),
    counters: rows.counters,
    duplicates: merge.duplicates,
    warnings: [...(writer?.warnings ?? []), ...(rows.end?.warnings ?? [])].map(client.redact),
    seconds: (clock.now() - startedAt) / 1000,
  });
  const failed = (error: unknown): ResourceReport =>
    toReport(
      facts({ verdict: 'incomplete', reason: 'failed_page', error: toError(error) }),
      NO_COUNTS,
    );
  if (signal.aborted)
    return toReport(facts({ verdict: 'incomplete', reason: 'aborted' }), NO_COUNTS);

  try {
    writer = await load.writer({ ...resource, resource: resource.name });
  } catch (error) {
    rows.stream.destroy();
    return failed(error);
  }
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

/** How the walk ended, or why its pipeline broke. */
function outcomeOf(
  rows: ResourceStream,
  broken: Error | undefined,
  signal: AbortSignal,
): WalkOutcome {
  if (broken === undefined && rows.end !== undefined) return rows.end.outcome;
  if (signal.aborted || broken === undefined) return { verdict: 'incomplete', reason: 'aborted' };
  return { verdict: 'incomplete', reason: 'failed_page', error: broken };
}

function redactOutcome(outcome: WalkOutcome, client: HttpClient): WalkOutcome {
  if (outcome.error === undefined) return outcome;
  return { ...outcome, error: redactError(outcome.error, client.redact) };
}

function redactEvents(
  onEvent: (event: SluiceEvent) => void,
  client: HttpClient,
): (event: SluiceEvent) => void {
  return (event) =>
    onEvent('message' in event ? { ...event, message: client.redact(event.message) } : event);
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
