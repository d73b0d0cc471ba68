import { UsageError } from './usage-error.ts';

export interface Selection {
  readonly only?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

/**
 * The resources to load, in the order of the source.
 *
 * @throws {UsageError} for a name that the source does not have, and when nothing is left.
 */
export function selectResources(names: readonly string[], selection: Selection): readonly string[] {
  const { only, exclude } = selection;
  refuseUnknown('--only', only, names);
  refuseUnknown('--exclude', exclude, names);
  const selected = names.filter(
    (name) => (only === undefined || only.includes(name)) && !exclude?.includes(name),
  );
  if (selected.length === 0) {
    throw new UsageError(
      `--only and --exclude leave no resource of ${list(names)}. Nothing was asked for.`,
    );
  }
  return selected;
}

/** @throws {UsageError} when the source does not have the resource. */
export function assertResource(name: string, names: readonly string[]): void {
  refuseUnknown('stream', [name], names);
}

function refuseUnknown(
  where: string,
  asked: readonly string[] | undefined,
  names: readonly string[],
): void {
  const unknown = (asked ?? []).filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw new UsageError(
    `${where}: there is no resource ${list(unknown)}. The configuration has ${list(names)}.`,
  );
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');
}
