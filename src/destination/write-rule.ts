import type { ResourceTarget } from './destination.ts';

/**
 * How the rows of a walk get into the table: as {@link ResourceTarget.write} says, except that rows whose group is
 * replaced are `groups`, and rows that are to be merged by no key are appended.
 */
export type WriteRule = 'append' | 'replace' | 'merge' | 'insert_only' | 'groups';

export function writeRule({
  write = 'merge',
  primaryKey,
  mergeKey = [],
}: ResourceTarget): WriteRule {
  if (write === 'append' || write === 'replace') return write;
  if (write === 'merge' && mergeKey.length > 0) return 'groups';
  return primaryKey.length === 0 ? 'append' : write;
}

/** Whether the key tells copies of a row apart. If not, the rows of the last pass are the rows of the walk. */
export function hasCopies(target: ResourceTarget): boolean {
  return writeRule(target) !== 'append' && target.primaryKey.length > 0;
}

/** Said where a resource does not do what it seems to. */
export function ruleWarnings(target: ResourceTarget): readonly string[] {
  const { resource, write = 'merge', onMissing = 'keep' } = target;
  const warnings: string[] = [];
  if (writeRule(target) === 'append' && write !== 'append') {
    const what = write === 'merge' ? 'neither a primary key nor a merge key' : 'no primary key';
    warnings.push(
      `${resource}: it is to be written by \`${write}\`, but it has ${what}, so its rows were appended. Name a key, or say \`append\`.`,
    );
  }
  if (onMissing !== 'keep' && writeRule(target) !== 'merge') {
    warnings.push(
      `${resource}: \`on_missing: ${onMissing}\` is for rows that are merged by their primary key; nothing was done for it.`,
    );
  }
  return warnings;
}
