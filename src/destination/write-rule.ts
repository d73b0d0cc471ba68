import type { ResourceTarget } from './destination.ts';

/**
 * How the rows of a walk get into the table: as {@link ResourceTarget.write} says, except that rows whose group is
 * replaced are `groups`, rows that are to be merged by no key are appended, and `cdc` merges.
 */
export type WriteRule = 'append' | 'replace' | 'merge' | 'insert_only' | 'groups' | 'scd2';

export function writeRule({
  write = 'merge',
  primaryKey,
  mergeKey = [],
}: ResourceTarget): WriteRule {
  if (write === 'append' || write === 'replace' || write === 'scd2') return write;
  if (write === 'merge' && mergeKey.length > 0) return 'groups';
  if (primaryKey.length === 0) return 'append';
  return write === 'cdc' ? 'merge' : write;
}

/** Whether the key tells copies of a row apart. If not, the rows of the last pass are the rows of the walk. */
export function hasCopies(target: ResourceTarget): boolean {
  return writeRule(target) !== 'append' && target.primaryKey.length > 0;
}

/** Whether rows are safe in the table although others are missing, and however old they are. */
export function isUpsert(target: ResourceTarget): boolean {
  return ['merge', 'insert_only', 'scd2'].includes(writeRule(target));
}

/** What becomes of rows of the table that a complete walk did not meet. */
export function missingFate(target: ResourceTarget): 'keep' | 'mark' | 'delete' | 'retire' {
  const rule = writeRule(target);
  if (rule === 'scd2') return 'retire';
  if (rule !== 'merge') return 'keep';
  return target.write === 'cdc' ? 'delete' : (target.onMissing ?? 'keep');
}

/** Whether the way of writing itself asks for rows to go that did not come, so that it is not done while they stay. */
export function needsProof({ write }: ResourceTarget): boolean {
  return write === 'cdc' || write === 'scd2';
}

/** What asks for rows to go that did not come, in the words of the configuration. */
export function missingWord({ write, onMissing }: ResourceTarget): string {
  return write === 'cdc' || write === 'scd2' ? `\`${write}\`` : `\`on_missing: ${onMissing}\``;
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
  if (onMissing !== 'keep' && missingFate(target) === 'keep') {
    warnings.push(
      `${resource}: \`on_missing: ${onMissing}\` is for rows that are merged by their primary key; nothing was done for it.`,
    );
  }
  return warnings;
}
