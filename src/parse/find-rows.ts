import type { JsonNode } from '../model.ts';
import { isErrorList } from './error-marks.ts';

/** Names that lists of rows go by. */
const ROW_NAMES: ReadonlySet<string> = new Set([
  'data',
  'items',
  'results',
  'entries',
  'records',
  'rows',
  'entities',
  'payload',
  'content',
  'objects',
  'values',
]);

/** Names of what is said about the rows: a list in there is taken only where there is no other. */
const ASIDE_NAMES: ReadonlySet<string> = new Set([
  'meta',
  'metadata',
  'pagination',
  'links',
  'link',
  '_links',
  'included',
  'facets',
  'extras',
  'headers',
]);

/** Names in front of a list, its own included. */
const MAX_NAMES = 3;

/** Where the rows of a body were found. */
export interface FoundRows {
  /** Names that lead to the rows; none where the body itself is the rows, or the only row. */
  readonly names: readonly string[];
  /** Whether this is a list of rows without doubt, so that the next pages can be taken to have it at the same place. */
  readonly isCertain: boolean;
  /** Names that lead to other lists of objects for which there is as much to be said, except that they stand further back. */
  readonly rivals: readonly (readonly string[])[];
}

interface Candidate {
  readonly names: readonly string[];
  readonly isAside: boolean;
  readonly isKnown: boolean;
  /** Whether it has the name of the resource. */
  readonly isNamed: boolean;
  readonly isEmpty: boolean;
  readonly hasObjects: boolean;
  /** Whether it holds texts, numbers or flags: what is said in words stands in such lists as well as rows. */
  readonly hasScalars: boolean;
}

/**
 * Finds the list of rows in a body: a list that goes by a usual name, else one that has the name of the resource, else the
 * first list in the order of the document, else the body itself. A list of objects goes before lists of texts or numbers,
 * unless one of those has the name of the resource. Lists stand at most three names deep, and not inside of other lists. What
 * stands under `meta` and its like counts only where no other list does, and what stands under `errors` and its like never. An
 * empty list gives way to one of objects that has as much to be said for it and is no deeper: what comes beside an empty result, such as its
 * facets, is no rows.
 */
export function findRows(tree: JsonNode, resource?: string): readonly string[] {
  return locateRows(tree, resource).names;
}

/** As {@link findRows}, with whether the next pages can be read on the strength of it. */
export function locateRows(tree: JsonNode, resource?: string): FoundRows {
  if (tree.kind !== 'object') return { names: [], isCertain: tree.kind === 'array', rivals: [] };
  const found: Candidate[] = [];
  collectLists(tree.members, [], found, resource);
  const best = found.reduce<Candidate | undefined>(
    (first, next) => (first === undefined || isBetter(next, first) ? next : first),
    undefined,
  );
  if (best === undefined) return { names: [], isCertain: false, rivals: [] };
  const rivals = found.filter(
    (each) => each !== best && each.hasObjects && standing(each) === standing(best),
  );
  return {
    names: best.names,
    isCertain: !best.isAside && !best.isEmpty,
    rivals: best.hasScalars ? [] : rivals.map(({ names }) => names),
  };
}

function collectLists(
  members: ReadonlyMap<string, JsonNode>,
  path: readonly string[],
  found: Candidate[],
  resource: string | undefined,
): void {
  for (const [name, node] of members) {
    if (isErrorList(name) && name !== resource) continue;
    const names = [...path, name];
    if (node.kind === 'array') {
      found.push({
        names,
        isAside: names.some((each) => ASIDE_NAMES.has(each)),
        isKnown: ROW_NAMES.has(name),
        isNamed: name === resource,
        isEmpty: node.items.length === 0,
        hasObjects: node.items[0]?.kind === 'object',
        hasScalars: node.items[0] !== undefined && 'text' in node.items[0],
      });
    } else if (node.kind === 'object' && names.length < MAX_NAMES) {
      collectLists(node.members, names, found, resource);
    }
  }
}

/** Whether a list that stands behind the other one in the document is to be taken in its place. */
function isBetter(next: Candidate, first: Candidate): boolean {
  const preferred = preferredKind(next, first);
  if (preferred !== undefined) return preferred === next;
  if (standing(next) !== standing(first)) return standing(next) > standing(first);
  return first.isEmpty && next.hasObjects && next.names.length <= first.names.length;
}

/** The one that holds objects, if the other one holds scalars and does not have the name of the resource. */
function preferredKind(next: Candidate, first: Candidate): Candidate | undefined {
  if (next.isAside !== first.isAside) return undefined;
  if (next.hasObjects && first.hasScalars && !first.isNamed) return next;
  return first.hasObjects && next.hasScalars && !next.isNamed ? first : undefined;
}

function standing({ isAside, isKnown, isNamed }: Candidate): number {
  return (isAside ? 0 : 4) + (isKnown ? 2 : 0) + (isNamed ? 1 : 0);
}
