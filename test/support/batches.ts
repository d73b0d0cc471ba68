import type { Batch, FlowItem, PageEnd, PageVoid } from '../../src/model.ts';
import { DEFAULT_LIMITS } from '../../src/parse/limits.ts';
import { createRowBatches } from '../../src/parse/row-batch.ts';
import { canonicalKey } from '../../src/parse/row-key.ts';
import { factsOfValue, RawNumber, toText } from './json-facts.ts';

export { RawNumber } from './json-facts.ts';

export type TestRow = Readonly<Record<string, unknown>>;

export interface BatchOptions {
  readonly key?: string | readonly string[];
  readonly pass?: number;
  readonly page?: number;
  readonly isReread?: boolean;
}

/** A batch of objects as the parse room would make it. A {@link RawNumber} keeps its text. */
export function batchOf(rows: readonly TestRow[], options: BatchOptions = {}): Batch {
  const { key = 'id', pass = 1, page = 1, isReread = false } = options;
  const keys = typeof key === 'string' ? [key] : key;
  const exact = new Map<number, string>();
  for (const [i, row] of rows.entries()) {
    const inexact = Object.entries(row).filter(([, value]) => factsOfValue(value).isInexact);
    const texts = inexact.map(([field, value]) => [field, toText(value)] as const);
    if (texts.length > 0) exact.set(i, JSON.stringify(Object.fromEntries(texts)));
  }
  return {
    kind: 'rows',
    pass,
    page,
    rows: rows.map((_, i) => i),
    texts: rows.map(toText),
    keys: rows.map((row) => canonicalKey(keys.map((field) => keyText(row[field])))),
    exact,
    facts: factsOf(rows),
    isProvisional: false,
    isReread,
    lossyEncoding: undefined,
  };
}

/** What the parse room sees in the values. */
function factsOf(rows: readonly TestRow[]): Batch['facts'] {
  const toBatch = createRowBatches({ resource: 'test', keyFields: [], limits: DEFAULT_LIMITS });
  const texts = rows.map((row, i) => ({ text: toText(row), row: i }));
  return toBatch(texts, { pass: 1, page: 1 }).facts;
}

/** Pages of `size` rows each. */
export function pagesOf(
  rows: readonly TestRow[],
  size: number,
  options: BatchOptions = {},
): Batch[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
    batchOf(rows.slice(i * size, (i + 1) * size), { ...options, page: i + 1 }),
  );
}

/** The end of a page, with the state of the walk behind it. */
export function pageEnd(state: string, { pass = 1, page = 1 }: BatchOptions = {}): PageEnd {
  return { kind: 'page_end', pass, page, state };
}

/** What was sent of a page is void. */
export function voidPage({ pass = 1, page = 1 }: BatchOptions = {}, isSentAgain = false): PageVoid {
  return { kind: 'page_void', pass, page, isSentAgain };
}

/** The first rows of a page that is sent again from its start. */
export function sentAgain(rows: readonly TestRow[], options: BatchOptions = {}): FlowItem[] {
  return [voidPage(options, true), batchOf(rows, options)];
}

/** A whole page: its rows, and the state of the walk behind it. */
export function wholePage(rows: readonly TestRow[], options: BatchOptions = {}): FlowItem[] {
  const { pass = 1, page = 1 } = options;
  return [batchOf(rows, options), pageEnd(JSON.stringify({ pass, page }), options)];
}

function keyText(value: unknown): string {
  return value instanceof RawNumber ? value.plain : String(value);
}
