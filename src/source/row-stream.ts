import type { Readable } from 'node:stream';
import type { ResourcePlan } from '../config/resolve-source.ts';
import { NO_COUNTS } from '../destination/destination.ts';
import { redactError } from '../http/redact-error.ts';
import type { Batch, ResourceReport, WalkOutcome } from '../model.ts';
import { parseRow, type Row } from '../parse/row-object.ts';
import { toReport } from '../report.ts';
import { readableFrom } from '../resource/readable.ts';
import { walk } from '../resource/walk.ts';
import { createCounters, type WalkEnd } from '../resource/walk-environment.ts';
import {
  joinSignals,
  type SourceInternals,
  type StreamOptions,
  walkSettings,
} from './source-internals.ts';

/** The rows of one resource. */
export interface RowStream extends Readable {
  /** Resolves when the stream has ended, failed or was left: what became of the walk. It never rejects. */
  readonly report: Promise<ResourceReport>;
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<Row>;
}

/** The rows of one resource as objects. */
export function createRowStream(
  internals: SourceInternals,
  resource: ResourcePlan,
  options: StreamOptions,
): RowStream {
  return readRows(internals, resource, options, {
    objectMode: true,
    toChunks: (batch) => batch.texts.map(parseRow),
  }) as RowStream;
}

/** The rows of one resource as NDJSON text. */
export interface LineStream extends Readable {
  /** As that of a {@link RowStream}. */
  readonly report: Promise<ResourceReport>;
}

/** The rows of one resource as NDJSON text, each as the API wrote it; a chunk is many lines. */
export function createLineStream(
  internals: SourceInternals,
  resource: ResourcePlan,
  options: StreamOptions,
): LineStream {
  return readRows(internals, resource, options, {
    objectMode: false,
    toChunks: ({ texts }) => (texts.length === 0 ? [] : [`${texts.join('\n')}\n`]),
  });
}

/** What leaves of a walk's end, by the stream's error and by its report, without secrets. */
function redactEnd({ outcome, warnings }: WalkEnd, redact: (text: string) => string): WalkEnd {
  const { error } = outcome;
  return {
    outcome: error === undefined ? outcome : { ...outcome, error: redactError(error, redact) },
    warnings: warnings.map(redact),
  };
}

const ABORTED: WalkOutcome = { verdict: 'incomplete', reason: 'aborted' };

interface ChunkForm {
  readonly objectMode: boolean;
  toChunks(batch: Batch): readonly unknown[];
}

function readRows(
  internals: SourceInternals,
  resource: ResourcePlan,
  options: StreamOptions,
  form: ChunkForm,
): LineStream {
  const { clock, plan } = internals;
  const startedAt = clock.now();
  const left = new AbortController();
  const counters = createCounters();
  let rowCount = 0;
  let walkEnd: WalkEnd | undefined;

  const signal = joinSignals(internals.signal, options.signal, left.signal);
  const chunks = async function* (): AsyncGenerator<unknown, void> {
    const { client, release } = internals.useClient();
    const environment = { client, clock, signal, onEvent: () => {} };
    // what the configuration says of `verify` is meant for sync
    const settings = walkSettings(plan, resource, options.verify ?? 'off');
    const batches = walk(settings, environment, counters);
    try {
      let next = await batches.next();
      for (; !next.done; next = await batches.next()) {
        rowCount += next.value.texts.length;
        yield* form.toChunks(next.value);
      }
      walkEnd = redactEnd(next.value, client.redact);
      const { error, reason } = walkEnd.outcome;
      if (reason === 'aborted') signal.throwIfAborted();
      if (error !== undefined) throw error;
    } finally {
      // left early: lets the pages in flight go
      await batches.return({ outcome: ABORTED, warnings: [] });
      await release();
    }
  };

  const stream = readableFrom(chunks(), left, { objectMode: form.objectMode });
  const report = new Promise<ResourceReport>((resolve) => {
    stream.once('close', () => {
      const outcome = walkEnd?.outcome ?? ABORTED;
      const resent = counters.hasResent ? rowCount - counters.received : 0;
      const facts = {
        name: resource.name,
        outcome,
        counters,
        duplicates: 0,
        warnings: walkEnd?.warnings ?? [],
        seconds: (clock.now() - startedAt) / 1000,
      };
      resolve(toReport(facts, { ...NO_COUNTS, inserted: counters.received, resent }));
    });
  });
  return Object.assign(stream, { report });
}
