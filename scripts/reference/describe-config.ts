import { configSchemaTree, type JsonSchemaNode, KEY } from '../../src/config/format/config.ts';
import { JS_TYPE, type Key } from '../../src/config/format/key.ts';

/** One key of a configuration, for its reference. */
export interface KeyDescription {
  /**
   * Where: `client.retry.attempts`; `resources[].name` in lists, `columns.*.nullable` under names that are free, and
   * `client.auth(bearer).token` where the key depends on a `type`.
   */
  readonly path: string;
  /** `string`, `whole number`, `` `a` | `b` ``, `list of string`, `object`, `function`, … */
  readonly type: string;
  readonly isRequired: boolean;
  /** What is said of it. */
  readonly key: Key;
}

/** Every key, in the order in which it is written. An object that can stand at several places is told at the first. */
export function describeConfig(): readonly KeyDescription[] {
  const told = new Set<string>();
  return keysOf(configSchemaTree(), '', told);
}

function keysOf(node: JsonSchemaNode, path: string, told: Set<string>): KeyDescription[] {
  const { properties, anyOf = [], items, additionalProperties: others } = node;
  const found: KeyDescription[] = [];
  if (properties !== undefined) {
    const whole = JSON.stringify(properties);
    if (told.has(whole)) return [];
    told.add(whole);
    for (const [key, member] of Object.entries(properties)) {
      const at = path === '' ? key : `${path}.${key}`;
      const isRequired = node.required?.includes(key) ?? false;
      found.push(describeKey(member, at, isRequired));
      // the keys of a resource are all told there
      if (at !== 'resource_defaults') found.push(...keysOf(member, at, told));
    }
  }
  for (const one of anyOf) found.push(...keysOf(one, `${path}${typeSuffix(one)}`, told));
  if (items !== undefined) found.push(...keysOf(items, `${path}[]`, told));
  if (typeof others === 'object') found.push(...keysOf(others, `${path}.*`, told));
  return found;
}

function describeKey(node: JsonSchemaNode, path: string, isRequired: boolean): KeyDescription {
  const key = node[KEY];
  if (key === undefined) throw new Error(`The key ${path} says nothing of itself.`);
  return { path, type: [...new Set(typeNames(node))].join(' | '), isRequired, key };
}

/** The type that has to be written to have the keys of an object. */
function typeSuffix({ properties }: JsonSchemaNode): string {
  const type = properties?.['type'];
  const name = type?.const ?? type?.enum?.[0];
  return name === undefined ? '' : `(${String(name)})`;
}

function typeNames(node: JsonSchemaNode): string[] {
  const jsType = node[JS_TYPE];
  if (jsType !== undefined) return [jsType];
  if (node.anyOf !== undefined) return node.anyOf.flatMap(typeNames);
  if (node.const !== undefined) return [quote(node.const)];
  if (node.enum !== undefined) return node.enum.map(quote);
  const types = [node.type ?? 'any value'].flat();
  // null stands for a key that is left out
  return types.filter((type) => type !== 'null').map((type) => nameOf(type, node));
}

function nameOf(type: string, { items }: JsonSchemaNode): string {
  if (type === 'integer') return 'whole number';
  if (type !== 'array') return type;
  const inner = items === undefined ? [] : [...new Set(typeNames(items))];
  return inner.length === 0 ? 'list' : `list of ${inner.join(' or ')}`;
}

function quote(value: unknown): string {
  return `\`${String(value)}\``;
}
