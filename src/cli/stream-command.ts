import { pipeline } from 'node:stream/promises';
import {
  loadConfig,
  processEnv,
  readDotEnv,
  redactorOf,
  restApiSource,
  streamLines,
} from '../index.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode, exitCodeOfReport } from './exit-code.ts';
import type { StreamFlags } from './flags.ts';
import { notesOf } from './notes.ts';
import { lineProgress } from './progress/choose-progress.ts';
import { assertResource } from './select-resources.ts';

/** `sluice stream`. Returns the exit code. */
export async function streamCommand(
  resource: string,
  configPath: string | undefined,
  flags: StreamFlags,
  context: CommandContext,
): Promise<number> {
  const { cwd, stdout, stderr, signal, readerLeft, voice, now } = context;
  const progress = lineProgress(flags, stderr, now);
  voice.use(progress.say);
  const env = await readDotEnv(cwd, context.env ?? processEnv(), flags.envFile);
  const { config } = await loadConfig(configPath, { cwd });
  const source = restApiSource(config, { env });
  voice.redact(redactorOf(source));
  assertResource(resource, source.resources);
  const lines = streamLines(source, resource, {
    signal,
    verify: flags.verify,
    // a line for each page would be too much beside the rows
    onEvent: (event) => {
      if (event.type === 'waiting') progress.onEvent(event);
    },
  });
  const broken = await pipeline(lines, stdout, { end: false }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (readerLeft.aborted) return ExitCode.done;
  const report = await lines.report;
  // the report tells errors of the walk; what is left are an interrupt and a stdout that failed
  if (broken && report.error === undefined) throw broken.error;
  progress.onEvent({ type: 'resource_finished', resource, report });
  if (!flags.quiet && flags.logFormat === 'text') {
    for (const { kind, text } of notesOf(report, flags)) voice.say(kind, text);
  }
  return exitCodeOfReport({ resources: [report] });
}
