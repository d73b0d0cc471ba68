import { Readable } from 'node:stream';

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
