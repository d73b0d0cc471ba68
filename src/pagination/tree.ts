import type { JsonNode } from '../model.ts';

/** A path of names as RFC 6901 JSON pointer. */
export function pointerOf(names: readonly string[]): string {
  return names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A JSON pointer as messages show it: `/meta/total` as `meta.total`. A JSONPath stays as it is. */
export function placeName(pointer: string): string {
  if (!pointer.startsWith('/')) return pointer;
  const names = pointer.slice(1).split('/');
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');
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
