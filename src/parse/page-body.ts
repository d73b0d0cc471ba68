import { pointerNames } from '../json-pointer.ts';
import type { JsonNode, PageBody } from '../model.ts';
import { envelopeValue } from './envelope.ts';
import { mustCompile } from './row-finder.ts';
import { nodeAt, toValue } from './tree.ts';
import { wholeBody } from './whole-body.ts';

/** A whole body, for whoever asks its tree. */
export function pageBody(tree: JsonNode): PageBody {
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
