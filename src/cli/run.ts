import type { Writable } from 'node:stream';
import { CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import type { CommandContext, Env } from './command-context.ts';
import { ExitCode, exitCodeOfError } from './exit-code.ts';
import { createProgram, VersionAsked } from './program.ts';
import { catchInterrupts, guardCrashes, watchForStuckExit, watchReader } from './shutdown.ts';
import { createVoice, describeError, textVoice } from './voice.ts';

export interface CliOptions {
  /** Where secrets and settings are looked up. @default the environment of the process */
  readonly env?: Env;
  /** @default the working directory of the process */
  readonly cwd?: string;
}

/** Time for a run that crashed to end in order. */
const CRASH_GRACE_MS = 5_000;

/**
 * Runs one command of the command line and sets `process.exitCode`; the process ends by itself once all output is
 * written.
 *
 * @param args - without the interpreter and the script.
 */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<void> {
  const { stdout, stderr } = process;
  const reader = watchReader(stdout, stderr);
  const voice = createVoice(textVoice(stderr, false));
  const now = (): number => performance.now();
  let crashed = false;
  const crashSignal = guardCrashes(process, (error) => {
    crashed = true;
    process.exitCode = ExitCode.failed;
    voice.say('error', `nobody caught this: ${describeError(error, true)}`);
    setTimeout(() => process.exit(ExitCode.failed), CRASH_GRACE_MS).unref();
  });
  const interrupts = catchInterrupts({
    signals: process,
    now,
    onFirst: (signal) =>
      voice.say(
        'warning',
        `${signal}: ending in order, no more pages are asked for. Again to leave at once.`,
      ),
    leave: (code) => process.exit(code),
  });
  const context: CommandContext = {
    cwd: options.cwd ?? process.cwd(),
    env: options.env,
    stdout,
    stderr,
    signal: AbortSignal.any([interrupts.signal, reader.left, crashSignal]),
    readerLeft: reader.left,
    voice,
    now,
  };
  const code = await runProgram(args, context);
  // from here on a signal ends the process by itself, also while a reader takes its time
  interrupts.release();
  await flush(stdout);
  const unwritten = reader.failure();
  if (unwritten && code === ExitCode.done) {
    voice.say('error', `stdout: writing failed, ${unwritten.message}`);
  }
  const isFailed = crashed || (unwritten !== undefined && code === ExitCode.done);
  process.exitCode = isFailed ? ExitCode.failed : (interrupts.exitCode() ?? code);
  watchForStuckExit(voice.say);
}

/** Resolves when all that was written to a stream is through, or failed. */
async function flush(stream: Writable): Promise<void> {
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
}

/** Understands the arguments, runs the command and turns what it throws into a message and a code. */
async function runProgram(args: readonly string[], context: CommandContext): Promise<number> {
  const { stdout, stderr, voice, signal } = context;
  let code: number = ExitCode.done;
  const attempt = async (
    flags: { readonly verbose: boolean },
    command: () => Promise<number>,
  ): Promise<void> => {
    try {
      code = await command();
    } catch (error) {
      code = exitCodeOfError(error);
      if (!isAbort(error, signal)) voice.say('error', describeError(error, flags.verbose));
    }
  };
  const program = createProgram(
    {
      sync: (config, flags) =>
        attempt(flags, async () => {
          const { syncCommand } = await import('./sync-command.ts');
          return syncCommand(config, flags, context);
        }),
      check: (config, flags) =>
        attempt(flags, async () => {
          const { checkCommand } = await import('./check-command.ts');
          return checkCommand(config, flags, context);
        }),
      stream: (resource, config, flags) =>
        attempt(flags, async () => {
          const { streamCommand } = await import('./stream-command.ts');
          return streamCommand(resource, config, flags, context);
        }),
      status: (flags) =>
        attempt(flags, async () => {
          const { statusCommand } = await import('./state-commands.ts');
          return statusCommand(flags, context);
        }),
      reset: (resource, flags) =>
        attempt(flags, async () => {
          const { resetCommand } = await import('./state-commands.ts');
          return resetCommand(resource, flags, context);
        }),
      migrateNested: (resource, flags) =>
        attempt(flags, async () => {
          const { migrateNestedCommand } = await import('./state-commands.ts');
          return migrateNestedCommand(resource, flags, context);
        }),
      cursor: (resource, config, flags) =>
        attempt(flags, async () => {
          const { cursorCommand } = await import('./state-commands.ts');
          return cursorCommand(resource, config, flags, context);
        }),
    },
    { out: (text) => stdout.write(text), err: (text) => stderr.write(text) },
  );
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof VersionAsked) {
      stdout.write(`${VERSION}\n`);
      return ExitCode.done;
    }
    // commander has said it already
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    throw error;
  }
}

/** Whether an error only says that the run was asked to end. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}
