import { constants, type Stats } from 'node:fs';
import { access, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { realFilePath, type SyncReport } from '../index.ts';
import { UsageError } from './exit-code.ts';
import { toPlainJson } from './voice.ts';

/** Files of a run that its report must not be written onto, with what they are. */
export type TakenFiles = readonly (readonly [path: string, what: string])[];

/** The files of a run, without its report. */
export function filesOf(run: {
  readonly to: string;
  readonly config: string;
  readonly envFile: string | undefined;
}): TakenFiles {
  const { to, config, envFile = '.env' } = run;
  const database = ['', '.wal', '.staging', '.staging.wal'].map(
    (suffix) => [`${to}${suffix}`, suffix === '' ? 'the database' : 'of the database'] as const,
  );
  return [
    ...(to === '-' ? [] : database),
    [config, 'the configuration'],
    [envFile, 'the file of variables'],
  ];
}

/**
 * Finds out before the load whether its report can be written, and that it takes the place of nothing that is needed.
 *
 * @throws {UsageError} when it can't.
 */
export async function assertReportPath(
  { to, report }: { readonly to: string; readonly report?: string },
  taken: TakenFiles,
  cwd: string,
): Promise<void> {
  if (report === undefined) return;
  if (report === '-') {
    if (to !== '-') return;
    throw new UsageError('--report - and --to - both want stdout. Give one of them a file.');
  }
  const refuse = (what: string, cause?: unknown): UsageError =>
    new UsageError(`--report: ${report} ${what}. Nothing was asked for.`, { cause });
  const path = resolve(cwd, report);
  const found = await statOf(path);
  if (found?.isDirectory()) throw refuse('is a folder');
  for (const [file, what] of taken) {
    if (await isSameFile(path, found, resolve(cwd, file))) {
      throw refuse(`is ${what}${what === 'of the database' ? ', too' : ''}: give another file`);
    }
  }
  if (found?.isFile() && (await isDatabase(path))) {
    throw refuse('is a DuckDB database: give another file');
  }
  try {
    await access(found ? path : dirname(await realFilePath(path)), constants.W_OK);
  } catch (error) {
    throw refuse("can't be written", error);
  }
}

/**
 * Writes the report as JSON to a file or, for `-`, to stdout.
 *
 * @throws {Error} what says that the rows are written all the same
 */
export async function writeReport(
  report: SyncReport,
  to: string,
  { cwd, stdout }: { readonly cwd: string; readonly stdout: Writable },
): Promise<void> {
  const text = `${toPlainJson(report, 2)}\n`;
  if (to === '-') {
    stdout.write(text);
    return;
  }
  try {
    await replaceFile(resolve(cwd, to), text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `--report: ${to} could not be written: ${why}. What became of the rows is told above; the report stands in \`_sluice.resources\`, too, if they went into a database.`,
      { cause },
    );
  }
}

/**
 * Puts a file in place of another one at once, so that a reader meets the one or the other, whole. What is no file, such as a
 * pipe, is written to; so is a file whose folder takes no other, or that is mounted by itself.
 */
async function replaceFile(path: string, text: string): Promise<void> {
  const found = await statOf(path);
  if (found !== undefined && !found.isFile()) return writeFile(path, text);
  const real = await realFilePath(path);
  const beside = join(dirname(real), `.${basename(real)}.${process.pid}.tmp`);
  try {
    await writeFile(beside, text, { flag: 'wx', ...(found && { mode: found.mode }) });
    await rename(beside, real);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    if (found === undefined) throw error;
    await writeFile(real, text);
  }
}

async function isSameFile(path: string, found: Stats | undefined, other: string): Promise<boolean> {
  const there = await statOf(other);
  if (found !== undefined && there !== undefined) {
    return found.dev === there.dev && found.ino === there.ino;
  }
  const [real, realOther] = await Promise.all([path, other].map(realPathOf));
  return real === realOther;
}

/** Also of a file that is not there yet. A folder that is not there is told of later. */
function realPathOf(path: string): Promise<string> {
  return realFilePath(path).catch(() => path);
}

function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

/** Whether a file begins as DuckDB begins them. */
async function isDatabase(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return false;
  try {
    const head = Buffer.alloc(4);
    await file.read(head, 0, head.length, 8);
    return head.toString('latin1') === 'DUCK';
  } finally {
    await file.close();
  }
}
