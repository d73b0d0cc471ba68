import type { DatabaseStatus } from '../index.ts';
import { UsageError } from './exit-code.ts';

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
  assertKnown('stream', name, names, 'The configuration');
}

/**
 * @param holder - what has the names: the configuration, a database.
 * @throws {UsageError} when the name is none of them.
 */
export function assertKnown(
  where: string,
  name: string,
  names: readonly string[],
  holder: string,
): void {
  refuseUnknown(where, [name], names, holder);
}

/**
 * @throws {UsageError} when a database does not have the resource, or not in the dataset that the command acts on.
 */
export function assertKnownHere(
  command: string,
  resource: string,
  { to, dataset }: { readonly to: string; readonly dataset: string },
  { resources, checkpoints, cursors = [] }: DatabaseStatus,
): void {
  const known = [...resources, ...checkpoints, ...cursors];
  assertKnown(command, resource, [...new Set(known.map((one) => one.resource))], to);
  const datasets = known.filter((one) => one.resource === resource).map((one) => one.dataset);
  if (datasets.some((name) => name.toLowerCase() === dataset.toLowerCase())) return;
  const others = [...new Set(datasets)];
  throw new UsageError(
    `${command}: the dataset \`${dataset}\` of ${to} has no resource \`${resource}\`, but ${list(others)} has. Give --dataset ${others[0]}. Nothing was changed.`,
  );
}

function refuseUnknown(
  where: string,
  asked: readonly string[] | undefined,
  names: readonly string[],
  holder = 'The configuration',
): void {
  const unknown = (asked ?? []).filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw new UsageError(
    `${where}: there is no resource ${list(unknown)}. ${holder} has ${list(names)}.`,
  );
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');
}
