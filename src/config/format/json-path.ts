import { compilePath } from '../../parse/json-path.ts';
import type { Problem } from './fields.ts';

/** The names that a path is made of, from the root down; undefined where it is no path, or more than names. */
export function pathNames(path: string): readonly string[] | undefined {
  const compiled = compilePath(path);
  return 'problem' in compiled ? undefined : compiled.names;
}

/** What is wrong with a path. It may lead to several values: by indexes, wildcards, filters and the like. */
export function jsonPathProblem(path: string): Problem | undefined {
  const compiled = compilePath(path);
  return 'problem' in compiled ? { problem: compiled.problem, isLater: false } : undefined;
}

/** What is wrong with a path that leads to one place inside of the body, by names alone. */
export function namedPathProblem(path: string): Problem | undefined {
  const problem = jsonPathProblem(path);
  if (problem !== undefined) return problem;
  return pathNames(path) === undefined
    ? {
        problem: 'must be names with dots between them: it has to lead to one place',
        isLater: false,
      }
    : rootProblem(path);
}

function rootProblem(path: string): Problem | undefined {
  return pathNames(path)?.length === 0
    ? { problem: 'must lead to a value inside of the body', isLater: false }
    : undefined;
}

// What follows takes paths that were checked. Of the two configurations only the one to be shown can hold what is no
// path, a name in place of a secret: it stays as it is there.

/** A path as the readers of pages take it: its names where it is no more than names, else whole, from `$` on. */
export function readPath(path: string): readonly string[] | { readonly path: string } {
  return pathNames(path) ?? { path: fromRoot(path) };
}

/** A path as RFC 9535 has it, from `$` on. */
export function fromRoot(path: string): string {
  const compiled = compilePath(path);
  return 'problem' in compiled ? path : compiled.standard;
}
