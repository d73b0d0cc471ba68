import { type DroppedStaging, type ResetResult, readStatus, resetResource } from '../index.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-code.ts';
import type { ResourceFlags } from './flags.ts';
import { countOf } from './numbers.ts';
import { assertKnownHere } from './select-resources.ts';

/**
 * `sluice reset`. Gives the exit code: nothing to drop is no failure.
 *
 * @throws {UsageError} for a resource that the dataset does not know.
 */
export async function resetCommand(
  resource: string,
  flags: ResourceFlags,
  context: CommandContext,
): Promise<number> {
  const { to, dataset, state } = flags;
  const place = state === undefined ? {} : { state };
  const result = await resetResource(to, resource, { dataset, ...place });
  if (result.dropped.length === 0 && result.cursors === 0) {
    assertKnownHere('reset', resource, flags, await readStatus(to, place));
  }
  context.voice.say('info', describeReset(result));
  return ExitCode.done;
}

/** What was dropped, and what was not. */
export function describeReset({ resource, dropped, cursors }: ResetResult): string {
  if (dropped.length === 0 && cursors === 0) {
    return `${resource}: nothing was staged and there is no cursor, so nothing was dropped. The next run reads it from the start.`;
  }
  const parts = [
    ...(dropped.length > 0 ? [`${describeStaged(dropped)}, and how far it was`] : []),
    ...(cursors > 0 ? [countOf(cursors, 'cursor')] : []),
  ];
  const tables = dropped.length > 1 ? 'The tables stay as they are' : 'The table stays as it is';
  return `${resource}: dropped ${parts.join('; ')}. ${tables}; the next run reads it from the start.`;
}

/** `12 staged rows of main.contacts`. */
export function describeStaged(dropped: readonly DroppedStaging[]): string {
  return dropped
    .map(({ dataset, table, rows }) => `${countOf(rows, 'staged row')} of ${dataset}.${table}`)
    .join(', ');
}
