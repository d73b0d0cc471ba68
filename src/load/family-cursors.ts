import type { ResourcePlan } from '../config/plan/plan.ts';
import type { LoadCounts } from '../destination/destination.ts';
import type { CursorMove } from '../model.ts';
import type { Family } from '../source/families.ts';
import type { Member } from '../source/member.ts';
import type { Run } from '../source/run.ts';

/** Which cursors move with the rows of each resource that is loaded, and what is to be said of it. */
export interface FamilyCursors {
  readonly moves: ReadonlyMap<string, readonly CursorMove[]>;
  readonly warnings: ReadonlyMap<string, readonly CursorWarning[]>;
}

/** A warning, and what makes it true. */
export interface CursorWarning {
  readonly text: string;
  /** `moved`: said if the cursors moved. `written`: if rows of the resource were written. Default: in any case. */
  readonly if?: 'moved' | 'written';
}

/** The warnings that are true by what became of the rows. */
export function trueWarnings(
  warnings: readonly CursorWarning[],
  { movedCursors = false, inserted }: Pick<LoadCounts, 'movedCursors' | 'inserted'>,
): readonly string[] {
  const holds = { moved: movedCursors, written: inserted > 0 };
  return warnings
    .filter(({ if: condition }) => condition === undefined || holds[condition])
    .map(({ text }) => text);
}

/**
 * A cursor tells which rows need not be met again: by their own table, and by the resources that depend on them. Where one
 * of these is left out of the load, the cursor stays, or its rows would be missing for good; a resource that would then
 * get rows twice says so instead. The cursor of a parent that is never loaded moves with the rows of those that are.
 */
export function familyCursors(
  family: Family,
  members: readonly Member[],
  { use, wanted }: { readonly use: Run; readonly wanted: ReadonlySet<string> },
): FamilyCursors {
  const moves = new Map<string, readonly CursorMove[]>();
  const warnings = new Map<string, readonly CursorWarning[]>();
  const first = family.find(({ name }) => wanted.has(name))?.name;
  for (const { resource, cursors } of members) {
    const { name, selected, incremental } = resource;
    const movesNone =
      incremental === undefined || (use.ranges !== undefined && cursors.length === 0);
    const isLoaded = wanted.has(name);
    // with a range of its own, a load moves no cursor but one that it mends
    const leftOut = movesNone
      ? []
      : dependentsOf(name, use.plan.resources).filter((other) => !wanted.has(other));
    const stays = leftOut.length > 0 && (!isLoaded || meetsAgain(resource));
    if (isLoaded && leftOut.length > 0) {
      const text = leftOutWarning(name, leftOut, stays);
      const left: CursorWarning = stays ? { text } : { text, if: 'moved' };
      warnings.set(name, [...(warnings.get(name) ?? []), left]);
    }
    if (stays || (!isLoaded && selected)) {
      if (movesNone) continue;
      for (const other of appendedBelow(name, members, wanted)) {
        const twice = { text: twiceWarning(other, name), if: 'written' } as const;
        warnings.set(other, [...(warnings.get(other) ?? []), twice]);
      }
      continue;
    }
    const holder = isLoaded ? name : first;
    if (holder === undefined || cursors.length === 0) continue;
    const own = cursors.map((cursor) => ({ ...cursor, resource: name }));
    moves.set(holder, [...(moves.get(holder) ?? []), ...own]);
  }
  return { moves, warnings };
}

/** Whether rows that come once more are the same rows of the table. */
function meetsAgain({ write, primaryKey }: ResourcePlan): boolean {
  if (write === 'scd2') return true;
  return write !== 'append' && write !== 'replace' && primaryKey.length > 0;
}

/** The loaded resources below one, at any distance, whose rows would be there twice if they came once more. */
function appendedBelow(
  name: string,
  members: readonly Member[],
  wanted: ReadonlySet<string>,
): readonly string[] {
  return members
    .map(({ resource }) => resource)
    .filter(({ parent }) => parent?.resource === name)
    .flatMap((other) => {
      const isReplaced = other.write === 'replace';
      const isTold = other.incremental !== undefined || isReplaced || meetsAgain(other);
      const own = wanted.has(other.name) && !isTold ? [other.name] : [];
      return [...own, ...appendedBelow(other.name, members, wanted)];
    });
}

function twiceWarning(name: string, parent: string): string {
  return `${name}: its rows are appended, and will be there twice after the next load: the cursor of \`${parent}\` stays where it was, because not everything that depends on it was loaded. Load all of it together, or write \`merge\` with a primary key.`;
}

/** The selected resources that depend on one, at any distance. */
function dependentsOf(name: string, resources: readonly ResourcePlan[]): readonly string[] {
  return resources
    .filter(({ parent }) => parent?.resource === name)
    .flatMap((other) => [
      ...(other.selected ? [other.name] : []),
      ...dependentsOf(other.name, resources),
    ]);
}

function leftOutWarning(name: string, leftOut: readonly string[], stays: boolean): string {
  const names = leftOut.map((other) => `\`${other}\``).join(', ');
  return stays
    ? `${name}: its cursor stays where it was, because ${names}, which depends on its rows, was not loaded with it: the next load meets the same rows again.`
    : `${name}: its cursor moved although ${names}, which depends on its rows, was not loaded with it: what belongs to these rows will not come. Load them together with \`full\` to get it.`;
}
