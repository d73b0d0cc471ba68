import { type FieldFacts, Kind } from '../model.ts';

export const NO_FACTS: FieldFacts = Object.freeze({ kinds: 0, integerDigits: 0, scale: 0 });

/** What both say. Order, grouping and repetition do not matter. */
export function mergeFacts(a: FieldFacts, b: FieldFacts): FieldFacts {
  const kinds = a.kinds | b.kinds;
  const merged = {
    kinds,
    integerDigits: Math.max(a.integerDigits, b.integerDigits),
    scale: Math.max(a.scale, b.scale),
  };
  // what has no shape needs none
  if ((kinds & NESTED) === 0 || kinds & Kind.shapeless) return merged;
  const fields = mergeMembers(a.fields, b.fields);
  const items = a.items && b.items ? mergeFacts(a.items, b.items) : (a.items ?? b.items);
  return {
    ...merged,
    ...(fields && { fields, members: Math.max(a.members ?? 0, b.members ?? 0) }),
    ...(items && { items }),
  };
}

const NESTED = Kind.object | Kind.array;

/** A member that only one side has is missing in objects of the other. */
function mergeMembers(a: FieldFacts['fields'], b: FieldFacts['fields']): FieldFacts['fields'] {
  if (a === undefined || b === undefined) return a ?? b;
  const merged = new Map<string, FieldFacts>();
  for (const [name, facts] of a) {
    const other = b.get(name);
    merged.set(name, other === undefined ? missing(facts) : mergeFacts(facts, other));
  }
  for (const [name, facts] of b) if (!a.has(name)) merged.set(name, missing(facts));
  return merged;
}

function missing(facts: FieldFacts): FieldFacts {
  return { ...facts, kinds: facts.kinds | Kind.missing };
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

/** The same of values at whose inside nobody looks. */
export function withoutShape({ kinds, integerDigits, scale }: FieldFacts): FieldFacts {
  return { kinds: kinds & NESTED ? kinds | Kind.shapeless : kinds, integerDigits, scale };
}

/** Facts as they are written down. */
export interface WrittenFacts extends Pick<FieldFacts, 'kinds' | 'integerDigits' | 'scale'> {
  /** Of objects and lists that have a shape; without it nobody looked inside. */
  readonly inside?: {
    /** In their order. */
    readonly fields?: readonly (readonly [name: string, WrittenFacts])[];
    readonly members?: number;
    readonly items?: WrittenFacts;
  };
}

export function writtenFacts(facts: FieldFacts): WrittenFacts {
  const { kinds, integerDigits, scale, fields, members, items } = facts;
  const written = { kinds, integerDigits, scale };
  if ((kinds & NESTED) === 0 || kinds & Kind.shapeless) return written;
  return {
    ...written,
    inside: {
      ...(fields && { fields: [...fields].map(([name, one]) => [name, writtenFacts(one)]) }),
      ...(members !== undefined && { members }),
      ...(items && { items: writtenFacts(items) }),
    },
  };
}

export function readFacts({ inside, ...facts }: WrittenFacts): FieldFacts {
  if (inside === undefined) return withoutShape(facts);
  const { fields, members, items } = inside;
  return {
    ...facts,
    ...(fields && { fields: new Map(fields.map(([name, one]) => [name, readFacts(one)])) }),
    ...(members !== undefined && { members }),
    ...(items && { items: readFacts(items) }),
  };
}
