import { jsonPointer } from '../../parse/envelope.ts';
import { compilePath, toEnvelopeKey } from '../../parse/json-path.ts';
import type { Problem } from './fields.ts';

/** Where a value stands in the body, as the readers of pages are asked for it. The path was checked before. */
export function envelopeKey(path: string): string {
  const compiled = compilePath(path);
  // of the two configurations only the one to be shown can hold what is no path: a name in place of a secret
  return 'problem' in compiled ? jsonPointer([path]) : toEnvelopeKey(compiled);
}

/** What is wrong with a path to a value inside of the body of an answer. */
export function valuePathProblem(path: string): Problem | undefined {
  const compiled = compilePath(path);
  if ('problem' in compiled) return { problem: compiled.problem, isLater: false };
  return compiled.names?.length === 0
    ? { problem: 'must lead to a value inside of the body', isLater: false }
    : undefined;
}

/** The names that lead to a place in the JSON body of a request. No JSONPath: dots are all that counts. */
export function requestBodyPath(path: string): readonly string[] {
  return path.split('.');
}

/** What is wrong with the path to a place in the JSON body of a request. */
export function requestBodyPathProblem(path: string): Problem | undefined {
  return path.split('.').some((name) => name.trim() === '')
    ? { problem: 'must be names with one dot between them, none of them empty', isLater: false }
    : undefined;
}
