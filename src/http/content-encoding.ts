import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { headerValue, type ResponseHeaders } from './response-headers.ts';

export type ContentEncoding = 'gzip' | 'deflate' | 'br';

const ENCODINGS: Readonly<Record<string, ContentEncoding>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  br: 'br',
};

/** How the body of a response is encoded: the layer, none, or (as `refused`) what cannot be taken. */
export function contentEncoding(
  headers: ResponseHeaders,
): { readonly layer?: ContentEncoding } | { readonly refused: string } {
  const value = headers['content-encoding'];
  const text = Array.isArray(value)
    ? value.join(', ')
    : (headerValue(headers, 'content-encoding') ?? '');
  const layers = text
    .toLowerCase()
    .split(',')
    .map((layer) => layer.trim())
    .filter((layer) => layer !== '' && layer !== 'identity');
  const [first, ...others] = layers;
  if (first === undefined) return {};
  const layer = ENCODINGS[first];
  return layer === undefined || others.length > 0 ? { refused: text } : { layer };
}

/** Whether everything that an `Accept-Encoding` names can be decoded. */
export function isDecodable(acceptEncoding: string): boolean {
  return acceptEncoding.split(',').every((item) => {
    const coding = item.replace(/;.*/, '').trim().toLowerCase();
    return coding === 'identity' || Object.hasOwn(ENCODINGS, coding);
  });
}

/** Decodes one layer. An empty body stays empty, though it is no valid gzip: servers send it with 204 and with 200. */
export async function* decode(
  encoding: ContentEncoding,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const first = await iterator.next();
    if (first.done) return;
    const decoder = createDecoder(encoding, first.value);
    const fed = pipeline(prepend(first.value, iterator), decoder);
    // The decoder fails with the same error, where it is read.
    fed.catch(() => {});
    yield* decoder;
  } finally {
    await iterator.return?.();
  }
}

const CHUNK_BYTES = 65_536;

function createDecoder(encoding: ContentEncoding, firstChunk: Buffer): Transform {
  const options = { chunkSize: CHUNK_BYTES };
  switch (encoding) {
    case 'gzip':
      return createGunzip(options);
    case 'br':
      return createBrotliDecompress(options);
    case 'deflate':
      return hasZlibHeader(firstChunk) ? createInflate(options) : createInflateRaw(options);
  }
}

/** `deflate` means zlib's format; many servers send the bare stream inside of it. */
function hasZlibHeader(chunk: Buffer): boolean {
  return ((chunk[0] ?? 0) & 0x0f) === 8 && (chunk.length < 2 || chunk.readUInt16BE(0) % 31 === 0);
}

async function* prepend(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
