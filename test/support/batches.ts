import type { Batch, FieldFacts } from '../../src/model.ts';
import { canonicalKey } from '../../src/parse/row-key.ts';
import { factsOfValue, RawNumber, toText } from './json-facts.ts';

export { RawNumber } from './json-facts.ts';

export type TestRow = Readonly<Record<string, unknown>>;

export interface BatchOptions {
  readonly key?: string | readonly string[];
  readonly pass?: number;
  readonly page?: number;
  readonly restartsPage?: boolean;
  readonly isReread?: boolean;
  readonly state?: string;
  readonly onStaged?: () => void;
}

/** A batch of objects as the parse room would make it. A {@link RawNumber} keeps its text. */
export function batchOf(rows: readonly TestRow[], options: BatchOptions = {}): Batch {
  const { key = 'id', pass = 1, page = 1, restartsPage = false, ...flags } = options;
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
    pass,
    page,
    rows: rows.map((_, i) => i),
    texts: rows.map(toText),
    keys: rows.map((row) => canonicalKey(keys.map((field) => keyText(row[field])))),
    exact,
    facts,
    restartsPage,
    isProvisional: false,
    ...flags,
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

/** A whole page: its rows, and the state of the walk behind it. */
export function wholePage(rows: readonly TestRow[], options: BatchOptions = {}): Batch[] {
  const { pass = 1, page = 1 } = options;
  const state = JSON.stringify({ pass, page });
  return [batchOf(rows, options), batchOf([], { pass, page, state })];
}

function keyText(value: unknown): string {
  return value instanceof RawNumber ? value.plain : String(value);
}
