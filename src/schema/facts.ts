import type { FieldFacts } from '../model.ts';

export const NO_FACTS: FieldFacts = Object.freeze({ kinds: 0, integerDigits: 0, scale: 0 });

/** What both say. Order, grouping and repetition do not matter. */
export function mergeFacts(a: FieldFacts, b: FieldFacts): FieldFacts {
  return {
    kinds: a.kinds | b.kinds,
    integerDigits: Math.max(a.integerDigits, b.integerDigits),
    scale: Math.max(a.scale, b.scale),
  };
}

/** Merges field by field; the fields of `a` come first, in their order. */
export function mergeFactMaps(
  a: ReadonlyMap<string, FieldFacts>,
  b: ReadonlyMap<string, FieldFacts>,
): Map<string, FieldFacts> {
  const merged = new Map(a);
  addFacts(merged, b);
  return merged;
}

/** Merges `more` into `into`, which the caller owns. */
export function addFacts(
  into: Map<string, FieldFacts>,
  more: ReadonlyMap<string, FieldFacts>,
): void {
  for (const [field, facts] of more)
    into.set(field, mergeFacts(into.get(field) ?? NO_FACTS, facts));
}
