import { isPlain, type Plain } from '../format/values.ts';

/** A schema, and where it stands in its document. */
export interface SchemaNode {
  readonly pointer: string;
  readonly value: unknown;
}

/** A schema with keywords. */
export interface SchemaFacet {
  readonly pointer: string;
  readonly keywords: Plain;
}

/** What is wrong in a document, by its place. */
export interface SchemaProblem {
  readonly pointer: string;
  readonly message: string;
}

export type Complain = (problem: SchemaProblem) => void;

/** A place in a document, as a JSON pointer behind `#`. */
export function below(pointer: string, ...names: readonly (string | number)[]): string {
  const parts = names.map((name) => String(name).replaceAll('~', '~0').replaceAll('/', '~1'));
  return [pointer, ...parts].join('/');
}

/** What stands at a place; undefined where there is nothing. */
export function nodeAt(document: unknown, fragment: string): SchemaNode | undefined {
  let value = document;
  for (const part of decoded(fragment).split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    if (!isThere) return undefined;
    value = Reflect.get(value as object, name);
  }
  return { pointer: `#${fragment}`, value };
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/**
 * All schemas that hold at a place together: the one that stands there, what it refers to, the parts of `allOf`, and the only
 * one of several alternatives that is not null.
 */
export function facetsOf(document: unknown, node: SchemaNode, complain: Complain): SchemaFacet[] {
  return new Facets(document, complain).of(node, []);
}

class Facets {
  readonly #document: unknown;
  readonly #complain: Complain;

  constructor(document: unknown, complain: Complain) {
    this.#document = document;
    this.#complain = complain;
  }

  of({ pointer, value }: SchemaNode, around: readonly string[]): SchemaFacet[] {
    // true says nothing, and false that nothing comes
    if (typeof value === 'boolean') return [];
    if (!isPlain(value)) {
      this.#complain({ pointer, message: 'must be a schema: an object, true or false' });
      return [];
    }
    if (around.includes(pointer)) {
      this.#complain({ pointer, message: 'leads back to itself by `$ref`. Take one of them out' });
      return [];
    }
    const path = [...around, pointer];
    return [
      { pointer, keywords: value },
      ...this.#reference(pointer, value['$ref'], path),
      ...this.#parts(pointer, 'allOf', value['allOf']).flatMap((part) => this.of(part, path)),
      ...['anyOf', 'oneOf'].flatMap((key) => this.#alternative(pointer, key, value[key], path)),
    ];
  }

  #reference(pointer: string, ref: unknown, path: readonly string[]): SchemaFacet[] {
    if (ref === undefined) return [];
    const at = below(pointer, '$ref');
    if (typeof ref !== 'string' || !/^#(\/|$)/.test(ref)) {
      const message =
        'must lead to a place of this file, such as `#/$defs/address`. Copy what it leads to under `$defs`';
      this.#complain({ pointer: at, message });
      return [];
    }
    const node = nodeAt(this.#document, ref.slice(1));
    if (node !== undefined) return this.of(node, path);
    this.#complain({ pointer: at, message: `leads to \`${ref}\`, where nothing is. Correct it` });
    return [];
  }

  #parts(pointer: string, key: string, parts: unknown): SchemaNode[] {
    if (parts === undefined) return [];
    const at = below(pointer, key);
    if (Array.isArray(parts)) {
      return parts.map((value, i) => ({ pointer: below(at, i), value }));
    }
    this.#complain({ pointer: at, message: 'must be a list of schemas' });
    return [];
  }

  #alternative(
    pointer: string,
    key: string,
    parts: unknown,
    path: readonly string[],
  ): SchemaFacet[] {
    const all = this.#parts(pointer, key, parts);
    const [only, ...others] = all.filter(({ value }) => !isNull(value));
    if (only === undefined || others.length > 0) return [];
    const facets = this.of(only, path);
    return all.length === 1 ? facets : facets.map(withNull);
  }
}

function isNull(value: unknown): boolean {
  return isPlain(value) && value['type'] === 'null';
}

/** The same schema, where null is another one. */
function withNull({ pointer, keywords }: SchemaFacet): SchemaFacet {
  const { type } = keywords;
  return type === undefined
    ? { pointer, keywords }
    : { pointer, keywords: { ...keywords, type: [type, 'null'].flat() } };
}
