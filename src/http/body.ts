import { Readable } from 'node:stream';
import { type ContentEncoding, decode } from './content-encoding.ts';

/** What a reader is given at a time, and what is held ready for it beside what the socket reads ahead. */
const CHUNK_BYTES = 65_536;

export interface BodyOptions {
  readonly encoding: ContentEncoding | undefined;
  /** Decoded bytes. */
  readonly maxBytes: number;
  readonly toNetworkError: (cause: Error) => Error;
  readonly toDecodeError: (cause: Error) => Error;
  readonly toTooLargeError: () => Error;
}

/**
 * The decoded, capped body over the one that comes from the network. It takes only what its reader asks for, so the
 * network's own stream reads ahead up to its mark and then holds the socket back. Any failure destroys both.
 *
 * Not a chain of transforms: a stream that `pipeline` destroys keeps the foreign error, and a reader that comes late
 * would find that one.
 */
export function openBody(network: Readable, options: BodyOptions): Readable {
  const { encoding, maxBytes } = options;
  const source =
    encoding === undefined
      ? network
      : Readable.from(decode(encoding, network), { objectMode: false, highWaterMark: CHUNK_BYTES });
  let wanted = false;
  let byteCount = 0;

  const pump = (): void => {
    while (wanted && !body.destroyed) {
      const chunk: Buffer | null = source.read(Math.min(source.readableLength, CHUNK_BYTES));
      if (chunk === null) return;
      byteCount += chunk.length;
      if (byteCount > maxBytes) {
        body.destroy(options.toTooLargeError());
        return;
      }
      wanted = body.push(chunk);
    }
  };

  const body = new Readable({
    highWaterMark: CHUNK_BYTES,
    read: () => {
      wanted = true;
      pump();
    },
    destroy: (error, callback) => {
      source.destroy();
      network.destroy();
      callback(error);
    },
  });
  // While nobody reads, a failure must wait for the reader instead of ending the process.
  body.on('error', () => {});
  network.on('error', (error) => body.destroy(options.toNetworkError(error)));
  if (source !== network) {
    source.on('error', (error) => body.destroy(options.toDecodeError(error)));
  }
  source.on('readable', pump);
  source.on('end', () => body.push(null));
  return body;
}
