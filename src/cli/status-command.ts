import { processEnv, readStatus } from '../index.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-code.ts';
import type { StatusFlags } from './flags.ts';
import { lookOf } from './paint.ts';
import { toPlainJson } from './plain-json.ts';
import { renderStatus } from './render-status.ts';

/** `sluice status`. Gives the exit code: what was found does not decide it. */
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
