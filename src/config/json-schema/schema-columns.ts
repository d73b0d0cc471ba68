import type { ColumnConfig } from '../format/config-types.ts';
import { isPlain } from '../format/values.ts';
import {
  below,
  type Complain,
  facetsOf,
  nodeAt,
  type SchemaFacet,
  type SchemaNode,
  type SchemaProblem,
} from './schema-node.ts';

/** What a JSON Schema says of the columns of a row. */
export interface SchemaColumns {
  readonly columns: Readonly<Record<string, ColumnConfig>>;
  readonly problems: readonly SchemaProblem[];
}

/**
 * The columns of rows that a JSON Schema (draft 2020-12 or draft-07) describes. What it leaves open, and objects and lists, is
 * left to the values.
 *
 * @param fragment - where in the document the schema of a row stands, as a JSON pointer; empty for the document itself
 */
export function schemaColumns(document: unknown, fragment: string): SchemaColumns {
  const problems: SchemaProblem[] = [];
  const complain: Complain = (problem) => {
    const isTold = problems.some(
      ({ pointer, message }) => pointer === problem.pointer && message === problem.message,
    );
    if (!isTold) problems.push(problem);
  };
  const root = nodeAt(document, fragment);
  if (root === undefined) {
    complain({ pointer: `#${fragment}`, message: 'is not there. Correct what stands behind `#`' });
    return { columns: {}, problems };
  }
  const facets = facetsOf(document, root, complain);
  const members = membersOf(facets, complain);
  if (members.size === 0 && problems.length === 0) {
    const message =
      'has no `properties`: it must describe one row. If that stands further inside, add its place: `file.json#/$defs/row`';
    complain({ pointer: root.pointer, message });
  }
  const required = new Set(facets.flatMap((facet) => requiredOf(facet, complain)));
  const columns = [...members].map(([name, nodes]) => {
    const own = nodes.flatMap((node) => facetsOf(document, node, complain));
    return [name, column(own, required.has(name), complain)] as const;
  });
  return { columns: Object.fromEntries(columns), problems };
}

/** The schemas of each member; several where parts of `allOf` speak of one. */
function membersOf(
  facets: readonly SchemaFacet[],
  complain: Complain,
): ReadonlyMap<string, readonly SchemaNode[]> {
  const members = new Map<string, readonly SchemaNode[]>();
  for (const { pointer, keywords } of facets) {
    const { properties } = keywords;
    const at = below(pointer, 'properties');
    if (properties === undefined) continue;
    if (!isPlain(properties)) {
      complain({ pointer: at, message: 'must be an object of schemas' });
      continue;
    }
    for (const [name, value] of Object.entries(properties)) {
      const node = { pointer: below(at, name), value };
      members.set(name, [...(members.get(name) ?? []), node]);
    }
  }
  return members;
}

function requiredOf({ pointer, keywords }: SchemaFacet, complain: Complain): readonly string[] {
  const { required = [] } = keywords;
  const isNames = Array.isArray(required) && required.every((name) => typeof name === 'string');
  if (isNames) return required;
  complain({ pointer: below(pointer, 'required'), message: 'must be a list of names' });
  return [];
}

function column(
  facets: readonly SchemaFacet[],
  isRequired: boolean,
  complain: Complain,
): ColumnConfig {
  const types = typesOf(facets, complain);
  const [only, ...others] = types === undefined ? [] : [...types].filter((type) => type !== 'null');
  const isOne = only !== undefined && others.length === 0;
  const said = facets.find(({ keywords }) => typeof keywords['description'] === 'string');
  // it has to be there, and null is none of its values: that is what not nullable means
  const isNotNull = isRequired && types?.has('null') === false;
  return {
    ...(isOne ? typeOf(only, facets, complain) : {}),
    ...(isNotNull ? { nullable: false } : {}),
    ...(said === undefined ? {} : { description: String(said.keywords['description']) }),
  };
}

const TYPES: readonly unknown[] = [
  ...['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'],
];

