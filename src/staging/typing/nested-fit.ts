import { type JsonNode, Kind } from '../../model.ts';
import { numberFacts } from '../../parse/number.ts';
import { stringKind } from '../../parse/string-kind.ts';
import type { TypeTree } from '../../schema/nested-type.ts';
import { isScalarAtLeast, type ScalarType, scalarType } from '../../schema/scalar-type.ts';

/**
 * Whether a nested type holds a value whole: each of its members has a field that takes it. DuckDB's casts do not tell: they
 * leave out what a struct has no field for, and round what does not fit.
 */
export function fitsTree(value: JsonNode, tree: TypeTree): boolean {
  if (value.kind === 'null') return true;
  if (tree.kind === 'list') {
    return value.kind === 'array' && value.items.every((item) => fitsTree(item, tree.items));
  }
  if (tree.kind === 'scalar') return fitsScalar(value, tree.type);
  if (value.kind !== 'object') return false;
  const fields = new Map(tree.fields.map(({ name, member = name, tree: of }) => [member, of]));
  return [...value.members].every(([member, inside]) => {
    const field = fields.get(member);
    return field === undefined ? isEmpty(inside) : fitsTree(inside, field);
  });
}

function fitsScalar(value: JsonNode, type: ScalarType): boolean {
  // of lists that were all empty
  if (type === 'JSON') return isEmpty(value);
  if (value.kind === 'array' || value.kind === 'object') return false;
  const facts = factsOf(value);
  // it comes after BIGINT, but does not hold every integer
  if (type === 'DOUBLE' && facts.kinds & Kind.wide) return false;
  const own = scalarType(facts, { isKey: false, detectDates: true });
  return own !== undefined && isScalarAtLeast(type, own) && isOneKind(type, value.kind);
}

/** Text does not take the place of a number, although it could hold it: nested types never mix. */
function isOneKind(type: ScalarType, kind: JsonNode['kind']): boolean {
  return kind === 'string' || type !== 'VARCHAR';
}

function factsOf({ kind, text }: Extract<JsonNode, { readonly text: string }>): {
  readonly kinds: number;
  readonly integerDigits: number;
  readonly scale: number;
} {
  if (kind === 'number') return numberFacts(text);
  return {
    kinds: kind === 'boolean' ? Kind.boolean : stringKind(text),
    integerDigits: 0,
    scale: 0,
  };
}

/** What a struct can leave out: nothing is lost. */
function isEmpty(value: JsonNode): boolean {
  return (
    value.kind === 'null' || (value.kind === 'object' && [...value.members.values()].every(isEmpty))
  );
}
