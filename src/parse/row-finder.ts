import type { JsonNode } from '../model.ts';
import { isEmptyAnswer, isErrorAlone } from './error-marks.ts';
import { locateRows } from './find-rows.ts';
import { compilePath, type JsonPath } from './json-path.ts';
import type { RowSelector } from './page-spec.ts';
import { nodeAt } from './tree.ts';
import type { WholeBody } from './whole-body.ts';

/** The rows of a body, or why there are none: nothing stands at their place, or a text, a number, true or false. */
export type Selection = readonly JsonNode[] | 'missing' | { readonly scalar: ScalarNode };

type ScalarNode = Extract<JsonNode, { readonly text: string }>;

/** Finds the rows of one page after the other. */
export interface RowFinder {
  /** The names that lead to the rows, as soon as they are known: pages can be streamed then. */
  readonly names: readonly string[] | undefined;
  /** How messages name the place of the rows. */
  readonly text: string;
  /** What nobody can know of the page that was looked at last, in words; each of it is told once. */
  readonly warning: string | undefined;
  select(body: WholeBody): Selection;
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
  return {
    names,
    text: names.join('.') || '$',
    warning: undefined,
    select: ({ tree }) => select(nodeAt(tree, names)),
  };
}

/** Several matches are rows; what is a list at its place stands for its elements, unless it is an element itself. */
function pathFinder(path: JsonPath): RowFinder {
  return {
    names: undefined,
    text: path.text,
    warning: undefined,
    select: (body) => {
      const places = body.locate(path);
      const [only] = places;
      if (only === undefined) return path.isOpen ? [] : 'missing';
      if (!path.isOpen && places.length === 1) return select(nodeAt(body.tree, only));
      return places.flatMap((place) => {
        const node = nodeAt(body.tree, place);
        if (node === undefined) return [];
        const isElement = path.endsOpen && typeof place.at(-1) === 'number';
        return isElement ? [node] : rowsOf(node);
      });
    },
  };
}

/** Looks at each page until one has rows in a list that is no doubt theirs: an empty or odd first page decides nothing. */
function autoFinder(resource: string): RowFinder {
  let known: readonly string[] | undefined;
  let warning: string | undefined;
  let isTold = false;
  return {
    get names(): readonly string[] | undefined {
      return known;
    },
    get text(): string {
      return known?.join('.') || '$';
    },
    get warning(): string | undefined {
      return warning;
    },
    select: ({ tree }) => {
      const { names, isCertain, rivals } =
        known === undefined ? locateRows(tree, resource) : certain(known);
      warning = isTold || rivals.length === 0 ? undefined : describeRivals(resource, names, rivals);
      isTold ||= warning !== undefined;
      const node = nodeAt(tree, names);
      const isFound = isCertain && node?.kind === 'array' && node.items.length > 0;
      // the page behind an error may look otherwise
      if (isFound && !isErrorAlone(tree, [])) known = names;
      return names.length === 0 && isEmptyAnswer(tree) ? [] : select(node);
    },
  };
}

function certain(names: readonly string[]): ReturnType<typeof locateRows> {
  return { names, isCertain: true, rivals: [] };
}

function describeRivals(
  resource: string,
  names: readonly string[],
  rivals: readonly (readonly string[])[],
): string {
  const [taken, ...others] = [names, ...rivals].map((each) => `\`${each.join('.')}\``);
  return `${resource}: its rows may stand in ${taken} or in ${others.join(' or in ')}, and ${taken} was taken. Name the right one in \`data_selector\`.`;
}

function select(node: JsonNode | undefined): Selection {
  if (node === undefined) return 'missing';
  return isScalar(node) ? { scalar: node } : rowsOf(node);
}

function isScalar(node: JsonNode): node is ScalarNode {
  return node.kind === 'string' || node.kind === 'number' || node.kind === 'boolean';
}

/** A list is the page, null is an empty one, and all else is the only row. */
function rowsOf(node: JsonNode): readonly JsonNode[] {
  if (node.kind === 'array') return node.items;
  return node.kind === 'null' ? [] : [node];
}
