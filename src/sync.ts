import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import { DEFAULT_VERIFY } from './config/format/fields.ts';
import type { ResourcePlan } from './config/plan/plan.ts';
import type { DestinationLoad } from './destination/destination.ts';
import { toError } from './errors.ts';
import type { SluiceEvent } from './events.ts';
import type { HttpClient } from './http/client.ts';
import { redactError } from './http/redact-error.ts';
import { loadFamily } from './load/load-family.ts';
import type { LoadContext } from './load/loading.ts';
import type { ResourceReport, SyncReport, Verify } from './model.ts';
import { startDeadline } from './page/pause.ts';
import { familiesOf } from './source/families.ts';
import { resolveRanges } from './source/plan-issues.ts';
import { worstVerdict } from './source/report.ts';
import { type RestApiSource, stateOf } from './source/rest-api-source.ts';
import { joinSignals, type Run, redactedEvents, tellWaitsOnce } from './source/run.ts';
import { resolveSyncOptions, type SyncOptions, type SyncSettings } from './sync-options.ts';
import { toSeconds } from './wording.ts';

/**
 * Loads the resources of a source: stream -> merge -> destination for each, under a limit. A resource that fails
 * carries its `error` in the report and does not stop the others; an aborted run resolves with what it has.
 *
 * @throws {ConfigError} for options that are wrong, and {@link DestinationError} where the destination can't be opened.
 * Nothing was asked for then. What `onEvent` threw first is thrown when the load is over.
 */
export async function sync(source: RestApiSource, options: SyncOptions = {}): Promise<SyncReport> {
  const settings = resolveSyncOptions(source, options);
  const state = stateOf(source);
  const { clock } = state;
  const loadId = randomUUID();
  const startedAt = new Date().toISOString();
  const start = clock.now();
  const { destination, dataset } = settings;
  // first, for it refuses settings of the environment, and no database is made then
  const { client, release } = state.useClient();
  const events = guardEvents(settings.onEvent, client);
  const load = await opened(
    destination.open({ loadId, source: source.name, startedAt, dataset }, (waiting) =>
      events.send({ type: 'waiting_for_lock', to: destination.name, ...waiting }),
    ),
    release,
  );
  const ranges = await rangesOf(settings, state.plan.resources, load).catch(
    async (error: unknown) => {
      await load.close(refusedReport(loadId, source.name, startedAt)).finally(release);
      throw error;
    },
  );
  const abandoned = new AbortController();
  const deadline = startDeadline(state.plan.deadlineMs, clock);
  try {
    events.send({
      type: 'load_started',
      loadId,
      resources: settings.resources,
      to: destination.name,
    });
    const { cursors } = load;
    const use: Run = {
      plan: state.plan,
      client,
      permits: state.permits,
      clock,
      signal: joinSignals(state.signal, settings.signal, abandoned.signal, deadline?.signal),
      deadlineAt: deadline === undefined ? undefined : deadline.at,
      onEvent: events.send,
      verifyOf: (resource) => verifyOf(resource, settings),
      maxPages: settings.maxPages,
      ranges,
      keepsCursors: cursors !== undefined,
      ...(cursors === undefined || settings.full
        ? {}
        : { cursorOf: (resource, path, walk) => cursors.read(resource, path, walk) }),
    };
    const abandon = (): void =>
      abandoned.abort(new DOMException('The reader has left', 'AbortError'));
    const resources = await loadResources({ use, settings, load, abandon });
    const report: SyncReport = {
      loadId,
      source: source.name,
      verdict: worstVerdict(resources.map(({ verdict }) => verdict)),
      startedAt,
      seconds: toSeconds(clock.now() - start),
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

/** A destination that can't be opened leaves no client behind. */
async function opened<T>(load: Promise<T>, release: () => Promise<void>): Promise<T> {
  try {
    return await load;
  } catch (error) {
    await release();
    throw error;
  }
}

/** The ranges of this run, now that the destination tells what it kept. */
function rangesOf(
  { range, resources: names }: SyncSettings,
  resources: readonly ResourcePlan[],
  { cursors }: DestinationLoad,
): ReturnType<typeof resolveRanges> {
  return resolveRanges({ resources, names, range }, cursors);
}

/** Of a load that asked for nothing. */
function refusedReport(loadId: string, source: string, startedAt: string): SyncReport {
  return { loadId, source, verdict: 'incomplete', startedAt, seconds: 0, resources: [] };
}

async function loadResources(context: LoadContext): Promise<ResourceReport[]> {
  const { use, settings } = context;
  const limit = pLimit(settings.concurrency);
  const families = familiesOf(use.plan.resources, new Set(settings.resources));
  const reports = await Promise.all(
    families.map((family) =>
      limit(async () => {
        const asked = family.filter(({ name }) => settings.resources.includes(name));
        for (const { name } of asked) use.onEvent({ type: 'resource_started', resource: name });
        const loaded = await loadFamily(family, context);
        for (const report of loaded) {
          for (const message of report.warnings) {
            use.onEvent({ type: 'warning', resource: report.name, message });
          }
          use.onEvent({ type: 'resource_finished', resource: report.name, report });
        }
        return loaded;
      }),
    ),
  );
  return inOrder(reports.flat(), settings.resources);
}

function inOrder(reports: readonly ResourceReport[], names: readonly string[]): ResourceReport[] {
  return names.flatMap((name) => reports.filter((report) => report.name === name));
}

/** Rows without a key can't be told apart, so nothing links two pages of them. */
function verifyOf({ verify, primaryKey }: ResourcePlan, settings: SyncSettings): Verify {
  const wanted = settings.verify ?? verify ?? DEFAULT_VERIFY;
  return wanted === 'overlap' && primaryKey.length === 0 ? 'total' : wanted;
}

/** Events without secrets. A handler that throws does not break the load: its first error is thrown when that is over. */
function guardEvents(
  onEvent: (event: SluiceEvent) => void,
  client: HttpClient,
): { send(event: SluiceEvent): void; rethrow(): void } {
  let failure: { readonly error: unknown } | undefined;
  const tell = tellWaitsOnce(redactedEvents(onEvent, client.redact));
  return {
    send: (event) => {
      try {
        tell(event);
      } catch (error) {
        failure ??= { error };
      }
    },
    rethrow: () => {
      if (failure !== undefined) throw failure.error;
    },
  };
}
