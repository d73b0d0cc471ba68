import { Readable } from 'node:stream';
import type { FlowItem } from '../model.ts';
import type { WalkCounters, WalkEnd } from './walk-environment.ts';

/** The batches of one resource as a stream, with what is known of its walk. */
export interface ResourceStream {
  /** Object mode; each chunk is a {@link FlowItem}. It ends also if the walk failed: `end` tells. */
  readonly stream: Readable;
  readonly counters: WalkCounters;
  /** How the walk ended; undefined until it has, and if the stream was left early. */
  readonly end: WalkEnd | undefined;
}

/** Batches that wait between two stages. */
const READ_AHEAD = 2;

/** @param open begins the walk; its signal aborts when the stream is left */
export function createResourceStream(
  open: (signal: AbortSignal) => AsyncGenerator<FlowItem, WalkEnd>,
  counters: WalkCounters,
): ResourceStream {
  const left = new AbortController();
  let end: WalkEnd | undefined;
  const batches = async function* (): AsyncGenerator<FlowItem, void> {
    end = yield* open(left.signal);
  };
  return {
    stream: readableFrom(batches(), left, { objectMode: true, highWaterMark: READ_AHEAD }),
    counters,
    get end(): WalkEnd | undefined {
      return end;
    },
  };
}

/**
 * A Readable over an async generator that can be left at any time: destroying it aborts what the generator waits for.
 * (`Readable.from` alone waits for the pending chunk first, which may never come.)
 */
export function readableFrom(
  chunks: AsyncGenerator<unknown, void>,
  left: AbortController,
  options: { readonly objectMode: boolean; readonly highWaterMark?: number },
): Readable {
  const stream = Readable.from(chunks, options);
  const destroy = stream._destroy;
  stream._destroy = (error, done) => {
    left.abort(new DOMException('The stream was left', 'AbortError'));
    destroy.call(stream, error, done);
  };
  return stream;
}