/** The types that all of the schemas allow; undefined where none speaks of types. */
function typesOf(facets: readonly SchemaFacet[], complain: Complain): Set<string> | undefined {
  let left: Set<string> | undefined;
  for (const { pointer, keywords } of facets) {
    if (keywords['type'] === undefined) continue;
    const types = [keywords['type']].flat();
    if (!types.every((type) => TYPES.includes(type))) {
      const message = `must be a type of JSON Schema (${TYPES.join(', ')}), or a list of such`;
      complain({ pointer: below(pointer, 'type'), message });
      continue;
    }
    const own = new Set(types as string[]);
    // an integer is a number: a list of both says no more than the wider one
    if (own.has('number')) own.delete('integer');
    left = left === undefined ? own : together(left, own);
  }
  return left;
}

function together(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  const both = [...a].filter((type) => b.has(type));
  const isInteger = (a.has('integer') && b.has('number')) || (a.has('number') && b.has('integer'));
  return new Set(isInteger ? [...both, 'integer'] : both);
}

type TypeHint = Pick<ColumnConfig, 'data_type' | 'precision' | 'scale'>;

function typeOf(type: string, facets: readonly SchemaFacet[], complain: Complain): TypeHint {
  switch (type) {
    case 'boolean':
      return { data_type: 'bool' };
    case 'string':
      return { data_type: textType(facets) };
    case 'integer':
      return integerType(facets, complain);
    case 'number':
      return numberType(facets, complain);
    default:
      return {};
  }
}

/**
 * A `time` of JSON Schema has a zone, for which the type of that name has no place: it stays a text. Formats that are not of
 * the specification say nothing of the type.
 */
function textType(facets: readonly SchemaFacet[]): 'text' | 'date' | 'timestamp' | 'binary' {
  for (const { keywords } of facets) {
    const { format, contentEncoding: encoding } = keywords;
    if (format === 'date') return 'date';
    if (format === 'date-time') return 'timestamp';
    if (format === 'byte') return 'binary';
    if (typeof encoding === 'string' && encoding.toLowerCase() === 'base64') return 'binary';
  }
  return 'text';
}

/** From a bound to the last number that it allows. */
const STEP_INSIDE = { minimum: 0n, maximum: 0n, exclusiveMinimum: 1n, exclusiveMaximum: -1n };
const BOUNDS = Object.keys(STEP_INSIDE) as readonly (keyof typeof STEP_INSIDE)[];

/** Without bounds an integer is one of 64 bits, as in dlt; bounds that are wider make it wider. */
function integerType(facets: readonly SchemaFacet[], complain: Complain): TypeHint {
  const bounds = BOUNDS.flatMap((key) =>
    numbersOf(facets, key, complain).map((bound) =>
      typeof bound === 'bigint' ? bound + STEP_INSIDE[key] : bound,
    ),
  );
  const fits = (bits: number): boolean =>
    bounds.every(
      (bound) => bound >= -(2n ** BigInt(bits - 1)) && bound <= 2n ** BigInt(bits - 1) - 1n,
    );
  if (fits(64)) return { data_type: 'bigint' };
  return fits(128) ? { data_type: 'bigint', precision: 128 } : {};
}

const MAX_DIGITS = 38;

/** A number is a double unless its step tells how many digits it has behind the point. */
function numberType(facets: readonly SchemaFacet[], complain: Complain): TypeHint {
  const steps = numbersOf(facets, 'multipleOf', complain).filter((step) => step > 0);
  if (steps.length === 0) return { data_type: 'double' };
  const scale = Math.max(...steps.map(digitsBehindPoint));
  if (scale === 0) return integerType(facets, complain);
  return scale < MAX_DIGITS ? { data_type: 'decimal', precision: MAX_DIGITS, scale } : {};
}

/** The values of a keyword that has numbers. A draft of before 2019 has true for one that is exclusive: the other one tells it. */
function numbersOf(
  facets: readonly SchemaFacet[],
  key: string,
  complain: Complain,
): readonly (number | bigint)[] {
  return facets.flatMap(({ pointer, keywords }) => {
    const value = keywords[key];
    if (value === undefined || typeof value === 'boolean') return [];
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    if (isNumber && (key !== 'multipleOf' || value > 0)) return [value];
    const what = key === 'multipleOf' ? 'a number above 0' : 'a number';
    complain({ pointer: below(pointer, key), message: `must be ${what}` });
    return [];
  });
}

function digitsBehindPoint(step: number | bigint): number {
  const [mantissa = '', exponent = '0'] = String(step).split('e');
  const digits = mantissa.split('.')[1]?.length ?? 0;
  return Math.max(0, digits - Number(exponent));
}
