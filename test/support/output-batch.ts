import { pipeline } from 'node:stream/promises';
import type {
  DestinationLoad,
  LoadCounts,
  ResourceTarget,
} from '../../src/destination/destination.ts';
import type { Batch, FlowItem, ResourceReport, SyncReport } from '../../src/model.ts';

/** A batch of one page, for destinations that look at its texts only. */
export function outputBatch(texts: readonly string[], over: Partial<Batch> = {}): Batch {
  return {
    kind: 'rows',
    pass: 1,
    page: 1,
    rows: texts.map((_, i) => i),
    texts,
    keys: texts.map(() => undefined),
    exact: new Map(),
    facts: new Map(),
    isProvisional: false,
    isReread: false,
    lossyEncoding: undefined,
    ...over,
  };
}

export const START = {
  loadId: 'load-1',
  source: 'crm',
  startedAt: '2024-01-01T00:00:00Z',
  dataset: 'main',
} as const;

export function target(resource: string): ResourceTarget {
  return {
    resource,
    table: resource,
    primaryKey: ['id'],
    naming: 'snake_case',
    detectDates: true,
    planHash: 'hash',
  };
}

/** Writes items as `sync` does and gives what the destination counted, or rejects as the pipeline did. */
export async function load(
  open: DestinationLoad,
  resource: string,
  items: Iterable<FlowItem> | AsyncIterable<FlowItem>,
): Promise<{ readonly counts: LoadCounts; readonly error: unknown }> {
  const writer = await open.writer(target(resource));
  const error: unknown = await pipeline(items, writer.stream).then(
    () => undefined,
    (reason) => reason,
  );
  let counts: LoadCounts | undefined;
  await writer.settle({ verdict: 'exhausted', basis: 'end' }, (told) => {
    counts = told;
    return {} as ResourceReport;
  });
  if (!counts) throw new Error('settle did not ask for the report');
  return { counts, error };
}

export const REPORT = {} as SyncReport;
