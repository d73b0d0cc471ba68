import type { JsonNode } from '../model.ts';

/** Names below one another that an outline keeps; what stands deeper is empty in it. */
const MAX_DEPTH = 5;
/** Values that an outline keeps. */
const MAX_NODES = 1_000;
/** Items that are kept of one list. */
const MAX_ITEMS = 20;
/** Characters that are kept of one text or name: enough for a link or an error message. */
const MAX_CHARACTERS = 4_096;

const EMPTY_OBJECT: JsonNode = Object.freeze({ kind: 'object', members: new Map() });
const EMPTY_LIST: JsonNode = Object.freeze({ kind: 'array', items: [] });
const LIST_OF_ROWS: JsonNode = Object.freeze({ kind: 'array', items: [], isRows: true });

/** The outline of a page without a body. */
export const NO_OUTLINE: JsonNode = EMPTY_OBJECT;

/** An open container of the outline. */
type Open =
  | { readonly kind: 'object'; readonly members: Map<string, JsonNode> }
  | { readonly kind: 'array'; readonly items: JsonNode[] };

/**
 * Gathers the outline of a page: its envelope as a tree, within bounds however large the body is. The selected rows leave an
 * empty object or a list at their place, which is marked, so that what reads an outline never takes a row for what the API says of its
 * pages, and knows what stands beside them.
 */
export class OutlineBuilder {
  readonly #open: Open[] = [];
  /** Containers that are open but not kept, because a bound was reached. */
  #skipped = 0;
  #nodes = 0;
  #root: JsonNode | undefined;

  /** What was gathered so far. */
  get root(): JsonNode {
    return this.#root ?? NO_OUTLINE;
  }

  open(kind: 'object' | 'array', name: string): void {
    if (this.#skipped > 0 || this.#open.length >= MAX_DEPTH || !this.#hasRoom()) {
      if (this.#skipped === 0) this.#put(kind === 'array' ? EMPTY_LIST : EMPTY_OBJECT, name);
      this.#skipped++;
      return;
    }
    const node: Open = kind === 'array' ? { kind, items: [] } : { kind, members: new Map() };
    this.#put(node, name);
    this.#open.push(node);
  }

  close(): void {
    if (this.#skipped > 0) this.#skipped--;
    else this.#open.pop();
  }

  /** A value that has no inside, or whose inside is not the outline's. */
  add(node: JsonNode, name: string): void {
    if (this.#skipped === 0) this.#put(withinBounds(node), name);
  }

  /** The selected rows, or the selected row. */
  addRows(kind: 'object' | 'array', name: string): void {
    this.add(kind === 'array' ? LIST_OF_ROWS : EMPTY_OBJECT, name);
  }

  #hasRoom(): boolean {
    const parent = this.#open.at(-1);
    return this.#nodes < MAX_NODES && (parent?.kind !== 'array' || parent.items.length < MAX_ITEMS);
  }

  #put(node: JsonNode, name: string): void {
    if (!this.#hasRoom()) return;
    this.#nodes++;
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = node;
    else if (parent.kind === 'array') parent.items.push(node);
    else parent.members.set(name.slice(0, MAX_CHARACTERS), node);
  }
}

/** The outline of a body that is held whole, and whether its rows stand in a list. */
export function outlineOf(
  tree: JsonNode,
  rows: readonly JsonNode[],
): { readonly outline: JsonNode; readonly isList: boolean } {
  const selected = new Set(rows);
  const builder = new OutlineBuilder();
  // scalars of one value are one node, so that only containers tell which of them are rows
  const isRow = (node: JsonNode): boolean => !('text' in node) && selected.has(node);
  let isList = rows.length !== 1;
  const visit = (node: JsonNode, name: string, isItem: boolean): void => {
    if (node.kind !== 'object' && node.kind !== 'array') {
      builder.add(node, name);
      return;
    }
    if (node.kind === 'array' && (node.items === rows || node.items.some(isRow))) {
      isList = true;
      builder.addRows('array', name);
      return;
    }
    if (selected.has(node)) {
      isList ||= isItem;
      builder.addRows(node.kind, name);
      return;
    }
    builder.open(node.kind, name);
    if (node.kind === 'array') for (const item of node.items) visit(item, '', true);
    else for (const [key, member] of node.members) visit(member, key, false);
    builder.close();
  };
  visit(tree, '', false);
  return { outline: builder.root, isList };
}

function withinBounds(node: JsonNode): JsonNode {
  const isLong = node.kind === 'string' && node.text.length > MAX_CHARACTERS;
  return isLong ? { kind: 'string', text: node.text.slice(0, MAX_CHARACTERS) } : node;
}
