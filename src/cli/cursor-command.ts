import {
  loadConfig,
  processEnv,
  readDotEnv,
  readStatus,
  redactorOf,
  restApiSource,
  type SetCursorResult,
  setCursor,
} from '../index.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-code.ts';
import type { CursorFlags } from './flags.ts';
import { lookOf } from './paint.ts';
import { toPlainJson } from './plain-json.ts';
import { renderCursors } from './render-status.ts';
import { describeStaged } from './reset-command.ts';
import { assertKnownHere } from './select-resources.ts';

/**
 * `sluice cursor`. Gives the exit code: a resource without a cursor is no failure.
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
