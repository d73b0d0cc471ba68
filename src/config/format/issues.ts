import type { z } from 'zod';
import { nearestName } from './nearest-name.ts';
import { splitKeyMessages } from './section.ts';
import { describeValue, isPlain } from './values.ts';

/** Where in a configuration: names and places in lists. */
export type ConfigPath = readonly (string | number)[];

/** As `resources[2].endpoint.headers['Api-Token']`. */
export function formatPath(path: ConfigPath): string {
  return path.map(formatSegment).join('').replace(/^\./, '');
}

function formatSegment(segment: string | number): string {
  if (typeof segment === 'number') return `[${segment}]`;
  return /^[A-Za-z_$][\w$]*$/.test(segment)
    ? `.${segment}`
    : `['${segment.replace(/[\\']/g, '\\$&')}']`;
}

/** The value at a path, undefined where there is none. */
export function valueAt(root: unknown, path: ConfigPath): unknown {
  let value = root;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) {
      return undefined;
    }
    value = Reflect.get(value, segment);
  }
  return value;
}

/** Whether a path leads to a place or into it. */
export function isWithin(path: ConfigPath, place: ConfigPath): boolean {
  return place.length <= path.length && place.every((segment, index) => segment === path[index]);
}

/** One thing that is wrong, at its place. */
export interface PlacedIssue {
  readonly path: ConfigPath;
  readonly message: string;
}

/** What zod found, as issues of ours. Values are taken from the form of the configuration that may be shown. */
export function fromZod(
  issues: readonly z.core.$ZodIssue[],
  shown: unknown,
  around: ConfigPath = [],
): PlacedIssue[] {
  return issues.flatMap((issue) => {
    const path = [...around, ...issue.path.map(toSegment)];
    if (issue.code === 'unrecognized_keys') return keyIssues(issue, path);
    // the value that stands under a bad name says nothing of the name
    if (issue.code === 'invalid_key') {
      return [{ path, message: issue.issues[0]?.message ?? issue.message }];
    }
    if (issue.code === 'invalid_union') {
      const branch = chosenBranch(issue.errors);
      if (branch !== undefined) return fromZod(branch, shown, path);
      const misspelt = misspeltKey(path, shown);
      if (misspelt !== undefined) return [misspelt];
      // an instance has no `type` that could be missing
      const around = path.slice(0, -1);
      const owner = valueAt(shown, around);
      if (isInstance(owner)) return [{ path: around, message: withValue(issue.message, owner) }];
    }
    return [{ path, message: withValue(issue.message, valueAt(shown, path)) }];
  });
}

/** The key that decides between the objects of a union, where it is missing and another key is much like it. */
function misspeltKey(path: ConfigPath, shown: unknown): PlacedIssue | undefined {
  const around = path.slice(0, -1);
  const key = String(path.at(-1));
  const owner = valueAt(shown, around);
  if (!isPlain(owner) || owner[key] !== undefined) return undefined;
  const written = Object.keys(owner).find((name) => nearestName(name, [key]) !== undefined);
  if (written === undefined) return undefined;
  return {
    path: [...around, written],
    message: `there is no key \`${written}\`. Did you mean \`${key}\`?`,
  };
}

/** Adds the value that was met to a message, in front of a closing question. */
export function withValue(message: string, value: unknown): string {
  const seen = value === undefined ? 'but it is missing' : `got ${describeValue(value)}`;
  if (value !== undefined && message.includes(describeValue(value))) return message;
  const question = message.indexOf('. Did you mean');
  return question < 0
    ? `${message}, ${seen}`
    : `${message.slice(0, question)}, ${seen}${message.slice(question)}`;
}

function keyIssues(issue: z.core.$ZodIssueUnrecognizedKeys, path: ConfigPath): PlacedIssue[] {
  const messages = splitKeyMessages(issue.message);
  return issue.keys
    .map((key, index) => ({ path: [...path, key], message: messages[index] ?? '' }))
    .filter(({ message }) => message !== '');
}

/**
 * The branch of a union that the value was meant for: one that takes its type. Undefined where none does, so that the
 * union itself says what it takes.
 */
function chosenBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const isOwn = ({ path, code }: z.core.$ZodIssue, codes: readonly string[]): boolean =>
    path.length === 0 && codes.includes(code);
  const lacks = (codes: readonly string[]) => (branch: readonly z.core.$ZodIssue[]) =>
    branch.length > 0 && !branch.some((issue) => isOwn(issue, codes));
  return (
    branches.find(lacks(['invalid_type', 'invalid_value', 'custom'])) ??
    branches.find(lacks(['invalid_type']))
  );
}

function isInstance(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isPlain(value);
}

function toSegment(segment: PropertyKey): string | number {
  return typeof segment === 'number' ? segment : String(segment);
}
