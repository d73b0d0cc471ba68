import { SourceError } from '../../errors.ts';

/**
 * A copy of a JSON value in which another one stands under the names that lead to it. Objects on the way are made where
 * there is nothing, or null; what is beside the way is shared, and nothing is changed in place.
 *
 * @throws {SourceError} SOURCE_PAGE_FIELD where something else than an object stands on the way.
 */
export function withValueAt(value: unknown, path: readonly string[], set: unknown): unknown {
  return withValue(value, path, 0, set);
}

function withValue(value: unknown, path: readonly string[], at: number, set: unknown): unknown {
  const name = path[at];
  if (name === undefined) return set;
  const members = membersOf(value);
  if (members === undefined) throw blocked(path, at);
  const changed = new Map(members);
  changed.set(name, withValue(changed.get(name), path, at + 1, set));
  return Object.fromEntries(changed);
}

/** Undefined for what has none. */
function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (value === null || value === undefined) return [];
  return typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : undefined;
}

function blocked(path: readonly string[], at: number): SourceError {
  const place = at === 0 ? 'the body itself' : `\`${path.slice(0, at).join('.')}\` in the body`;
  return new SourceError(
    'SOURCE_PAGE_FIELD',
    `the paginator sets \`${path.join('.')}\` in the JSON body, and ${place} is not an object. Correct \`json\` or the paginator's path; nothing was asked for.`,
  );
}
