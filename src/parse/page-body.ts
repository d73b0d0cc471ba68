import type { EnvelopeFacts, JsonNode, JsonValue } from '../model.ts';
import { envelopeValue, pointerNames } from './envelope.ts';
import { mustCompile } from './row-finder.ts';
import { nodeAt, toValue } from './tree.ts';
import { wholeBody } from './whole-body.ts';

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
    envelope: (pointers) => {
      const body = wholeBody(tree);
      return new Map(
        pointers.flatMap((pointer) => {
          const location = pointer.startsWith('$')
            ? body.locate(mustCompile(pointer))[0]
            : pointerNames(pointer);
          const node = location === undefined ? undefined : nodeAt(tree, location);
          return node === undefined ? [] : [[pointer, envelopeValue(node)] as const];
        }),
      );
    },
  };
}
