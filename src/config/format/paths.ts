import { jsonPointer } from '../../parse/envelope.ts';
import { compilePath, toEnvelopeKey } from '../../parse/json-path.ts';

/** What is wrong with a path. It may lead to several values: by indexes, wildcards, filters and the like. */
export function jsonPathProblem(path: string): string | undefined {
  const compiled = compilePath(path);
  return 'problem' in compiled ? compiled.problem : undefined;
}

/** What is wrong with a path to a value inside of the body of a response. */
export function valuePathProblem(path: string): string | undefined {
  return jsonPathProblem(path) ?? rootProblem(path);
}

/** What is wrong with a path that leads to one place inside of the body, by names alone. */
export function namedPathProblem(path: string): string | undefined {
  const problem = jsonPathProblem(path);
  if (problem !== undefined) return problem;
  return pathNames(path) === undefined
    ? 'must be names with dots between them: it has to lead to one place'
    : rootProblem(path);
}

function rootProblem(path: string): string | undefined {
  return pathNames(path)?.length === 0 ? 'must lead to a value inside of the body' : undefined;
}

/** What is wrong with the path to a place in the JSON body of a request. */
export function requestBodyPathProblem(path: string): string | undefined {
  return path.split('.').some((name) => name.trim() === '')
    ? 'must be names with one dot between them, none of them empty'
    : undefined;
}

/** The names that a path is made of, from the root down; undefined if it is not a path, or more than names. */
export function pathNames(path: string): readonly string[] | undefined {
  const compiled = compilePath(path);
  return 'problem' in compiled ? undefined : compiled.names;
}

/** The names that lead to a place in the JSON body of a request. No JSONPath: dots are all that counts. */
export function requestBodyPath(path: string): readonly string[] {
  return path.split('.');
}

// What follows takes paths that were checked. Of the two configurations only the one to be shown can hold what is not a
// path, a name in place of a secret: it stays as it is there.

/** Where a value stands in the body, as the readers of pages are asked for it. */
export function envelopeKey(path: string): string {
  const compiled = compilePath(path);
  return 'problem' in compiled ? jsonPointer([path]) : toEnvelopeKey(compiled);
}

/** A path as the readers of pages take it: its names if it is no more than names, else whole, from `$` on. */
export function readPath(path: string): readonly string[] | { readonly path: string } {
  return pathNames(path) ?? { path: fromRoot(path) };
}

/** A path as RFC 9535 has it, from `$` on. */
export function fromRoot(path: string): string {
  const compiled = compilePath(path);
  return 'problem' in compiled ? path : compiled.standard;
}
