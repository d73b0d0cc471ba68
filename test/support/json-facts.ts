import { Kind } from '../../src/model.ts';
import { numberFacts, plainDecimal } from '../../src/parse/number.ts';
import { stringKind } from '../../src/parse/string-kind.ts';

/** A number that is to stand in the JSON text as it is written here. */
export class RawNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get plain(): string {
    return plainDecimal(this.text) ?? this.text;
  }
}

export interface ValueFacts {
  readonly kinds: number;
  readonly integerDigits: number;
  readonly scale: number;
  readonly isInexact: boolean;
}

export function factsOfValue(value: unknown): ValueFacts {
  const plain = (kinds: number): ValueFacts => ({
    kinds,
    integerDigits: 0,
    scale: 0,
    isInexact: (kinds & Kind.inexact) !== 0,
  });
  if (value === null) return plain(Kind.null);
  if (value instanceof RawNumber) return ofNumber(value.text);
  switch (typeof value) {
    case 'boolean':
      return plain(Kind.boolean);
    case 'string':
      return plain(stringKind(value));
    case 'number':
    case 'bigint':
      return ofNumber(String(value));
    default:
      return plain((Array.isArray(value) ? Kind.array : Kind.object) | inexactInside(value));
  }
}

function ofNumber(text: string): ValueFacts {
  const facts = numberFacts(text);
  return { ...facts, isInexact: (facts.kinds & Kind.inexact) !== 0 };
}

function inexactInside(value: unknown): number {
  if (value instanceof RawNumber) return numberFacts(value.text).kinds & Kind.inexact;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((bits: number, inner) => bits | inexactInside(inner), 0);
}

/** JSON text in which raw numbers and integers of any length stand as they are. */
export function toText(value: unknown): string {
  if (value instanceof RawNumber) return value.text;
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(toText).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, inner]) => `${JSON.stringify(name)}:${toText(inner)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}
