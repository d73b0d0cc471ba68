import type { Batch } from '../../src/model.ts';
import { DEFAULT_LIMITS } from '../../src/parse/limits.ts';
import { createPageReader, type PageSpec, type PageSummary } from '../../src/parse/page.ts';

export interface ReadPage {
  readonly batches: readonly Batch[];
  readonly texts: readonly string[];
  readonly keys: readonly (string | undefined)[];
  readonly end: PageSummary;
}

/** Reads one page from a body that comes in the given chunks. */
export async function readPage(
  chunks: string | readonly (string | Uint8Array)[],
  spec: Partial<PageSpec> = {},
  contentType?: string,
): Promise<ReadPage> {
  const read = createPageReader({
    resource: 'contacts',
    selector: ['contacts'],
    keyFields: ['id'],
    envelopePointers: [],
    limits: DEFAULT_LIMITS,
    ...spec,
  });
  const list = typeof chunks === 'string' ? [chunks] : chunks;
  async function* body(): AsyncGenerator<Uint8Array> {
    for (const chunk of list) yield Buffer.from(chunk as string);
  }
  const place = { pass: 1, page: 3, ...(contentType === undefined ? {} : { contentType }) };
  const rows = read(body(), place);
  const batches: Batch[] = [];
  for (;;) {
    const next = await rows.next();
    if (next.done) {
      return {
        batches,
        texts: batches.flatMap((batch) => batch.texts),
        keys: batches.flatMap((batch) => batch.keys),
        end: next.value,
      };
    }
    batches.push(next.value);
  }
}

/** The bytes in pieces that end at the given places. */
export function splitAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  );
  const edges = [0, ...cuts, bytes.length];
  return edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge));
}
