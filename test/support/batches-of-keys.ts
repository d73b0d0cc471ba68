import type { Batch } from '../../src/model.ts';

/** A batch of rows that are nothing but a key and a version. */
export function batchOf(
  page: number,
  rows: readonly (readonly [key: string, version: number])[],
  flags: Partial<Batch> = {},
): Batch {
  return {
    kind: 'rows',
    pass: 1,
    page,
    rows: rows.map((_, i) => i),
    texts: rows.map(([id, version]) => JSON.stringify({ id, version })),
    keys: rows.map(([id]) => id),
    exact: new Map(),
    facts: new Map(),
    isProvisional: false,
    isReread: false,
    lossyEncoding: undefined,
    ...flags,
  };
}
