import type { EnvelopeFacts, JsonNode, JsonValue } from '../model.ts';
import { envelopeValue, pointerNames } from './envelope.ts';
import { nodeAt, toValue } from './tree.ts';

/** What whoever needs a whole body can ask of its tree. */
export interface ParsedBody {
  readonly tree: JsonNode;
  value(): JsonValue;
  envelope(pointers: readonly string[]): EnvelopeFacts;
}

export function parsedBody(tree: JsonNode): ParsedBody {
  return {
    tree,
    value: () => toValue(tree),
    envelope: (pointers) =>
      new Map(
        pointers.flatMap((pointer) => {
          const node = nodeAt(tree, pointerNames(pointer));
          return node === undefined ? [] : [[pointer, envelopeValue(node)] as const];
        }),
      ),
  };
}
