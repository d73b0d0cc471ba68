import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import type { SluiceEvent } from './events.ts';
import type { HttpClient } from './http/client.ts';
import { redactError } from './http/redact-error.ts';
import { type LoadContext, loadResource, toError } from './load-resource.ts';
import type { ResourceReport, SyncReport } from './model.ts';
import { worstVerdict } from './report.ts';
import { startDeadline } from './resource/deadline.ts';
import { internalsOf, type RestApiSource } from './source/rest-api-source.ts';
import { joinSignals } from './source/source-internals.ts';
import { resolveSyncOptions, type SyncOptions } from './sync-options.ts';

/**
 * Loads the resources of a source: stream -> merge -> destination for each, under a limit. A resource that fails
 * carries its `error` in the report and does not stop the others; an aborted run resolves with what it has.
 *
 * @throws {ConfigError} for options that are wrong, and {@link DestinationError} where the destination can't be opened.
 * Nothing was asked for then. What `onEvent` threw first is thrown when the load is over.
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
  const deadline = startDeadline(internals.plan.deadlineMs, clock);
  const events = guardEvents(settings.onEvent, client);
  try {
    events.send({
      type: 'load_started',
      loadId,
      resources: settings.resources,
      to: destination.name,
    });
    const resources = await loadResources({
      plan: internals.plan,
      settings,
      load,
      client,
      clock,
      signal: joinSignals(internals.signal, settings.signal, abandoned.signal, deadline?.signal),
      ...(deadline === undefined ? {} : { deadlineAt: deadline.at }),
      onEvent: events.send,
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
    events.send({ type: 'load_finished', report: final });
    events.rethrow();
    return final;
  } finally {
    deadline?.clear();
    await release();
  }
}

async function loadResources(context: LoadContext): Promise<ResourceReport[]> {
  const { plan, settings } = context;
  const limit = pLimit(settings.concurrency);
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

/** Events without secrets. A handler that throws does not break the load: its first error is thrown when that is over. */
function guardEvents(
  onEvent: (event: SluiceEvent) => void,
  client: HttpClient,
): { send(event: SluiceEvent): void; rethrow(): void } {
  let failure: { readonly error: unknown } | undefined;
  return {
    send: (event) => {
      try {
        onEvent('message' in event ? { ...event, message: client.redact(event.message) } : event);
      } catch (error) {
        failure ??= { error };
      }
    },
    rethrow: () => {
      if (failure !== undefined) throw failure.error;
    },
  };
}
