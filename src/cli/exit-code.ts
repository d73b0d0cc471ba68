import type { ResourceReport, SyncReport } from '../index.ts';

/** What the process says to whoever started it. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  unproved: 3,
} as const;

/** The least verdict that is good enough. */
export type Requirement = 'complete' | 'exhausted';

/** The code for a load that came to its end by itself. */
export function exitCodeOfReport(
  report: Pick<SyncReport, 'resources' | 'error'>,
  require: Requirement = 'exhausted',
): number {
  if (report.error !== undefined) return ExitCode.failed;
  if (report.resources.some((resource) => resource.error !== undefined)) return ExitCode.failed;
  const isDone = report.resources.every((resource) => isGoodEnough(resource, require));
  return isDone ? ExitCode.done : ExitCode.unproved;
}

function isGoodEnough(report: ResourceReport, require: Requirement): boolean {
  const { verdict, rejected, refusedDeletes = 0 } = report;
  const isProved = verdict === 'complete' || (verdict === 'exhausted' && require === 'exhausted');
  return isProved && rejected === 0 && refusedDeletes === 0;
}

/** The code for an error that ended the command. */
export function exitCodeOfError(error: unknown): number {
  return error instanceof UsageError || isConfigError(error) ? ExitCode.usage : ExitCode.failed;
}

/** The code by which a shell says that a signal ended the process: 128 and the signal's number. */
export function exitCodeOfSignal(signal: 'SIGINT' | 'SIGTERM'): number {
  return signal === 'SIGINT' ? 130 : 143;
}

/** By its stable code, so that asking loads nothing of the library. */
function isConfigError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('CONFIG_')
  );
}

/** A flag, or flags together, that can't be followed: exit code 2, and nothing was asked for. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
