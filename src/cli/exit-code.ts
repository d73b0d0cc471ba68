import type { ResourceReport, SyncReport } from '../index.ts';
import { UsageError } from './usage-error.ts';

/** What the process says to whoever started it. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  unproved: 3,
} as const;

/** The code for a load that came to its end by itself. */
export function exitCodeOfReport(report: Pick<SyncReport, 'resources' | 'error'>): number {
  if (report.error !== undefined) return ExitCode.failed;
  if (report.resources.some((resource) => resource.error !== undefined)) return ExitCode.failed;
  return report.resources.every(isGoodEnough) ? ExitCode.done : ExitCode.unproved;
}

function isGoodEnough({ verdict, rejected }: ResourceReport): boolean {
  return (verdict === 'complete' || verdict === 'exhausted') && rejected === 0;
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
