import type { EnvelopeFacts, EnvelopeValue, JsonNode, JsonValue } from '../model.ts';

/** A tree as plain values. Integers beyond 2^53 become `bigint`; a member `__proto__` is a member like any other. */
export function toPlain(node: JsonNode): JsonValue {
  switch (node.kind) {
    case 'object': {
      const plain: Record<string, JsonValue> = {};
      for (const [name, member] of node.members) {
        const value = toPlain(member);
        Object.defineProperty(plain, name, {
          value,
          enumerable: true,
          writable: true,
          configurable: true,
        });
      }
      return plain;
    }
    case 'array':
      return node.items.map(toPlain);
    case 'string':
      return node.text;
    case 'number':
      return toNumber(node.text);
    case 'boolean':
      return node.text === 'true';
    case 'null':
      return null;
    default:
      return node satisfies never;
  }
}

function toNumber(text: string): number | bigint {
  const value = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

/** What the parser would have found in a body at these RFC 6901 JSON pointers. */
export function envelopeOf(tree: JsonNode, pointers: readonly string[]): EnvelopeFacts {
  const found = new Map<string, EnvelopeValue>();
  for (const pointer of pointers) {
    const node = nodeAt(tree, pointer);
    if (node !== undefined) found.set(pointer, toEnvelopeValue(node));
  }
  return found;
}

/** A path of names as RFC 6901 JSON pointer. */
export function pointerOf(names: readonly string[]): string {
  return names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/**
 * The members of objects at any depth, in the order of the document, each in front of what is inside of it. Arrays are
 * not entered: rows tell nothing of their page.
 */
export function* membersOf(
  node: JsonNode,
  names: readonly string[] = [],
): Generator<{ readonly names: readonly string[]; readonly key: string; readonly node: JsonNode }> {
  if (node.kind !== 'object') return;
  for (const [key, member] of node.members) {
    const path = [...names, key];
    yield { names: path, key, node: member };
    yield* membersOf(member, path);
  }
}

function nodeAt(tree: JsonNode, pointer: string): JsonNode | undefined {
  if (pointer === '') return tree;
  let node: JsonNode | undefined = tree;
  for (const segment of pointer.slice(1).split('/')) {
    if (node?.kind !== 'object') return undefined;
    node = node.members.get(segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return node;
}

function toEnvelopeValue(node: JsonNode): EnvelopeValue {
  if (node.kind === 'object') return { kind: 'object', text: '', isEmpty: node.members.size === 0 };
  if (node.kind === 'array') return { kind: 'array', text: '', isEmpty: node.items.length === 0 };
  return { kind: node.kind, text: node.kind === 'null' ? '' : node.text };
}
