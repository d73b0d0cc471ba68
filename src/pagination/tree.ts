import { jsonPointer, pointerNames } from '../json-pointer.ts';
import type { JsonNode } from '../model.ts';

/** A path of the envelope as messages show it: `/meta/total` as `meta.total`; of a JSONPath the names it begins with. */
export function placeName(pointer: string): string {
  if (pointer.startsWith('$')) {
    const start = /^\$((?:\['[^']*'\]|\.[\w-]+)*)/.exec(pointer)?.[1] ?? '';
    return start.replaceAll(/\['([^']*)'\]/g, '.$1').slice(1) || pointer;
  }
  return pointerNames(pointer).join('.');
}

/**
 * The members of objects at any depth, in the order of the document, each in front of what is inside of it. Arrays are
 * not entered: rows tell nothing of their page.
 */
export function* membersOf(
  node: JsonNode,
  names: readonly string[] = [],
): Generator<{
  readonly names: readonly string[];
  readonly key: string;
  readonly node: JsonNode;
  /** The object that it is a member of. */
  readonly holder: ReadonlyMap<string, JsonNode>;
}> {
  if (node.kind !== 'object') return;
  for (const [key, member] of node.members) {
    const path = [...names, key];
    yield { names: path, key, node: member, holder: node.members };
    yield* membersOf(member, path);
  }
}

/** What stands at an RFC 6901 JSON pointer that goes through objects only. */
export function nodeAtPointer(tree: JsonNode, pointer: string): JsonNode | undefined {
  for (const { names, node } of membersOf(tree)) if (jsonPointer(names) === pointer) return node;
  return undefined;
}
