import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type { SyncReport } from '../index.ts';
import { toPlainJson } from './plain-json.ts';
import { UsageError } from './usage-error.ts';

/**
 * Finds out before the load whether its report can be written.
 *
 * @throws {UsageError} when it can't.
 */
export async function assertReportPath(
  flags: { readonly to: string; readonly report?: string },
  cwd: string,
): Promise<void> {
  const { to, report } = flags;
  if (report === undefined) return;
  if (report === '-') {
    if (to !== '-') return;
    throw new UsageError('--report - and --to - both want stdout. Give one of them a file.');
  }
  const path = resolve(cwd, report);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new UsageError(`--report: ${report} is a folder.`);
  try {
    await access(found ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw new UsageError(`--report: ${report} can't be written. Nothing was asked for.`, {
      cause: error,
    });
  }
}

/** Writes the report as JSON to a file or, for `-`, to stdout. */
export async function writeReport(
  report: SyncReport,
  to: string,
  { cwd, stdout }: { readonly cwd: string; readonly stdout: Writable },
): Promise<void> {
  const text = `${toPlainJson(report, 2)}\n`;
  if (to === '-') stdout.write(text);
  else await writeFile(resolve(cwd, to), text);
}
