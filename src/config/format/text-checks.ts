import { jsonPointer } from '../../json-pointer.ts';
import { compilePath, toEnvelopeKey } from '../../parse/json-path.ts';

// All checks here say what is wrong with a text, without the text; undefined for nothing.

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

/** What is wrong with the name of a header. */
export function headerNameProblem(name: string): string | undefined {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) ? undefined : 'is no name for a header';
}

/** What is wrong with the value of a header, or of a key that is sent as one. */
export function headerValueProblem(value: string): string | undefined {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    ? undefined
    : 'holds a character that no header can carry, such as a line break';
}

/** What is wrong with a text as an absolute http(s) URL, without the text. */
export function urlProblem(text: string): string | undefined {
  if (/^[^:/?#]+:/.test(text) && !/^https?:/i.test(text))
    return 'must begin with http:// or https://';
  if (!/^https?:\/\/[^/?#]/i.test(text) || !URL.canParse(text)) {
    return 'must be an absolute http or https URL';
  }
  const { username, password } = new URL(text);
  if (username !== '' || password !== '') {
    return 'must not hold a user name or a password; write them under `auth`';
  }
  return text.includes('#') ? 'must not hold a fragment (`#…`): it is never sent' : undefined;
}

/** What is wrong with a host, a host with a port, or an origin. */
export function hostProblem(host: string): string | undefined {
  if (host.includes('*')) return 'must be one host; there are no wildcards';
  if (!host.includes('://')) {
    return /^[^\s/?#@\\]+$/.test(host) && URL.canParse(`https://${host}`)
      ? undefined
      : 'must be a host, a host with a port, or an origin; without a path';
  }
  if (!/^https?:\/\//i.test(host) || !URL.canParse(host)) {
    return 'must be an origin that begins with http:// or https://';
  }
  const url = new URL(host);
  return url.pathname === '/' && `${url.search}${url.hash}${url.username}${url.password}` === ''
    ? undefined
    : 'must be an origin: without a path, a query and a user name';
}
