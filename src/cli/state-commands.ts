import {
  type DroppedStaging,
  loadConfig,
  type MigrateNestedResult,
  migrateNested,
  processEnv,
  type ResetResult,
  readDotEnv,
  readStatus,
  redactorOf,
  resetResource,
  restApiSource,
  type SetCursorResult,
  setCursor,
} from '../index.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-code.ts';
import type { CursorFlags, ResourceFlags, StatusFlags } from './flags.ts';
import { renderCursors, renderStatus } from './render-status.ts';
import { assertKnownHere } from './select-resources.ts';
import { countOf, lookOf } from './text.ts';
import { toPlainJson } from './voice.ts';

/** `sluice status`. Returns the exit code: what was found does not decide it. */
export async function statusCommand(flags: StatusFlags, context: CommandContext): Promise<number> {
  const { stdout } = context;
  const status = await readStatus(flags.to, {
    ...(flags.dataset !== undefined && { dataset: flags.dataset }),
    ...(flags.state !== undefined && { state: flags.state }),
  });
  const { paint } = lookOf(stdout, context.env ?? processEnv());
  const text = flags.json ? toPlainJson(status, 2) : renderStatus(status, paint);
  stdout.write(`${text}\n`);
  return ExitCode.done;
}

/**
 * `sluice reset`. Returns the exit code: nothing to drop is not a failure.
 *
 * @throws {UsageError} for a resource that the dataset does not know.
 */
export async function resetCommand(
  resource: string,
  flags: ResourceFlags,
  context: CommandContext,
): Promise<number> {
  const result = await changeResource('reset', resource, flags, {
    change: resetResource,
    isNothing: ({ dropped, cursors }) => dropped.length === 0 && cursors === 0,
  });
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

/**
 * `sluice migrate-nested`. Returns the exit code: columns that stay JSON are not a failure.
 *
 * @throws {UsageError} for a resource that the dataset does not know.
 */
export async function migrateNestedCommand(
  resource: string,
  flags: ResourceFlags,
  context: CommandContext,
): Promise<number> {
  const result = await changeResource('migrate-nested', resource, flags, {
    change: migrateNested,
    isNothing: ({ changes, left }) => changes.length === 0 && left.length === 0,
  });
  for (const line of describeMigration(result)) context.voice.say('info', line);
  return ExitCode.done;
}

function describeMigration({ resource, changes, left }: MigrateNestedResult): readonly string[] {
  if (changes.length === 0 && left.length === 0) return [`${resource}: there are no JSON columns.`];
  return [
    ...changes.map(({ table, column, to }) => `${table}.${column}: JSON is ${to} now.`),
    ...left.map(({ table, column, why }) => `${table}.${column}: stays JSON, because ${why}.`),
  ];
}

/** `12 staged rows of main.contacts`. */
function describeStaged(dropped: readonly DroppedStaging[]): string {
  return dropped
    .map(({ dataset, table, rows }) => `${countOf(rows, 'staged row')} of ${dataset}.${table}`)
    .join(', ');
}

/**
 * `sluice cursor`. Returns the exit code: a resource without a cursor is not a failure.
 *
 * @throws {UsageError} for a resource that the dataset does not know.
 */
export async function cursorCommand(
  resource: string,
  configPath: string | undefined,
  flags: CursorFlags,
  context: CommandContext,
): Promise<number> {
  const { to, dataset, set, json } = flags;
  const { stdout, voice } = context;
  if (set !== undefined) {
    const result = await setIn(resource, configPath, set, flags, context);
    if (json) stdout.write(`${toPlainJson(result, 2)}\n`);
    else voice.say('info', describeSet(result));
    return ExitCode.done;
  }
  const status = await readStatus(to);
  assertKnownHere('cursor', resource, flags, status);
  const cursors = (status.cursors ?? []).filter(
    (cursor) =>
      cursor.resource === resource && cursor.dataset.toLowerCase() === dataset.toLowerCase(),
  );
  const { paint } = lookOf(stdout, context.env ?? processEnv());
  if (json) stdout.write(`${toPlainJson(cursors, 2)}\n`);
  else if (cursors.length > 0) stdout.write(`${renderCursors(cursors, paint)}\n`);
  else voice.say('info', `${resource}: there is no cursor. The next run reads it from the start.`);
  return ExitCode.done;
}

async function setIn(
  resource: string,
  configPath: string | undefined,
  value: string | number,
  { to, dataset, envFile, state }: CursorFlags,
  { cwd, env: given, voice }: CommandContext,
): Promise<SetCursorResult> {
  const env = await readDotEnv(cwd, given ?? processEnv(), envFile);
  const { config } = await loadConfig(configPath, { cwd });
  const source = restApiSource(config, { env });
  voice.redact(redactorOf(source));
  return setCursor(source, resource, value, {
    ...{ to, dataset, ...(state !== undefined && { state }) },
  });
}

function describeSet({ resource, path, value, before, dropped }: SetCursorResult): string {
  const staged =
    dropped.length === 0
      ? ''
      : ` Dropped ${describeStaged(dropped)}, which were read from another start.`;
  const past = before === undefined ? 'there was none before' : `it was at ${toPlainJson(before)}`;
  return `${resource}: the cursor ${path} is set to ${toPlainJson(value)}; ${past}. The next run starts there; the table stays as it is.${staged}`;
}

/** Changes a resource of a dataset. If there was nothing to change, it must be one that the dataset knows. */
async function changeResource<Result>(
  command: string,
  resource: string,
  flags: ResourceFlags,
  {
    change,
    isNothing,
  }: {
    readonly change: (
      to: string,
      resource: string,
      options: { readonly dataset: string; readonly state?: string },
    ) => Promise<Result>;
    readonly isNothing: (result: Result) => boolean;
  },
): Promise<Result> {
  const { to, dataset, state } = flags;
  const place = state === undefined ? {} : { state };
  const result = await change(to, resource, { dataset, ...place });
  if (isNothing(result)) assertKnownHere(command, resource, flags, await readStatus(to, place));
  return result;
}
