import type { ConfigIssue } from '../../errors.ts';
import type { ResourcePlan, SourcePlan } from './plan.ts';

/**
 * What keeps resources from being written to a destination, although they can be read: rows would be deleted that are only
 * not asked for.
 *
 * @param names the resources to be written
 */
export function syncIssues(plan: SourcePlan, names: readonly string[]): ConfigIssue[] {
  return plan.resources
    .filter(({ name }) => names.includes(name))
    .flatMap((resource) =>
      [missingIssue(resource)]
        .filter((issue) => issue !== undefined)
        .map(({ key, message }) => ({
          path: `resources[${resource.position}].${key}`,
          message: `\`${resource.name}\` ${message} Nothing was asked for.`,
        })),
    );
}

interface SyncIssue {
  readonly key: string;
  readonly message: string;
}

/** Only a walk of the whole collection tells that a row is missing. */
function missingIssue({
  onMissing,
  write,
  incremental,
  parent,
}: ResourcePlan): SyncIssue | undefined {
  if (onMissing === 'keep') return undefined;
  const why =
    write !== 'merge'
      ? `is written as \`${write}\`, and only the write disposition \`merge\` knows rows that are missing`
      : incremental !== undefined
        ? 'is incremental, so that a load does not meet all rows'
        : parent !== undefined
          ? `depends on \`${parent.resource}\`, so that a load does not meet all rows`
          : undefined;
  if (why === undefined) return undefined;
  return { key: 'on_missing', message: `${why}. Write 'keep', or leave \`on_missing\` out.` };
}
