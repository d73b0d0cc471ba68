import type { JsonNode } from '../model.ts';
import { locateRows } from './find-rows.ts';
import { compilePath, type JsonPath } from './json-path.ts';
import type { RowSelector } from './page-spec.ts';
import { nodeAt } from './tree.ts';
import type { WholeBody } from './whole-body.ts';

/** Finds the rows of one page after the other. */
export interface RowFinder {
  /** The names that lead to the rows, as soon as they are known: pages can be streamed then. */
  readonly names: readonly string[] | undefined;
  /** How messages name the place of the rows. */
  readonly text: string;
  /** The rows of a body; undefined where nothing stands at their place. */
  select(body: WholeBody): readonly JsonNode[] | undefined;
}

/** @throws {TypeError} for a path that is none. */
export function createRowFinder(selector: RowSelector, resource: string): RowFinder {
  if (selector === 'auto') return autoFinder(resource);
  if (!('path' in selector)) return namesFinder(selector);
  const path = mustCompile(selector.path);
  return path.names === undefined ? pathFinder(path) : namesFinder(path.names);
}

/** @throws {TypeError} for a path that is none: configurations are checked before. */
export function mustCompile(text: string): JsonPath {
  const path = compilePath(text);
  if ('problem' in path) throw new TypeError(`\`${text}\` ${path.problem}`);
  return path;
}

function namesFinder(names: readonly string[]): RowFinder {
  return { names, text: names.join('.') || '$', select: ({ tree }) => rowsOf(nodeAt(tree, names)) };
}

function pathFinder(path: JsonPath): RowFinder {
  return {
    names: undefined,
    text: path.text,
    select: (body) => {
      const nodes = body
        .locate(path)
        .map((location) => nodeAt(body.tree, location))
        .filter((node) => node !== undefined);
      if (nodes.length === 0) return path.isOpen ? [] : undefined;
      return nodes.length === 1 ? rowsOf(nodes[0]) : nodes;
    },
  };
}

/** Looks at each page until one has rows in a list that is no doubt theirs: an empty or odd first page decides nothing. */
function autoFinder(resource: string): RowFinder {
  let known: readonly string[] | undefined;
  return {
    get names(): readonly string[] | undefined {
      return known;
    },
    get text(): string {
      return known?.join('.') || '$';
    },
    select: ({ tree }) => {
      const { names, isCertain } =
        known === undefined ? locateRows(tree, resource) : certain(known);
      const node = nodeAt(tree, names);
      // nobody said that the body is a row, and an empty object tells nothing of one
      const rows = isEmptyObject(node) ? [] : rowsOf(node);
      if (isCertain && rows !== undefined && rows.length > 0) known = names;
      return rows;
    },
  };
}

function certain(names: readonly string[]): ReturnType<typeof locateRows> {
  return { names, isCertain: true };
}

function isEmptyObject(node: JsonNode | undefined): boolean {
  return node?.kind === 'object' && node.members.size === 0;
}

/** A list is the page, null is an empty one, and all else is the only row. */
function rowsOf(node: JsonNode | undefined): readonly JsonNode[] | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'array') return node.items;
  return node.kind === 'null' ? [] : [node];
}
