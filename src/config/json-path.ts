import type { Problem } from './fields.ts';

/** What became of a path: the names from the root down, or what is wrong with it, without its text. */
export type ParsedPath = { readonly segments: readonly string[] } | Problem;

const QUOTED = /^(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/su;
const BARE = /^[\p{L}_][\p{L}\p{N}_-]*/u;

/** Forms that select more than one value, or by a condition. */
const LATER: readonly (readonly [form: RegExp, what: string])[] = [
  [/^\.\.(?!$)/, 'descent (`..`)'],
  [/^(?:\.|\[)?\*/, 'a wildcard (`*`)'],
  [/^\[\s*\?/, 'a filter (`[?…]`)'],
  [/^\[\s*-?\d*\s*:/, 'a slice (`[a:b]`)'],
  [/^\[\s*-?\d/, 'an index (`[0]`)'],
  [/^\[[^\]]*,/, 'a list of names (`[a,b]`)'],
  [/^\.?`/, 'a function (`` `len` ``)'],
];

/**
 * Reads a JSONPath that names one place: names with dots between them, odd names quoted (`a.b`, `['x y'].b`, `a."x"`),
 * `$` for the root, `$.` in front at will.
 */
export function parsePath(text: string): ParsedPath {
  const whole = text.trim();
  if (whole === '') return { problem: 'is empty', isLater: false };
  const segments: string[] = [];
  let rest = toSteps(whole);
  while (rest !== '') {
    const later = LATER.find(([form]) => form.test(rest));
    if (later !== undefined) return { problem: `${later[1]} in a path`, isLater: true };
    const segment = takeSegment(rest);
    if (segment === undefined) {
      const at = Math.max(1, whole.length - rest.length + 1);
      const problem = `is no path from character ${at} on; put odd names in quotes, as in \`['a b']\``;
      return { problem, isLater: false };
    }
    segments.push(segment.name);
    rest = rest.slice(segment.length);
  }
  return { segments };
}

/** What is wrong with a path that leads to one value inside of the body. */
export function insidePathProblem(path: string): Problem | undefined {
  const parsed = parsePath(path);
  if ('problem' in parsed) return parsed;
  return parsed.segments.length > 0
    ? undefined
    : { problem: 'must lead to a value inside of the body', isLater: false };
}

/** A path as steps that each begin with `.` or `[`; none for the root. */
function toSteps(path: string): string {
  if (path === '$') return '';
  if (/^\$[.[]/.test(path)) return path.slice(1);
  if (path.startsWith('[') || path.startsWith('..')) return path;
  return `.${path}`;
}

/** The segment at the start of `.name…`, `.'name'…` or `['name']…`. */
function takeSegment(text: string): { name: string; length: number } | undefined {
  const isBracket = text.startsWith('[');
  if (!isBracket && !text.startsWith('.')) return undefined;
  const quoted = QUOTED.exec(text.slice(1));
  if (quoted !== null) {
    const end = 1 + quoted[0].length;
    if (isBracket && text[end] !== ']') return undefined;
    const name = (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/gsu, '$1');
    return { name, length: isBracket ? end + 1 : end };
  }
  const bare = isBracket ? null : BARE.exec(text.slice(1));
  return bare === null ? undefined : { name: bare[0], length: 1 + bare[0].length };
}
