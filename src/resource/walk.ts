import { SourceError } from '../errors.ts';
import type { SluiceEvent } from '../events.ts';
import type { HttpClient } from '../http/client.ts';
import type { Batch, Clock, WalkOutcome } from '../model.ts';
import { offsetPaginator } from '../pagination/offset.ts';
import { createPageReader, type PageEnd } from '../parse/page.ts';
import { PageFingerprints } from './fingerprint.ts';
import type { PageCounters, PageInFlight } from './page-in-flight.ts';
import type { ResourceSettings } from './settings.ts';
import { endWarnings, judgeEnd } from './verdict.ts';
import { PageWindow } from './window.ts';

/** What a walk needs from its source. */
export interface WalkEnvironment {
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: SluiceEvent) => void;
}

/** Counts of a walk; they go up while it is under way. */
export interface WalkCounters extends PageCounters {
  /** Whole pages. */
  pages: number;
  /** Rows of whole pages. */
  received: number;
  /** The total that the API told last. */
  total: number | undefined;
}

/** How a walk ended, and what should be told of it. */
export interface WalkEnd {
  readonly outcome: WalkOutcome;
  readonly warnings: readonly string[];
}

export function createCounters(): WalkCounters {
  return { requests: 0, retries: 0, hasResent: false, pages: 0, received: 0, total: undefined };
}

const PASS = 1;

/**
 * Walks a resource: batches out, in page order, and at the end what the walk proved. It does not throw for what the
 * API does: a page that fails for good ends the walk as `incomplete`, with the rows of all pages before it sent.
 * Leaving it early lets every page in flight go.
 */
export async function* walk(
  settings: ResourceSettings,
  environment: WalkEnvironment,
  counters: WalkCounters,
): AsyncGenerator<Batch, WalkEnd> {
  const { signal, onEvent } = environment;
  const resource = settings.name;
  const paginator = offsetPaginator(settings.paginator, settings.window);
  const readPage = createPageReader({
    resource,
    selector: settings.selector,
    keyFields: settings.primaryKey,
    envelopePointers: paginator.envelopePointers,
    limits: settings.limits,
  });
  const window = new PageWindow({ ...environment, settings, readPage, counters });
  const fingerprints = new PageFingerprints();
  const warnings: string[] = [];
  let number = 0;
  try {
    window.follow(paginator.first());
    for (let page = window.take(); page !== undefined; page = window.take()) {
      signal.throwIfAborted();
      number++;
      const { rowCount, envelope, warnings: told } = yield* readToEnd(page, fingerprints);
      warnings.push(...told);
      counters.pages++;
      counters.received += rowCount;
      if (rowCount > 0 && fingerprints.endPage()) throw noProgress();
      window.follow(paginator.after({ request: page.request, rowCount, envelope }));
      counters.total = paginator.end().lastTotal;
      onEvent({ type: 'page', resource, page: number, rows: rowCount, ...progress(counters) });
    }
    const end = paginator.end();
    return { outcome: judgeEnd(end), warnings: [...warnings, ...endWarnings(end)] };
  } catch (error) {
    const outcome: WalkOutcome = signal.aborted
      ? { verdict: 'incomplete', reason: 'aborted' }
      : { verdict: 'incomplete', reason: 'failed_page', error: locate(error, resource, number) };
    return { outcome, warnings };
  } finally {
    window.close();
  }
}

async function* readToEnd(
  page: PageInFlight,
  fingerprints: PageFingerprints,
): AsyncGenerator<Batch, PageEnd> {
  try {
    const rows = page.read(PASS);
    for (;;) {
      const next = await rows.next();
      if (next.done) return next.value;
      fingerprints.add(next.value);
      yield next.value;
    }
  } finally {
    page.close();
  }
}

function progress(counters: WalkCounters): { received: number; total?: number } {
  const { received, total } = counters;
  return total === undefined ? { received } : { received, total };
}

function noProgress(): SourceError {
  return new SourceError(
    'SOURCE_PAGE_LOOP',
    'pagination makes no progress, the API answered with the same rows three times. Check that it knows the parameters of the paginator (`offset_param`, `limit_param`).',
  );
}

/** Says where it happened, where the error does not say so itself. */
function locate(error: unknown, resource: string, page: number): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!(error instanceof SourceError) || error.context['resource'] !== undefined) return error;
  return new SourceError(error.code, `${resource}, page ${page}: ${error.message}`, {
    context: { resource, page },
    cause: error,
  });
}
