import { type ResetResult, readStatus, resetResource } from '../index.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-code.ts';
import type { DatabaseFlags } from './flags.ts';
import { countOf } from './numbers.ts';
import { assertKnown } from './select-resources.ts';

/**
 * `sluice reset`. Gives the exit code: nothing to drop is no failure.
 *
 * @throws {UsageError} for a resource that the database does not know.
 */
export async function resetCommand(
  resource: string,
  flags: DatabaseFlags,
  context: CommandContext,
): Promise<number> {
  const result = await resetResource(flags.to, resource, {
    ...(flags.dataset !== undefined && { dataset: flags.dataset }),
  });
  if (result.dropped.length === 0 && result.cursors === 0) {
    const { resources, checkpoints, cursors = [] } = await readStatus(flags.to);
    const names = [...resources, ...checkpoints, ...cursors].map((known) => known.resource);
    assertKnown('reset', resource, [...new Set(names)], flags.to);
  }
  context.voice.say('info', describeReset(result));
  return ExitCode.done;
}

/** What was dropped, and what was not. */
export function describeReset({ resource, dropped, cursors }: ResetResult): string {
  if (dropped.length === 0 && cursors === 0) {
    return `${resource}: nothing was staged and there is no cursor, so nothing was dropped. The next run reads it from the start.`;
  }
  const staged = dropped.map(
    ({ dataset, table, rows }) => `${countOf(rows, 'staged row')} of ${dataset}.${table}`,
  );
  const parts = [
    ...(staged.length > 0 ? [`${staged.join(', ')}, and how far it was`] : []),
    ...(cursors > 0 ? [countOf(cursors, 'cursor')] : []),
  ];
  const tables = dropped.length > 1 ? 'The tables stay as they are' : 'The table stays as it is';
  return `${resource}: dropped ${parts.join('; ')}. ${tables}; the next run reads it from the start.`;
}
