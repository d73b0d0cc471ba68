import { type DroppedStaging, readStatus, resetResource } from '../index.ts';
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
  const { dropped } = await resetResource(flags.to, resource, {
    ...(flags.dataset !== undefined && { dataset: flags.dataset }),
  });
  if (dropped.length === 0) {
    const { resources, checkpoints } = await readStatus(flags.to);
    const names = [...resources, ...checkpoints].map((known) => known.resource);
    assertKnown('reset', resource, [...new Set(names)], flags.to);
  }
  context.voice.say('info', describeReset(resource, dropped));
  return ExitCode.done;
}

/** What was dropped, and what was not. */
export function describeReset(resource: string, dropped: readonly DroppedStaging[]): string {
  if (dropped.length === 0) {
    return `${resource}: nothing was staged, so nothing was dropped. The next run reads it from the start.`;
  }
  const parts = dropped.map(
    ({ dataset, table, rows }) => `${countOf(rows, 'staged row')} of ${dataset}.${table}`,
  );
  const tables = dropped.length === 1 ? 'The table stays as it is' : 'The tables stay as they are';
  return `${resource}: dropped ${parts.join(', ')}, and how far it was. ${tables}; the next run reads it from the start.`;
}
