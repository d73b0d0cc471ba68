import {
  isClosedByReader,
  loadConfig,
  processEnv,
  readDotEnv,
  redactorOf,
  restApiSource,
  type SyncReport,
  sync,
} from '../index.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode, exitCodeOfReport } from './exit-code.ts';
import type { SyncFlags } from './flags.ts';
import { chooseProgress } from './progress/choose-progress.ts';
import { assertReportPath, filesOf, writeReport } from './report-file.ts';
import { selectResources } from './select-resources.ts';
import { renderNextSteps, renderSummary } from './summary.ts';
import { lookOf } from './text.ts';

/** `sluice sync`. Returns the exit code, as far as the report decides it. */
export async function syncCommand(
  configPath: string | undefined,
  flags: SyncFlags,
  context: CommandContext,
): Promise<number> {
  const { cwd, stdout, stderr, signal, readerLeft, voice, now } = context;
  const env = await readDotEnv(cwd, context.env ?? processEnv(), flags.envFile);
  const { config, path } = await loadConfig(configPath, { cwd });
  const files = filesOf({ to: flags.to, config: path, envFile: flags.envFile });
  await assertReportPath(flags, files, cwd);
  const source = restApiSource(config, { env });
  voice.redact(redactorOf(source));
  const resources = selectResources(source.resources, flags);
  const rowsOnStdout = flags.to === '-';
  const surroundings = { stdout, stderr, env, resources, rowsOnStdout, now };
  const progress = await chooseProgress(flags, surroundings);
  voice.use(progress.say);
  let report: SyncReport;
  try {
    report = await sync(source, {
      to: flags.to,
      resources,
      layout: flags.layout,
      ...(flags.takeOver && { takeOver: true }),
      dataset: flags.dataset,
      signal,
      onEvent: progress.onEvent,
      full: flags.full,
      ...(flags.concurrency !== undefined && { concurrency: flags.concurrency }),
      ...(flags.verify !== undefined && { verify: flags.verify }),
      ...(flags.nested !== undefined && { nested: flags.nested }),
      ...(flags.since !== undefined && { since: flags.since }),
      ...(flags.until !== undefined && { until: flags.until }),
      ...(flags.maxPages !== undefined && { maxPages: flags.maxPages }),
      ...(flags.waitLock !== undefined && { waitLockSeconds: flags.waitLock }),
      ...(flags.state !== undefined && { state: flags.state }),
      ...(flags.memoryLimit !== undefined && { memoryLimit: flags.memoryLimit }),
    });
  } finally {
    progress.stop();
  }
  if (!flags.quiet && flags.logFormat === 'text') {
    stderr.write(renderEnd(report, flags, lookOf(stderr, env).paint));
  }
  if (flags.report !== undefined) await writeReport(report, flags.report, { cwd, stdout });
  return rowsOnStdout && readerLeft.aborted
    ? exitCodeWithoutReader(report)
    : exitCodeOfReport(report, flags.require);
}

/** What a reader that left did not want is no fault; what failed for another reason is. */
function exitCodeWithoutReader({ resources }: SyncReport): number {
  const failed = resources.some(({ error }) => error !== undefined && !isClosedByReader(error));
  return failed ? ExitCode.failed : ExitCode.done;
}

function renderEnd(
  report: SyncReport,
  flags: SyncFlags,
  paint: Parameters<typeof renderSummary>[2],
): string {
  const steps = renderNextSteps(report.resources, flags.to, flags.dataset);
  return `${[renderSummary(report, flags, paint), steps].filter(Boolean).join('\n\n')}\n`;
}
