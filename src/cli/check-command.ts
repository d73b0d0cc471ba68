import {
  checkSource,
  loadConfig,
  processEnv,
  readDotEnv,
  redactorOf,
  restApiSource,
} from '../index.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-code.ts';
import type { CheckFlags } from './flags.ts';
import { lineProgress } from './progress/choose-progress.ts';
import { renderCheck, renderProblems } from './render-check.ts';
import { selectResources } from './select-resources.ts';

/** `sluice check`. Returns the exit code. */
export async function checkCommand(
  configPath: string | undefined,
  flags: CheckFlags,
  context: CommandContext,
): Promise<number> {
  const { cwd, stdout, stderr, signal, voice, now } = context;
  const progress = lineProgress(flags, stderr, now);
  const env = await readDotEnv(cwd, context.env ?? processEnv(), flags.envFile);
  const { config, path } = await loadConfig(configPath, { cwd });
  const source = restApiSource(config, { env });
  voice.redact(redactorOf(source));
  const resources = selectResources(source.resources, flags);
  const report = await checkSource(source, {
    ...{ resources, layout: flags.layout, offline: flags.offline, signal },
    onEvent: (event) => {
      if (event.type === 'waiting') progress.onEvent(event);
    },
  });
  if (flags.json) {
    const plain = report.resources.map(({ error, ...rest }) => ({
      ...rest,
      ...(error === undefined ? {} : { error: error.message }),
    }));
    stdout.write(`${JSON.stringify({ ...report, resources: plain }, undefined, 2)}\n`);
  } else {
    const lines = flags.quiet ? renderProblems(report) : [renderCheck(report, path)];
    stdout.write(lines.map((line) => `${line}\n`).join(''));
  }
  if (report.resources.some(({ error }) => error !== undefined)) return ExitCode.failed;
  const hasWarnings = report.resources.some(({ warnings }) => warnings.length > 0);
  return hasWarnings ? ExitCode.unproved : ExitCode.done;
}
