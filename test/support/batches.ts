import type { Batch, FieldFacts, FlowItem, PageEnd, PageVoid } from '../../src/model.ts';
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
  const facts = new Map<string, FieldFacts>();
  const exact = new Map<number, string>();
  for (const [i, row] of rows.entries()) {
    const exactFields: [string, string][] = [];
    for (const [field, value] of Object.entries(row)) {
      const seen = factsOfValue(value);
      const before = facts.get(field);
      facts.set(field, {
        kinds: (before?.kinds ?? 0) | seen.kinds,
        integerDigits: Math.max(before?.integerDigits ?? 0, seen.integerDigits),
        scale: Math.max(before?.scale ?? 0, seen.scale),
      });
      if (seen.isInexact) exactFields.push([field, toText(value)]);
    }
    if (exactFields.length > 0) exact.set(i, JSON.stringify(Object.fromEntries(exactFields)));
  }
  return {
    kind: 'rows',
    pass,
    page,
    rows: rows.map((_, i) => i),
    texts: rows.map(toText),
    keys: rows.map((row) => canonicalKey(keys.map((field) => keyText(row[field])))),
    exact,
    facts,
    isProvisional: false,
    isReread,
    lossyEncoding: undefined,
  };
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
