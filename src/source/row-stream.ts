import type { Readable } from 'node:stream';
import type { ResourcePlan } from '../config/plan/plan.ts';
import { NO_COUNTS } from '../destination/destination.ts';
import { ParseError } from '../errors.ts';
import type { EventHandler } from '../events.ts';
import { redactError } from '../http/redact-error.ts';
import type { Batch, ResourceReport, Verify, WalkOutcome } from '../model.ts';
import { parseRow, type Row } from '../parse/row-object.ts';
import { readableFrom } from '../walk/resource-stream.ts';
import { createCounters, type WalkEnd } from '../walk/walk-environment.ts';
import { toSeconds } from '../wording.ts';
import { lineageOf } from './families.ts';
import { drain, type Member } from './member.ts';
import { openFamily } from './open-family.ts';
import { toReport } from './report.ts';
import { joinSignals, redactedEvents, type SourceState, tellWaitsOnce } from './run.ts';

export interface StreamOptions {
  /** How the walk proves that it is complete. Default: `off`, exactly the requests of the format. */
  readonly verify?: Verify;
  readonly signal?: AbortSignal;
  /** Told of pages, retries and pauses while the stream is read. What it throws ends the stream. */
  readonly onEvent?: EventHandler;
}

/** The rows of one resource. */
export interface RowStream extends Readable {
  /** Resolves when the stream has ended, failed or was left: what became of the walk. It never rejects. */
  readonly report: Promise<ResourceReport>;
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<Row>;
}

/** The rows of one resource as objects. */
export function createRowStream(
  state: SourceState,
  resource: ResourcePlan,
  options: StreamOptions,
): RowStream {
  return readRows(state, resource, options, {
    objectMode: true,
    *toChunks(batch) {
      for (const [i, text] of batch.texts.entries()) yield toChunk(text, resource.name, batch, i);
    },
  }) as RowStream;
}

/** @throws {ParseError} for a row that is null, which a stream of objects cannot carry. */
function toChunk(text: string, resource: string, { page, rows }: Batch, index: number): Row {
  const row: Row | null = parseRow(text);
  if (row !== null) return row;
  throw new ParseError(
    'PARSE_NOT_ROWS',
    `${resource}, page ${page}: row ${(rows[index] ?? index) + 1} is null, which a stream of rows cannot carry. Filter such rows with a processing step, or use sync; the rows in front of it were handed on.`,
    { context: { resource, page } },
  );
}

/** The rows of one resource as NDJSON text. */
export interface LineStream extends Readable {
  /** As that of a {@link RowStream}. */
  readonly report: Promise<ResourceReport>;
}

/** The rows of one resource as NDJSON text, each as the API wrote it; a chunk is many lines. */
export function createLineStream(
  state: SourceState,
  resource: ResourcePlan,
  options: StreamOptions,
): LineStream {
  return readRows(state, resource, options, {
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
  toChunks(batch: Batch): Iterable<unknown>;
}

function readRows(
  state: SourceState,
  resource: ResourcePlan,
  options: StreamOptions,
  form: ChunkForm,
): LineStream {
  const { clock, plan, permits } = state;
  const startedAt = clock.now();
  const left = new AbortController();
  let rowCount = 0;
  let walkEnd: WalkEnd | undefined;
  let member: Member | undefined;

  const signal = joinSignals(state.signal, options.signal, left.signal);
  const chunks = async function* (): AsyncGenerator<unknown, void> {
    const { client, release } = state.useClient();
    const onEvent = tellWaitsOnce(redactedEvents(options.onEvent ?? (() => {}), client.redact));
    const run = { plan, client, permits, clock, signal, onEvent };
    // what the configuration says of `verify` is meant for sync
    const verify = options.verify ?? 'off';
    const family = openFamily(lineageOf(plan.resources, resource.name), {
      ...run,
      verifyOf: () => verify,
    });
    member = family.at(-1);
    const parents = family.slice(0, -1).map((parent) => drain(parent.batches()));
    const batches = (member as Member).batches();
    try {
      let next = await batches.next();
      for (; !next.done; next = await batches.next()) {
        if (next.value.kind !== 'rows') continue;
        rowCount += next.value.texts.length;
        yield* form.toChunks(next.value);
      }
      walkEnd = redactEnd(next.value, client.redact);
      const { error, reason } = walkEnd.outcome;
      if (reason === 'aborted') signal.throwIfAborted();
      if (error !== undefined) throw error;
    } finally {
      // left early: lets the pages in flight go
      left.abort(new DOMException('The stream was left', 'AbortError'));
      await batches.return({ outcome: ABORTED, warnings: [] });
      await Promise.all(parents);
      await release();
    }
  };

  const stream = readableFrom(chunks(), left, { objectMode: form.objectMode });
  const report = new Promise<ResourceReport>((resolve) => {
    stream.once('close', () => {
      const outcome = walkEnd?.outcome ?? ABORTED;
      const counters = member?.counters ?? createCounters();
      const { filtered, added } = member?.rows ?? { filtered: 0, added: 0 };
      const written = counters.received + added - filtered;
      const resent = counters.hasResent ? rowCount - written : 0;
      const facts = {
        name: resource.name,
        outcome,
        counters,
        rows: { filtered, added },
        duplicates: 0,
        warnings: walkEnd?.warnings ?? [],
        seconds: toSeconds(clock.now() - startedAt),
      };
      resolve(toReport(facts, { ...NO_COUNTS, inserted: written, resent }));
    });
  });
  destroyOnAbort(stream, [state.signal, options.signal]);
  return Object.assign(stream, { report });
}

/** As Node does with its own streams: whoever reads no more would never learn of it. */
function destroyOnAbort(stream: Readable, signals: readonly (AbortSignal | undefined)[]): void {
  for (const signal of signals) {
    const destroy = (): void => {
      stream.destroy(signal?.reason as Error);
    };
    if (signal?.aborted === true) continue;
    signal?.addEventListener('abort', destroy, { once: true });
    stream.once('close', () => signal?.removeEventListener('abort', destroy));
  }
}
