import type { JsonNode, JsonValue } from '../model.ts';
import type { JsonPath, Location } from './json-path.ts';
import { nodeAt, toValue } from './tree.ts';

/** A body that is held whole. */
export interface WholeBody {
  readonly tree: JsonNode;
  /** Where the values stand that match, in the order of the document. */
  locate(path: JsonPath): readonly Location[];
}

/** Paths are followed in JavaScript's form of the body, which is made once, and only for paths that are more than names. */
export function wholeBody(tree: JsonNode): WholeBody {
  let value: JsonValue | undefined;
  return {
    tree,
    locate: (path) => {
      if (path.names !== undefined) {
        return nodeAt(tree, path.names) === undefined ? [] : [path.names];
      }
      value ??= toValue(tree);
      return path.locate(value);
    },
  };
}
