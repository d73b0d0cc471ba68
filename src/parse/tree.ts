import type { JsonNode, JsonValue } from '../model.ts';
import { quoteText } from './json-text.ts';
import { isIntegerText } from './number.ts';
import { createTokenizer, type Token } from './tokens.ts';

/** Takes the tokens of one JSON text, bit by bit, and makes its tree. Where a name stands twice, the last value counts. */
export interface TreeBuilder {
  take(token: Token): void;
  /** Containers that are open. */
  readonly depth: number;
  /** The root; undefined until it has ended. */
  readonly root: JsonNode | undefined;
}

/** An open container, and the name that its value stands under in its parent. */
type Open =
  | { readonly name: string; readonly members: Map<string, JsonNode> }
  | { readonly name: string; readonly items: JsonNode[] };

const NULL: JsonNode = Object.freeze({ kind: 'null', text: '' });
const TRUE: JsonNode = Object.freeze({ kind: 'boolean', text: 'true' });
const FALSE: JsonNode = Object.freeze({ kind: 'boolean', text: 'false' });

export function createTreeBuilder(): TreeBuilder {
  const stack: Open[] = [];
  let name = '';
  let root: JsonNode | undefined;
  const put = (node: JsonNode, at: string): void => {
    const parent = stack.at(-1);
    if (parent === undefined) root = node;
    else if ('items' in parent) parent.items.push(node);
    else parent.members.set(at, node);
  };
  const close = (): void => {
    const closed = stack.pop();
    if (closed === undefined) return;
    const node: JsonNode =
      'items' in closed
        ? { kind: 'array', items: closed.items }
        : { kind: 'object', members: closed.members };
    put(node, closed.name);
  };
  const take = (token: Token): void => {
    switch (token.name) {
      case 'startObject':
        stack.push({ name, members: new Map() });
        break;
      case 'startArray':
        stack.push({ name, items: [] });
        break;
      case 'endObject':
      case 'endArray':
        close();
        break;
      case 'keyValue':
        name = token.value;
        break;
      default: {
        const node = scalarNode(token);
        if (node !== undefined) put(node, name);
      }
    }
  };
  return {
    take,
    get depth(): number {
      return stack.length;
    },
    get root(): JsonNode | undefined {
      return root;
    },
  };
}

function scalarNode(token: Token): JsonNode | undefined {
  switch (token.name) {
    case 'stringValue':
      return { kind: 'string', text: token.value };
    case 'numberValue':
      return { kind: 'number', text: token.value };
    case 'nullValue':
      return NULL;
    case 'trueValue':
      return TRUE;
    case 'falseValue':
      return FALSE;
    default:
      return undefined;
  }
}

/**
 * The tree of a JSON text.
 *
 * @throws {Error} where the text is not JSON as RFC 8259 has it.
 */
export function readTree(text: string): JsonNode {
  const tokenizer = createTokenizer();
  const builder = createTreeBuilder();
  for (const token of tokenizer.write(text)) builder.take(token);
  for (const token of tokenizer.end()) builder.take(token);
  if (builder.root === undefined) throw new Error('the text holds no value');
  return builder.root;
}

/** The tree as JSON text on one line, numbers as they were written. */
export function writeTree(node: JsonNode): string {
  switch (node.kind) {
    case 'array':
      return `[${node.items.map(writeTree).join(',')}]`;
    case 'object': {
      const members = [...node.members].map(
        ([name, member]) => `${quoteText(name)}:${writeTree(member)}`,
      );
      return `{${members.join(',')}}`;
    }
    case 'string':
      return quoteText(node.text);
    case 'null':
      return 'null';
    default:
      return node.text;
  }
}

/** The tokens that the tree was made of, as the tokenizer gives them. */
export function treeTokens(node: JsonNode): Token[] {
  const tokens: Token[] = [];
  pushTokens(node, tokens);
  return tokens;
}

function pushTokens(node: JsonNode, tokens: Token[]): void {
  switch (node.kind) {
    case 'array':
      tokens.push({ name: 'startArray' });
      for (const item of node.items) pushTokens(item, tokens);
      tokens.push({ name: 'endArray' });
      break;
    case 'object':
      tokens.push({ name: 'startObject' });
      for (const [name, member] of node.members) {
        tokens.push({ name: 'keyValue', value: name });
        pushTokens(member, tokens);
      }
      tokens.push({ name: 'endObject' });
      break;
    default:
      tokens.push(scalarToken(node.kind, node.text));
  }
}

function scalarToken(kind: 'string' | 'number' | 'boolean' | 'null', text: string): Token {
  if (kind === 'string') return { name: 'stringValue', value: text };
  if (kind === 'number') return { name: 'numberValue', value: text };
  if (kind === 'null') return { name: 'nullValue', value: null };
  return text === 'true'
    ? { name: 'trueValue', value: true }
    : { name: 'falseValue', value: false };
}

/** Names that JavaScript moves to the front of an object. */
const INTEGER_LIKE = /^(?:0|[1-9]\d{0,9})$/;

/** Names in the order of the document, for the few objects that JavaScript keeps in another order. */
const documentNames = new WeakMap<object, readonly string[]>();

/** The value as JavaScript can hold it: integers beyond 2^53 are `bigint`, other numbers are doubles. */
export function toValue(node: JsonNode): JsonValue {
  switch (node.kind) {
    case 'array':
      return node.items.map(toValue);
    case 'object':
      return toObject(node.members);
    case 'number': {
      const double = Number(node.text);
      return isIntegerText(node.text) && !Number.isSafeInteger(double) ? BigInt(node.text) : double;
    }
    case 'string':
      return node.text;
    case 'boolean':
      return node.text === 'true';
    default:
      return null;
  }
}

function toObject(members: ReadonlyMap<string, JsonNode>): JsonValue {
  const object: Record<string, JsonValue> = {};
  let isReordered = false;
  for (const [name, member] of members) {
    const value = toValue(member);
    if (INTEGER_LIKE.test(name)) isReordered = true;
    // `__proto__` must become a member like any other
    if (name !== '__proto__') object[name] = value;
    else {
      const whole = { value, enumerable: true, writable: true, configurable: true };
      Object.defineProperty(object, name, whole);
    }
  }
  if (isReordered) documentNames.set(object, [...members.keys()]);
  return object;
}

/** Names and values of an object; those of {@link toValue} in the order of the document. */
export function entriesInOrder<T>(object: Readonly<Record<string, T>>): [string, T][] {
  const names = documentNames.get(object) ?? Object.keys(object);
  return names.map((name) => [name, object[name] as T]);
}

/** What stands in the tree under names and places; undefined where nothing does. */
export function nodeAt(
  root: JsonNode,
  location: readonly (string | number)[],
): JsonNode | undefined {
  let node: JsonNode | undefined = root;
  for (const step of location) {
    if (node?.kind === 'object' && typeof step === 'string') node = node.members.get(step);
    else if (node?.kind === 'array' && typeof step === 'number') node = node.items[step];
    else return undefined;
  }
  return node;
}
