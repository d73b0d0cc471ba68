import { JSONPathEnvironment, type JSONPathQuery, type JSONValue } from 'json-p3';
import { jsonPointer } from '../json-pointer.ts';
import { translatePath } from './json-path-dialect.ts';
import { entriesInOrder } from './tree.ts';

/** Names and, in lists, places from 0 that lead from the root to a value. */
export type Location = readonly (string | number)[];

/** A path into JSON values, ready to be followed. */
export interface JsonPath {
  /** As it was written. */
  readonly text: string;
  /** The same as RFC 9535 has it: it begins with `$`. */
  readonly standard: string;
  /** The names it is made of, where it is made of nothing else: rows under it can be streamed. None for the root. */
  readonly names?: readonly string[];
  /** Whether it selects whatever there is (filters, wildcards, slices, `..`), so that no match is a response, too. */
  readonly isOpen: boolean;
  /** Whether its last step selects so: in lists, what it matches are elements. */
  readonly endsOpen: boolean;
  /** The values that match, in order. */
  find(value: unknown): readonly unknown[];
  /** Where the values stand that match, in order. */
  locate(value: unknown): readonly Location[];
}

/** Deeper than any body can be: `limits.depth` is what stops those. */
const MAX_DEPTH = 100_000;

class Environment extends JSONPathEnvironment {
  override entries(object: Record<string, JSONValue>): [string, JSONValue][] {
    return entriesInOrder(object);
  }
}

const environment = new Environment({ maxRecursionDepth: MAX_DEPTH });

/**
 * Makes a path of its text: field paths with or without `$` in front (`data.items`, `items[0].id`, `['@odata.nextLink']`),
 * wildcards, slices, `..` and filters (`[?(@.k == 'b')]`).
 *
 * Numbers in filters are compared as doubles, also where a value is a `bigint`.
 *
 * @returns the path, or what is wrong with it, as the end of a sentence that begins with the path.
 */
export function compilePath(text: string): JsonPath | { readonly problem: string } {
  const translated = translatePath(text);
  if ('problem' in translated) return translated;
  const { standard, names, isOpen, endsOpen, hasFilter } = translated;
  if (names !== undefined) return namesPath(text, standard, names);
  let query: JSONPathQuery;
  try {
    query = environment.compile(standard);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { problem: `is no path: ${reason} (read as \`${standard}\`)` };
  }
  const locate = (value: unknown): Location[] => {
    const input = hasFilter ? withoutBigInts(value) : value;
    // lazily, since the other way spreads all matches into the arguments of one call
    return Array.from(query.lazyQuery(input as JSONValue), (node) => node.location);
  };
  const find = (value: unknown): unknown[] =>
    locate(value).map((location) => valueAt(value, location));
  return { text, standard, isOpen, endsOpen, find, locate };
}

/** How a value of the envelope is asked for: a JSON pointer (RFC 6901) for plain names, else a path that begins with `$`. */
export function toEnvelopeKey(path: JsonPath): string {
  return path.names === undefined ? path.standard : jsonPointer(path.names);
}

function namesPath(text: string, standard: string, names: readonly string[]): JsonPath {
  const find = (value: unknown): readonly unknown[] => {
    let found = value;
    for (const name of names) {
      if (!isMember(found, name)) return [];
      found = found[name];
    }
    return [found];
  };
  return {
    text,
    standard,
    names,
    isOpen: false,
    endsOpen: false,
    find,
    locate: (value) => (find(value).length === 0 ? [] : [names]),
  };
}

function isMember(value: unknown, name: string): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.hasOwn(value, name)
  );
}

function valueAt(value: unknown, location: Location): unknown {
  return location.reduce<unknown>(
    (found, step) => (found as Record<string | number, unknown>)[step],
    value,
  );
}

/** The same value, with doubles for integers beyond 2^53, which the library compares to nothing. */
function withoutBigInts(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) {
    const items = value.map(withoutBigInts);
    return items.every((item, i) => Object.is(item, value[i])) ? value : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = entriesInOrder(value as Record<string, unknown>);
  const changed = new Map<string, unknown>();
  for (const [name, member] of entries) {
    const double = withoutBigInts(member);
    if (!Object.is(double, member)) changed.set(name, double);
  }
  if (changed.size === 0) return value;
  return Object.fromEntries(
    entries.map(([name, member]) => [name, changed.get(name) ?? member] as const),
  );
}
